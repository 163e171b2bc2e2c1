"""The payment request in print, on A4 and on A5 across (conventions 3.3, 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import approvals
from documents.models import Event
from documents.pages import Printing
from documents.slips import slip
from finance.parties import figures
from finance.parties.models import Side
from finance.payment_request import contracts
from finance.payment_request.panels import standings_of
from finance.payment_request.sources import invoice_numbers
from finance.payment_request.standing import Standing
from masterdata.roles import Role
from ui import formats
from ui.prints import PrintColumn, page_table

# The sums of a wide sheet take three lines of the table's height.
SUMS_TAKE = 4
Cell = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One line as the paper found it: what was paid before it, and what remains after it."""

    line: Any
    standing: Standing
    invoices: Sequence[str] = ()

    @property
    def before(self) -> Decimal:
        """Paid otherwise than by this request."""
        return self.standing.paid - Decimal(self.line.paid)

    @property
    def invoice(self) -> str:
        rest = f" +{len(self.invoices) - 1}" if len(self.invoices) > 1 else ""
        return f"{self.invoices[0]}{rest}" if self.invoices else ""

    @property
    def balance(self) -> Decimal:
        return self.standing.due - self.before - Decimal(self.line.amount)


COLUMNS = (
    PrintColumn(_("No."), lambda row: row.line.line_no, css="c-no"),
    PrintColumn(_("Source"), lambda row: row.line.source.number, css="c-number", room=22),
    PrintColumn(_("Date"), lambda row: row.line.source.date, css="c-date"),
    PrintColumn(_("Invoice number"), lambda row: row.invoice, css="c-note", room=16),
    PrintColumn(
        _("Payable"), lambda row: row.standing.due, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Paid"), lambda row: row.before, css="c-money", sum="money", priced=True),
    PrintColumn(
        _("Requested now"), lambda row: row.line.amount, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Balance"), lambda row: row.balance, css="c-money", sum="money", priced=True),
)


def request_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    columns = [c for c in COLUMNS if not (c.priced and printing.hide_prices)]
    rows = _rows(printing.body)
    per_page = printing.paper.rows - (SUMS_TAKE if printing.paper.rows > SUMS_TAKE * 2 else 0)
    behind = contracts.behind(printing.body)
    made = slip(
        printing,
        (),
        title=_("Payment request"),
        facts=_facts(printing, behind),
        pages=page_table(columns, rows, per_page=per_page),
        notes=_notes(printing),
        signatures=_signatures(printing),
    )
    more: dict[str, Any] = {"columns": columns, "sums": []}
    if not printing.hide_prices:
        more["sums"] = _sums(printing, behind)
    if printing.document.state in ("approved", "part_paid"):
        more["stamp"] = ""
    return [made | more]


def _rows(body: Any) -> list[Row]:
    """With the invoice that was asked through, else those that bill the source."""
    found = standings_of(body)
    papers = {line.via_id or line.source_id for line, _standing in found}
    numbers = invoice_numbers(papers)
    return [
        Row(line, standing, numbers.get(line.via_id or line.source_id, ()))
        for line, standing in found
    ]


def _facts(printing: Printing, behind: contracts.Behind) -> list[list[Cell]]:
    body, head = printing.body, printing.document
    maker = head.maker.display_name
    payee = body.payee or (head.party.name if head.party else "")
    account = body.bank_account
    bank = body.payee_bank or (account.bank_name if account else "")
    number = body.payee_account or (account.account_number if account else "")
    wanted = formats.day(body.wanted_on) if body.wanted_on else ""
    return [
        [
            {"label": gettext("Date of request"), "value": formats.day(head.date)},
            {"label": gettext("Department"), "value": str(_department(printing))},
            {"label": gettext("Applicant"), "value": maker},
        ],
        [
            {"label": gettext("Payee"), "value": payee, "span": 2},
            {"label": gettext("Payment method"), "value": body.get_method_display()},
        ],
        [
            {"label": gettext("Bank"), "value": bank, "span": 2},
            {"label": gettext("Account number"), "value": number},
        ],
        [
            {"label": gettext("Contract or order number"), "value": behind.numbers, "span": 2},
            {"label": gettext("Wanted payment date"), "value": wanted},
        ],
        [{"label": gettext("Purpose of payment"), "value": body.purpose, "span": 3}],
    ]


def _department(printing: Printing) -> Any:
    department = getattr(printing.document.maker, "department", None)
    return department or gettext("Purchasing")


def _sums(printing: Printing, behind: contracts.Behind) -> list[list[Cell]]:
    """合同总额, 累计已付, 本次申请, 占比, 欠票额, 附件."""
    head, body = printing.document, printing.body
    share = "" if behind.share is None else f"{formats.quantity(behind.share, 2)}%"
    return [
        [
            {"label": gettext("Contract total"), "value": _money(behind.total)},
            {"label": gettext("Paid so far"), "value": _money(behind.paid)},
            {"label": gettext("This request"), "value": formats.yuan(head.total)},
        ],
        [
            {"label": gettext("Share of the contract"), "value": share or "—"},
            {"label": gettext("Invoice owed"), "value": _owed_invoices(head.party_id)},
            {"label": gettext("Attachments"), "value": str(_attachments(body))},
        ],
    ]


def _money(amount: Decimal | None) -> str:
    return "—" if amount is None else formats.yuan(amount)


def _attachments(body: Any) -> int:
    """Paper slips that were counted, and files that hang on the document."""
    files = body.head.attachments.filter(withdrawn_at=None).count()
    return int(body.attachment_count) + int(files)


def _owed_invoices(party_id: int | None) -> str:
    """What the supplier owes in invoices, if anybody above keeps that figure."""
    if party_id is None:
        return "—"
    found = [
        each
        for each in figures.of_party(Side.PAYABLE, party_id)
        if str(each.label) == gettext("Invoice owed")
    ]
    return _money(found[0].amount) if found else "—"


def _notes(printing: Printing) -> str:
    return printing.document.remark


def _signatures(printing: Printing) -> list[Cell]:
    """申请人, 采购部经理, 副总经理, 财务审核, 出纳: the chain as it was signed, with the times."""
    head = printing.document
    found = [_signed(gettext("Applicant"), head.maker.display_name, head.created_at)]
    for desk in approvals.steps_of(head):
        name = desk.done_by.display_name if desk.done_by else ""
        found.append(_signed(str(Role(desk.role).label), name, desk.done_at))
    paid = Event.objects.filter(document=head, kind=Event.Kind.STEP, step="pay")
    last = paid.select_related("actor").order_by("-id").first()
    found.append(_signed(gettext("Finance check"), "", None))
    name, at = (last.actor.display_name, last.at) if last else ("", None)
    found.append(_signed(gettext("Cashier"), name, at))
    found.append(_signed(gettext("Collection date"), "", None))
    return found


def _signed(label: str, name: str, at: Any) -> Cell:
    return {"label": label, "name": f"{name} {formats.moment(at)[5:]}" if at else name}
