"""The order confirmation (计价回传) in print (conventions 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from masterdata.models import Company
from masterdata.money import HUNDRED, LARGEST_CAPITAL, capital_amount
from orders.customer_order.figures import BEFORE_APPROVAL
from orders.lines import parcels_in, price_with_tax
from ui import formats
from ui.prints import PrintColumn, PrintPage, page_table

FULL_PAGE, WITH_SUMS, FEWEST_LAST = 28, 16, 2
Cell = dict[str, Any]


def measures(line: Any) -> str:
    parts = (line.item.specification, line.size or line.item.size)
    return " ".join(dict.fromkeys(part for part in parts if part))


def parcels(line: Any) -> Decimal:
    """包数, as the delivery will count them."""
    return Decimal(parcels_in(line, line.base_quantity))


def on_the_shelf(line: Any) -> str:
    """现货/需产, as it was told at pricing."""
    if not line.short_quantity:
        return gettext("In stock")
    if line.earliest_on is None:
        return gettext("To be made")
    return gettext("from %(day)s") % {"day": f"{line.earliest_on:%m-%d}"}


def wanted(line: Any) -> Any:
    return line.wanted_on or line.body.wanted_on


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Series"), lambda line: line.item.series, css="c-series", room=6),
    PrintColumn(_("Model"), lambda line: line.item.model, css="c-model", room=7),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=14),
    PrintColumn(_("Specification and size"), measures, css="c-spec", room=11),
    PrintColumn(_("Colour"), lambda line: line.colour or line.item.colour, css="c-colour", room=6),
    PrintColumn(_("Parcels"), parcels, css="c-packs", sum="quantity"),
    PrintColumn(_("Quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(_("Price with tax"), price_with_tax, css="c-price", priced=True),
    PrintColumn(_("Discount (%)"), lambda line: _percent(line), css="c-percent", priced=True),
    PrintColumn(_("Amount"), lambda line: line.gross, css="c-money", sum="money", priced=True),
    PrintColumn(_("Delivery time"), lambda line: _short_day(wanted(line)), css="c-date"),
    PrintColumn(_("In stock or to be made"), on_the_shelf, css="c-stock", room=7),
)


def _percent(line: Any) -> str:
    return "" if line.discount == HUNDRED else formats.quantity(line.discount, 2)


def _short_day(day: date | None) -> str:
    """The year stands in the head; a narrow column leaves the names room."""
    return "" if day is None else f"{day:%m-%d}"


# Left out where no line says anything there; the name takes the signs that they leave free.
SPARED = {"c-series": 7, "c-colour": 7, "c-percent": 5}
NAME_ROOM = 13


def _columns(printing: Printing) -> list[PrintColumn]:
    empty = {
        column.css
        for column in COLUMNS
        if column.css in SPARED and not any(column.take(line) for line in printing.lines)
    }
    room = NAME_ROOM + sum(SPARED[css] for css in empty)
    return [
        replace(column, room=room) if column.css == "c-name" else column
        for column in COLUMNS
        if column.css not in empty and not (column.priced and printing.hide_prices)
    ]


def confirmation(printing: Printing) -> Sequence[Mapping[str, Any]]:
    columns = _columns(printing)
    made = slip(
        printing,
        columns,
        title=_("Order confirmation"),
        facts=_facts(printing),
        pages=_pages(columns, printing.lines),
        signatures=signatures_of(printing),
        notes=printing.document.remark,
        label_column=1 + [column.css for column in columns].index("c-name"),
        terms=[],
    )
    made.pop("capital", None)
    more: dict[str, Any] = {"sums": [], "account": [], "remit": ""}
    if not printing.hide_prices:
        to_remit = _to_remit(printing.body)
        more = {
            "sums": _sums(printing.body),
            "remit": formats.yuan(to_remit),
            "remit_capital": capital_of(to_remit),
            "account": account_cells(printing.body),
        }
    if printing.document.state not in (*BEFORE_APPROVAL, "approving", "cancelled"):
        more["stamp"] = ""
    return [made | more | {"terms": [printing.terms] if printing.terms else usual_terms()}]


def _pages(columns: Sequence[PrintColumn], lines: Sequence[Any]) -> list[PrintPage]:
    """The last page leaves room for the sums, the account and the customer's signature, and has
    lines of its own: nobody signs a sheet of blank rows."""
    cuts: list[tuple[Sequence[Any], int]] = []
    rest = list(lines)
    while len(rest) > WITH_SUMS:
        count = min(FULL_PAGE, len(rest) - FEWEST_LAST)
        cuts.append((rest[:count], FULL_PAGE))
        rest = rest[count:]
    cuts.append((rest, WITH_SUMS))
    whole = page_table(columns, lines, per_page=max(len(lines), 1))[0]
    pages = []
    for number, (cut, room) in enumerate(cuts, start=1):
        page = page_table(columns, cut, per_page=max(room, 1))[0]
        is_last = number == len(cuts)
        pages.append(
            replace(
                page,
                blanks=range(room - len(cut)),
                number=number,
                count=len(cuts),
                totals=whole.totals,
                total_footer=whole.total_footer if is_last else [],
            )
        )
    return pages


def _facts(printing: Printing) -> list[list[Cell]]:
    body, head = printing.body, printing.document
    call = body.calls.select_related("actor").order_by("-id").first()
    called = f"{call.person} {formats.moment(call.at)}" if call else ""
    came = f"{body.get_channel_display()} {formats.moment(body.received_at)}".strip()
    party = head.party
    return [
        [
            {"label": gettext("Customer"), "value": party.name if party else "", "span": 2},
            {"label": gettext("Fax"), "value": body.fax},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
        ],
        [
            {"label": gettext("Receiver"), "value": f"{body.receiver} {body.phone}", "span": 2},
            {"label": gettext("Customer's order number"), "value": body.customer_number},
            {"label": gettext("Delivery time"), "value": formats.day(body.wanted_on)},
        ],
        [
            {"label": gettext("Delivery address"), "value": body.address, "span": 4},
        ],
        [
            {"label": gettext("Came by"), "value": came, "span": 2},
            {"label": gettext("Confirmed by phone"), "value": called, "span": 2},
        ],
    ]


def _to_remit(body: Any) -> Decimal:
    """Before the sheet is priced nothing is fixed: what the lines come to."""
    priced = body.head.state not in BEFORE_APPROVAL
    return Decimal(body.total_to_remit if priced else body.head.total)


def _sums(body: Any) -> list[Cell]:
    goods = body.goods_total or sum((line.gross for line in body.lines.all()), Decimal(0))
    rows = [
        (gettext("Goods in all"), goods),
        (gettext("+ Freight"), body.freight),
        (gettext("− Odd money waived"), body.waiver),
        (gettext("− Customer's money set off"), body.credit_used),
        (gettext("+ Old debt"), body.old_debt),
    ]
    return [{"label": label, "value": formats.money(value)} for label, value in rows]


def account_cells(body: Any) -> list[Cell]:
    """指定账户: without a chosen one, the firm's own; there is no other to pay into (R11)."""
    company, account = Company.current(), body.account
    bank = account.bank_name if account else company.bank_name
    number = account.account_number if account else company.bank_account
    by = formats.day(body.remit_by)
    return [
        {"label": gettext("Account name"), "value": company.name},
        {"label": gettext("Bank"), "value": bank},
        {"label": gettext("Account number"), "value": formatsaccount_cells(number)},
        {"label": gettext("Remit by"), "value": by},
    ]


def formatsaccount_cells(number: str) -> str:
    """Groups of four, as bank cards show it."""
    bare = number.replace(" ", "")
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def usual_terms() -> list[str]:
    return [
        gettext("Please check quantity, colour, model, size and price, sign and send it back."),
        gettext("Pay only into the account named here; we never change it by phone."),
    ]


def capital_of(amount: Decimal) -> str:
    return capital_amount(amount) if abs(amount) < LARGEST_CAPITAL else ""


def signatures_of(printing: Printing) -> list[Cell]:
    """Who took the order and who made its sheet are two people, both by name (R7)."""
    body, head = printing.body, printing.document
    return [
        {"label": gettext("Order clerk"), "name": head.maker.display_name},
        {
            "label": gettext("Priced by"),
            "name": body.priced_by.display_name if body.priced_by else "",
        },
        {"label": gettext("Approver"), "name": head.approver.display_name if head.approver else ""},
    ]
