"""What follows an approved or reversed receipt, return or change: counters, states, prices.

All of it is computed anew from the papers themselves, so it may be told twice.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from documents import content, engine
from documents.models import Document
from documents.reactions import on
from masterdata.models import User
from masterdata.once import tell, told
from purchasing.delay_notice.actions import lapse_if_needless, write_if_late
from purchasing.invoice_handover import actions as handovers
from purchasing.order_change.models import OrderChange
from purchasing.owed_invoices import errands as invoice_errands
from purchasing.purchase_order import queries as orders
from purchasing.purchase_order.chasing import errands
from purchasing.purchase_order.models import LineState
from purchasing.purchase_return.models import Outcome, PurchaseReturnLine
from purchasing.receipt import direct as pairs
from purchasing.receipt.models import ReceiptLine
from purchasing.receipt.progress import recount_invoices, recount_returns
from purchasing.supplier_invoice import progress as invoices
from purchasing.suppliers import prices

# The step of a receipt whose goods went straight to the customer, beside `reverse`.
REVERSED_TOO = "reverse_with_delivery"
APPROVED_LINES = ReceiptLine._base_manager.filter(body__head__state="approved")
RETURNED_LINES = PurchaseReturnLine._base_manager.filter(body__head__state="posted")
_recount = orders.recounting(
    approved_lines=APPROVED_LINES, replaced_lines=RETURNED_LINES.filter(outcome=Outcome.REPLACE)
)


def _order_ids(document: Document) -> list[int]:
    lines = content.as_loaded(document).lines.all()
    return sorted({line.order_line.body_id for line in lines if line.order_line_id})


def follow_orders(order_ids: Iterable[int], *, cause: Document, at: datetime) -> None:
    """Each order takes the step that its counters call for; in id order."""
    _follow(orders.standings(order_ids), cause=cause, at=at)


def _follow(standings: Iterable[orders.Standing], *, cause: Document, at: datetime) -> None:
    for standing in standings:
        step = _step_for(standing, cause)
        if step:
            engine.system(standing.order_id, step, at=at, cause=cause)


def _step_for(standing: orders.Standing, cause: Document) -> str:
    if standing.state == "active" and not standing.is_open:
        return "receive_all"
    if standing.state == "completed" and standing.is_open:
        return "expect_again"
    came_in = cause.type == "receipt" and cause.state == "approved"
    return "receive_part" if standing.state == "active" and came_in else ""


@on("receipt", "approve", _("Orders count what was received"), before_posting=True)
@on("receipt", "reverse", _("Orders count what was taken back"), before_posting=True)
@on("receipt", REVERSED_TOO, _("Orders count what was taken back"), before_posting=True)
def count_received(document: Document, *, actor: User, at: datetime) -> None:
    tell(("counted", document.pk), _count(_order_ids(document), cause=document, at=at))


@on("receipt", "approve", _("Orders expect what they have open"))
@on("receipt", "reverse", _("Orders expect what they have open"))
@on("receipt", REVERSED_TOO, _("Orders expect what they have open"))
def expect_what_is_open(document: Document, *, actor: User, at: datetime) -> None:
    counted = told(("counted", document.pk))
    _expect(orders.standings(_order_ids(document)) if counted is None else counted, document, at)


def recount_orders(order_ids: list[int], *, cause: Document, at: datetime) -> None:
    """Counters, then the state that they call for, then what the stock ledger expects."""
    _expect(_count(order_ids, cause=cause, at=at), cause, at)


def _count(order_ids: list[int], *, cause: Document, at: datetime) -> list[orders.Standing]:
    _recount(order_ids)
    counted = orders.standings(order_ids)
    _follow(counted, cause=cause, at=at)
    return counted


def _expect(counted: Iterable[orders.Standing], cause: Document, at: datetime) -> None:
    for order_id in orders.expecting_otherwise(counted):
        engine.system(order_id, "match_expected", at=at, cause=cause)


@on("purchase_return", "ship", _("Receipts and orders count what went back"))
@on("purchase_return", "reverse", _("Receipts and orders count what came back again"))
def count_returned(document: Document, *, actor: User, at: datetime) -> None:
    """What is replaced is open on its order again; what is credited is not (lesson 4.38)."""
    cited = PurchaseReturnLine._base_manager.filter(
        body_id=document.pk, receipt_line__isnull=False
    ).order_by()
    receipt_ids = sorted(set(cited.values_list("receipt_line__body_id", flat=True)))
    recount_returns(receipt_ids, returned_lines=RETURNED_LINES.all())
    invoices.recount_receipts(receipt_ids)
    replaced = cited.filter(outcome=Outcome.REPLACE, receipt_line__order_line__isnull=False)
    of_orders = replaced.values_list("receipt_line__order_line__body_id", flat=True)
    recount_orders(sorted(set(of_orders)), cause=document, at=at)


@on("receipt", "approve", _("The supplier owes the invoice"), before_posting=True)
@on("receipt", "reverse", _("The supplier owes no invoice any more"), before_posting=True)
@on("receipt", REVERSED_TOO, _("The supplier owes no invoice any more"), before_posting=True)
def count_invoices(document: Document, *, actor: User, at: datetime) -> None:
    recount_invoices([document.pk])


@on("supplier_invoice", "match", _("Receipts count what was invoiced"))
@on("supplier_invoice", "settle_difference", _("Receipts count what was invoiced"))
@on("supplier_invoice", "reverse", _("Receipts owe the invoice again"))
def count_invoiced(document: Document, *, actor: User, at: datetime) -> None:
    invoices.recount(document.pk)


@on("invoice_handover", "submit", _("The listed invoices are handed over"))
def hand_invoices_over(document: Document, *, actor: User, at: datetime) -> None:
    handovers.hand_over(document, actor=actor, at=at)


@on("invoice_handover", "sign", _("Received invoices are signed for, missing ones come back"))
def sign_invoices(document: Document, *, actor: User, at: datetime) -> None:
    handovers.sign(document, actor=actor, at=at)


@on("invoice_handover", "withdraw", _("The listed invoices come back"))
@on("invoice_handover", "reject", _("The listed invoices come back"))
@on("invoice_handover", "void", _("The listed invoices come back"))
@on("invoice_handover", "reverse", _("The listed invoices come back"))
def take_invoices_back(document: Document, *, actor: User, at: datetime) -> None:
    handovers.take_back(document, actor=actor, at=at)


@on("supplier_invoice", "match", _("An invoice that came is not chased any more"))
@on("supplier_invoice", "settle_difference", _("An invoice that came is not chased any more"))
@on("receipt", "reverse", _("An invoice that nobody owes is not chased any more"))
@on("receipt", REVERSED_TOO, _("An invoice that nobody owes is not chased any more"))
@on("purchase_return", "ship", _("An invoice that nobody owes is not chased any more"))
def end_invoice_chasing(document: Document, *, actor: User, at: datetime) -> None:
    if document.party_id and invoice_errands.has_errands(document.party_id):
        invoice_errands.follow(at=at, party_ids=[document.party_id], actor=actor)


@on("receipt", "approve", _("Last purchase prices are written"))
def write_prices(document: Document, *, actor: User, at: datetime) -> None:
    prices.record(document, content.as_loaded(document).lines.all())


@on("receipt", "reverse", _("Last purchase prices are taken back"))
@on("receipt", REVERSED_TOO, _("Last purchase prices are taken back"))
def take_prices_back(document: Document, *, actor: User, at: datetime) -> None:
    prices.take_back(document)


@on("receipt", "approve", _("The pick-up note is done with"))
@on("receipt", "reverse", _("The pick-up note waits for a receipt again"))
@on("receipt", REVERSED_TOO, _("The pick-up note waits for a receipt again"))
def follow_note(document: Document, *, actor: User, at: datetime) -> None:
    pairs.follow_note(content.as_loaded(document), at=at)


@on("delivery", "reverse", _("Its receipt goes back with goods that went straight on"))
def reverse_receipt(document: Document, *, actor: User, at: datetime) -> None:
    pairs.reverse_receipt_of(document, actor=actor, at=at)


@on("purchase_order", "confirm", _("A promise after the contract date becomes a delay notice"))
@on("purchase_order", "promise", _("A promise after the contract date becomes a delay notice"))
def tell_delay(document: Document, *, actor: User, at: datetime) -> None:
    lines = [x for x in content.as_loaded(document).lines.all() if x.line_state == LineState.OPEN]
    if write_if_late(document, at=at, lines=lines) is None:
        lapse_if_needless(document.pk, cause=document, at=at)


@on("purchase_order", "receive_part", _("A delay notice that is not needed any more lapses"))
@on("purchase_order", "receive_all", _("A delay notice that is not needed any more lapses"))
@on("purchase_order", "short_close_lines", _("A delay notice that is not needed any more lapses"))
@on("purchase_order", "cancel", _("A delay notice that is not needed any more lapses"))
def forget_delay(document: Document, *, actor: User, at: datetime) -> None:
    lapse_if_needless(document.pk, cause=document, at=at)


@on("purchase_order", "promise", _("Chasing begins anew with the new promise"))
@on("purchase_order", "receive_part", _("What has come is not chased any more"))
@on("purchase_order", "receive_all", _("What has come is not chased any more"))
@on("purchase_order", "short_close_lines", _("What was given up is not chased any more"))
@on("purchase_order", "cancel", _("What was given up is not chased any more"))
def end_chasing(document: Document, *, actor: User, at: datetime) -> None:
    if errands.has_errands(document):
        errands.follow([document.pk], at=at, actor=actor)


@on("purchase_order", "short_close_lines", _("The order is completed when no line is open"))
@on("purchase_order", "reopen_lines", _("The order is in fulfilment again when a line is open"))
def settle(document: Document, *, actor: User, at: datetime) -> None:
    follow_orders([document.pk], cause=document, at=at)


@on("order_change", "approve", _("The order follows its changed lines"))
@on("order_change", "reverse", _("The order follows its lines as they were"))
def settle_changed(document: Document, *, actor: User, at: datetime) -> None:
    order_id = OrderChange.objects.values_list("order_id", flat=True).get(pk=document.pk)
    follow_orders([order_id], cause=document, at=at)
