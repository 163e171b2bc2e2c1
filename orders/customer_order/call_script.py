"""What is said on the phone: the three opening sentences (R6) and the points to verify (R2)."""

from typing import Any

from django.utils.translation import gettext as _

from masterdata.models import Company
from ui.formats import quantity


def call_script(body: Any) -> dict[str, list[str]]:
    """`opening`: how a call begins; `points`: what to go through with this customer."""
    return {"opening": _opening(body), "points": [*_head_points(body), *_line_points(body)]}


def _opening(body: Any) -> list[str]:
    party = body.head.party
    words = {
        "company": Company.current().name,
        "person": party.head_person or party.name if party else "",
        "customer": party.name if party else "",
    }
    return [
        _("Hello, this is %(company)s.") % words,
        _("May I ask where you are calling from? Am I speaking with %(person)s of %(customer)s?")
        % words,
        _("Please send us the order by fax, so that we can go through it line by line."),
    ]


def _head_points(body: Any) -> list[str]:
    words = {
        "day": body.wanted_on or "—",
        "terms": body.get_terms_display(),
        "receiver": body.receiver or "—",
        "phone": body.phone or "—",
        "address": body.address or "—",
    }
    return [
        _("Delivery date: %(day)s") % words,
        _("Payment terms: %(terms)s") % words,
        _("Receiver, phone and address: %(receiver)s, %(phone)s, %(address)s") % words,
    ]


def _line_points(body: Any) -> list[str]:
    """Quantity, colour, series and model, specification, size and price of every line (R2)."""
    return [_line_point(line) for line in sorted(body.lines.all(), key=lambda one: one.line_no)]


def _line_point(line: Any) -> str:
    item = line.item
    told = (
        item.series,
        item.model,
        item.specification,
        line.size or item.size,
        line.colour or item.colour,
    )
    amount = f"{quantity(line.quantity, line.unit.decimals)}{line.unit.code}"
    price = "" if not line.price else f"× {line.price.normalize():f}"
    words = [f"{line.line_no} {item.code} {item.name}", *filter(None, told), amount, price]
    return " · ".join(filter(None, words))
