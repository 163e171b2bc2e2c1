"""The purchase contract in print: lines, clauses and both parties' data (conventions 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip, stamp
from masterdata.models import Company, Party
from masterdata.money import round_price
from purchasing.suppliers.prices import gross_of
from ui import formats
from ui.prints import PrintColumn, PrintPage, page_table
from ui.punctuation import listed

FULL_PAGE, WITH_CLAUSES = 28, 9


def price_with_tax(line: Any) -> Decimal:
    price = round_price(line.price * line.discount / 100)
    return gross_of(price, tax_rate=line.tax_rate, includes_tax=line.price_includes_tax)


def specification(item: Any) -> str:
    return " ".join(
        part for part in (item.specification, item.model, item.size, item.colour) if part
    )


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Product"), lambda line: line.item.name, css="c-name", room=17),
    PrintColumn(_("Specification"), lambda line: specification(line.item), css="c-spec", room=11),
    PrintColumn(_("Brand or maker"), lambda line: line.brand, css="c-brand", room=9),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(_("Quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Price with tax"), price_with_tax, css="c-price", priced=True),
    PrintColumn(_("Amount"), lambda line: line.gross, css="c-money", sum="money", priced=True),
    PrintColumn(_("Delivery time"), lambda line: line.contract_on, css="c-date"),
    PrintColumn(_("Remark"), lambda line: line.line_remark, css="c-note", room=10),
)


def contract(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, columns = printing.body, list(COLUMNS)
    if printing.hide_prices:
        columns = [column for column in columns if not column.priced]
    approved = printing.document.approver_id is not None
    return [
        slip(
            printing,
            columns,
            title=_("Purchase contract"),
            facts=_facts(printing),
            pages=contract_pages(columns, printing.lines),
            clauses=clauses(body, hide_prices=printing.hide_prices),
            parties=parties(printing.document.party),
            stamp="" if approved and printing.document.state != "void" else stamp(printing),
        )
    ]


def contract_pages(columns: Sequence[PrintColumn], lines: Sequence[Any]) -> list[PrintPage]:
    """Full pages first; the last one leaves room for the clauses below its few lines."""
    cuts: list[tuple[Sequence[Any], int]] = []
    rest = list(lines)
    while len(rest) > WITH_CLAUSES:
        cuts.append((rest[:FULL_PAGE], min(len(rest), FULL_PAGE)))
        rest = rest[FULL_PAGE:]
    cuts.append((rest, WITH_CLAUSES if not cuts else len(rest)))
    whole = page_table(columns, lines, per_page=max(len(lines), 1))[0]
    pages = []
    for number, (cut, room) in enumerate(cuts, start=1):
        page = page_table(columns, cut, per_page=max(room, 1))[0]
        last = number == len(cuts)
        pages.append(
            replace(
                page,
                blanks=range(room - len(cut)),
                number=number,
                count=len(cuts),
                totals=whole.totals,
                total_footer=whole.total_footer if last else [],
            )
        )
    return pages


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    company = Company.current()
    signed_on = formats.day(body.signed_on) if body.signed_on else ""
    return [
        [
            {"label": gettext("Contract number"), "value": body.contract_number},
            {"label": gettext("Signed on"), "value": signed_on},
        ],
        [
            {"label": gettext("Seller"), "value": head.party.name if head.party else ""},
            {"label": gettext("Signed at"), "value": company.address},
        ],
        [
            {"label": gettext("Buyer"), "value": company.name},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
        ],
    ]


def clauses(body: Any, *, hide_prices: bool) -> list[dict[str, str]]:
    """The firm's usual terms; what the order says of its own stands in them."""
    rates = sorted({line.tax_rate for line in body.lines.all()})
    percent = listed(f"{formats.quantity(rate, 2)}%" for rate in rates) or "—"
    place = body.delivery_place or Company.current().address or body.warehouse.name
    party = body.head.party
    terms = (
        body.payment_terms or (party and party.payment_terms) or gettext("as both parties agree")
    )
    if body.prepayment and not hide_prices:
        advance = gettext("Prepayment %(amount)s yuan.") % {
            "amount": formats.money(body.prepayment)
        }
        terms = f"{terms}；{advance}"
    return [{"title": str(title), "text": text} for title, text in _terms(place, terms, percent)]


def _terms(place: str, terms: str, percent: str) -> list[tuple[Any, str]]:
    return [
        *_of_the_goods(place),
        (gettext("Manner and time of payment"), terms),
        (
            gettext("Invoice and tax rate"),
            gettext("Special VAT invoice, tax rate %(rate)s.") % {"rate": percent},
        ),
        *_of_the_contract(),
    ]


def _of_the_goods(place: str) -> list[tuple[Any, str]]:
    return [
        (
            gettext("Quality requirements"),
            gettext("National standards, the buyer's quality standard and the confirmed sample."),
        ),
        (
            gettext("Packing"),
            gettext("Fit for transport; packing is part of the price and not returned."),
        ),
        (
            gettext("Place and manner of delivery"),
            gettext("The seller delivers to %(place)s.") % {"place": place},
        ),
        (
            gettext("Transport and its cost"),
            gettext("At the seller's charge and risk until delivery."),
        ),
        (
            gettext("Acceptance standard and time"),
            gettext(
                "All goods are unpacked and inspected on arrival; faults are told within 7 days."
            ),
        ),
    ]


def _of_the_contract() -> list[tuple[Any, str]]:
    return [
        (
            gettext("Breach of contract"),
            gettext("0.5 percent of the delayed goods' price a day; else as the Civil Code says."),
        ),
        (
            gettext("Disputes"),
            gettext("By negotiation, else before the people's court at the buyer's seat."),
        ),
        (
            gettext("Copies and validity"),
            gettext("Two copies, one for each party, valid once both have signed and sealed."),
        ),
    ]


def parties(party: Party | None) -> list[dict[str, str]]:
    """Both sides' data, row by row; what is unknown is left to be written by hand."""
    company = Company.current()
    contact = party.contacts.order_by("-is_main", "id").first() if party else None
    account = party.bank_accounts.order_by("-is_default", "id").first() if party else None
    seller = {
        "name": party.name if party else "",
        "address": party.invoice_address if party else "",
        "head": party.head_person if party else "",
        "agent": contact.name if contact else "",
        "phone": (contact.phone or contact.mobile) if contact else "",
        "fax": contact.fax if contact else "",
        "bank": account.bank_name if account else "",
        "account": account.account_number if account else "",
        "tax": party.tax_number if party else "",
    }
    buyer = {
        "name": company.name,
        "address": company.address,
        "phone": company.phone,
        "fax": company.fax,
        "bank": company.bank_name,
        "account": company.bank_account,
        "tax": company.tax_number,
    }
    labels = (
        ("name", gettext("Name")),
        ("address", gettext("Address")),
        ("head", gettext("Legal representative")),
        ("agent", gettext("Authorised agent")),
        ("phone", gettext("Phone")),
        ("fax", gettext("Fax")),
        ("bank", gettext("Bank")),
        ("account", gettext("Account number")),
        ("tax", gettext("Tax number")),
    )
    return [
        {"label": label, "seller": seller.get(name, ""), "buyer": buyer.get(name, "")}
        for name, label in labels
    ]
