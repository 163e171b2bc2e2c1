"""The law of the purchase order: who may take it from draft to the filed contract, and when."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import (
    CHAIN,
    MAKER,
    SYSTEM,
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
from inventory.stock.queries import left_of_claims
from masterdata.roles import Role
from purchasing.guards import (
    has_lines,
    has_supplier,
    items_active,
    master_data_complete,
    named,
    prices_given,
    supplier_may_be_ordered_from,
)
from purchasing.purchase_order import effects
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from purchasing.purchase_order.step_forms import (
    CloseForm,
    ConfirmForm,
    PromiseForm,
    ReopenLinesForm,
    ShortCloseForm,
    SignForm,
)

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
MANAGERS = (Role.PURCHASING_MANAGER,)


def contract_dates_given(body: Any, actor: Any) -> Words:
    missing = [line.line_no for line in body.lines.all() if line.contract_on is None]
    if not missing:
        return ""
    return _("Enter the contract date of these lines: %(lines)s.") % {"lines": named(missing)}


def not_held(body: Any, actor: Any) -> Words:
    if not body.head.held:
        return ""
    return _("The order is on hold; the purchasing manager can release it.")


def is_held(body: Any, actor: Any) -> Words:
    return "" if body.head.held else _("The order is not on hold.")


def nothing_received(body: Any, actor: Any) -> Words:
    got = [line.line_no for line in body.lines.all() if line.received_quantity > 0]
    if not got:
        return ""
    return _(
        "Goods of these lines were already received: %(lines)s. Reverse their receipts first, or"
        " close the rest of the order short."
    ) % {"lines": named(got)}


def has_open_lines(body: Any, actor: Any) -> Words:
    if any(line.open_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order is open any more.")


def has_closed_lines(body: Any, actor: Any) -> Words:
    if any(line.closed_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order was closed short.")


def all_done(body: Any, actor: Any) -> Words:
    still = [line.line_no for line in body.lines.all() if line.open_quantity > 0]
    if not still:
        return ""
    return _("These lines are still open: %(lines)s.") % {"lines": named(still)}


def something_open(body: Any, actor: Any) -> Words:
    return has_open_lines(body, actor)


def expected_goods(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """What the supplier promised comes to the warehouse's receiving bin, line by line."""
    return [_expected(body, line, line.open_quantity) for line in lines if line.open_quantity > 0]


