"""The remittance's guards; each says what to do first, naming every line that is wrong."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from documents.models import Attachment
from finance.parties import funds
from finance.parties.models import Side
from finance.remittance import payable_orders
from finance.remittance.figures import named, surplus_of
from finance.remittance.models import Kind, Remittance
from ui import formats, punctuation


def has_customer(body: Any, _actor: Any) -> Words:
    if body.head.party_id and body.head.party.is_customer:
        return ""
    return _("No customer is named yet: edit the document and choose one.")


def fits_its_kind(body: Any, _actor: Any) -> Words:
    lines = body.lines.all()
    if body.kind == Kind.ALLOTMENT and not lines:
        return _("Nothing is allotted yet: name the orders or old debts and how much each gets.")
    if body.kind != Kind.ALLOTMENT and body.money <= 0:
        return _("Enter the amount; it is more than nothing.")
    if body.kind == Kind.REFUND and lines:
        return _("A refund goes to the customer: it names no orders or debts. Remove the lines.")
    return ""


def tells_who_paid(body: Any, _actor: Any) -> Words:
    """What the accountant looks for in the bank's statement."""
    if body.kind != Kind.RECEIPT or body.payer.strip():
        return ""
    return _("Enter the payer as the slip has it; the accountant looks for that name.")


def has_slip(body: Any, _actor: Any) -> Words:
    """水单: a picture of the customer's slip, or the clerk's word why there is none."""
    if body.kind != Kind.RECEIPT or body.no_slip_reason.strip():
        return ""
    if Attachment.objects.filter(document=body.pk, withdrawn_at=None).exists():
        return ""
    return _("Attach the customer's slip, or edit this and say why there is none.")


def not_claimed_already(body: Any, _actor: Any) -> Words:
    """Two clerks may have got the same slip: its number tells."""
    if body.kind != Kind.RECEIPT or not body.slip_number.strip():
        return ""
    same = Remittance.objects.filter(
        slip_number=body.slip_number, head__state__in=("filed", "confirmed")
    ).exclude(pk=body.pk)
    found = same.select_related("head").first()
    if found is None:
        return ""
    return _("%(number)s claims the money of this slip already. Void this one.") % {
        "number": found.head.number
    }


def not_in_the_future(body: Any, _actor: Any) -> Words:
    now = timezone.now()
    if any(moment and moment > now for moment in (body.paid_at, body.reported_at)):
        return _("The customer cannot have paid or reported in the future. Correct the time.")
    return ""


def each_once(body: Any, _actor: Any) -> Words:
    seen: set[tuple[int | None, int | None]] = set()
    twice = []
    for line in body.lines.all():
        key = (line.order_id, line.open_item_id)
        twice += [line.paper.number] if key in seen else []
        seen.add(key)
    if not twice:
        return ""
    return _("These stand in more than one line; put each into one: %(numbers)s.") % {
        "numbers": punctuation.named(twice)
    }


def orders_take_money(body: Any, _actor: Any) -> Words:
    """Orders of this customer, in a state in which money for them may come."""
    strange = [
        line.order.number
        for line in body.lines.all()
        if line.order_id
        and (line.order.party_id != body.head.party_id or not payable_orders.is_payable(line.order))
    ]
    if not strange:
        return ""
    return _(
        "These are no orders of this customer that money may come for; choose others, or leave"
        " the money as the customer's own: %(numbers)s."
    ) % {"numbers": punctuation.named(strange)}


def debts_are_his(body: Any, _actor: Any) -> Words:
    strange = [
        line.open_item.document.number
        for line in body.lines.all()
        if line.open_item_id and not _is_debt_of(line.open_item, body.head.party_id)
    ]
    if not strange:
        return ""
    return _("These are no open debts of this customer: %(numbers)s.") % {
        "numbers": punctuation.named(strange)
    }


def _is_debt_of(item: Any, party_id: int | None) -> bool:
    return bool(
        item.party_id == party_id
        and item.side == Side.RECEIVABLE
        and item.amount > 0
        and item.reverses_id is None
    )


def within_what_is_open(body: Any, _actor: Any) -> Words:
    """Asked again by the ledger under its lock, where two papers meet."""
    beyond = [
        _("%(number)s: %(left)s left, not %(asked)s")
        % {
            "number": line.paper.number,
            "left": formats.money(line.left),
            "asked": formats.money(line.amount),
        }
        for line in body.lines.all()
        if line.left is not None and line.amount > line.left
    ]
    if not beyond:
        return ""
    return _("More is settled than is open. Lower the amounts: %(items)s.") % {
        "items": punctuation.named(beyond)
    }


def within_the_money(body: Any, _actor: Any) -> Words:
    left = surplus_of(body, body.lines.all())
    if left >= 0:
        return ""
    return _(
        "The lines name %(named)s and only %(money)s came: %(over)s too much. Lower the amounts."
    ) % {
        "named": formats.money(body.money - left),
        "money": formats.money(body.money),
        "over": formats.money(-left),
    }


def within_his_own_money(body: Any, _actor: Any) -> Words:
    """An allotment and a refund take what the customer has free, and no more."""
    if body.kind == Kind.RECEIPT or not body.head.party_id:
        return ""
    free = funds.total(funds.free_credits(body.head.party_id))
    wanted: Decimal = body.money if body.kind == Kind.REFUND else named(body.lines.all())
    if wanted <= free:
        return ""
    return _("The customer has %(free)s of his own and %(wanted)s is taken. Lower the amounts.") % {
        "free": formats.money(free),
        "wanted": formats.money(wanted),
    }


def is_a_receipt(body: Any, _actor: Any) -> Words:
    if body.kind == Kind.RECEIPT:
        return ""
    return _("Only money that came is looked for at the bank.")


def is_an_allotment(body: Any, _actor: Any) -> Words:
    if body.kind == Kind.ALLOTMENT:
        return ""
    return _("Only the customer's own money is allotted here.")


def is_a_refund(body: Any, _actor: Any) -> Words:
    if body.kind == Kind.REFUND:
        return ""
    return _("Only a refund to the customer is approved here.")


def filed_by_another(body: Any, actor: Any) -> Words:
    if body.filed_by_id != actor.pk:
        return ""
    return _("You filed this remittance; another accountant must look for the money.")
