"""The demo firm compares and reports: statements, last month's booklet, the sheets of two weeks."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from documents import drafts, engine
from documents.demo_firm import Firm
from documents.models import Document
from finance.statement.actions import keep_sheet
from finance.statement.flow import STATEMENT
from finance.statement.models import StatementLine
from finance.statement.reading import TheirRow
from masterdata.models import Party
from purchasing.adventureworks.moments import at as moment
from purchasing.contract_booklet.collecting import rows_of
from purchasing.contract_booklet.flow import CONTRACT_BOOKLET
from purchasing.contract_booklet.models import ContractBooklet
from purchasing.contract_booklet.months import last_of, to_bind
from purchasing.delay_notice.models import Answer, DelayNotice
from purchasing.meeting_sheet.actions import set_due
from purchasing.meeting_sheet.flow import MEETING_SHEET
from purchasing.meeting_sheet.models import MeetingSheet
from purchasing.meeting_sheet.proposals import proposals
from purchasing.meeting_sheet.weeks import WEEK, monday_of

KEY = uuid.UUID("3f0a9f37-66a3-4f0a-8a6c-0f4d2c1b9e55")
PERIOD, LAST = 45, 3
# Supplier, days since the order, in how many days it comes, the state that the notice reaches.
NOTICES = (
    ("GY004", 21, 4, "closed"),
    ("GY002", 16, 6, "sent"),
    ("GY005", 12, 9, "draft"),
    ("GY009", 9, 27, "read"),
)
# Supplier and the state that its statement reaches.
STATEMENTS = (
    ("GY003", "agreed"),
    ("GY002", "disputed"),
    ("GY004", "issued"),
    ("GY009", "draft"),
    ("GY011", "void"),
)


def load(firm: Firm) -> None:
    for supplier, fate in STATEMENTS:
        _compare(firm, supplier, fate)
    _bind(firm)
    for supplier, ordered, days, fate in NOTICES:
        _tell(firm, supplier, ordered, later=days, fate=fate)


def _compare(firm: Firm, supplier: str, fate: str) -> None:
    key = uuid.uuid5(KEY, f"statement {supplier}")
    if Document.objects.filter(key=key).exists():
        return
    document = drafts.create(
        STATEMENT,
        actor=firm.people["caiwu"],
        key=key,
        head={"date": firm.day(LAST), "party": Party.objects.get(code=supplier)},
        body={"side": "payable", "first": firm.day(PERIOD), "last": firm.day(LAST)},
        lines=[],
        at=firm.at(LAST, 9),
        history=True,
    )
    if fate == "void":
        firm.step(document, "void", "caiwu", ago=LAST, hour=9, reason="期间选错")
    if fate in ("draft", "void"):
        return
    document = firm.step(document, "issue", "caiwu", ago=LAST, hour=10)
    if fate == "agreed":
        answer = {
            "answered_by": document.party.head_person if document.party else "",
            "answered_on": firm.day(1),
            "no_scan_reason": "回执传真已归档",
        }
        firm.step(document, "agree", "caiwu", ago=1, hour=10, data=answer)
    if fate == "disputed":
        _dispute(firm, document)


def _dispute(firm: Firm, document: Document) -> None:
    """Their sheet has one amount otherwise, lacks our last line, and has a delivery of its own."""
    lines = StatementLine.objects.filter(body_id=document.pk, document__isnull=False)
    ours = list(lines.select_related("document").order_by("line_no"))
    rows = [
        TheirRow(
            row_no=number,
            amount=line.amount,
            on_date=line.on_date,
            number=line.delivery_note or line.document.number,  # type: ignore[union-attr]
            summary="送货" if line.amount > 0 else "收款",
        )
        for number, line in enumerate(ours[:-1], start=1)
    ]
    dearer = [TheirRow(**vars(rows[0]) | {"amount": rows[0].amount + Decimal(60)})]
    extra = TheirRow(len(rows) + 1, Decimal("1280.00"), firm.day(LAST), "SH-补0016", "样品")
    theirs = [*dearer, *rows[1:], extra]
    opening = StatementLine.objects.get(body_id=document.pk, document=None).balance
    keep_sheet(
        document.pk,
        theirs,
        actor=firm.people["caiwu"],
        opening=opening,
        closing=opening + sum((row.amount for row in theirs), Decimal(0)),
        file_name="静畅五金对账单.xlsx",
        at=firm.at(1, 14),
    )
    reason = "供方账上多一笔样品，首笔单价不一致"
    firm.step(document, "dispute", "caiwu", ago=1, hour=15, reason=reason)


def _bind(firm: Firm) -> None:
    """Last month's contracts, bound on its first working days by the purchaser."""
    month = to_bind(firm.today)[-1]
    if ContractBooklet.objects.filter(month=month).exists():
        return
    bound_on = min(last_of(month) + timedelta(days=3), firm.today)
    document = drafts.create(
        CONTRACT_BOOKLET,
        actor=firm.people["caigou"],
        head={"date": bound_on},
        body={"month": month},
        lines=rows_of(month),
        at=min(moment(bound_on, 9), firm.now),
        history=True,
    )
    for code, who, hour in (("submit", "caigou", 10), ("accept", "caigoujl", 15)):
        at = min(moment(bound_on, hour), firm.now)
        engine.perform(document.pk, code, actor=firm.people[who], at=at, on=bound_on)


