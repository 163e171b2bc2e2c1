"""What starts and stops the clocks: steps of customer orders, remittances and deliveries."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from documents import content
from documents.models import Document
from documents.reactions import on
from finance.remittance.models import Kind
from masterdata.calendar import firm_calendar
from masterdata.models import User
from orders.customer_order import gates, queries
from orders.customer_order.effects import NOTICE
from orders.customer_order.models import CustomerOrder
from orders.delivery.queries import orders_on
from orders.in_times import clocks
from orders.in_times.clocks import clerk_of
from orders.in_times.models import Rule

ORDER, REMITTANCE, DELIVERY = "customer_order", "remittance", "delivery"
# States in which an order can be handed over, or can be brought to it.
AWAITING_MONEY = ("noticed", "released")
OF_AN_ORDER = (Rule.T1, Rule.T3, Rule.T4)

# --- ① The reply to the customer -----------------------------------------------------------------


@on(ORDER, "register", _("The clock of the reply to the customer starts"))
def order_came(document: Document, *, actor: User, at: datetime) -> None:
    """From the time the fax came, not from when somebody found the time to enter it."""
    received_at = content.as_loaded(document).received_at
    clocks.start(Rule.T1, document, person=clerk_of(document), at=at, started_at=received_at or at)


@on(ORDER, "send_notice", _("The clock of the reply stops; the customer's time to pay starts"))
def customer_told(document: Document, *, actor: User, at: datetime) -> None:
    """A new notice sets a new day; a promise that was broken by then stays in the record."""
    clocks.stop(Rule.T1, document, by=actor, at=at)
    broken = clocks.is_late(Rule.T4, document, at=at)
    clocks.stop(Rule.T4, document, by=actor, at=at, counts=broken)
    beforehand = content.as_loaded(document).terms in queries.BEFOREHAND
    if beforehand and waits_for_money([document.pk]):
        due_at = end_of(promised_day(document))
        clocks.start(Rule.T4, document, person=clerk_of(document), at=at, due_at=due_at)


def waits_for_money(order_ids: Iterable[int]) -> set[int]:
    """The orders whose customers must still pay before anything is released."""
    known = queries.order_funds(order_ids)
    return {
        pk
        for pk, each in known.items()
        if each.terms in queries.BEFOREHAND and each.deposit_missing > 0
    }


def promised_day(order: Document) -> date | None:
    """What the customer promised when he was told, else the day the notice names."""
    body = CustomerOrder.objects.get(pk=order.pk)
    told = body.sent.filter(kind=NOTICE).order_by("-pk").first()
    day: date | None = told.promised_on if told else None
    return day or body.remit_by


def end_of(day: date | None) -> datetime | None:
    """A day on which the firm rests is kept on the next working day; no day leaves the rule's."""
    if day is None:
        return None
    calendar = firm_calendar()
    return calendar.end_of_working_day(calendar.next_working_day(day))


# --- ② Finance is told of the money, and checks it ---------------------------------------------


@on(REMITTANCE, "file", _("The clock of telling finance is read; that of their check starts"))
def finance_told(document: Document, *, actor: User, at: datetime) -> None:
    """A refund is no news of money, and is not found at the bank."""
    body = content.load_body(document)
    if body.kind == Kind.REFUND:
        return
    if body.reported_at is not None:
        clerk = clerk_of(document)
        clocks.start(Rule.T2, document, person=clerk, at=at, started_at=body.reported_at)
        clocks.stop(Rule.T2, document, by=actor, at=at)
    clocks.start(Rule.R30, document, person=None, at=at)


@on(REMITTANCE, "reject", _("The clock of the check by finance stops"))
def finance_found_nothing(document: Document, *, actor: User, at: datetime) -> None:
    clocks.stop(Rule.R30, document, by=actor, at=at)


def remittance_taken_back(document: Document, *, actor: User, at: datetime) -> None:
    clocks.drop((Rule.R30,), document, by=actor, at=at)


for _step in ("withdraw", "void"):
    on(REMITTANCE, _step, _("The clock of the check by finance is dropped"))(remittance_taken_back)

# --- ③ The order goes to billing ---------------------------------------------------------------


def money_came(document: Document, *, actor: User, at: datetime) -> None:
    """An order whose money is there waits for it no longer, and is to be handed over."""
    clocks.stop(Rule.R30, document, by=actor, at=at)
    orders = orders_of(document)
    unpaid = waits_for_money(order.pk for order in orders)
    for order in orders:
        if order.pk not in unpaid:
            clocks.stop(Rule.T4, order, by=actor, at=at)
        if order.state in AWAITING_MONEY and may_be_handed_over(order, actor):
            clocks.start(Rule.T3, order, person=clerk_of(order), at=at)


def may_be_handed_over(order: Document, actor: User) -> bool:
    """A deposit alone lets nothing leave; what is shipped in full needs no delivery any more."""
    body = content.load_body(order)
    guards = (gates.something_open, gates.may_be_dispatched)
    return not any(guard(body, actor) for guard in guards)


for _step in ("confirm", "allot_funds"):
    on(REMITTANCE, _step, _("Its orders are to be handed over to billing"))(money_came)


@on(REMITTANCE, "reverse", _("The clocks of handing over its orders are dropped"))
def money_gone(document: Document, *, actor: User, at: datetime) -> None:
    """What seemed paid is not: there is nothing to hand over, and the customer is chased anew."""
    for order in orders_of(document):
        clocks.drop((Rule.T3,), order, by=actor, at=at)
        if order.state in AWAITING_MONEY and waits_for_money([order.pk]):
            clocks.start(Rule.T4, order, person=clerk_of(order), at=at)


def orders_of(remittance: Document) -> list[Document]:
    """The customer orders that a remittance's lines name."""
    lines = content.load_body(remittance).lines.all()
    ids = {line.order_id for line in lines if line.order_id}
    found = Document.objects.filter(pk__in=ids).select_related("handler", "maker")
    return list(found.order_by("pk"))


@on(ORDER, "hand_over", _("The clock of the handing over stops"))
def handed_over(document: Document, *, actor: User, at: datetime) -> None:
    clocks.stop(Rule.T3, document, by=actor, at=at)


@on(DELIVERY, "authorize", _("The clocks of handing over its orders stop"))
@on(DELIVERY, "authorize_direct", _("The clocks of handing over its orders stop"))
def delivery_authorized(document: Document, *, actor: User, at: datetime) -> None:
    """A delivery that is authorised was handed over, whether anybody noted it or not."""
    for order in orders_on(content.as_loaded(document)):
        clocks.stop(Rule.T3, order, by=actor, at=at)


# --- Nothing is left to be prompt with ---------------------------------------------------------


def dropped(document: Document, *, actor: User, at: datetime) -> None:
    clocks.drop(OF_AN_ORDER, document, by=actor, at=at)


for _step in ("cancel", "void", "close"):
    on(ORDER, _step, _("The clocks of the order are dropped"))(dropped)


@on(ORDER, "fulfil", _("The clock of the handing over is dropped"))
def all_delivered(document: Document, *, actor: User, at: datetime) -> None:
    """The customer's time to pay runs on: goods that left unpaid are chased all the more."""
    clocks.drop((Rule.T1, Rule.T3), document, by=actor, at=at)


@on(ORDER, "withdraw_notice", _("The customer's time to pay is dropped"))
def notice_withdrawn(document: Document, *, actor: User, at: datetime) -> None:
    clocks.drop((Rule.T3, Rule.T4), document, by=actor, at=at)
