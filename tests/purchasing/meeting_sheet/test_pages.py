"""The sheet's pages: entry by week, the blocks on one screen, a spreadsheet, the print."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from documents.content import load_body
from documents.models import Document
from masterdata.roles import Role
from purchasing.meeting_sheet import blocks
from purchasing.meeting_sheet.figures import Figures, Owed
from purchasing.meeting_sheet.models import MeetingSheet
from purchasing.meeting_sheet.prints import FRAME, PER_PAGE, meeting_slip, pages_of
from purchasing.meeting_sheet.weeks import WEEK
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.finance.settlement.desk import owe, settle
from tests.purchasing import firm
from tests.purchasing.meeting_sheet import desk

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]


@pytest.fixture
def manager(client: Client, as_user: AsUser) -> Client:
    return as_user(client, desk.manager())


def cells(**more: Any) -> dict[str, Any]:
    given = {
        "party": factories.supplier("甲厂"),
        "purpose": "螺丝货款",
        "planned_on": f"{desk.coming():%Y-%m-%d}",
        "amount": "1,200.50",
        "priority": "1",
        "method": "transfer",
    }
    return given | more


def head(**more: Any) -> dict[str, Any]:
    wednesday = desk.coming() + WEEK / 7 * 2
    return {"date": f"{firm.today():%Y-%m-%d}", "week_on": f"{wednesday:%Y-%m-%d}", **more}


def test_any_day_of_the_week_is_taken_for_its_monday(manager: Client) -> None:
    answer = manager.post(reverse("meeting_sheet_new"), sent(head(), [cells()], key=key()))

    assert answer.status_code == 302
    sheet = MeetingSheet.objects.get()
    assert sheet.week_on == sheet.held_week == desk.coming()
    assert Document.objects.get(pk=sheet.pk).total == Decimal("1200.50")


def test_a_second_sheet_of_a_week_is_refused_by_number_and_nothing_typed_is_lost(
    manager: Client,
) -> None:
    first = desk.sheet()

    answer = manager.post(reverse("meeting_sheet_new"), sent(head(), [cells()], key=key()))

    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    (row,) = answer.context["grid"].rows
    assert row["values"]["purpose"] == "螺丝货款"


FAULTS = ("amount=0", "amount=abc", "purpose=", "planned_on=", "priority=9", "method=x")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_line_comes_back_with_what_was_typed(manager: Client, fault: str) -> None:
    name, _sign, typed = fault.partition("=")

    answer = manager.post(
        reverse("meeting_sheet_new"), sent(head(), [cells(**{name: typed})], key=key())
    )

    assert answer.status_code == 422
    (row,) = answer.context["grid"].rows
    assert row["errors"]


def test_an_edit_keeps_the_week_held(manager: Client) -> None:
    sheet = desk.sheet(("甲厂", "10.00"))
    data = sent(head(), [cells(amount="70")], version=sheet.version)

    answer = manager.post(reverse("meeting_sheet_edit", args=[sheet.pk]), data)

    assert answer.status_code == 302
    stored = MeetingSheet.objects.get(pk=sheet.pk)
    assert (stored.held_week, stored.lines.get().amount) == (desk.coming(), Decimal(70))


def test_all_blocks_and_the_gap_stand_on_the_page(manager: Client) -> None:
    (debt,) = owe("1000.00", supplier="乙厂")
    settle((debt, "300.25"), money="300.25", supplier="乙厂")
    firm.receipt([firm.order("螺丝 10 x 1.13")], "10")
    sheet = desk.sheet(("甲厂", "55.00"))

    page = manager.get(reverse("meeting_sheet_detail", args=[sheet.pk])).content.decode()

    for text in ("300.25", "699.75", "11.30", "55.00", "355.25"):
        assert text in page


def test_what_falls_due_is_added_to_the_plan_by_one_click(manager: Client) -> None:
    firm.receipt([firm.order("螺丝 10 x 1.13")], "10")
    far = desk.coming() + 10 * WEEK
    sheet = desk.sheet(("乙厂", "5.00"), week=far)
    url = reverse("meeting_sheet_propose", args=[sheet.pk])
    assert url in manager.get(reverse("meeting_sheet_detail", args=[sheet.pk])).content.decode()

    manager.post(url, {"version": sheet.version})
    again = manager.post(url, {"version": sheet.version}, follow=True)

    assert [str(message) for message in again.context["messages"]]
    lines = load_body(Document.objects.get(pk=sheet.pk)).lines.all()
    assert [(line.party.code, line.amount) for line in lines] == [
        ("乙厂", Decimal("5.00")),
        ("甲厂", Decimal("11.30")),
    ]


def test_others_add_nothing_to_the_plan(client: Client, as_user: AsUser) -> None:
    sheet = desk.sheet()
    as_user(client, desk.deputy())

    answer = client.post(reverse("meeting_sheet_propose", args=[sheet.pk]), {"version": 1})

    assert answer.status_code == 403


def test_the_spreadsheet_has_a_sheet_for_each_block_with_its_sum(manager: Client) -> None:
    owe("1000.00")
    sheet = desk.sheet(("甲厂", "55.00"), ("乙厂", "5.50"))

    answer = manager.get(reverse("meeting_sheet_export", args=[sheet.pk]))

    book = load_workbook(io.BytesIO(answer.content))
    assert [name[0] for name in book.sheetnames] == ["A", "B", "C", "D", "E"]
    values = [[cell.value for cell in row] for row in book.worksheets[3].iter_rows()]
    assert 60.5 in values[-1]
    assert "甲厂" in values[4]


def test_a_storekeeper_knows_nothing_of_it(client: Client, as_user: AsUser) -> None:
    sheet = desk.submit(desk.sheet(("甲厂", "55.00")))
    as_user(client, factories.user(Role.STOREKEEPER))

    for name in ("detail", "export"):
        assert client.get(reverse(f"meeting_sheet_{name}", args=[sheet.pk])).status_code == 404
    assert client.get(reverse("meeting_sheet_list")).status_code == 403


def test_the_list_shows_what_was_late(manager: Client) -> None:
    desk.submit(desk.sheet(("甲厂", "55.00")))

    answer = manager.get(reverse("meeting_sheet_list"), {"view": "all"})

    assert "55.00" in answer.content.decode()


# --- Print ---------------------------------------------------------------------------------------


def many(count: int) -> Figures:
    party = factories.supplier("甲厂")
    return Figures(owed=[Owed(party, Decimal(1), Decimal(0), Decimal(0), None)] * count)


@pytest.mark.parametrize("count", [0, 1, 14, 15, 16, 60])
def test_a_long_block_goes_on_over_the_page_and_loses_no_row(count: int) -> None:
    pages = pages_of(blocks.all_of(many(count), [], desk.coming()))

    parts = [part for page in pages for part in page.parts]
    owed = [part for part in parts if part.block.letter == "B"]
    assert sum(len(part.rows) for part in owed) == count
    assert [part.is_last for part in owed] == [False] * (len(owed) - 1) + [True]
    assert sum(part.is_first for part in parts) == 5
    for page in pages:
        assert sum(FRAME + len(part.rows) for part in page.parts) <= PER_PAGE
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_the_print_shows_the_gap_and_the_comment() -> None:
    from documents.pages import Printing
    from ui.prints import A4_LANDSCAPE

    sheet = desk.read(desk.submit(desk.sheet(("甲厂", "55.00"))), "先付甲厂")

    (slip,) = meeting_slip(Printing(load_body(sheet), desk.deputy(), A4_LANDSCAPE))

    assert [figure["value"] for figure in slip["figures"]] == ["0.00", "55.00", "55.00"]
    assert slip["comment"] == "先付甲厂"
    assert slip["stamp"] == ""
