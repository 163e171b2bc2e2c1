"""Guards that one person alone would get past without."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from documents import append_only, drafts, engine, frozen, links, periods, rights
from documents.models import Document
from documents.rights import Authority
from masterdata.models import Company
from masterdata.roles import Role
from proving import switches
from proving.bite import Bite, Deed, alone
from proving.race import Scene
from proving.races_papers import receipt_of
from proving.switches import constraint, gone, guard, trigger
from proving.tampering import some_books
from tests import factories
from tests.finance.cash_voucher import walk as vouchers
from tests.finance.closing.test_figures import ago, close, reopen
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns

NOT_OWN = constraint("document_approver_is_not_maker")


def prepare(*, sold: bool = True) -> None:
    """Something in every table, so that each trigger has a row to keep."""
    some_books(sold=sold)


def bites() -> Iterator[Bite]:
    excluded = gone("maker rule", rights, "_excluded", lambda *_given: frozenset())
    yield Bite(excluded, alone(_approves_his_own), others=(NOT_OWN,))
    yield Bite(NOT_OWN, alone(_approves_his_own), others=(excluded,))
    anybody = gone("rights by role", engine, "authority", lambda *_g, **_n: Authority())
    yield Bite(anybody, alone(_stranger_approves))
    yield Bite(switches.VERSION, alone(_step_of_a_stale_page))
    editable = gone("frozen papers", drafts, "_require_editable", lambda *_given: None)
    edited = alone(_edits_a_frozen_paper)
    yield Bite(editable, edited, others=(switches.FROZEN,))
    yield Bite(switches.FROZEN, edited, others=(editable,))
    door = gone("closed month at the door", periods, "require_open", lambda _day: None)
    closed = alone(_posts_into_a_closed_month)
    yield Bite(door, closed, others=(switches.MONTHS,))
    yield Bite(switches.MONTHS, closed, others=(door,))
    same = gone("content as submitted", engine, "_require_unchanged", lambda _act: None)
    yield Bite(same, alone(_approves_changed_content))
    hold = gone("hold", engine, "refusals_of_state", lambda *_given: [])
    yield Bite(hold, alone(_approves_what_is_held))
    followers = gone("papers that followed", links, "dependants", lambda _document: [])
    yield Bite(followers, alone(_reverses_what_goes_back))
    yield Bite(guard("has_lines"), alone(_submits_nothing), others=(guard("prices_given"),))
    for table in sorted(append_only.guarded()):
        if _rows_of(table):
            yield Bite(trigger(table), alone(_changing(table)))


def approving(document: Document, actor: Any, **options: Any) -> Deed:
    return lambda: engine.perform(document.pk, "approve", actor=actor, **options)


def _approves_his_own(scene: Scene) -> Deed:
    both = factories.user(Role.PURCHASER, Role.PURCHASING_MANAGER)
    order = firm.order(f"{scene.item} 100 x 2.26")
    receipt = firm.draft_receipt([order], "40", maker=both)
    return approving(firm.step(receipt, "submit", both), both)


def _stranger_approves(scene: Scene) -> Deed:
    return approving(receipt_of(scene), factories.user(Role.STOREKEEPER))


def _step_of_a_stale_page(scene: Scene) -> Deed:
    order = firm.draft_order(f"{scene.item} 100 x 2.26")
    given: Any = {"head": {}, "body": {}, "lines": firm.priced(f"{scene.item} 7 x 1.00")}
    drafts.change(order.pk, actor=order.maker, version=1, **given)
    return lambda: engine.perform(order.pk, "submit", actor=order.maker, version=1)


def _edits_a_frozen_paper(scene: Scene) -> Deed:
    order = firm.order(f"{scene.item} 100 x 2.26", state="submitted")
    given: Any = {"head": {}, "body": {}, "lines": firm.priced(f"{scene.item} 7 x 1.00")}
    return lambda: drafts.change(order.pk, actor=order.maker, **given)


def _posts_into_a_closed_month(scene: Scene) -> Deed:
    Company.objects.update_or_create(pk=1, defaults={"backdate_days": 366})
    voucher = vouchers.submitted(f"收 箱{scene.tag} 10.00")
    if periods.is_closed(ago(1)):
        reopen(ago(1))
    close(ago(1))
    return approving(voucher, vouchers.person(Role.ACCOUNTANT), on=ago(1))


def _approves_changed_content(scene: Scene) -> Deed:
    """Somebody with the database has changed a line after it was submitted, and hidden it."""
    receipt = receipt_of(scene)
    head, opened = Document.objects.filter(pk=receipt.pk), frozen.opening(receipt.version)
    head.update(content_hash=opened)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE purchasing_receiptline SET line_remark = '改' WHERE body_id = %s", [receipt.pk]
        )
    head.update(content_hash=receipt.content_hash, version=receipt.version + 1)
    return approving(receipt, firm.people().manager)


def _approves_what_is_held(scene: Scene) -> Deed:
    receipt = receipt_of(scene)
    Document.objects.filter(pk=receipt.pk).update(held=True)
    return approving(receipt, firm.people().manager)


def _reverses_what_goes_back(scene: Scene) -> Deed:
    """A return of the receipt waits to leave."""
    receipt = receipt_of(scene, "approved")
    returns.approve(returns.draft([receipt], "10"))
    return lambda: firm.reverse(receipt)


def _submits_nothing(scene: Scene) -> Deed:
    given: Any = {
        "head": {"party": factories.supplier(scene.supplier)},
        "body": {"warehouse": factories.warehouse()},
        "lines": [],
    }
    buyer = firm.people().purchaser
    order = drafts.create(firm.PURCHASE_ORDER, actor=buyer, **given)
    return lambda: engine.perform(order.pk, "submit", actor=buyer)


def _rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def _changing(table: str) -> Any:
    """One frozen column of one row, past the program."""

    def prepare(_scene: Scene) -> Deed:
        mutable = append_only.guarded()[table]
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
            texts = [c.name for c in columns if c.name not in ("id", *mutable)]
            cursor.execute(f'SELECT MAX(id) FROM "{table}"')
            (row,) = cursor.fetchone()

        def deed() -> None:
            with connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET id = id + 1000000 WHERE id = %s', [row])

        assert texts, f"{table} has no column that stays"
        return deed

    return prepare
