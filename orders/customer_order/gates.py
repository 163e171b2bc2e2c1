"""Guards of money, credit and goods: what must be there before release, dispatch and the end."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.flow import Words, in_place
from documents.transactions import in_a_step
from finance.parties import funds
from masterdata.roles import Role, roles_of
from orders.customer_order import credit, queries
from orders.customer_order.models import Terms
from ui.formats import money
from ui.punctuation import named

SALES_SIDE = frozenset({Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR})


def overridden(body: Any) -> bool:
    """Sales and finance both allowed it, two different people."""
    sales, finance = body.override_sales_by_id, body.override_finance_by_id
    return bool(sales and finance and sales != finance)


# --- Approval ------------------------------------------------------------------------------------


def credit_or_director(body: Any, actor: Any) -> Words:
    """Beyond the limit the sales director signs; a chain without him does not suffice."""
    return _without_director(body, credit.claim_of(body, lock=in_a_step()))


def _without_director(body: Any, claim: credit.Claim | None) -> Words:
    if claim is None or not claim.beyond or credit.director_signs(body.head):
        return ""
    return _("%(why)s Reject the order; once it is priced anew, the sales director signs too.") % {
        "why": claim.sentence(body.head.party.name)
    }


def _beyond(body: Any, *, lock: bool = False) -> Words:
    """Why the order is too much on account; empty within the limit, or if the director signed."""
    claim = credit.claim_of(body, lock=lock)
    if claim is None or not claim.beyond or credit.director_signed(body.head):
        return ""
    return claim.sentence(body.head.party.name)


def own_money_still_there(body: Any, actor: Any) -> Words:
    """What was set off at pricing may have been used elsewhere since."""
    if not body.credit_used:
        return ""
    free = funds.total(funds.free_credits(body.head.party_id))
    if free >= body.credit_used:
        return ""
    return _(
        "%(used)s of the customer's own money was set off, but only %(free)s is left. Reject the"
        " order; the billing clerk prices it anew."
    ) % {"used": money(body.credit_used), "free": money(free)}


@in_place
def lock_credit(body: Any, actor: Any, data: Any) -> None:
    """From here to the end of the transaction no other order of the customer is approved."""
    refusal = _without_director(body, credit.claim_of(body, lock=True))
    if refusal:
        raise Refused(refusal)


# --- Before release ------------------------------------------------------------------------------


def nothing_paid(body: Any, actor: Any) -> Words:
    """Beyond what was set off, nothing came for the order."""
    paid = funds.funds_of([body.pk])[body.pk].paid
    if paid <= body.credit_used:
        return ""
    return _(
        "%(paid)s came for this order already. Cancel it and say what becomes of the money, or"
        " change it after release."
    ) % {"paid": money(paid - body.credit_used)}


def _release_refusal(body: Any, *, lock: bool = False) -> Words:
    """Why the money does not suffice for release; empty when it does."""
    if body.terms in queries.BEFOREHAND:
        known = queries.order_funds([body.pk])[body.pk]
        if known.deposit_missing > 0:
            return _(
                "%(missing)s of the %(due)s due before release is not confirmed by finance yet."
            ) % {"missing": money(known.deposit_missing), "due": money(known.deposit_due)}
    return _beyond(body, lock=lock)


def may_be_released(body: Any, actor: Any, *, lock: bool = False) -> Words:
    if overridden(body):
        return ""
    refusal = _release_refusal(body, lock=lock or in_a_step())
    if not refusal:
        return ""
    return _(
        "%(why)s Wait for the money, or let sales (regional manager) and finance both allow it."
    ) % {"why": refusal}


def lock_money(body: Any, actor: Any) -> None:
    """Asked anew when nobody can approve, release or change on account beside it any more."""
    refusal = may_be_released(body, actor, lock=True)
    if refusal:
        raise Refused(refusal)


def money_is_missing(body: Any, actor: Any) -> Words:
    if _release_refusal(body):
        return ""
    return _("Nothing is missing: the order can be released as it is.")


def not_allowed_by_own_side(body: Any, actor: Any) -> Words:
    """Each side allows once, and not the same person for both."""
    if overridden(body):
        return _("Both sides allowed it already; the order can be released.")
    if actor.pk in (body.override_sales_by_id, body.override_finance_by_id):
        return _("You allowed it already; somebody of the other side must, too.")
    if not sides_open_to(body, actor):
        return _("Your side allowed it already; somebody of the other side must, too.")
    return ""


def sides_open_to(body: Any, actor: Any) -> tuple[str, ...]:
    """The sides that have not allowed it and for which this person may."""
    roles = roles_of(actor)
    sales = bool(roles & SALES_SIDE) and body.override_sales_by_id is None
    finance = Role.ACCOUNTANT in roles and body.override_finance_by_id is None
    return tuple(n for n, may in (("sales", sales), ("finance", finance)) if may)


# --- In fulfilment -------------------------------------------------------------------------------


def may_be_dispatched(body: Any, actor: Any) -> Words:
    """Full payment, or credit, or cash on delivery agreed, or allowed by two (R27)."""
    if overridden(body) or body.terms == Terms.COD:
        return ""
    known = queries.order_funds([body.pk])[body.pk]
    if body.terms in queries.BEFOREHAND:
        if known.missing <= 0:
            return ""
        return _(
            "%(missing)s of %(worth)s is not confirmed by finance yet. Ask the customer for the"
            " balance."
        ) % {"missing": money(known.missing), "worth": money(known.worth)}
    why = _beyond(body)
    if not why:
        return ""
    return _("%(why)s Have money confirmed, or let the sales director raise the limit.") % {
        "why": why
    }


def lacks_goods(body: Any, actor: Any) -> Words:
    if any(each.quantity > 0 for each in queries.lacking([body.pk])):
        return ""
    return _("Everything that is open is reserved already.")


def something_open(body: Any, actor: Any) -> Words:
    if any(line.open_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order is open any more.")


def something_closed(body: Any, actor: Any) -> Words:
    if any(line.closed_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order was closed short.")


def something_short(body: Any, actor: Any) -> Words:
    if any(line.short_quantity > 0 and line.open_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order is short.")


def credit_for_reopening(body: Any, actor: Any) -> Words:
    """What was closed short counts against the limit again (G9); asked of the least line."""
    if body.terms != Terms.CREDIT or overridden(body) or credit.director_signed(body.head):
        return ""
    back = min(queries.closed_worths([body.pk]).values(), default=0 * body.head.total)
    claim = credit.Claim(credit.exposure(body.head.party_id), back)
    return _not_reopened(claim.sentence(body.head.party.name)) if claim.beyond else ""


def still_within_credit(body: Any) -> None:
    """After the chosen lines are open again, and under the customer's lock."""
    if overridden(body):
        return
    why = _beyond(body, lock=True)
    if why:
        raise Refused(_not_reopened(why))


