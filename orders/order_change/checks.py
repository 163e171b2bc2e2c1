"""Guards of the change: of what order, what really changes, what is bound, what it costs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.flow import Words
from masterdata.money import HUNDRED
from masterdata.roles import Role, roles_of
from orders.customer_order import credit
from orders.customer_order.models import CustomerOrder, Terms
from orders.order_change import standing
from ui import formats
from ui.punctuation import named

CHANGEABLE = ("noticed", "released")
COMPARED = ("quantity", "price", "discount", "wanted_on")


def has_lines(body: Any, actor: Any) -> Words:
    if body.lines.all():
        return ""
    return _("There are no lines yet: edit the document and add at least one.")


def order_may_change(body: Any, actor: Any) -> Words:
    order = body.order.head
    words = {"number": order.number}
    if order.held:
        return _("Order %(number)s is on hold; resume it first.") % words
    if order.state in CHANGEABLE:
        return ""
    if order.state in ("fulfilled", "closed", "cancelled"):
        return _("Order %(number)s is at its end; make a new order for what is wanted.") % words
    return (
        _("Order %(number)s is not approved yet; take it back to draft and edit it instead.")
        % words
    )


def belongs_to_order(body: Any, actor: Any) -> Words:
    foreign = [
        line.line_no
        for line in body.lines.all()
        if line.order_line_id and line.order_line.body_id != body.order_id
    ]
    if not foreign:
        return ""
    return _("These lines belong to another order; take them out: %(lines)s.") % {
        "lines": named(foreign)
    }


def differs(line: Any) -> bool:
    """An added line and one that is taken off always do."""
    if line.closes or not line.order_line_id:
        return True
    texts = ("colour", "size")
    return any(getattr(line, n) != getattr(line, f"old_{n}") for n in COMPARED) or any(
        getattr(line, n) not in ("", getattr(line.order_line, n)) for n in texts
    )


def changes_something(body: Any, actor: Any) -> Words:
    same = [line.line_no for line in body.lines.all() if not differs(line)]
    if not same:
        return ""
    return _("Nothing is changed on these lines; take them out: %(lines)s.") % {
        "lines": named(same)
    }


def old_values_still_hold(body: Any, actor: Any) -> Words:
    """Someone else's change in the meantime must not be undone unseen."""
    moved = [
        line.line_no
        for line in body.lines.all()
        if line.order_line_id and not _order_is_as(line, line.order_line, "old_")
    ]
    if not moved:
        return ""
    return _(
        "The order was changed meanwhile on these lines: %(lines)s. Make a new change from its"
        " present content."
    ) % {"lines": named(moved)}


def new_values_still_hold(body: Any, actor: Any) -> Words:
    moved = [
        line.line_no
        for line in body.lines.all()
        if not _order_is_as(line, line.order_line or line.made_line, _now(line))
    ]
    if not moved:
        return ""
    return _(
        "The order was changed again on these lines: %(lines)s. Undo the later change first."
    ) % {"lines": named(moved)}


def _now(line: Any) -> str:
    """A line that was taken off kept its old quantity."""
    return "old_" if line.closes else ""


def _order_is_as(line: Any, target: Any, prefix: str) -> bool:
    return all(getattr(target, name) == getattr(line, prefix + name) for name in COMPARED)


def not_below_bound(body: Any, actor: Any) -> Words:
    """Not less than what is shipped, closed, or stands on a delivery in the house."""
    lines = [line for line in body.lines.all() if line.order_line_id]
    held = standing.on_deliveries([line.order_line_id for line in lines])
    low = [
        _("line %(line)s: %(bound)s") % {"line": line.line_no, "bound": formats.quantity(bound)}
        for line in lines
        if (bound := _bound(line, held)) > _left_by(line)
    ]
    if not low:
        return ""
    return _(
        "Less than what is shipped or on deliveries is not possible; void those deliveries first:"
        " %(lines)s."
    ) % {"lines": named(low)}


def _bound(line: Any, held: Any) -> Any:
    target = line.order_line
    gone = target.shipped_quantity + target.closed_quantity
    return gone + held.get(target.pk, 0)


def _left_by(line: Any) -> Any:
    """What the line would still stand for; taken off, only what is gone already."""
    target = line.order_line
    if line.closes:
        return target.shipped_quantity + target.closed_quantity
    return line.base_quantity


