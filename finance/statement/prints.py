"""The statement in print: summary or with goods, and the reply slip that comes back sealed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from finance.parties.models import Side
from finance.statement import sources
from finance.statement.flow import STATEMENT
from finance.statement.models import Statement, StatementLine
from finance.statement.panels import lines_now
from finance.statement.sources import Goods
from masterdata.models import Company, Party
from masterdata.money import LARGEST_CAPITAL, capital_amount
from ui import formats
from ui.prints import A4, A4_LANDSCAPE, PrintColumn, PrintPage, page_table

# Lines on a page, and on the last one, which leaves room for the reply slip.
ROOM = {A4.name: (28, 17), A4_LANDSCAPE.name: (14, 7)}
NONE = Decimal(0)


@dataclass(frozen=True)
class Row:
    """A line of the statement, or one of the goods under it."""

    line: StatementLine | None = None
    goods: Goods | None = None


def _number(row: Row) -> str:
    line = row.line
    if line is None or line.document is None:
        return ""
    return " / ".join(part for part in (line.document.number, line.delivery_note) if part)


def _day(row: Row) -> Any:
    return row.line.on_date if row.line else None


def _of_line(name: str) -> Any:
    return lambda row: getattr(row.line, name, None)


def _some(name: str) -> Any:
    """Zero is blank on paper too."""
    return lambda row: getattr(row.line, name, None) or None


def _of_goods(name: str) -> Any:
    return lambda row: getattr(row.goods, name, None)


def _words(row: Row) -> str:
    return row.line.words if row.line else ""


INCREASE = {
    Side.PAYABLE: (_("Payable added"), _("Paid")),
    Side.RECEIVABLE: (_("Receivable added"), _("Received payment")),
}


def columns_of(side: str) -> list[PrintColumn]:
    plus, minus = INCREASE[Side(side)]
    return [
        PrintColumn(_("Date"), _day, "c-date"),
        PrintColumn(_("Number / delivery note"), _number, "c-numbers", room=20),
        PrintColumn(_("Summary"), _words, "c-name", room=14),
        PrintColumn(plus, _some("increase"), "c-money", sum="money", priced=True),
        PrintColumn(minus, _some("decrease"), "c-money", sum="money", priced=True),
        PrintColumn(
            _("Settlement discount"), _some("discount"), "c-money c-off", sum="money", priced=True
        ),
        PrintColumn(_("Balance"), _of_line("balance"), "c-money", priced=True),
        PrintColumn(_("Invoice number"), _of_line("invoice_no"), "c-invoice", room=21),
        PrintColumn(_("Remark"), lambda row: "", "c-remark"),
    ]


def columns_with_goods(side: str) -> list[PrintColumn]:
    plus, minus = INCREASE[Side(side)]
    return [
        PrintColumn(_("Date"), _day, "c-date"),
        PrintColumn(_("Number / delivery note"), _number, "c-numbers", room=20),
        PrintColumn(_("Item name"), _goods_name, "c-name", room=18),
        PrintColumn(_("Specification"), _of_goods("specification"), "c-spec", room=18),
        PrintColumn(_("Unit"), _of_goods("unit"), "c-unit"),
        PrintColumn(_("Quantity"), _of_goods("quantity"), "c-quantity"),
        PrintColumn(_("Price"), _of_goods("price"), "c-price", priced=True),
        PrintColumn(_("Amount"), _of_goods("amount"), "c-money", priced=True),
        PrintColumn(plus, _some("increase"), "c-money", sum="money", priced=True),
        PrintColumn(minus, _paid_and_off, "c-money", sum="money", priced=True),
        PrintColumn(_("Balance"), _of_line("balance"), "c-money", priced=True),
    ]


def _goods_name(row: Row) -> str:
    return row.goods.name if row.goods else _words(row)


def _paid_and_off(row: Row) -> Decimal | None:
    """With goods the paper is too narrow for a column of discounts."""
    return (row.line.decrease + row.line.discount) or None if row.line else None


def summary(printing: Printing) -> Sequence[Mapping[str, Any]]:
    rows = [Row(line) for line in _lines(printing)]
    return [_slip(printing, columns_of(printing.body.side), rows)]


def detailed(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """Under each line the goods of its paper; papers without goods stand alone."""
    rows = list(_with_goods(_lines(printing)))
    return [_slip(printing, columns_with_goods(printing.body.side), rows)]


def _lines(printing: Printing) -> list[StatementLine]:
    """A draft prints as the books stand, under the stamp that says it is none yet."""
    if printing.document.state != "draft" or printing.document.party_id is None:
        return printing.lines
    return lines_now(printing.body)


def _with_goods(lines: Sequence[StatementLine]) -> Iterator[Row]:
    known = sources.details({line.document_id for line in lines if line.document_id})
    for line in lines:
        yield Row(line)
        for goods in _goods_under(line, known.get(line.document_id, ())):
            yield Row(goods=goods)


def _goods_under(line: StatementLine, goods: Sequence[Goods]) -> Sequence[Goods]:
    """Of a paper with goods both ways, under each line those that go its way."""
    falls = bool(line.decrease)
    return [each for each in goods if (each.amount < 0) is falls] or goods


def _slip(
    printing: Printing, columns: Sequence[PrintColumn], rows: Sequence[Row]
) -> Mapping[str, Any]:
    document = printing.document
    shown = [c for c in columns if not (c.priced and printing.hide_prices)]
    lines = [row.line for row in rows if row.line]
    closing = lines[-1].balance if lines else NONE
    fits = abs(closing) < LARGEST_CAPITAL and not printing.hide_prices
    made = slip(
        printing,
        (),
        facts=_facts(printing),
        pages=_pages(shown, rows, *ROOM[printing.paper.name]),
        label_column=3,
        capital="",
        closing_capital=capital_amount(closing) if fits else "",
        closing_text=formats.yuan(closing) if fits else "",
        closing_facts=[] if printing.hide_prices else _closing_facts(printing.body, lines),
        reply=_reply(printing),
        signatures=[
            {"label": gettext("Prepared by"), "name": document.maker.display_name},
            {"label": gettext("Reviewed by"), "name": ""},
        ],
        stamp=_stamp(document.state),
    )
    return made | {"columns": shown}


def _stamp(state: str) -> str:
    """A draft and a void statement say so across the page; a sent one is valid without a seal."""
    return str(STATEMENT.state(state).label) if state in ("draft", "void") else ""


def _pages(
    columns: Sequence[PrintColumn], rows: Sequence[Row], full: int, on_the_last: int
) -> list[PrintPage]:
    """Full pages first; the last one leaves room for the reply slip below its lines."""
    cuts: list[tuple[Sequence[Row], int]] = []
    rest = list(rows)
    while len(rest) > on_the_last:
        size = min(full, len(rest) - 1)
        cuts.append((rest[:size], size))
        rest = rest[size:]
    cuts.append((rest, on_the_last))
    whole = page_table(columns, rows, per_page=max(len(rows), 1))[0]
    pages = []
    for number, (cut, room) in enumerate(cuts, start=1):
        page = page_table(columns, cut, per_page=room)[0]
        last = number == len(cuts)
        footer = whole.total_footer if last else []
        ends = replace(page, number=number, count=len(cuts), total_footer=footer)
        pages.append(replace(ends, totals=whole.totals))
    return pages


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    party = head.party
    period = f"{formats.day(body.first)} – {formats.day(body.last)}"
    return [
        [
            {"label": gettext("To"), "value": party.name if party else "", "span": 2},
            {"label": gettext("Statement period"), "value": period, "span": 2},
        ],
        [
            {"label": gettext("Contact"), "value": _contact(party), "span": 2},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
            {"label": gettext("Side"), "value": body.get_side_display()},
        ],
    ]


def _contact(party: Party | None) -> str:
    main = party.contacts.order_by("-is_main", "pk").first() if party else None
    return f"{main.name} {main.phone or main.mobile}".strip() if main else ""


def _closing_facts(body: Statement, lines: Sequence[StatementLine | None]) -> list[dict[str, Any]]:
    """A draft has struck nothing yet: it tells the ends of its lines, and no more."""
    if body.head.state == "draft":
        ends = (lines[0], lines[-1]) if lines else (None, None)
        return [
            {"label": label, "value": formats.money(line.balance if line else NONE)}
            for label, line in zip((gettext("Opening"), gettext("Closing")), ends, strict=True)
        ]
    return [
        {"label": gettext("Opening"), "value": formats.money(body.opening)},
        {"label": gettext("Closing"), "value": formats.money(body.closing)},
        {"label": gettext("Of which not invoiced"), "value": formats.money(body.not_invoiced)},
        {"label": gettext("Of which overdue"), "value": formats.money(body.overdue)},
    ]


def _reply(printing: Printing) -> dict[str, Any]:
    """回执栏: right, or not right with what differs; both seals."""
    body, document = printing.body, printing.document
    words = {
        "day": formats.day(body.last),
        "days": body.reply_days,
    }
    return {
        "ask": gettext(
            "Please check the balance of %(day)s, seal this slip and send it back within "
            "%(days)s days."
        )
        % words,
        "right": gettext("1 The figures are right"),
        "wrong": gettext("2 The figures are not right"),
        "why": gettext("Amount of the difference and explanation"),
        "ours": Company.current().name,
        "theirs": document.party.name if document.party else "",
    }