def _not_reopened(why: Words) -> Words:
    return _(
        "%(why)s Reopen less, have money confirmed, or order the rest anew: the sales director"
        " signs that order."
    ) % {"why": why}


def nothing_shipped(body: Any, actor: Any) -> Words:
    gone = [line.line_no for line in body.lines.all() if line.shipped_quantity > 0]
    if not gone:
        return ""
    return _(
        "Goods of these lines were already shipped: %(lines)s. Close the rest short instead."
    ) % {"lines": named(gone)}


def on_no_delivery(body: Any, actor: Any) -> Words:
    held = queries.held_on_deliveries([body.pk])
    numbers = sorted({number for found in held.values() for number in found})
    if not numbers:
        return ""
    return _("These deliveries hold goods of the order; void them first: %(numbers)s.") % {
        "numbers": named(numbers)
    }


# --- The end -------------------------------------------------------------------------------------


def all_done(body: Any, actor: Any) -> Words:
    waiting = [line.line_no for line in body.lines.all() if not _is_done(line)]
    if not waiting:
        return ""
    return _("These lines are not shipped and signed in full yet: %(lines)s.") % {
        "lines": named(waiting)
    }


def not_all_done(body: Any, actor: Any) -> Words:
    return "" if all_done(body, actor) else _("Every line is shipped and signed.")


def _is_done(line: Any) -> bool:
    return line.open_quantity <= 0 and line.signed_quantity >= line.shipped_quantity


def nothing_owed_or_finance(body: Any, actor: Any) -> Words:
    """The order's account is even, or finance leaves what is owed on the customer's account."""
    owed = funds.open_of_orders([body.pk])[body.pk]
    if owed <= 0 or Role.ACCOUNTANT in roles_of(actor):
        return ""
    return _(
        "%(owed)s of this order is still owed. Wait for the money; or the accountant closes it and"
        " leaves that on the customer's account."
    ) % {"owed": money(owed)}
