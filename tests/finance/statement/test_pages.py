"""Statements on the screen, on paper and as sheets; bad files are refused in sentences."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from documents.models import Attachment, Document
from finance.statement import sources
from finance.statement.models import Statement, SupplierRow
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import payable, post
from tests.finance.statement.walk import draft, issue, make, person

pytestmark = pytest.mark.usefixtures("clean_parties")
AsUser = Callable[..., Client]
NEW = "/finance/statements/new/"


@pytest.fixture
def accountant(client: Client, as_user: AsUser) -> Client:
    return as_user(client, person())


def page(document: Document) -> str:
    return f"/finance/statements/{document.pk}/"


def text(client: Client, url: str, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def typed(**other: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "party": factories.supplier().pk,
        "side": "payable",
        "first": f"{today - timedelta(days=30)}",
        "last": f"{today}",
        "reply_days": "5",
        "date": f"{today}",
        "lines-TOTAL_FORMS": "0",
        "lines-INITIAL_FORMS": "0",
        "key": "0b6f9a52-7f0e-4c2e-8f55-52c5a1f3d9e7",
        "then": "save",
        **other,
    }


def test_a_statement_is_entered_without_lines_and_shows_the_books_before_it_is_sent(
    accountant: Client,
) -> None:
    post(payable("甲厂 100.33"), days_ago=2)
    assert 'name="lines-TOTAL_FORMS"' in text(accountant, NEW)

    answer = accountant.post(NEW, typed())

    assert answer.status_code == 302
    shown = text(accountant, answer["Location"])
    assert "100.33" in shown
    assert not Statement.objects.get().lines.exists()


def test_saved_and_sent_in_one_go(accountant: Client) -> None:
    accountant.post(NEW, typed(then="submit"))

    assert Document.objects.get(type="statement").state == "issued"


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2026-07-02", "last": "2026-07-01"},
        {"last": f"{timezone.localdate() + timedelta(days=1)}"},
        {"party": "", "party_text": ""},
    ],
)
def test_impossible_days_are_refused_and_stay_as_typed(
    accountant: Client, wrong: dict[str, str]
) -> None:
    answer = accountant.post(NEW, typed(**wrong, remark="对账备注"))

    assert answer.status_code == 422
    assert "对账备注" in answer.content.decode()


def test_the_page_and_the_party_s_page_say_the_same(accountant: Client) -> None:
    post(payable("甲厂 100.33"), days_ago=40)
    receipt = post(payable("甲厂 50.50"), days_ago=2)
    document = issue(draft())

    shown = text(accountant, page(document))
    assert "150.83" in shown
    assert receipt.number in shown
    supplier = factories.supplier().pk
    assert "150.83" in text(accountant, f"/finance/payables/{supplier}/")


def test_a_change_of_the_past_is_warned_of(accountant: Client) -> None:
    document = issue(draft())
    assert "posted-since" not in text(accountant, page(document))
    post(payable("甲厂 9.99"), days_ago=2)

    shown = text(accountant, page(document))

    assert "9.99" in shown
    assert "g-tone-warning" in shown


def test_references_of_others_stand_beside_our_number(
    accountant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=2)
    monkeypatch.setattr(sources, "_references", [])
    sources.register_reference(lambda ids: {pk: {"delivery_note": "SH-77"} for pk in ids})
    sources.register_reference(lambda ids: {pk: {"invoice_no": "2604 4200"} for pk in ids})
    document = issue(draft())

    (line,) = Statement.objects.get(pk=document.pk).lines.filter(document=receipt)

    assert (line.delivery_note, line.invoice_no) == ("SH-77", "2604 4200")
    assert "SH-77" in text(accountant, page(document))


@pytest.mark.parametrize("code", ["summary", "detail"])
@pytest.mark.parametrize("rows", [0, 17, 18, 60])
def test_it_prints_however_long_it_is(accountant: Client, code: str, rows: int) -> None:
    for _each in range(rows):
        post(payable("甲厂 10.00"), days_ago=2)

    answer = accountant.get(f"{page(issue(draft()))}print/{code}/")

    assert answer.content.startswith(b"%PDF")


def test_more_lines_cost_no_more_queries(accountant: Client) -> None:
    counts = []
    for days, size in ((20, 2), (5, 12)):
        for _each in range(size):
            post(payable(f"厂{size} 10.00"), days_ago=2)
        document = issue(draft(f"厂{size}", days=days))
        text(accountant, page(document))
        with CaptureQueriesContext(connection) as asked:
            text(accountant, page(document))
        counts.append(len(asked))

    assert counts[0] == counts[1], counts


# --- Their sheet --------------------------------------------------------------------------------


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return SimpleUploadedFile("红星对账.xlsx", written.getvalue())


def kept(client: Client, document: Document, **sent: Any) -> Any:
    """Through the preview to the paper."""
    url = f"{page(document)}sheet/"
    looked = client.post(url, sent)
    if looked.status_code != 200:
        return looked
    options = looked.context["options"]
    return client.post(url, {"token": looked.context["token"], "confirm": "1", **options})


def test_their_sheet_is_looked_at_kept_compared_and_exported(accountant: Client) -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=2)
    document = issue(draft())
    day = timezone.localdate() - timedelta(days=2)
    file = workbook([["日期", "单号", "金额"], [day, receipt.number, 100.5], [day, "S9", 7]])

    answer = kept(accountant, document, file=file, opening="0")

    assert answer.status_code == 302
    shown = text(accountant, page(document))
    assert "-7.50" in shown
    sheet = accountant.get(f"{page(document)}differences/")
    cells = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert cells[-1][-1] == -7.5
    assert cells[-3][2] == receipt.number
    printed = accountant.get(f"{page(document)}print/differences/")
    assert printed.content.startswith(b"%PDF")


def test_the_timeline_names_their_sheet_and_repeats_no_computed_figures(
    accountant: Client,
) -> None:
    post(payable("甲厂 100.00"), days_ago=2)
    document = issue(draft())
    day = timezone.localdate()
    kept(accountant, document, file=workbook([["日期", "单号", "金额"], [day, "S9", 7]]))

    *_before, sent, compared = accountant.get(page(document)).context["timeline"]

    name = Statement.objects.get(pk=document.pk).sheet.file_name
    assert f"{name} (1)" in compared["title"]
    assert sent["changes"] == []


@pytest.mark.parametrize("state", ["draft", "agreed", "void"])
def test_a_statement_that_is_not_compared_says_so(accountant: Client, state: str) -> None:
    document = make(state)

    answer = accountant.get(f"{page(document)}sheet/", follow=True)

    assert answer.redirect_chain
    assert document.number in answer.content.decode()
    assert "g-tone-bad" in answer.content.decode()


def test_our_own_lines_pasted_back_have_no_difference(accountant: Client) -> None:
    post(payable("甲厂 30.00"), days_ago=50)
    for amount in ("100.00", "-60.00", "12.34"):
        post(payable(f"甲厂 {amount}"), days_ago=3)
    document = issue(draft())
    lines = Statement.objects.get(pk=document.pk).lines.select_related("document")
    rows = ["日期\t单号\t摘要\t应付增加\t已付(收)\t优惠\t余额"]
    for line in lines.order_by("line_no"):
        number = line.document.number if line.document else ""
        words = "单据" if line.document else "期初余额"
        money = f"{line.increase}\t{line.decrease}\t{line.discount}\t{line.balance}"
        rows.append(f"{line.on_date}\t{number}\t{words}\t{money}")

    kept(accountant, document, pasted="\n".join(rows))

    shown = accountant.get(page(document)).context["panels"][-1]["context"]
    assert shown["fields"][2]["value"] == "0.00"
    assert not shown["warnings"]


def test_what_is_typed_along_survives_the_preview(accountant: Client) -> None:
    document = issue(draft())

    kept(accountant, document, pasted="日期\t金额\n2026-07-01\t5", opening="12.00", closing="18.00")

    sheet = Statement.objects.get(pk=document.pk).sheet
    assert (sheet.opening, sheet.closing) == (12, 18)
    assert "17.00" in text(accountant, page(document)), "their lines come to another closing"


def formula() -> SimpleUploadedFile:
    return workbook([["日期", "单号", "金额"], ["2026-07-01", "S1", "=1+1"]])


BAD = {
    "nothing": {},
    "blank": {"pasted": "   "},
    "no headings": {"pasted": "甲\t乙\n1\t2"},
    "no date": {"pasted": "日期\t金额\n某日\t5"},
    "no amount": {"pasted": "日期\t金额\n2026-07-01\t一百"},
    "too long a number": {"pasted": "日期\t金额\n2026-07-01\t99999999999999999"},
    "bad opening": {"pasted": "日期\t金额\n2026-07-01\t5", "opening": "很多"},
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_sheet_is_refused_in_words_and_what_was_typed_stays(
    accountant: Client, case: str
) -> None:
    document = issue(draft())

    answer = accountant.post(f"{page(document)}sheet/", BAD[case])

    assert answer.status_code == 422
    assert BAD[case].get("pasted", "").strip().split("\n")[0] in answer.content.decode()
    assert not SupplierRow.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        formula,
        lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.4"),
        lambda: SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken"),
        lambda: SimpleUploadedFile("a.csv", b""),
        lambda: SimpleUploadedFile("a.xlsm", b"PK\x03\x04"),
        lambda: SimpleUploadedFile("a.csv", b"\xe6\x97\xa5,x\n" * 30_000),
        lambda: SimpleUploadedFile("a.csv", b"x" * (21 * 1024 * 1024)),
    ],
)
def test_a_bad_file_is_refused_in_words(
    accountant: Client, file: Callable[[], SimpleUploadedFile]
) -> None:
    document = issue(draft())

    answer = accountant.post(f"{page(document)}sheet/", {"file": file()})

    assert answer.status_code == 422
    assert answer.context["faults"][0].reason
    assert not SupplierRow.objects.exists()
    assert not Attachment.objects.exists()


def test_only_who_looked_at_the_rows_keeps_them(
    accountant: Client, client: Client, as_user: AsUser
) -> None:
    document = issue(draft())
    url = f"{page(document)}sheet/"
    token = accountant.post(url, {"pasted": "日期\t金额\n2026-07-01\t5"}).context["token"]
    other = as_user(client, factories.user(Role.PURCHASER))

    answer = other.post(url, {"token": token, "confirm": "1"})

    assert answer.status_code == 422
    assert not SupplierRow.objects.exists()


def test_a_reader_may_look_but_not_bring_in(client: Client, as_user: AsUser) -> None:
    document = make("issued")
    cashier = as_user(client, factories.user(Role.CASHIER))

    assert cashier.get(page(document)).status_code == 200
    assert cashier.get(f"{page(document)}sheet/").status_code == 403
    assert cashier.get(f"{page(document)}differences/").status_code == 404


# --- Many at once -------------------------------------------------------------------------------


def test_many_are_made_from_one_page(accountant: Client) -> None:
    post(payable("甲厂 100.00"), days_ago=2)
    post(payable("乙厂 10.00"), days_ago=2)
    today = timezone.localdate()
    month = {"side": "payable", "first": f"{today - timedelta(days=30)}", "last": f"{today}"}
    url = "/finance/statements/batch-of-month/"
    assert "乙厂" in accountant.post(url, month | {"look": "1"}).content.decode()
    assert not Statement.objects.exists()

    answer = accountant.post(url, month | {"issue": "on"}, follow=True)

    assert answer.status_code == 200
    assert Document.objects.filter(type="statement", state="issued").count() == 2
    assert accountant.post(url, month | {"last": "2099-01-01"}).status_code == 422