@dataclass(frozen=True)
class Sheet:
    """The meeting sheet of a week and the state that it reaches."""

    monday: date
    fate: str


def sheets(firm: Firm) -> list[Sheet]:
    """The oldest first; each is made when what was paid before it is in the books."""
    monday = monday_of(firm.today)
    return [Sheet(monday - WEEK, "read"), Sheet(monday, "submitted"), Sheet(monday + WEEK, "draft")]


def meet(firm: Firm, sheet: Sheet) -> None:
    """Prepared on the Friday before, submitted before Monday's meeting, read after it."""
    monday = sheet.monday
    friday = min(monday - timedelta(days=3), firm.today)
    if MeetingSheet.objects.filter(held_week=monday).exists():
        return
    document = drafts.create(
        MEETING_SHEET,
        actor=firm.people["caigoujl"],
        head={"date": friday, "handler": firm.people["caigoujl"]},
        body={"week_on": monday, "held_week": monday},
        lines=proposals(monday, today=friday),
        at=min(moment(friday, 15), firm.now),
        history=True,
    )
    set_due([document.pk])
    comment = {"comment": "按计划付，板材优先"}
    steps: tuple[tuple[str, str, int, dict[str, str]], ...] = (
        ("submit", "caigoujl", 8, {}),
        ("read", "fuzong", 10, comment),
    )
    reached = ("draft", "submitted", "read").index(sheet.fate)
    for code, who, hour, data in steps[:reached]:
        at = min(moment(monday, hour), firm.now)
        engine.perform(document.pk, code, actor=firm.people[who], at=at, data=data)


def _tell(firm: Firm, supplier: str, ordered: int, *, later: int, fate: str) -> None:
    """The supplier names a later day; the notice that comes of it goes to the sales office."""
    orders = Document.objects.filter(type="purchase_order", party__code=supplier, state="active")
    order = orders.filter(date=firm.day(ordered)).first()
    if order is None or DelayNotice.objects.filter(order=order.pk).exists():
        return
    promised = {"promised_on": firm.today + timedelta(days=later), "source": "供方电话"}
    buyer = order.maker.username
    reason = "供方产线检修，推迟交货"
    firm.step(order, "promise", buyer, ago=3, hour=9, reason=reason, data=promised)
    notice = DelayNotice.objects.filter(order=order.pk).first()
    if notice is None:
        return
    answers = {
        line.pk: {"answer": Answer.ACCEPT, "answer_text": "客户可以等"}
        for line in notice.lines.all()
    }
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("send", buyer, {}),
        ("read", "gendan", {}),
        ("answer", "gendan", {"answers": answers}),
        ("close", buyer, {"outcome": "已按新交期安排"}),
    )
    reached = ("draft", "sent", "read", "answered", "closed").index(fate)
    for hour, (code, who, data) in enumerate(steps[:reached], start=10):
        firm.step(notice.head, code, who, ago=2, hour=hour, data=data)
