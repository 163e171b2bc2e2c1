"""The report's pages: entry, the sheet on screen, late ones, reading many, spreadsheet, print."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.content import load_body
from documents.models import Comment, Document
from documents.pages import Printing
from masterdata.models import User
from masterdata.roles import Role
from orders.daily_papers.prints import FRAME, pages_of
from orders.daily_papers.tables import Block
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import Kind
from orders.sales_report.prints import PER_PAGE, report_slip
from orders.sales_report.sheets import TEN_DAYS
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.orders.delivery import road
from tests.orders.sales_report import desk
from ui.prints import A4_LANDSCAPE

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]
TODAY = timezone.localdate


@pytest.fixture
def clerk(client: Client, as_user: AsUser) -> Client:
    return as_user(client, desk.clerk(desk.region()))


def head(**more: Any) -> dict[str, Any]:
    day = f"{TODAY():%Y-%m-%d}"
    here = desk.region()
    return {"date": day, "kind": Kind.DAILY, "region": here, "day": day, **more}


def page(client: Client, document: Document) -> str:
    return client.get(reverse("sales_report_detail", args=[document.pk])).content.decode()


# --- Entry ---------------------------------------------------------------------------------------


def test_any_day_is_taken_for_the_time_it_lies_in(clerk: Client) -> None:
    day = TODAY().replace(day=1) - timedelta(days=3)
    data = head(kind=Kind.TEN_DAYS, day=f"{day:%Y-%m-%d}")

    answer = clerk.post(reverse("sales_report_new"), sent(data, [], key=key()))

    assert answer.status_code == 302
    report = SalesReport.objects.get()
    assert (report.day.day, report.held_on, report.due_at is None) == (21, report.day, False)


def test_a_second_report_is_refused_by_number_and_nothing_typed_is_lost(clerk: Client) -> None:
    first = desk.report(where=desk.region())
    note = {"party": desk.customer(), "note": "下周补货"}

    answer = clerk.post(reverse("sales_report_new"), sent(head(), [note], key=key()))

    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    (row,) = answer.context["grid"].rows
    assert row["values"]["note"] == "下周补货"


def test_a_clerk_draws_up_no_report_of_another_region(clerk: Client) -> None:
    for where in (desk.region("HB"), ""):
        answer = clerk.post(reverse("sales_report_new"), sent(head(region=where), [], key=key()))

        assert answer.status_code == 422
    assert not SalesReport.objects.exists()


@pytest.mark.parametrize("fault", ["kind=week", "day=", "day=2999-01-01", "complaints=-1"])
def test_a_faulty_head_comes_back(clerk: Client, fault: str) -> None:
    name, _sign, typed = fault.partition("=")

    answer = clerk.post(reverse("sales_report_new"), sent(head(**{name: typed}), [], key=key()))

    assert answer.status_code == 422
    assert not SalesReport.objects.exists()


def test_two_notes_to_one_customer_become_one(clerk: Client) -> None:
    notes = [{"party": desk.customer(), "note": text} for text in ("一", "二")]

    clerk.post(reverse("sales_report_new"), sent(head(), notes, key=key()))

    assert [line.note for line in SalesReport.objects.get().lines.all()] == ["一；二"]


# --- The sheet -----------------------------------------------------------------------------------


def test_the_sheet_stands_on_the_page_and_tells_what_changed_since(clerk: Client) -> None:
    gone = desk.sold("螺丝 10 x 123.45", on=TODAY(), terms="credit")
    report = desk.submit(desk.report(where=desk.region(), exceptions="台风停运"))
    before = page(clerk, report)
    road.reverse(gone)

    after = page(clerk, report)

    for text in ("1,234.50", desk.CUSTOMER, "台风停运"):
        assert text in before
        assert text in after
    assert "-1,234.50" not in before
    assert "-1,234.50" in after


def test_the_spreadsheet_has_a_sheet_for_each_table_with_its_sums(clerk: Client) -> None:
    desk.sold("螺丝 10 x 2.50", on=TODAY())
    report = desk.report(where=desk.region())

    answer = clerk.get(reverse("sales_report_export", args=[report.pk]))

    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.worksheets) == 3
    values = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert any(desk.CUSTOMER in row for row in values)
    assert 25 in values[-1]


def test_strangers_get_neither_page_nor_sheet(client: Client, as_user: AsUser) -> None:
    report = desk.submit(desk.report(where=desk.region()))
    strangers: list[User] = [
        desk.clerk(desk.region("HB")),
        desk.manager(desk.region("HB")),
        factories.user(Role.STOREKEEPER),
        factories.user(Role.PURCHASER),
    ]

    for stranger in strangers:
        as_user(client, stranger)
        for name, *more in (("detail",), ("export",), ("print", "report")):
            url = reverse(f"sales_report_{name}", args=[report.pk, *more])
            assert client.get(url).status_code == 404


def test_sender_and_reader_comment_on_it(client: Client, as_user: AsUser) -> None:
    here = desk.region()
    report = desk.submit(desk.report(where=here))

    for who, text in ((desk.clerk(here), "已核对"), (desk.manager(here), "注意回款")):
        as_user(client, who)
        client.post(reverse("sales_report_comment", args=[report.pk]), {"text": text})

    texts = Comment.objects.filter(document=report).order_by("id").values_list("text", flat=True)
    assert list(texts) == ["已核对", "注意回款"]
    assert all(text in page(client, report) for text in texts)


# --- Lists ---------------------------------------------------------------------------------------


def listed(client: Client, **conditions: str) -> set[str]:
    answer = client.get(reverse("sales_report_list"), {"view": "all", **conditions})
    return {row.record.number for row in answer.context["table"].rows}


@pytest.mark.usefixtures("in_the_morning")
def test_the_list_is_narrowed_by_kind_region_time_and_lateness(
    client: Client, as_user: AsUser
) -> None:
    here, there = desk.region(), desk.region("HB")
    old = TODAY() - timedelta(days=5)
    late = desk.report(where=here, day=old)
    other = desk.report(Kind.DAY_LIST, there)
    as_user(client, desk.director())

    assert listed(client) == {late.number, other.number}
    assert listed(client, kind=Kind.DAY_LIST) == {other.number}
    assert listed(client, region=str(here.pk)) == {late.number}
    assert listed(client, day="today") == {other.number}
    assert listed(client, late="on") == {late.number}


def test_the_list_costs_the_same_however_many_reports_there_are(
    client: Client, as_user: AsUser, django_assert_max_num_queries: Any
) -> None:
    as_user(client, desk.director())
    client.get(reverse("sales_report_list"), {"view": "all"})
    for code in ("HN", "HB", "HZ", "DB"):
        desk.report(where=desk.region(code))
    desk.report()

    with django_assert_max_num_queries(22):
        answer = client.get(reverse("sales_report_list"), {"view": "all"})

    page = answer.content.decode()
    assert "全公司" in page or "The whole firm" in page


def late_numbers(client: Client, **conditions: str) -> set[str]:
    answer = client.get(reverse("late_reports"), {"due": "", **conditions})
    return {row.record.number for row in answer.context["table"].rows}


def test_the_late_list_names_who_owes_what_and_what_came_late(
    client: Client, as_user: AsUser
) -> None:
    from tests.orders.stock_list import desk as store

    old = TODAY() - timedelta(days=5)
    owed = desk.report(where=desk.region(), day=old)
    came = desk.submit(desk.report(Kind.DAY_LIST, desk.region(), day=old))
    missing = store.stock_list(old)
    void = desk.report(day=old)
    desk.step(void, "void", desk.clerk(), reason="录错")
    as_user(client, desk.director())

    assert late_numbers(client) == {owed.number, came.number, missing.number}
    assert late_numbers(client, owed="on") == {owed.number, missing.number}
    assert late_numbers(client, kind=Kind.DAY_LIST) == {came.number}
    as_user(client, store.keeper())
    assert late_numbers(client) == {missing.number}


def test_punctuality_counts_what_was_due_in_a_month(client: Client, as_user: AsUser) -> None:
    day = TODAY().replace(day=1) - timedelta(days=1)
    here = desk.region()
    desk.report(where=here, day=day.replace(day=5))
    prompt = desk.report(where=here, day=day.replace(day=6))
    desk.submit(prompt, at=desk.at(day.replace(day=6), 9))
    as_user(client, desk.director())

    answer = client.get(reverse("report_punctuality"), {"due": "", "due_from": "2000-01-01"})

    (row,) = [each.record for each in answer.context["table"].rows]
    assert (row.due, row.on_time, row.late, row.percent) == (2, 1, 1, Decimal(50))


def test_a_purchaser_has_no_late_list(client: Client, as_user: AsUser) -> None:
    as_user(client, factories.user(Role.PURCHASER))

    assert client.get(reverse("late_reports")).status_code == 403
    assert client.get(reverse("report_punctuality")).status_code == 403


# --- The first screen ----------------------------------------------------------------------------


def test_a_manager_reads_his_region_s_reports_in_one_go(client: Client, as_user: AsUser) -> None:
    here = desk.region()
    manager = desk.manager(here)
    mine = [desk.submit(desk.report(kind, here)) for kind in (Kind.DAILY, Kind.DAY_LIST)]
    desk.manager(desk.region("HB"))
    other = desk.submit(desk.report(where=desk.region("HB")))
    as_user(client, manager)
    home = client.get(reverse("home"))
    (panel,) = [p for p in home.context["panels"] if p["name"] == "reports-to-read"]
    assert {row["pk"] for row in panel["context"]["rows"]} == {paper.pk for paper in mine}

    data = {"ids": [*(paper.pk for paper in mine), other.pk], "action": "read"}
    client.post(panel["context"]["batch_url"], data)

    states = dict(Document.objects.values_list("pk", "state"))
    assert [states[paper.pk] for paper in mine] == ["read", "read"]
    assert states[other.pk] == "submitted"


def test_the_first_screen_draws_the_sales_of_the_manager_s_region(
    client: Client, as_user: AsUser
) -> None:
    here, there = desk.region(), desk.region("HB")
    desk.sold("螺丝 10 x 2.50", on=TODAY(), buyer=desk.customer("蓝天家具", there))
    desk.sold("螺丝 10 x 4.00", on=TODAY())

    def charts(user: User) -> dict[str, Any]:
        as_user(client, user)
        found = client.get(reverse("home")).context["panels"]
        return {p["name"]: p["context"]["chart"] for p in found if "chart" in p["context"]}

    his, all_ = charts(desk.manager(here)), charts(desk.director())

    assert sum(his["sales-of-days"].series[0].values) == Decimal(40)
    assert sum(all_["sales-of-days"].series[0].values) == Decimal(65)
    assert list(all_["sales-by-region"].series[0].values) == [Decimal(40), Decimal(25)]
    assert "sales-by-region" not in his


# --- Print ---------------------------------------------------------------------------------------


def block_of(count: int, *, grouped: str = "") -> Block:
    block = Block("main", "main", TEN_DAYS, grouped=grouped)
    rows = [
        {"no": n, "region": f"区域{n % 2}", "party": f"商场{n}", "sales": Decimal(n)}
        for n in range(count)
    ]
    return block.with_rows(rows)


@pytest.mark.parametrize("count", [0, 1, 20, 21, 22, 60])
def test_a_long_table_goes_on_over_the_page_and_loses_no_row(count: int) -> None:
    pages = pages_of([block_of(count), block_of(2)], per_page=PER_PAGE, end=2)

    parts = [part for page in pages for part in page.parts]
    assert sum(len(part.rows) for part in parts) == count + 2
    assert [part.is_last for part in parts].count(True) == 2
    for each in pages:
        assert sum(FRAME + len(part.rows) for part in each.parts) <= PER_PAGE


def test_several_regions_have_subtotals_that_come_to_the_total() -> None:
    block = block_of(5, grouped="region")

    subtotals = [texts for texts, is_subtotal in block.table_rows if is_subtotal]

    place = [column.name for column in block.columns].index("sales")
    assert [texts[place] for texts in subtotals] == ["6.00", "4.00"]
    assert block.total_texts[place] == "10.00"


def test_the_print_tells_time_region_and_who_filled_it_in(clerk: Client) -> None:
    here = desk.region()
    report = desk.read(desk.submit(desk.report(where=here, complaints=2, exceptions="台风停运")))

    (slip,) = report_slip(Printing(load_body(report), desk.manager(here), A4_LANDSCAPE))

    values = [str(fact["value"]) for fact in slip["facts"][0]]
    assert f"{TODAY():%Y-%m-%d}" in values[0]
    assert "区域HN" in values
    assert [remark["value"] for remark in slip["remarks"]] == ["2", "台风停运"]
    names = [each["name"] for each in slip["signatures"]]
    assert names == [desk.clerk(here).display_name, "", desk.manager(here).display_name]


def test_a_copy_without_prices_tells_no_money(clerk: Client) -> None:
    desk.sold("螺丝 10 x 123.45", on=TODAY())
    report = desk.report(where=desk.region())
    printing = Printing(load_body(report), desk.clerk(), A4_LANDSCAPE, hide_prices=True)

    (slip,) = report_slip(printing)

    texts = [
        cell["text"] for page in slip["pages"] for part in page.parts for row in part.rows
        for cell in row
    ]  # fmt: skip
    assert desk.CUSTOMER in texts
    assert "1,234.50" not in texts
