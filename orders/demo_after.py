"""What follows the demo's deliveries: goods that come back, promises to pay, the daily papers."""

from datetime import timedelta
from decimal import Decimal

from documents.demo_firm import Firm
from documents.models import Document
from masterdata.models import Party
from orders.demo_plan import RETURNS, TALKS, Back, Talked
from orders.receivables.actions import Talk, note_talks
from orders.receivables.models import DebtTalk
from orders.sales_report import duties as reports
from orders.sales_report.models import SalesReport
from orders.sales_return import actions
from orders.sales_return.models import SalesReturnLine
from orders.stock_list import duties as stock_lists

ROUTE = ("applied", "approving", "approved", "received", "graded", "drawn", "posted")


def load(firm: Firm) -> None:
    if not Document.objects.filter(type="sales_return").exists():
        for back in RETURNS:
            _bring_back(firm, back)
    if not DebtTalk.objects.exists():
        for talked in TALKS:
            _talk(firm, talked)
    _draw_up(firm)


def _bring_back(firm: Firm, back: Back) -> None:
    delivery = (
        Document.objects.filter(type="delivery", state="closed", party__code=back.customer)
        .order_by("-id")
        .first()
    )
    if delivery is None:
        return
    wanted = actions.rows_of(actions.deliveries_in([delivery]))[:1]
    for row in wanted:
        row |= {"quantity": Decimal(back.quantity), "base_quantity": Decimal(back.quantity)}
        row |= {"reason": back.reason, "wish": "credit"}
    paper = actions.apply_for(
        [delivery],
        actor=firm.people["gendan"],
        rows=actions.with_amounts(wanted),
        head={"date": firm.day(back.ago)},
        body={"reason": back.reason, "no_photo_reason": "客户用传真告知"},
        at=firm.at(back.ago, 9),
        history=True,
    )
    for state in ROUTE[: ROUTE.index(back.state)]:
        paper = _next(firm, back, paper, state)


def _next(firm: Firm, back: Back, paper: Document, state: str) -> Document:
    own = list(SalesReturnLine.objects.filter(body_id=paper.pk).order_by("line_no"))
    steps = {
        "applied": ("submit", "gendan", 9, {}),
        "approving": ("approve", "yewu", 11, {}),
        "approved": ("receive", "cangku", 14, {"counted": {}, "notes": {}, "carrier": "客户送回"}),
        "received": ("grade", "pinjian", 15, {"grades": {line.pk: {} for line in own}}),
        "graded": ("draw_up", "kaidan", 16, {}),
        "drawn": ("post", "caiwu", 17, {}),
    }
    code, who, hour, data = steps[state]
    return firm.step(paper, code, who, ago=back.ago, hour=hour, data=data)


def _talk(firm: Firm, talked: Talked) -> None:
    party = Party.objects.get(code=talked.customer)
    promised = firm.day(talked.ago) + timedelta(days=talked.days) if talked.amount else None
    talk = Talk(
        party.pk,
        party.head_person,
        talked.said,
        promised_on=promised,
        promised_amount=Decimal(talked.amount) if talked.amount else None,
    )
    note_talks([talk], actor=firm.people["gendan"], at=firm.at(talked.ago, 10))


def _draw_up(firm: Firm) -> None:
    """Of the last two days, as every morning; yesterday's reports are on their readers' desks."""
    if SalesReport.objects.exists():
        return
    for ago in (1, 0):
        reports.draw_up(firm.at(ago, 8))
    stock_lists.draw_up(firm.at(0, 8))
    for report in SalesReport.objects.filter(day__lt=firm.today).select_related("head__maker"):
        who = report.head.maker.username
        if who in firm.people:
            firm.step(report.head, "submit", who, ago=1, hour=18)
