"""What a paper's content hash covers does not change while it stands, whatever SQL is written."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings
from django.utils import timezone

from documents import attachments, content, engine, frozen, kernel_books, registry, triggers
from documents.errors import Refused
from documents.flow import DocumentType, rewrites
from documents.frozen import ATTACHMENTS, FROZEN, HEAD, Freeze, declared
from documents.models import Document, content_columns
from documents.rights import Authority
from tests.factories_papers import make
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
TYPES = sorted(kind.code for kind in registry.all_types())
# These papers draw up their lines by themselves, and may have none.
LISTS_BY_ITSELF = {"stock_list", "sales_report", "contract_booklet"}
LINES, BODIES = "purchasing_purchaseorderline", "purchasing_purchaseorder"


def run(sql: str, *given: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


def refused(sql: str, *given: Any) -> bool:
    try:
        run(sql, *given)
    except IntegrityError as error:
        return FROZEN in str(error)
    return False


def frozen_paper(kind: DocumentType) -> Document:
    """In the first state in which it is not edited any more."""
    states = [state.code for state in kind.states if not state.editable and not state.initial]
    return make(kind, state=states[0])


def other(field: Any, value: Any) -> Any:
    """Something else than this; that no constraint would have it comes second to the trigger."""
    if field.primary_key:
        return value + 1_000_000
    if value is not None and not isinstance(value, bool):
        return None
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2020, 1, 1)
    return "1" if isinstance(field, models.CharField | models.TextField) else 1


def rewritten(model: Any, row: Any) -> list[str]:
    """The frozen columns of this row that could be changed all the same."""
    table, key = model._meta.db_table, model._meta.pk.column
    fields = {field.column: field for field in model._meta.concrete_fields}
    return [
        f"{table}.{column}"
        for column in declared()[table].columns
        if not refused(
            f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s',
            other(fields[column], getattr(row, fields[column].attname)),
            row.pk,
        )
    ]


def again(model: Any, row: Any) -> tuple[str, int]:
    """The same line once more, in another place."""
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    names = ", ".join(f'"{name}"' for name in columns)
    values = names.replace('"line_no"', "line_no + 1000")
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE id = %s', row.pk


@pytest.mark.parametrize("code", TYPES)
def test_of_a_frozen_paper_of_any_type_nothing_is_changed_added_or_taken_away(code: str) -> None:
    kind = registry.get(code)
    head = frozen_paper(kind)
    body = content.load_body(head)
    line = body.lines.first()
    table = kind.line._meta.db_table

    assert line is not None or code in LISTS_BY_ITSELF
    assert rewritten(Document, head) == []
    assert rewritten(kind.body, body) == []
    assert line is None or rewritten(kind.line, line) == []
    assert line is None or refused(*again(kind.line, line))
    assert line is None or refused(f'DELETE FROM "{table}" WHERE id = %s', line.pk)
    for whole in (kind.body, Document):
        key = whole._meta.pk.column
        assert refused(f'DELETE FROM "{whole._meta.db_table}" WHERE "{key}" = %s', head.pk)


# --- the triggers are what the hash covers ---------------------------------------------------


def covered(model: Any) -> set[str]:
    """By column: what the hash is taken of, and what ties a row to its paper."""
    return {model._meta.get_field(name).column for name in content_columns(model)}


def test_what_is_declared_is_what_the_hash_covers() -> None:
    for kind in registry.all_types():
        of_body = set(declared()[kind.body._meta.db_table].columns)
        of_line = set(declared()[kind.line._meta.db_table].columns)
        assert of_body == covered(kind.body) | {"head_id"}, kind.code
        assert of_line == covered(kind.line) | {"id", "body_id"}, kind.code
    assert set(content.HEAD_COLUMNS) < set(declared()[HEAD].columns)


def standing() -> dict[str, set[str]]:
    """By trigger, the columns whose change it looks at, as the database tells it."""
    sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(postgresql if connection.vendor == "postgresql" else sqlite)
        for name, law in cursor.fetchall():
            said = re.search(r"UPDATE OF (.+?) ON ", law)
            columns = said[1].replace('"', "").split(", ") if said else []
            if "_frozen_" in name:
                found[name] = set(columns)
    return found


def test_the_triggers_in_the_database_are_what_is_declared() -> None:
    expected: dict[str, set[str]] = {}
    for table, each in declared().items():
        expected[f"{table}_frozen_update"] = set(each.columns)
        others = {HEAD: ("delete",), ATTACHMENTS: ()}.get(table, ("insert", "delete"))
        expected |= {f"{table}_frozen_{act}": set() for act in others}
        if connection.vendor == "postgresql" and table != ATTACHMENTS:
            expected[f"{table}_frozen_truncate"] = set()
    expected[f"{HEAD}_frozen_unbind"] = {"content_hash"}

    assert standing() == expected


def test_the_migrations_put_up_what_is_declared() -> None:
    """A new paper, or a new column of one, needs a migration with its `Freeze`."""
    found = {}
    with override_settings(MIGRATION_MODULES={}):
        known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for name in sorted(known):
        for each in known[name].operations:
            if isinstance(each, Freeze):
                found[each.table] = each.frozen

    assert found == declared()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others alter a table as it stands")
def test_for_a_table_that_is_made_anew_the_triggers_stand_aside_and_come_back() -> None:
    off, between, back = triggers.aside(RunPython(RunPython.noop))
    before, seen = standing(), []
    editor: Any = SimpleNamespace(connection=connection)

    off.code(None, editor)  # type: ignore[attr-defined]
    seen.append(standing())
    back.code(None, editor)  # type: ignore[attr-defined]

    assert seen == [{}]
    assert standing() == before


# --- the door --------------------------------------------------------------------------------


def price(order: Document) -> str:
    return f"UPDATE {LINES} SET price = price * 2 WHERE body_id = {order.pk}"


def test_a_draft_is_free_and_so_is_what_came_back_to_its_maker() -> None:
    order = firm.draft_order()
    assert run(price(order)) == 1
    submitted = firm.step(order, "submit", firm.people().purchaser)
    assert refused(price(submitted))

    back = firm.step(submitted, "reject", firm.people().manager, reason="价格太高")

    assert run(price(back)) == 1
    assert run(f"DELETE FROM {LINES} WHERE body_id = {back.pk}") == 1


def test_counters_and_later_facts_of_an_approved_paper_are_free() -> None:
    order = firm.order(state="approved")

    assert run(f"UPDATE {LINES} SET received_quantity = 1 WHERE body_id = {order.pk}") == 1
    assert run(f"UPDATE {BODIES} SET contract_number = 'HT-1' WHERE head_id = {order.pk}") == 1
    assert run(f"UPDATE {HEAD} SET held = %s, version = version + 1 WHERE id = %s", True, order.pk)
    assert run(f"UPDATE {LINES} SET price = price, quantity = quantity WHERE body_id = {order.pk}")


def test_a_reversed_paper_stays_as_it_was_approved() -> None:
    receipt = firm.reverse(firm.receipt([firm.order("螺丝 100 x 2.26")], "40"))

    assert receipt.state == "reversed"
    assert refused(f"UPDATE purchasing_receiptline SET accepted = 1 WHERE body_id = {receipt.pk}")


def test_a_line_moves_neither_into_a_frozen_paper_nor_out_of_one() -> None:
    draft, order = firm.draft_order(), firm.order(state="submitted")
    move = f"UPDATE {LINES} SET body_id = %s, line_no = line_no + 1000 WHERE body_id = %s"

    assert refused(move, order.pk, draft.pk)
    assert refused(move, draft.pk, order.pk)


@pytest.mark.parametrize("bears", ["", "open", "open 1", "0" * 64])
def test_a_head_does_not_lose_its_hash_by_the_way(bears: str) -> None:
    order = firm.order(state="approved")

    assert refused(f"UPDATE {HEAD} SET content_hash = %s WHERE id = %s", bears, order.pk)


def test_a_paper_that_was_left_open_is_told_and_takes_no_step() -> None:
    order = firm.order(state="submitted")
    opened = frozen.opening(order.version)

    assert run(f"UPDATE {HEAD} SET content_hash = %s WHERE id = %s", opened, order.pk) == 1
    assert run(price(order)) == 1

    assert [breach.subject for breach in kernel_books.bound()] == [order.number]
    with pytest.raises(Refused):
        firm.step(order, "approve", firm.people().manager)


def test_a_paper_that_lost_its_hash_with_a_version_is_told() -> None:
    order = firm.order(state="approved")
    assert [*kernel_books.bound()] == []

    run(f"UPDATE {HEAD} SET content_hash = '', version = version + 1 WHERE id = %s", order.pk)

    assert [breach.subject for breach in kernel_books.bound()] == [order.number]


def test_the_mark_of_another_version_opens_nothing() -> None:
    order = firm.order(state="approved")
    run(
        f"UPDATE {HEAD} SET content_hash = %s, version = version + 1 WHERE id = %s",
        frozen.opening(order.version),
        order.pk,
    )

    assert refused(price(order))


def test_a_numbered_change_leaves_the_paper_frozen_again() -> None:
    change = make("order_change", state="approved")
    order = Document.objects.get(pk=change.orderchange.order_id)

    assert order.content_hash == content.hash_of(content.snapshot(content.load_body(order)))
    assert refused(price(order))


def act_on(order: Document) -> engine.Act:
    kind = registry.get(order.type)
    body, step = content.load_body(order), kind.step("hold")
    return engine.Act(kind, order, body, step, order.maker, timezone.now(), {}, Authority())


def reprice(body: Any, _actor: Any, _data: Any) -> None:
    run(price(body.head))


def test_a_step_rewrites_only_what_it_declares() -> None:
    order = firm.order(state="approved")

    with pytest.raises(IntegrityError, match=FROZEN):
        act_on(order).take_effect(lambda *given: reprice(*given))
    with pytest.raises(RuntimeError, match="price"):
        act_on(order).take_effect(rewrites("discount")(lambda *given: reprice(*given)))


def test_a_step_may_rewrite_what_it_declares() -> None:
    order = firm.order(state="approved")
    act = act_on(order)

    act.take_effect(rewrites("price")(lambda *given: reprice(*given)))

    assert list(act.changes["lines"]["1"]) == ["price"]


def test_files_of_an_approved_paper_are_added_and_never_withdrawn() -> None:
    submitted, approved = firm.order(state="submitted"), firm.order(state="approved")
    for order in (submitted, approved):
        file = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")
        attachments.attach(order, file, by=order.maker, at=timezone.now())
    withdraw = f"UPDATE {ATTACHMENTS} SET withdrawn_at = %s WHERE document_id = %s"

    assert run(withdraw, timezone.now(), submitted.pk) == 1
    assert refused(withdraw, timezone.now(), approved.pk)
    with pytest.raises(Refused):
        attachments.withdraw(approved.attachments.get(), by=approved.maker, at=timezone.now())
