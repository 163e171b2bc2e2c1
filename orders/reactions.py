"""What follows the papers of the sale: counters and states of orders, what they lack.

All of it is computed anew from the papers themselves, so it may be told twice.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from documents import content, engine
from documents.models import Document
from documents.reactions import on
from masterdata.models import User
from orders.customer_order import errands, progress, queries, release, shortage
from orders.delivery.notices import billing_is_done
from orders.delivery.queries import posted_lines
from orders.order_change.models import SalesOrderChange
from orders.sales_return import queries as returns
from orders.sales_return.models import SalesReturnLine
from ui.conditions import KEYS, among
from ui.prepared import Prepared

ORDER, DELIVERY, RETURN = "customer_order", "delivery", "sales_return"
LEFT = ("dispatch", "ship_direct")
_recount = progress.recounting(
    shipped_lines=posted_lines(), replaced_lines=returns.replaced_lines()
)


# --- What an order lacks -------------------------------------------------------------------------


def tell_lacking(document: Document, *, actor: User, at: datetime) -> None:
    shortage.follow(document, at=at)


for _step in (
    "release",
    "allot",
    "allot_override",
    "give_up",
    "recall",
    "short_close",
    "reopen_lines",
    "cancel",
    "fulfil",
    "unfulfil",
):
    on(ORDER, _step, _("What the order lacks is demand"))(tell_lacking)


def allotted(document: Document, *, actor: User, at: datetime) -> None:
    errands.allotted(document, actor=actor, at=at)


for _step in ("allot", "allot_override", "recall", "cancel", "fulfil"):
    on(ORDER, _step, _("Nobody is asked to allot what is allotted"))(allotted)


def not_for_billing(document: Document, *, actor: User, at: datetime) -> None:
    billing_is_done([document], actor=actor, at=at)


for _step in ("recall", "cancel", "fulfil"):
    on(ORDER, _step, _("Billing has nothing to draw up any more"))(not_for_billing)


@on(ORDER, "cancel", _("Finance is asked to give the money back"))
def ask_for_refund(document: Document, *, actor: User, at: datetime) -> None:
    errands.ask_for_refund(document, at=at)


@on("remittance", "approve_refund", _("What was asked for is given back"))
def refunded(document: Document, *, actor: User, at: datetime) -> None:
    if document.party_id:
        errands.refunded(document.party_id, actor=actor, at=at)


@on(ORDER, "short_close", _("The order is fulfilled when no line is open"))
@on(ORDER, "reopen_lines", _("The order is open again when a line is"))
def settle(document: Document, *, actor: User, at: datetime) -> None:
    follow_orders([document.pk], cause=document, at=at)


@on("sales_order_change", "approve", _("The order follows what was changed"))
@on("sales_order_change", "reverse", _("The order follows what was taken back"))
def follow_change(document: Document, *, actor: User, at: datetime) -> None:
    order_id = SalesOrderChange.objects.values_list("order_id", flat=True).get(pk=document.pk)
    follow_orders([order_id], cause=document, at=at)
    order = Document.objects.get(pk=order_id)
    if order.state != "noticed":
        shortage.follow(order, at=at)


# --- What left, was signed for, came back --------------------------------------------------------


def orders_of(delivery: Document) -> list[int]:
    lines = content.as_loaded(delivery).lines.all()
    return sorted({line.order_line.body_id for line in lines if line.order_line_id})


def recount_orders(
    order_ids: list[int], *, cause: Document, at: datetime, undone: bool = False
) -> None:
    """Counters, then the state that they call for, then what is still lacking.

    What was undone may leave promises that nobody needs, and a fulfilled order keeps none.
    """
    _recount(order_ids)
    if undone:
        release.give_up_beyond(order_ids, cause=cause, at=at)
    follow_orders(order_ids, cause=cause, at=at)
    for order in _heads(order_ids):
        shortage.follow(order, at=at)


_heads = Prepared(lambda ids: Document.objects.filter(among("pk", ids)).order_by("pk"), KEYS)


def follow_orders(order_ids: Iterable[int], *, cause: Document, at: datetime) -> None:
    """Each order takes the step that its counters call for; in id order."""
    for standing in queries.standings(order_ids):
        if standing.state == "released" and standing.done:
            engine.system(standing.order_id, "fulfil", at=at, cause=cause)
        elif standing.state == "fulfilled" and not standing.done:
            engine.system(standing.order_id, "unfulfil", at=at, cause=cause)


def count_delivery(document: Document, *, actor: User, at: datetime) -> None:
    recount_orders(orders_of(document), cause=document, at=at)


for _step in LEFT:
    on(DELIVERY, _step, _("Orders count what was shipped"))(count_delivery)
on(DELIVERY, "sign", _("Orders count what was signed for and what was refused"))(count_delivery)


@on(DELIVERY, "reverse", _("Orders count what was taken back"))
def count_delivery_undone(document: Document, *, actor: User, at: datetime) -> None:
    recount_orders(orders_of(document), cause=document, at=at, undone=True)


@on(RETURN, "post", _("Orders count what is to be sent again"))
def count_return(document: Document, *, actor: User, at: datetime) -> None:
    recount_orders(replaced_orders(document), cause=document, at=at)


@on(RETURN, "reverse", _("Orders count what is to be sent again"))
def count_return_undone(document: Document, *, actor: User, at: datetime) -> None:
    recount_orders(replaced_orders(document), cause=document, at=at, undone=True)


def replaced_orders(document: Document) -> list[int]:
    path = "delivery_line__order_line__body_id"
    lines = SalesReturnLine._base_manager.filter(body=document.pk, **{f"{path}__isnull": False})
    return sorted(set(lines.order_by().values_list(path, flat=True)))
