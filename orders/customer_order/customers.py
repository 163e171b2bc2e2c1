"""What an order takes over from its customer: where the goods go, how he pays, what he owes."""

from typing import Any

from masterdata.models import Party
from orders.customer_order.models import CustomerOrder, Terms

Row = dict[str, Any]


def delivery_of(party: Party) -> Row:
    """Receiver, phone and address of the usual place; else of the main contact."""
    place = party.addresses.order_by("-is_default", "id").first()
    contact = party.contacts.order_by("-is_main", "id").first()
    call = (contact.mobile or contact.phone) if contact else ""
    return {
        "receiver": (place and place.receiver)
        or (contact.name if contact else "")
        or party.head_person,
        "phone": (place and place.phone) or call,
        "fax": contact.fax if contact else "",
        "address": place.address if place else "",
    }


def terms_of(party: Party) -> Row:
    """As in his last order; a new customer pays at once, unless he has a credit limit."""
    last = (
        CustomerOrder.objects.filter(head__party=party)
        .exclude(head__state__in=("void", "cancelled"))
        .order_by("-head_id")
        .values_list("terms", "deposit_percent")
        .first()
    )
    if last is not None:
        return {"terms": last[0], "deposit_percent": last[1]}
    return {"terms": Terms.CREDIT if party.credit_limit else Terms.PREPAID, "deposit_percent": 0}


def speaks_for(body: Any) -> str:
    """Whom one asks for on the phone: the head of the house, else the main contact or receiver."""
    party: Party | None = body.head.party
    contact = party.contacts.order_by("-is_main", "id").first() if party else None
    named = (party.head_person if party else "") or (contact.name if contact else "")
    return str(named or body.receiver)
