"""Heads and signatures of a delivery's papers: for whom, where to, by whom, how it is paid."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from documents.pages import Printing
from documents.slips import LINES_OF_SMALLEST, LOWEST_WITH_QR_MM, fact
from orders.customer_order.models import Terms
from orders.delivery.account import cash_to_collect
from orders.delivery.amounts import packages_of
from ui import formats
from ui.prints import Paper
from ui.punctuation import bracketed, listed

Cell = dict[str, Any]
# A head is eight columns wide; what beside them takes width: legend, code for the phone, padding.
COLUMNS, LEGEND_MM, QR_MM, PADDING_MM = 8, Decimal("13.5"), Decimal(19), Decimal(2)
HALF_SIGN_MM = {True: Decimal("1.7"), False: Decimal("1.8")}
LINES_ON_LOW = Decimal("2.8")
MOST_NUMBERS = 2


def cell(printing: Printing, label: Any, value: Any, *, span: int = 2) -> Cell:
    paper = printing.paper
    most = LINES_ON_LOW if paper.continuous else LINES_OF_SMALLEST
    return fact(label, value, span=span, room=room_of(paper, span), most=most)


def room_of(paper: Paper, span: int) -> int:
    """Half-width signs in one line of a cell of so many columns."""
    width = paper.width_mm - 2 * paper.side_mm
    if paper.continuous:
        width -= LEGEND_MM + (QR_MM if paper.height_mm > LOWEST_WITH_QR_MM else 0)
    return int((width * span / COLUMNS - PADDING_MM) / HALF_SIGN_MM[paper.continuous])


def customer(printing: Printing, *, span: int = 4) -> Cell:
    party = printing.document.party
    return cell(printing, gettext("Customer"), party.name if party else "", span=span)


def contact(printing: Printing, *, span: int = 4) -> Cell:
    """The customer's head, main contact, phone and fax (M2)."""
    party = printing.document.party
    if party is None:
        return cell(printing, gettext("Contact"), "", span=span)
    main = party.contacts.order_by("-is_main", "id").first()
    parts = [party.head_person] if party.head_person else []
    if main:
        fax = f"{gettext('Fax')} {main.fax}" if main.fax else ""
        parts += [main.name, main.mobile or main.phone, fax]
    return cell(printing, gettext("Contact"), joined(dict.fromkeys(parts)), span=span)


def receiver(printing: Printing, *, span: int = 2) -> Cell:
    body = printing.body
    return cell(printing, gettext("Receiver"), joined((body.receiver, body.phone)), span=span)


def address(printing: Printing, *, span: int = 4) -> Cell:
    return cell(printing, gettext("Delivery address"), printing.body.address, span=span)


def orders_of(printing: Printing) -> list[Any]:
    found = {line.order_line.body for line in printing.lines if line.order_line}
    return sorted(found, key=lambda order: order.head.number)


def orders(printing: Printing, *, span: int = 2) -> Cell:
    """Our number first, and the customer's own where he gave one."""
    told = [
        f"{order.head.number}{bracketed(order.customer_number)}"
        if order.customer_number
        else order.head.number
        for order in orders_of(printing)
    ]
    return cell(printing, gettext("Customer order"), few(told), span=span)


def contracts(printing: Printing, *, span: int = 2) -> Cell:
    """合同号: the number under which the customer knows his order, else ours."""
    told = [order.customer_number or order.head.number for order in orders_of(printing)]
    return cell(printing, gettext("Contract or order number"), few(told), span=span)


def few(texts: Sequence[str], most: int = MOST_NUMBERS) -> str:
    rest = f" +{len(texts) - most}" if len(texts) > most else ""
    return listed(texts[:most]) + rest


def date(printing: Printing, *, span: int = 2) -> Cell:
    return cell(printing, gettext("Date"), formats.day(printing.document.date), span=span)


def left_on(printing: Printing) -> Cell:
    """发货日期: when it left, or when it is to leave."""
    body = printing.body
    day = body.dispatched_at or body.plan_on or printing.document.date
    return cell(printing, gettext("Date of dispatch"), formats.day(day))


def seller(printing: Printing) -> Cell:
    """Who looks after the customer; the handler of the paper is who drew it up."""
    party = printing.document.party
    owner = party.owner if party else None
    found = owner or next((order.head.handler for order in orders_of(printing)), None)
    return cell(printing, gettext("Salesperson"), found.display_name if found else "")


def vehicle(printing: Printing, *, span: int = 2) -> Cell:
    body = printing.body
    driver = body.driver.display_name if body.driver else ""
    return cell(printing, gettext("Vehicle, driver"), joined((body.vehicle, driver)), span=span)


def carrier(printing: Printing, *, span: int = 2) -> Cell:
    body = printing.body
    return cell(
        printing, gettext("Carrier, waybill"), joined((body.carrier, body.waybill)), span=span
    )


def packages(printing: Printing, *, span: int = 2) -> Cell:
    return cell(printing, gettext("Packages in all"), number_of_packages(printing), span=span)


def number_of_packages(printing: Printing) -> int:
    """As they were counted at loading; before that, as the list has them."""
    counted = printing.body.packages
    return packages_of(printing.lines) if counted is None else int(counted)


def payment(printing: Printing, *, span: int = 2) -> Cell:
    """The terms of its orders; what the driver collects, for those who may see amounts."""
    body = printing.body
    terms = {order.terms for order in orders_of(printing)} | ({Terms.COD} if body.cod else set())
    told = [listed(str(Terms(each).label) for each in Terms if each in terms)]
    collect = cash_to_collect(body) if not printing.hide_prices else 0
    if collect:
        told.append(gettext("to collect %(money)s") % {"money": formats.yuan(collect)})
    return cell(printing, gettext("Payment terms"), joined(told), span=span)


def joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def signature(label: str, who: Any = None, *, css: str = "") -> Cell:
    """A printed name where the record has one, and a line for the hand."""
    return {"label": label, "name": who.display_name if who else "", "css": css}
