"""What follows a delivery's own steps, and the counting of its driver's cash."""

from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from documents import content
from documents.models import Document
from documents.reactions import on
from finance.cash_handover.models import CashHandoverLine
from masterdata.models import User
from orders.customer_order.models import CustomerOrder
from orders.delivery import departure, direct, notices
from orders.delivery.queries import orders_on
from orders.prices import deals

COUNTED = "counted"


@on("customer_order", "hand_over", _("Billing is asked to draw up the delivery"))
def ask_billing(document: Document, *, actor: User, at: datetime) -> None:
    order = CustomerOrder.objects.select_related("handed_over_to").get(pk=document.pk)
    notices.ask_billing(document, order.handed_over_to, at=at)


@on("delivery", "authorize", _("Billing has drawn up what was handed over"))
@on("delivery", "authorize_direct", _("Billing has drawn up what was handed over"))
def billing_is_done(document: Document, *, actor: User, at: datetime) -> None:
    notices.billing_is_done(orders_on(content.as_loaded(document)), actor=actor, at=at)


def no_delivery_wanted(document: Document, *, actor: User, at: datetime) -> None:
    notices.billing_is_done([document], actor=actor, at=at)


for _step in ("recall", "cancel", "fulfil"):
    on("customer_order", _step, _("Billing is asked no longer"))(no_delivery_wanted)


@on("receipt", "approve", _("Goods that went straight to a customer leave in the same breath"))
def leave_with_receipt(document: Document, *, actor: User, at: datetime) -> None:
    direct.leave_with(document, actor=actor, at=at)


@on("delivery", "dispatch", _("The lines are told what their goods cost"))
@on("delivery", "ship_direct", _("The lines are told what their goods cost"))
def note_cost(document: Document, *, actor: User, at: datetime) -> None:
    departure.note_cost(content.as_loaded(document))


@on("delivery", "dispatch", _("Last sale prices are written"))
@on("delivery", "ship_direct", _("Last sale prices are written"))
def write_prices(document: Document, *, actor: User, at: datetime) -> None:
    lines = [line for line in content.as_loaded(document).lines.all() if line.order_line_id]
    if document.party_id:
        deals.record(document, party_id=document.party_id, lines=lines)


@on("delivery", "reverse", _("Last sale prices are taken back"))
def take_prices_back(document: Document, *, actor: User, at: datetime) -> None:
    deals.take_back(document)


@on("delivery", "dispatch", _("The managers of the customer's region and the driver are told"))
@on("delivery", "ship_direct", _("The managers of the customer's region are told"))
def tell(document: Document, *, actor: User, at: datetime) -> None:
    notices.tell(document, at=at)
    notices.send_driver(document, content.as_loaded(document).driver, at=at)


@on("delivery", "sign", _("The driver's task is done"))
def driver_is_back(document: Document, *, actor: User, at: datetime) -> None:
    notices.driver_is_back(document, actor=actor, at=at)


@on("delivery", "read", _("The notice is off the manager's desk"))
def take_note(document: Document, *, actor: User, at: datetime) -> None:
    notices.take_note(document, actor=actor, at=at)


@on("delivery", "reverse", _("Notices of the shipment lapse"))
def forget(document: Document, *, actor: User, at: datetime) -> None:
    notices.forget(document, actor=actor, at=at)


@on("cash_handover", "count", _("The deliveries are told what was handed over"))
@on("cash_handover", "reverse", _("The deliveries are told what was handed over"))
def count_cash(document: Document, *, actor: User, at: datetime) -> None:
    ids = list(
        CashHandoverLine._base_manager.filter(body=document.pk).values_list(
            "delivery_id", flat=True
        )
    )
    lines = CashHandoverLine._base_manager.filter(
        delivery__in=ids, body__head__state=COUNTED
    ).order_by()
    sums = lines.values_list("delivery_id").annotate(Sum("counted"))
    departure.recount_cash(ids, handed_over={pk: money or 0 for pk, money in sums})
