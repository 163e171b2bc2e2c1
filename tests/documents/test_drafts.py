"""Drafts: number at the first save, two people editing, frozen papers, limits of a form."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from documents import drafts, links, registry
from documents.errors import NotAllowed, Refused, StaleVersion
from documents.models import Document, Event, NumberCounter
from documents.pages import pages_of
from documents.pages.entry_form import formset_of
from masterdata.models import Company, User
from masterdata.roles import Role
from tests import factories
from tests.notation import stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def create(actor: User | None = None, **more: Any) -> Document:
    head = {"party": factories.supplier(), **more.pop("head", {})}
    given = {
        "head": head,
        "body": {"warehouse": factories.warehouse()},
        "lines": firm.priced("螺丝 10 x 2.00, 螺母 5 x 1.00"),
        **more,
    }
    return drafts.create(firm.PURCHASE_ORDER, actor=actor or firm.people().purchaser, **given)


def rows_of(document: Document) -> list[dict[str, Any]]:
    """The lines as an edit form sends them back."""
    names = ("item", "unit", "quantity", "base_quantity", "price", "net", "tax", "gross")
    more = ("tax_rate", "contract_on")
    return [
        {"id": line.pk, **{name: getattr(line, name) for name in (*names, *more)}}
        for line in firm.order_lines(document)
    ]


def change(document: Document, lines: list[dict[str, Any]], **more: Any) -> Document:
    given = {"version": document.version, "head": {}, "body": {}, "lines": lines, **more}
    return drafts.change(document.pk, actor=given.pop("actor", document.maker), **given)


def test_a_draft_has_its_number_and_moves_nothing() -> None:
    order = create()

    assert order.number == f"CG-{timezone.localdate():%Y%m%d}-0001"
    assert order.total == Decimal("25.00")
    assert stock("螺丝 main expected 0")
    assert stock("螺丝 main 0")


def test_only_a_maker_role_makes_a_paper() -> None:
    with pytest.raises(NotAllowed):
        create(factories.user(Role.CASHIER))
    assert not Document.objects.exists()


def test_the_same_key_opens_the_paper_it_made() -> None:
    key = uuid.uuid4()

    first, again = create(key=key), create(key=key)

    assert first == again
    assert Document.objects.count() == 1
    assert NumberCounter.objects.get().last == 1


def test_the_key_of_somebody_elses_form_is_refused() -> None:
    key = uuid.uuid4()
    create(key=key)

    with pytest.raises(Refused):
        create(factories.user(Role.PURCHASER), key=key)


def test_the_second_to_save_is_told_who_was_first_and_overwrites_nothing() -> None:
    order = create()
    opened = order.version
    colleague = factories.user(Role.PURCHASER, name="李四")
    change(order, rows_of(order), actor=colleague, head={"remark": "李四改的"})

    with pytest.raises(StaleVersion) as refused:
        change(order, rows_of(order), version=opened, head={"remark": "我改的"})

    assert refused.value.changed_by == colleague
    assert "李四" in str(refused.value)
    order.refresh_from_db()
    assert order.remark == "李四改的"


def test_the_time_told_is_the_time_on_the_wall() -> None:
    order = create()
    at = timezone.now().replace(hour=2, minute=30)
    change(order, rows_of(order), at=at)

    with pytest.raises(StaleVersion) as refused:
        change(order, rows_of(order), version=1)

    assert "10:30" in str(refused.value)


def test_lines_keep_their_id_when_edited_and_come_in_the_order_sent() -> None:
    order = create()
    screws, nuts = rows_of(order)
    (washers,) = firm.priced("垫片 3 x 1.00")

    change(order, [nuts | {"quantity": Decimal(7), "base_quantity": Decimal(7)}, washers, screws])

    after = firm.order_lines(order)
    assert [line.item.code for line in after] == ["螺母", "垫片", "螺丝"]
    assert [line.line_no for line in after] == [1, 2, 3]
    assert (after[0].pk, after[2].pk) == (nuts["id"], screws["id"])
    assert after[0].quantity == 7


def test_a_line_left_out_is_gone_and_the_event_tells_it() -> None:
    order = create()
    change(order, rows_of(order)[:1])

    order.refresh_from_db()
    assert len(firm.order_lines(order)) == 1
    assert order.total == Decimal("20.00")
    event = Event.objects.get(document=order, kind=Event.Kind.CHANGED)
    assert event.details["lines"]["2"][1] is None


def test_a_line_of_another_paper_is_refused() -> None:
    order, other = create(), create()

    with pytest.raises(Refused):
        change(order, rows_of(order)[:1] + rows_of(other)[:1])

    assert len(firm.order_lines(other)) == 2


def test_a_paper_that_is_no_draft_is_frozen() -> None:
    order = firm.order(state="submitted")

    with pytest.raises(Refused):
        change(order, rows_of(order), head={"remark": "偷偷改"})

    order.refresh_from_db()
    assert order.remark == ""


@pytest.mark.parametrize("days", [1, -4, -400])
def test_a_date_in_the_future_or_too_far_back_is_refused(days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)

    with pytest.raises(Refused):
        create(head={"date": day})
    order = create()
    with pytest.raises(Refused):
        change(order, rows_of(order), head={"date": day})


def test_a_date_as_far_back_as_the_firm_allows_is_taken() -> None:
    back = Company.current().backdate_days
    today = timezone.localdate()

    assert create(head={"date": today - timedelta(days=back)}).number
    with pytest.raises(Refused, match=str(back)):
        create(head={"date": today - timedelta(days=back + 1)})


def test_an_import_of_history_may_be_old() -> None:
    day = timezone.localdate() - timedelta(days=4000)

    assert create(head={"date": day}, history=True).number == f"CG-{day:%Y%m%d}-0001"


def test_an_old_draft_may_be_saved_again_with_its_own_date() -> None:
    day = timezone.localdate() - timedelta(days=40)
    order = create(head={"date": day}, history=True)

    assert change(order, rows_of(order), head={"date": day, "remark": "补充"}).remark == "补充"


def test_a_thousand_lines_are_the_most() -> None:
    (row,) = firm.priced("螺丝 1 x 1.00")

    with pytest.raises(Refused):
        create(lines=[dict(row) for _n in range(1001)])


def test_a_new_paper_cannot_begin_approved() -> None:
    with pytest.raises(Refused):
        create(state="approved")


def test_a_copy_is_a_new_draft_of_today_with_a_new_number() -> None:
    people = firm.people()
    original = firm.order("螺丝 10 x 2.00", state="approved", contract_number="HT-1")

    copied = drafts.copy(original, actor=people.manager)

    assert copied.state == "draft"
    assert copied.number != original.number
    assert copied.maker == people.manager
    assert copied.total == original.total
    assert firm.order_lines(copied)[0].received_quantity == 0


def test_many_are_made_together_or_none_at_all() -> None:
    good = {
        "head": {"party": factories.supplier()},
        "body": {"warehouse": factories.warehouse()},
        "lines": firm.priced("螺丝 1 x 1.00"),
    }
    bad = good | {"head": {"date": timezone.localdate() + timedelta(days=9)}}
    actor, at = firm.people().purchaser, timezone.now()

    with pytest.raises(Refused):
        drafts.create_many(firm.PURCHASE_ORDER, [good, bad], actor=actor, at=at)
    assert not Document.objects.exists()
    assert not NumberCounter.objects.exists()

    made = drafts.create_many(firm.PURCHASE_ORDER, [good, good], actor=actor, at=at)
    assert [document.number[-4:] for document in made] == ["0001", "0002"]


def test_an_edited_receipt_is_tied_to_the_orders_its_lines_draw_on_now() -> None:
    first, second = firm.order(), firm.order()
    receipt = firm.draft_receipt([first], "10")
    assert links.sources_of(receipt) == [first]

    lines = firm.receipt_rows([second], "10")
    drafts.change(receipt.pk, actor=receipt.maker, version=1, head={}, body={}, lines=lines)

    assert links.sources_of(receipt) == [second]
    assert links.dependants(first) == []


def test_a_paper_drawn_up_of_a_whole_month_holds_more_lines_than_people_type() -> None:
    def stored(kind: str, count: int) -> int:
        return len(drafts._numbered(registry.get(kind), [{}] * count))

    assert stored("purchase_order", 1000) == 1000
    with pytest.raises(Refused, match="1000|1,000"):
        stored("purchase_order", 1001)
    assert stored("contract_booklet", 1001) == 1001
    assert formset_of(pages_of("contract_booklet")).max_rows == 4000  # type: ignore[arg-type]


def test_each_saving_of_a_draft_raises_its_version_by_one() -> None:
    order = create()

    saved = change(order, rows_of(order))

    assert saved.version == order.version + 1