def no_longer_expected(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """The part of each line that was closed (or, negative, reopened) by this very step."""
    return [_expected(body, line, -line.closed_now) for line in lines if line.closed_now != 0]


def difference_to_open(body: Any, lines: list[Any]) -> Iterable[Stock]:
    """What brings the ledger's expectation of each line back to what the line has open.

    A receipt takes no more from a claim than it still holds; so after one beyond the ordered
    quantity, the reversal of another gives back more than is open.
    """
    claimed = left_of_claims(body.head_id)
    gaps = [(line, line.open_quantity - claimed.get(line.line_no, Decimal(0))) for line in lines]
    return [_expected(body, line, gap) for line, gap in gaps if gap]


def _expected(body: Any, line: Any, quantity: Decimal) -> Stock:
    return Stock(
        line_no=line.line_no,
        item_id=line.item_id,
        bin_id=body.receiving_bin_id,
        phase="expected",
        quantity=quantity,
        cause="purchase_order",
        claim_document=body.head_id,
        claim_line=line.line_no,
        due_on=line.promised_on or line.contract_on,
    )


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        task=_("Finish the order and submit it"),
    ),
    State(
        "submitted",
        _("In approval"),
        tone="warning",
        waits_for=CHAIN,
        due=WorkingDays(1),
        task=_("Approve the order"),
    ),
    State(
        "approved",
        _("Approved"),
        tone="good",
        waits_for=(Role.PURCHASER,),
        due=WorkingDays(2),
        rule="R100",
        task=_("Sign the contract with the supplier"),
    ),
    State(
        "signed",
        _("Signed"),
        tone="good",
        waits_for=(Role.PURCHASER,),
        due=WorkingDays(2),
        rule="P7",
        task=_("Get the supplier's delivery date"),
    ),
    State("active", _("In fulfilment"), tone="primary"),
    State("completed", _("Completed"), tone="good"),
    State("closed", _("Filed"), tone="neutral"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "submit",
        _("Submit"),
        "draft",
        "submitted",
        by=BUYERS,
        guards=(
            has_supplier,
            has_lines,
            supplier_may_be_ordered_from,
            items_active,
            contract_dates_given,
            prices_given,
        ),
        effect=effects.propose_contract_number,
    ),
    Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "submitted",
        "approved",
        by=CHAIN,
        guards=(has_lines, supplier_may_be_ordered_from, master_data_complete),
        tone="good",
    ),
    rejection("submitted"),
    Step(
        "unapprove",
        _("Take approval back"),
        "approved",
        "draft",
        by=MANAGERS,
        needs_reason=True,
        tone="danger",
        help=_("The order goes back to draft and through its approvals again."),
    ),
    Step(
        "sign",
        _("Sign contract"),
        "approved",
        "signed",
        by=BUYERS,
        guards=(not_held,),
        form=SignForm,
        effect=effects.sign,
    ),
    Step(
        "confirm",
        _("Supplier confirms delivery"),
        "signed",
        "active",
        by=BUYERS,
        guards=(not_held,),
        form=ConfirmForm,
        effect=effects.confirm,
        posts=expected_goods,
    ),
    Step(
        "promise",
        _("Change delivery date"),
        "active",
        "",
        by=BUYERS,
        guards=(has_open_lines,),
        form=PromiseForm,
        effect=effects.promise,
        needs_reason=True,
        tone="secondary",
    ),
    Step(
        "short_close_lines",
        _("Close lines short"),
        "active",
        "",
        by=BUYERS,
        guards=(has_open_lines,),
        form=ShortCloseForm,
        effect=effects.short_close,
        posts=no_longer_expected,
        needs_reason=True,
        tone="secondary",
        help=_("What is still open on the chosen lines will not come any more."),
    ),
    Step(
        "reopen_lines",
        _("Reopen lines"),
        ("active", "completed"),
        "",
        by=BUYERS,
        guards=(has_closed_lines,),
        form=ReopenLinesForm,
        effect=effects.reopen_lines,
        posts=no_longer_expected,
        needs_reason=True,
        tone="secondary",
    ),
    Step("receive_part", _("Partly received"), "active", "", by=SYSTEM, tone="secondary"),
    Step(
        "receive_all",
        _("All received or closed"),
        "active",
        "completed",
        by=SYSTEM,
        guards=(all_done,),
        tone="good",
    ),
    Step(
        "expect_again",
        _("Open again"),
        "completed",
        "active",
        by=SYSTEM,
        guards=(something_open,),
        tone="secondary",
    ),
    Step(
        "match_expected",
        _("Expected as open"),
        ("active", "completed"),
        "",
        by=SYSTEM,
        posts=difference_to_open,
        tone="secondary",
    ),
    Step(
        "close",
        _("File the contract"),
        "completed",
        "closed",
        by=BUYERS,
        form=CloseForm,
        effect=effects.close,
    ),
    Step(
        "reopen",
        _("Reopen"),
        "closed",
        "completed",
        by=MANAGERS,
        needs_reason=True,
        tone="secondary",
    ),
    voiding("draft", by=BUYERS),
    Step(
        "cancel",
        _("Cancel the order"),
        ("approved", "signed", "active", "completed"),
        "void",
        by=MANAGERS,
        guards=(nothing_received,),
        reverses=True,
        needs_reason=True,
        tone="danger",
        help=_("Only before any goods came; what was expected is taken back."),
    ),
    Step(
        "hold",
        _("Put on hold"),
        ("approved", "signed", "active"),
        "",
        by=MANAGERS,
        guards=(not_held,),
        effect=effects.hold,
        needs_reason=True,
        tone="secondary",
    ),
    Step(
        "release",
        _("Release from hold"),
        ("approved", "signed", "active"),
        "",
        by=MANAGERS,
        guards=(is_held,),
        effect=effects.release,
        tone="secondary",
    ),
)

PURCHASE_ORDER = register(
    DocumentType(
        code="purchase_order",
        label=_("Purchase order"),
        prefix="CG",
        body=PurchaseOrder,
        line=PurchaseOrderLine,
        makers=BUYERS,
        readers=(
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.ACCOUNTANT,
            Role.STOREKEEPER,
            Role.WAREHOUSE_SUPERVISOR,
            Role.PLANNER,
            Role.INSPECTOR,
        ),
        party_label=_("Supplier"),
        synonyms=("采购订单", "购货订单", "采购合同", "购销合同", "进货订单"),
        states=STATES,
        steps=STEPS,
    )
)
