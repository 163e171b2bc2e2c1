"""The money gate: paid, or credit within its limit, or cash on delivery, or allowed by two.

It is asked at authorisation and again when the goods leave: money may have been taken back since.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from documents.models import Event
from finance.parties import funds
from masterdata.roles import Role, roles_of
from orders.customer_order import credit
from orders.customer_order.models import CustomerOrder, Terms
from orders.delivery import queries
from orders.delivery.queries import promised_in
from orders.delivery.reckoning import bills_of_others, reckoned
from ui import formats
from ui.punctuation import named

ALLOWING = "allow_dispatch"
SALES_SIDE = frozenset({Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR})


def shares_are_owed(body: Any, actor: Any) -> Words:
    """A waiver larger than what it is waived of would make the firm owe money for a delivery."""
    if all(share.amount >= 0 for share in reckoned(body).shares):
        return ""
    return _("The odd money waived is more than the goods come to; lower it.")


def money_is_there(body: Any, actor: Any) -> Words:
    if allowed_by_two(body):
        return ""
    shares = reckoned(body).shares
    order_ids = [share.order_id for share in shares]
    orders = {x.order_line.body_id: x.order_line.body for x in body.lines.all() if x.order_line}
    cover = funds.covers(order_ids)
    promised = promised_in(bills_of_others(body), order_ids)
    lacking = [
        sentence
        for share in shares
        if share.amount > 0
        and (need := share.amount + promised[share.order_id]) > cover[share.order_id]
        and (sentence := _lacking(body, orders[share.order_id], need, cover[share.order_id]))
    ]
    if not lacking:
        return ""
    return _(
        "%(lacking)s. Have the remittance confirmed, or let a regional manager and the accountant"
        " both allow it."
    ) % {"lacking": named(lacking)}


def _lacking(body: Any, order: CustomerOrder, need: Decimal, cover: Decimal) -> Words:
    if order.terms == Terms.CREDIT:
        return _over_credit(order)
    if order.terms == Terms.COD and body.cod:
        return _earlier_unpaid(order, cover)
    return _(
        "%(number)s: %(need)s is needed for this delivery and others before it, %(cover)s is paid"
        " and free, %(missing)s is lacking"
    ) % {
        "number": order.head.number,
        "need": formats.money(need),
        "cover": formats.money(cover),
        "missing": formats.money(need - cover),
    }


def _over_credit(order: CustomerOrder) -> Words:
    """Counted with all open orders of the customer, this one among them.

    What the sales director signed beyond the limit goes on with his name.
    """
    claim = credit.claim_of(order)
    if claim is None or not claim.beyond or credit.director_signed(order.head):
        return ""
    return _("%(number)s is on account: %(why)s") % {
        "number": order.head.number,
        "why": str(claim.sentence(order.head.party.name)).rstrip(".。"),
    }


def _earlier_unpaid(order: CustomerOrder, cover: Decimal) -> Words:
    """Cash on delivery is agreed for each delivery; one that came back unpaid stops the next."""
    unpaid = -cover - queries.with_driver([order.pk])[order.pk]
    if unpaid <= 0:
        return ""
    return _("%(number)s: earlier deliveries of it are unpaid by %(money)s") % {
        "number": order.head.number,
        "money": formats.money(unpaid),
    }


def allowed_by_two(body: Any) -> bool:
    """Both sides allowed it, and nothing of the delivery was changed since the first of them."""
    if not (body.override_sales_by_id and body.override_finance_by_id):
        return False
    return {body.override_sales_by_id, body.override_finance_by_id} <= _standing(body)


def _standing(body: Any) -> set[int]:
    """Who allowed it since the delivery was last changed."""
    events = Event.objects.filter(document_id=body.pk)
    changed = events.filter(kind=Event.Kind.CHANGED).order_by("-id").values_list("id", flat=True)
    given = events.filter(kind=Event.Kind.STEP, step=ALLOWING, id__gt=changed.first() or 0)
    return set(given.values_list("actor_id", flat=True))


def side_of(body: Any, actor: Any) -> str:
    """Which of the two places this person can take; empty if none is free for him."""
    roles, standing = roles_of(actor), _standing(body)
    if actor.pk in standing:
        return ""
    if roles & SALES_SIDE and body.override_sales_by_id not in standing:
        return "override_sales_by"
    if Role.ACCOUNTANT in roles and body.override_finance_by_id not in standing:
        return "override_finance_by"
    return ""


def may_allow(body: Any, actor: Any) -> Words:
    if side_of(body, actor):
        return ""
    return _("You have allowed it already; the other side, sales or finance, allows it too.")


def cod_is_agreed(body: Any, actor: Any) -> Words:
    """The tick on the delivery is an agreement of its orders, or of nobody."""
    if not body.cod or allowed_by_two(body):
        return ""
    ids = queries.orders_of(body, body.lines.all())
    others = CustomerOrder.objects.filter(pk__in=ids).exclude(terms=Terms.COD)
    numbers = [order.head.number for order in others.select_related("head").order_by("pk")]
    if not numbers:
        return ""
    return _("Cash on delivery is not agreed in %(orders)s. Take the tick away.") % {
        "orders": named(numbers)
    }
