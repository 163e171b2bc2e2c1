"""The law of the change order: old beside new, the same approvals, then it is applied (G8)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import (
    CHAIN,
    MAKER,
    DocumentType,
    State,
    Step,
    Words,
    WorkingDays,
    rejection,
    voiding,
)
from documents.registry import register
from inventory.stock.ledger import Stock
from masterdata.roles import Role
from purchasing.guards import has_lines
from purchasing.order_change import effects
from purchasing.order_change.models import OrderChange, OrderChangeLine
from purchasing.purchase_order.progress import open_of
from ui.punctuation import named

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
CHANGEABLE = ("approved", "signed", "active", "completed")
EXPECTING = ("active", "completed")


def order_may_change(body: Any, actor: Any) -> Words:
    order = body.order.head
    if order.held:
        return _("Order %(number)s is on hold; the purchasing manager can release it.") % {
            "number": order.number
        }
    if order.state in CHANGEABLE:
        return ""
    return _(
        "Order %(number)s is not approved or already filed; change orders are for orders in"
        " fulfilment."
    ) % {"number": order.number}


def changes_something(body: Any, actor: Any) -> Words:
    same = [line.line_no for line in body.lines.all() if not _differs(line)]
    if not same:
        return ""
    return _("Nothing is changed on these lines; take them out: %(lines)s.") % {
        "lines": named(same)
    }


def _differs(line: Any) -> bool:
    new = (line.quantity, line.price, line.contract_on)
    return bool(new != (line.old_quantity, line.old_price, line.old_contract_on))


def old_values_still_hold(body: Any, actor: Any) -> Words:
    """Someone else's change in the meantime must not be undone unseen."""
    moved = [line.line_no for line in body.lines.all() if not _order_is_as(line, "old_")]
    if not moved:
        return ""
    return _(
        "The order was changed meanwhile on these lines: %(lines)s. Make a new change order from"
        " its present content."
    ) % {"lines": named(moved)}


def new_values_still_hold(body: Any, actor: Any) -> Words:
    moved = [line.line_no for line in body.lines.all() if not _order_is_as(line, "")]
    if not moved:
        return ""
    return _(
        "The order was changed again on these lines: %(lines)s. Undo the later change first."
    ) % {"lines": named(moved)}


def _order_is_as(line: Any, prefix: str) -> bool:
    order_line = line.order_line
    names = ("quantity", "price", "contract_on")
    return all(getattr(order_line, name) == getattr(line, prefix + name) for name in names)


def not_below_received(body: Any, actor: Any) -> Words:
    return _not_below(body, lambda line: line.base_quantity)


def old_not_below_received(body: Any, actor: Any) -> Words:
    return _not_below(body, lambda line: line.old_base_quantity)


def _not_below(body: Any, wanted: Any) -> Words:
    low = [
        _("line %(line)s: %(received)s received or closed")
        % {"line": line.line_no, "received": f"{_settled(line).normalize():f}"}
        for line in body.lines.all()
        if wanted(line) < _settled(line)
    ]
    if not low:
        return ""
    return _("The quantity cannot go below what was already received: %(lines)s.") % {
        "lines": named(low)
    }


def _settled(line: Any) -> Decimal:
    return Decimal(line.order_line.received_quantity + line.order_line.closed_quantity)


def belongs_to_order(body: Any, actor: Any) -> Words:
    foreign = [
        line.line_no for line in body.lines.all() if line.order_line.body_id != body.order_id
    ]
    if not foreign:
        return ""
    return _("These lines belong to another order; take them out: %(lines)s.") % {
        "lines": named(foreign)
    }


def expected_difference(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """What comes more (or less) than was expected, once the supplier had confirmed."""
    if body.order.head.state not in EXPECTING:
        return []
    moved = [
        (line, _rest(line, line.base_quantity) - _rest(line, line.old_base_quantity))
        for line in lines
    ]
    return [
        Stock(
            line_no=line.line_no,
            item_id=line.item_id,
            bin_id=body.order.receiving_bin_id,
            phase="expected",
            quantity=difference,
            cause="order_change",
            claim_document=body.order_id,
            claim_line=line.order_line.line_no,
            due_on=line.order_line.promised_on or line.contract_on,
        )
        for line, difference in moved
        if difference
    ]


def _rest(line: Any, quantity: Decimal) -> Decimal:
    return open_of(
        quantity,
        received=line.order_line.received_quantity,
        closed=line.order_line.closed_quantity,
    )


def order_of(body: Any, lines: list[Any]) -> Iterable[int]:
    return [body.order_id]


ORDER_CHANGE = register(
    DocumentType(
        code="order_change",
        label=_("Order change"),
        prefix="CGBG",
        body=OrderChange,
        line=OrderChangeLine,
        makers=BUYERS,
        readers=(Role.GENERAL_MANAGER, Role.DEPUTY_GENERAL_MANAGER, Role.ACCOUNTANT),
        sources=order_of,
        party_label=_("Supplier"),
        synonyms=("采购变更", "订单变更", "合同变更"),
        states=(
            State(
                "draft",
                _("Draft"),
                initial=True,
                editable=True,
                waits_for=MAKER,
                due=WorkingDays(1),
                task=_("Finish the change and submit it"),
            ),
            State(
                "submitted",
                _("In approval"),
                tone="warning",
                waits_for=CHAIN,
                due=WorkingDays(1),
                task=_("Approve the change"),
            ),
            State("approved", _("Applied"), tone="good"),
            State("reversed", _("Reversed"), final=True, tone="bad"),
            State("void", _("Void"), final=True, tone="void"),
        ),
        steps=(
            Step(
                "submit",
                _("Submit"),
                "draft",
                "submitted",
                by=BUYERS,
                guards=(
                    has_lines,
                    belongs_to_order,
                    order_may_change,
                    changes_something,
                    old_values_still_hold,
                    not_below_received,
                ),
            ),
            Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
            Step(
                "approve",
                _("Approve"),
                "submitted",
                "approved",
                by=CHAIN,
                guards=(order_may_change, old_values_still_hold, not_below_received),
                effect=effects.apply,
                posts=expected_difference,
                tone="good",
            ),
            rejection("submitted"),
            Step(
                "reverse",
                _("Reverse"),
                "approved",
                "reversed",
                by=(Role.PURCHASING_MANAGER,),
                guards=(order_may_change, new_values_still_hold, old_not_below_received),
                effect=effects.restore,
                reverses=True,
                needs_reason=True,
                tone="danger",
            ),
            voiding("draft", by=BUYERS),
        ),
    )
)