def price_kept_once_bound(body: Any, actor: Any) -> Words:
    """A delivery is billed at its order's price: after the first, the price of a line stays."""
    lines = [line for line in body.lines.all() if line.order_line_id and not line.closes]
    held = standing.on_deliveries([line.order_line_id for line in lines])
    moved = [
        line.line_no
        for line in lines
        if (line.price, line.discount) != (line.old_price, line.old_discount)
        and (line.order_line.shipped_quantity or held.get(line.order_line_id))
    ]
    if not moved:
        return ""
    return _(
        "Goods of these lines are shipped or on deliveries, so their price stays: %(lines)s. Take"
        " the rest off and add a line with the new price."
    ) % {"lines": named(moved)}


def prices_explained(body: Any, actor: Any) -> Words:
    """Another price than the offered one, or a discount, says why (R21)."""
    silent = [line.line_no for line in body.lines.all() if _is_special(line)]
    if not silent:
        return ""
    return _("Say why these prices are not the offered ones: %(lines)s.") % {"lines": named(silent)}


def _is_special(line: Any) -> bool:
    if line.closes or line.is_gift or line.special_reason:
        return False
    if line.order_line_id:
        return (line.price, line.discount) != (line.old_price, line.old_discount)
    return line.discount != HUNDRED or not line.price_source


def credit_suffices(body: Any, actor: Any, *, lock: bool = False) -> Words:
    """More on account counts against the limit; the director may sign beyond it."""
    more = difference(body)
    if body.order.terms != Terms.CREDIT or more <= 0:
        return ""
    claim = credit.Claim(credit.exposure(body.head.party_id, lock=lock), more)
    if not claim.beyond or credit.director_signs(body.head):
        return ""
    return _(
        "%(why)s Lower the change, or let the sales director be one of those who approve it."
    ) % {"why": claim.sentence(body.head.party.name)}


def lock_credit(body: Any, actor: Any) -> None:
    """Asked anew when nobody can use the rest of the limit beside it any more."""
    refusal = credit_suffices(body, actor, lock=True)
    if refusal:
        raise Refused(refusal)


def taken_back_within_credit(body: Any, actor: Any) -> None:
    """A change that made the order smaller is taken back: it asks for more of the limit again."""
    order = CustomerOrder.objects.select_related("head__party").get(pk=body.order_id)
    claim = credit.claim_of(order, lock=True)
    if claim is None or not claim.beyond or credit.director_signed(order.head):
        return
    if Role.SALES_DIRECTOR in roles_of(actor):
        return
    raise Refused(
        _("%(why)s Let the sales director take the change back, or have money confirmed first.")
        % {"why": claim.sentence(order.head.party.name)}
    )


def difference(body: Any) -> Any:
    """By how much the order becomes worth more (or less)."""
    return sum((_more(line) for line in body.lines.all()), 0 * body.head.total)


def _more(line: Any) -> Any:
    if not line.order_line_id:
        return line.gross
    target = line.order_line
    if line.closes:
        return target.shipped_gross - target.gross
    return line.gross - target.gross


def needs_director(body: Any) -> bool:
    """Beyond the customer's credit limit (O2)."""
    more = difference(body)
    if body.order.terms != Terms.CREDIT or more <= 0:
        return False
    return credit.over_credit(body.head.party_id, more) > 0


def reservations_fit_old(body: Any, actor: Any) -> Words:
    """What was reserved for the added part since must be free before the change is taken back."""
    reserved = standing.reserved_of(body.order_id)
    full = [
        line.line_no
        for line in body.lines.all()
        if (target := line.order_line or line.made_line)
        and standing.beyond(reserved.get(target.line_no, ()), _old_open(line, target))
    ]
    if not full:
        return ""
    return _(
        "Goods were reserved for these lines since: %(lines)s. Take them off by a new change"
        " instead."
    ) % {"lines": named(full)}


def _old_open(line: Any, target: Any) -> Any:
    if not line.order_line_id:
        return 0 * target.base_quantity
    if line.closes:
        return line.closed_part
    return line.old_base_quantity - target.shipped_quantity - target.closed_quantity


def nothing_bound_beyond_old(body: Any, actor: Any) -> Words:
    """Taking back an increase leaves room for what left since."""
    lines = list(body.lines.all())
    targets = {line.pk: line.order_line or line.made_line for line in lines}
    held = standing.on_deliveries([target.pk for target in targets.values()])
    full = [
        line.line_no
        for line in lines
        if not line.closes
        and targets[line.pk].shipped_quantity + held.get(targets[line.pk].pk, 0)
        > (line.old_base_quantity if line.order_line_id else 0)
    ]
    if not full:
        return ""
    return _(
        "More than the old quantity is shipped or on deliveries already: %(lines)s. The change"
        " stays."
    ) % {"lines": named(full)}
