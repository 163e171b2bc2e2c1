"""The statement through its real steps, and the other side's sheet against it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import content, drafts, engine
from documents.errors import NotAllowed, Refused
from documents.models import Document, Link, Task
from finance.statement import duties
from finance.statement.actions import keep_sheet, make_all
from finance.statement.flow import STATEMENT
from finance.statement.matching import Found, compared
from finance.statement.models import Statement, SupplierRow
from finance.statement.panels import since_then
from finance.statement.reading import TheirRow
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import payable, post, reverse
from tests.finance.statement.walk import agree, draft, issue, make, person, take

pytestmark = pytest.mark.usefixtures("clean_parties")
D = Decimal


def body(document: Document) -> Statement:
    return Statement.objects.get(pk=document.pk)


def test_a_sent_statement_waits_for_the_reply_and_an_agreed_one_for_nobody() -> None:
    document = draft()
    (task,) = Task.objects.filter(document=document, closed_at=None)
    assert task.due_at is not None

    document = issue(document)
    (task,) = Task.objects.filter(document=document, closed_at=None)
    assert task.person == document.maker

    document = agree(document)

    assert document.state == "agreed"
    assert body(document).answered_by == "李会计"
    assert not Task.objects.filter(document=document, closed_at=None).exists()


def test_an_agreement_needs_the_signed_reply_or_a_reason() -> None:
    document = issue(draft())
    data = {"answered_by": "李会计", "answered_on": timezone.localdate()}

    with pytest.raises(Refused):
        take(document, "agree", data=data)

    scan = SimpleUploadedFile("回执.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    document = take(document, "agree", data=data | {"scan": scan})
    assert body(document).scan.name == "回执.pdf"


def test_a_disputed_statement_is_agreed_with_a_reason() -> None:
    document = take(issue(draft()), "dispute", reason="少一张送货单")

    with pytest.raises(Refused):
        agree(document)

    assert agree(document, reason="对方补记一张送货单").state == "agreed"


def test_two_statements_of_the_same_days_do_not_stand_side_by_side() -> None:
    first = issue(draft())

    with pytest.raises(Refused, match=first.number):
        issue(draft(days=5))

    take(first, "void", reason="重做")
    assert issue(draft(days=5)).state == "issued"


def test_a_supplier_has_no_account_among_the_receivables() -> None:
    with pytest.raises(Refused, match="甲厂"):
        issue(draft(side="receivable"))


def test_the_last_day_does_not_lie_in_the_future() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(Refused):
        issue(draft(last=tomorrow))


def test_a_storekeeper_sends_no_statements() -> None:
    with pytest.raises(NotAllowed):
        take(draft(), "issue", actor=person(Role.STOREKEEPER))


def test_a_statement_stands_in_nobody_s_way_and_says_that_the_past_has_changed() -> None:
    receipt = post(payable("甲厂 100.00"), days_ago=3)
    document = issue(draft())
    assert since_then(loaded(document), None) is None
    assert not Link.objects.filter(target=document).exists()

    post(payable("甲厂 8.00"), days_ago=2)
    reverse(receipt)

    warning = since_then(loaded(document), None)
    assert warning is not None
    assert "100.00 → 8.00" in warning["sentence"].replace(" ", " ")
    assert len(warning["table"]["rows"]) == 2


def test_what_is_posted_after_its_days_changes_nothing() -> None:
    post(payable("甲厂 100.00"), days_ago=9)
    today = timezone.localdate()
    document = issue(draft(first=today - timedelta(days=20), last=today - timedelta(days=5)))
    post(payable("甲厂 55.00"), days_ago=2)

    assert since_then(loaded(document), None) is None


def test_a_copy_has_the_days_but_neither_lines_nor_answer() -> None:
    document = make("agreed")

    copied = drafts.copy(document, actor=person())

    made = body(copied)
    assert (made.first, made.side) == (body(document).first, "payable")
    assert (made.closing, made.answered_by, made.lines.count()) == (D(0), "", 0)


def loaded(document: Document) -> Statement:
    found: Statement = content.load_body(Document.objects.get(pk=document.pk))
    return found


# --- Their sheet --------------------------------------------------------------------------------


def keep(document: Document, *rows: TheirRow, opening: str | None = None) -> Found:
    keep_sheet(
        document.pk,
        rows,
        actor=person(),
        opening=None if opening is None else D(opening),
        closing=None,
        file_name="红星.xlsx",
        at=timezone.now(),
    )
    found = compared(loaded(document))
    assert found is not None
    return found


def test_the_differences_explain_the_two_closings() -> None:
    today = timezone.localdate()
    receipt = post(payable("甲厂 100.00"), days_ago=6)
    post(payable("甲厂 40.00"), days_ago=4)
    post(payable("甲厂 -60.00"), days_ago=2)
    document = issue(draft())

    found = keep(
        document,
        TheirRow(2, D("90.00"), today - timedelta(days=6), receipt.number),
        TheirRow(3, D("-60.00"), today - timedelta(days=3), "收据9"),
        TheirRow(4, D("15.00"), today, "S9"),
        opening="5.00",
    )

    assert [pair.kind for pair in found.pairs] == ["amount", "only_ours", "date", "only_theirs"]
    assert found.our_closing == D(80)
    assert found.their_closing == D(50)
    assert found.difference == found.our_closing - found.their_closing == D(30)
    assert not found.is_clean


def test_without_their_opening_ours_is_taken_and_said() -> None:
    post(payable("甲厂 100.00"), days_ago=60)
    found = keep(issue(draft()))

    assert found.sheet.opening_is_ours
    assert found.is_clean
    assert found.difference == 0


def test_another_sheet_takes_the_place_of_the_first() -> None:
    document = issue(draft())
    keep(document, TheirRow(2, D(1)), TheirRow(3, D(2)))

    found = keep(document, TheirRow(2, D(9)))

    assert [row.amount for row in found.theirs.values()] == [D(9)]
    assert SupplierRow.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "agreed", "void"])
def test_only_a_sent_or_disputed_statement_is_compared(state: str) -> None:
    document = make(state)

    with pytest.raises(Refused, match=document.number):
        keep(document, TheirRow(2, D(1)))


# --- Many at once -------------------------------------------------------------------------------


def test_everybody_who_moved_gets_one_and_only_one() -> None:
    post(payable("甲厂 100.00"), days_ago=3)
    post(payable("乙厂 50.00"), days_ago=3)
    post(payable("丙厂 1.00"), days_ago=300)
    issue(draft("乙厂"))
    today, key = timezone.localdate(), uuid4()
    month = {"first": today - timedelta(days=30), "last": today}
    by = {"actor": person(), "at": timezone.now(), "issue": True}

    batch = make_all("payable", **month, **by, key=key)
    again = make_all("payable", **month, **by, key=key)

    assert [document.party.code for document in batch.made] == ["甲厂"]
    assert batch.made[0].pk == Statement.objects.get(head__party__code="甲厂").pk
    assert (batch.already, len(again.made), again.already) == (1, 0, 2)
    assert Document.objects.get(pk=batch.made[0].pk).state == "issued"


def test_the_month_s_statements_are_asked_for_until_everybody_has_one() -> None:
    now = timezone.now()
    post(payable("甲厂 100.00"), days_ago=timezone.localdate(now).day + 3)

    duties.ask(now)
    duties.ask(now)

    (task,) = Task.objects.filter(kind__startswith="statements-")
    assert task.role == Role.ACCOUNTANT
    month = duties.last_month(timezone.localdate(now))
    made = drafts.create(
        STATEMENT, actor=person(), head={"party": factories.supplier()}, body=month
    )
    engine.perform(made.pk, "issue", actor=person())
    duties.ask(now)
    task.refresh_from_db()
    assert task.closed_at is not None
