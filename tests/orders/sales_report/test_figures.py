"""Day lists come to the month and to the ledger; frozen figures stay, and changes are told."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from documents.content import load_body
from documents.models import Document
from finance.parties.models import OpenItem
from finance.parties.queries import balance_at
from orders.daily_papers.tables import Block, FigureColumn, growth
from orders.sales_report import figures
from orders.sales_report.figures import Asked, live, month_row, ten_days_row
from orders.sales_report.periods import Kind, month_of, time_of
from tests.finance.remittance import desk as money
from tests.grounds import begins_with, kept
from tests.orders import desk as sale
from tests.orders.delivery import road
from tests.orders.sales_report import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal
TODAY = timezone.localdate


def last_month() -> date:
    return month_of(month_of(TODAY()).before).first


def rows(kind: Kind, day: date, *, region: int | None = None) -> list[dict[str, Any]]:
    return [dict(row) for row in live(Asked(kind, region, time_of(kind, day), {}))[0].rows]


def total(found: list[dict[str, Any]], name: str) -> Decimal:
    return sum((row.get(name) or D(0) for row in found), D(0))


@kept
def a_month_of_trade() -> date:
    """Two customers; parts, freight, a refusal on another day, a reversal, money on two days."""
    first = last_month()
    other = desk.customer("蓝天家具", desk.region("HB"))
    desk.sold("螺丝 10 x 2.50", on=first + timedelta(days=2), freight=D("8.00"))
    part = desk.sold("螺丝 10 x 3.33", "3", on=first + timedelta(days=11), terms="credit")
    desk.sign(part, {1: "1"}, on=first + timedelta(days=13))
    undone = desk.sold("螺丝 4 x 7.00", on=first + timedelta(days=12), buyer=other)
    desk.step(undone, "reverse", road.chief(), reason="录错", on=first + timedelta(days=21))
    desk.sold("螺丝 2 x 9.00", on=first + timedelta(days=24), buyer=other)
    money.remit("50.00", customer=other, at=desk.at(first + timedelta(days=24), 10))
    return first


# --- It adds up ----------------------------------------------------------------------------------


@begins_with(a_month_of_trade)
def test_the_day_lists_of_a_month_come_to_its_report_and_to_the_ledger() -> None:
    first = a_month_of_trade()
    month = month_of(first)
    days = [first + timedelta(days=n) for n in range((month.last - first).days + 1)]

    lists = [row for day in days for row in rows(Kind.DAY_LIST, day)]
    report = rows(Kind.MONTH, first)

    booked = OpenItem.objects.filter(
        document__type="delivery", on_date__range=(month.first, month.last)
    ).aggregate(sum=Sum("amount"))["sum"]
    assert total(lists, "sales") == total(report, "sales") == booked == D("57.66")
    assert total(lists, "received") == total(report, "received") == D("50.00")
    thirds = [total(report, name) for name in ("first", "middle", "last")]
    assert thirds == [D("33.00"), D("34.66"), D("-10.00")]
    assert total(report, "owed") == sum(
        balance_at("receivable", row["party_id"], month.last) for row in report
    )


@begins_with(a_month_of_trade)
def test_ten_day_reports_of_a_month_come_to_it_customer_by_customer() -> None:
    first = a_month_of_trade()
    tens = [rows(Kind.TEN_DAYS, first + timedelta(days=n)) for n in (0, 10, 20)]

    for row in rows(Kind.MONTH, first):
        of_his = [each for ten in tens for each in ten if each["party_id"] == row["party_id"]]
        assert total(of_his, "sales") == row["sales"]
        assert total(of_his, "received") == row["received"]


@begins_with(a_month_of_trade)
def test_the_regions_come_to_the_whole_firm() -> None:
    first = a_month_of_trade()
    regions = [desk.region("HN").pk, desk.region("HB").pk]

    parts = [rows(Kind.MONTH, first, region=pk) for pk in regions]

    assert [total(part, "sales") for part in parts] == [D("39.66"), D("18.00")]
    whole = rows(Kind.MONTH, first)
    assert total(whole, "sales") == D("57.66")
    assert {row["region"] for row in whole} == {"区域HN", "区域HB"}


def test_the_day_list_names_orders_goods_deliveries_and_moneys() -> None:
    document = desk.sold("螺丝 10 x 2.50", on=TODAY(), freight=D("8.00"), terms="credit")
    order = road.lines(document)[0].order_line.body.head  # type: ignore[union-attr]

    found = rows(Kind.DAY_LIST, TODAY())

    ordered = [row for row in found if row.get("ordered")]
    sent = [row for row in found if row.get("delivery")]
    assert [(row["order"], row["ordered"]) for row in ordered] == [
        (order.number, D("25.00")),
        (order.number, D("8.00")),
    ]
    assert [(row["delivery"], row["shipped"], row["sales"]) for row in sent] == [
        (document.number, D(10), D("25.00")),
        (document.number, D(0), D("8.00")),
    ]
    assert {row["party"] for row in found} == {desk.CUSTOMER}


def test_refused_goods_stand_below_zero_on_the_day_they_came_back() -> None:
    document = desk.sold("螺丝 10 x 2.50", on=TODAY() - timedelta(days=1))
    desk.sign(document, {1: "4"}, on=TODAY())

    back = [row for row in rows(Kind.DAY_LIST, TODAY()) if row.get("delivery")]

    assert [(row["shipped"], row["sales"]) for row in back] == [(D(-4), D("-10.00"))]


def test_money_given_back_is_taken_off_and_money_moved_between_orders_is_nothing() -> None:
    party = desk.customer()
    money.remit("100.00", customer=party)
    order = sale.order("螺丝 10 x 2.50", to="noticed", buyer=party)
    money.allot((order, "25.00"), customer=party)
    money.refund("30.00", customer=party)

    (row,) = rows(Kind.DAILY, TODAY())

    assert row["received"] == D("70.00")
    assert total(rows(Kind.DAY_LIST, TODAY()), "received") == D("70.00")


# --- The daily report ----------------------------------------------------------------------------


def test_the_daily_report_tells_today_the_month_and_what_stands_open() -> None:
    party = desk.customer()
    desk.sold("螺丝 10 x 2.50", "4", on=TODAY(), terms="credit")

    (row,) = rows(Kind.DAILY, TODAY())

    wanted = {"count": 1, "ordered": D(25), "pieces": D(4), "shipped": D(10), "returned": D(0)}
    assert row | wanted == row
    assert (row["month_shipped"], row["month_ordered"]) == (D(10), D(25))
    assert (row["unshipped"], row["owed"], row["party_id"]) == (D(15), D(10), party.pk)


def test_the_daily_report_names_goods_that_lack_and_orders_past_their_day() -> None:
    late = road.ordered(
        "螺丝 10 x 2.50", stock="4", terms="credit", buyer=desk.customer(),
        wanted_on=TODAY() - timedelta(days=3),
    )  # fmt: skip

    blocks = live(Asked(Kind.DAILY, None, time_of(Kind.DAILY, TODAY()), {}))

    short = next(block for block in blocks if block.code == "short").rows
    past = next(block for block in blocks if block.code == "late").rows
    assert [(row["order"], row["short"]) for row in short] == [(late.number, D(6))]
    assert [(row["order"], row["days"], row["left"]) for row in past] == [(late.number, 3, D(25))]


def test_the_month_s_report_counts_what_left_on_time_and_exact() -> None:
    first = desk.sold("螺丝 10 x 2.50", on=TODAY())
    desk.sign(first, {1: "1"}, on=TODAY())
    desk.sold("螺丝 10 x 2.50", on=TODAY(), wanted_on=TODAY() - timedelta(days=1))
    desk.sold("螺丝 10 x 2.50", on=TODAY())

    blocks = live(Asked(Kind.MONTH, None, time_of(Kind.MONTH, TODAY()), {}))

    (row,) = next(block for block in blocks if block.code == "punctual").rows
    assert (row["lines"], row["on_time"], row["exact"], row["both"]) == (3, 2, 2, 1)


# --- Frozen, and what changed since --------------------------------------------------------------


def a_report_of_today() -> tuple[Document, Document]:
    """What left today, and the daily report of its region, submitted."""
    sent = desk.sold("螺丝 10 x 2.50", on=TODAY(), terms="credit")
    return sent, desk.submit(desk.report(Kind.DAILY, desk.region()))


def test_a_submitted_report_stays_as_it_was_and_tells_what_changed_since() -> None:
    sent, report = a_report_of_today()
    before = [dict(row) for row in desk.main(report).rows]
    assert not figures.changed_since(load_body(report))

    road.reverse(sent)

    assert [dict(row) for row in desk.main(report).rows] == before
    changed = figures.changed_since(load_body(report))
    by_name = {str(each.label): each for each in changed}
    assert all(each.who == desk.CUSTOMER for each in changed)
    assert (D(25), D(0)) in {(each.then, each.now) for each in by_name.values()}
    assert D(-25) in {each.change for each in changed}


def test_a_draft_shows_the_books_of_this_moment() -> None:
    report = desk.report(Kind.DAILY, desk.region())
    assert not desk.main(report).rows

    desk.sold("螺丝 10 x 2.50", on=TODAY())

    assert desk.main(report).total("shipped") == D(25)


def test_the_list_shows_what_was_ordered_sold_and_received() -> None:
    _sent, report = a_report_of_today()

    body = desk.body(report)

    assert (body.ordered, body.sales, body.received) == (D(25), D(25), D(0))


@begins_with(a_month_of_trade)
@pytest.mark.parametrize("kind", [Kind.DAY_LIST, Kind.TEN_DAYS, Kind.MONTH])
def test_every_kind_is_read_back_as_it_was_frozen(kind: Kind) -> None:
    first = a_month_of_trade()
    day = first + timedelta(days=24)
    shown = live(Asked(kind, None, time_of(kind, day), {}))

    report = desk.submit(desk.report(kind, day=day))

    kept = desk.blocks(report)
    assert [[dict(row) for row in block.rows] for block in kept] == [
        [dict(row) for row in block.rows] for block in shown
    ]
    assert not figures.changed_since(load_body(report))


def test_a_note_stands_in_its_customer_s_row_and_a_stranger_s_in_one_of_its_own() -> None:
    desk.sold("螺丝 10 x 2.50", on=TODAY())
    quiet = desk.customer("无事商场")
    notes = [
        {"party": desk.customer(), "note": "下周补货"},
        {"party": quiet, "note": "已电话"},
    ]

    report = desk.submit(desk.report(Kind.DAILY, desk.region(), lines=notes))

    found = {row["party"]: row.get("note") for row in desk.main(report).rows}
    assert found == {desk.CUSTOMER: "下周补货", "无事商场": "已电话"}


# --- Queries and arithmetic ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "most"), [(Kind.DAY_LIST, 9), (Kind.DAILY, 7), (Kind.TEN_DAYS, 4), (Kind.MONTH, 3)]
)
def test_the_figures_cost_the_same_however_many_customers_there_are(
    kind: Kind, most: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        desk.sold("螺丝 10 x 2.50", on=TODAY(), buyer=desk.customer(f"商场{number}"))

    asked = Asked(kind, desk.region().pk, time_of(kind, TODAY()), {})

    with django_assert_max_num_queries(most):
        live(asked)


def test_what_came_back_is_taken_off_the_sales() -> None:
    """The books tell returns below zero."""
    books = {"shipped_now": D(100), "returned_now": D(-30), "shipped_first": D(7)}

    assert (ten_days_row(books)["sales"], ten_days_row(books)["returned"]) == (D(70), D(30))
    assert month_row(books)["sales"] == D(7)


@pytest.mark.parametrize(
    ("now", "before", "wanted"),
    [("150", "100", "50.0"), ("50", "100", "-50.0"), ("0", "3", "-100.0"), ("5", "0", None)],
)
def test_growth_is_told_against_what_was_before(now: str, before: str, wanted: str | None) -> None:
    assert growth(D(now), D(before)) == (None if wanted is None else D(wanted))


def test_a_change_in_the_total_is_that_of_the_sums() -> None:
    columns = (
        FigureColumn("sales", "sales", "money", total=True),
        FigureColumn("change", "change", "percent", change=("sales", "before")),
    )
    block = Block("main", "main", columns).with_rows(
        [{"sales": D(30), "before": D(10)}, {"sales": D(0), "before": D(50)}]
    )

    assert block.sums == [D(30), D("-50.0")]
    assert block.texts(block.values(block.rows[0])) == ["30.00", "+200.0%"]
