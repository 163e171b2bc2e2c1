"""The law of the receipt: arrival, inspection, approval; only approval moves stock and debt."""

from collections.abc import Iterable
from datetime import timedelta
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
    WorkingDays,
    rejection,
    reversal,
    voiding,
)
from documents.registry import register
from finance.parties.ledger import Payable
from inventory.stock.ledger import Stock
from masterdata.models.items import ItemKind
from masterdata.roles import Role
from purchasing.guards import has_lines, has_supplier, master_data_complete, prices_given
from purchasing.receipt import checks, direct, effects
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.receipt.step_forms import InspectionForm

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
STORE = (Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR)
UNDOERS = (Role.PURCHASING_MANAGER, Role.DEPUTY_GENERAL_MANAGER)
INSPECTORS = (Role.INSPECTOR, *STORE)
READY = (
    has_supplier,
    has_lines,
    checks.orders_fit,
    checks.without_order_only_with_reason,
    checks.all_inspected,
    checks.parts_add_up,
    checks.rejections_have_reasons,
    prices_given,
    checks.bins_fit,
    direct.lies_where_it_came,
    direct.note_fits,
    checks.within_tolerance,
)


def goods_and_debt(body: Any, lines: list[Any]) -> list[Any]:
    """Accepted goods go on hand at cost and are no longer expected; their sum is owed."""
    entries: list[Any] = []
    for line in lines:
        if line.base_accepted > 0:
            entries += _arrived(body, line) + _no_longer_expected(line)
    owed = sum((line.gross for line in lines), Decimal(0))
    if owed:
        head = body.head
        due_on = head.date + timedelta(days=head.party.credit_days)
        entries.append(Payable(party_id=head.party_id, amount=owed, due_on=due_on))
    return entries


def _arrived(body: Any, line: Any) -> list[Stock]:
    if line.item.kind == ItemKind.SERVICE:
        return []
    return [
        Stock(
            line_no=line.line_no,
            item_id=line.item_id,
            bin_id=line.bin_id,
            phase="on_hand",
            quantity=line.base_accepted,
            amount=line.net if body.tax_is_deductible else line.gross,
            cause="receipt",
        )
    ]


def _no_longer_expected(line: Any) -> list[Stock]:
    """The claim is the order's line; the ledger never takes more from it than it still holds."""
    if line.order_line_id is None:
        return []
    order_line = line.order_line
    return [
        Stock(
            line_no=line.line_no,
            item_id=line.item_id,
            bin_id=order_line.body.receiving_bin_id,
            phase="expected",
            quantity=-line.base_accepted,
            cause="receipt",
            claim_document=order_line.body_id,
            claim_line=order_line.line_no,
        )
    ]


def orders_of(body: Any, lines: list[Any]) -> Iterable[int]:
    """The orders, and the pick-up note it was made of."""
    note = [body.pickup_note_id] if body.pickup_note_id else []
    return sorted({*(line.order_line.body_id for line in lines if line.order_line_id), *note})


STATES = (
    State(
        "draft",
        _("Not approved"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="T7",
        task=_("Finish the receipt and submit it"),
    ),
    State(
        "arrived",
        _("Arrived"),
        initial=True,
        tone="warning",
        waits_for=BUYERS,
        due=WorkingDays(1),
        rule="T7",
        task=_("Enter the receipt of the goods that arrived"),
    ),
    State(
        "inspecting",
        _("In inspection"),
        tone="primary",
        waits_for=INSPECTORS,
        due=WorkingDays(1),
        rule="T7",
        task=_("Unpack and inspect the goods"),
    ),
    State(
        "submitted",
        _("Awaiting approval"),
        tone="warning",
        waits_for=CHAIN,
        due=WorkingDays(1),
        rule="T7",
        task=_("Approve the receipt"),
    ),
    State("approved", _("Approved"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step("record", _("Enter the receipt"), "arrived", "draft", by=BUYERS),
    Step(
        "submit",
        _("Submit"),
        "draft",
        "submitted",
        by=(*BUYERS, *STORE),
        guards=READY,
        effect=effects.link_orders,
    ),
    Step(
        "inspect",
        _("Send to inspection"),
        "draft",
        "inspecting",
        by=(*BUYERS, *STORE),
        guards=(has_supplier, has_lines, checks.orders_fit),
        tone="secondary",
    ),
    Step(
        "inspection",
        _("Enter inspection"),
        "inspecting",
        "",
        by=(*INSPECTORS, *BUYERS),
        form=InspectionForm,
        effect=effects.inspection,
        tone="primary",
    ),
    Step(
        "finish_inspection",
        _("Inspection finished"),
        "inspecting",
        "submitted",
        by=(*INSPECTORS, *BUYERS),
        guards=READY,
        effect=effects.link_orders,
        tone="good",
    ),
    Step(
        "back_to_draft",
        _("Back to entry"),
        "inspecting",
        "draft",
        by=(*INSPECTORS, *BUYERS),
        needs_reason=True,
        tone="secondary",
    ),
    Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "submitted",
        "approved",
        by=CHAIN,
        guards=(*READY, master_data_complete),
        posts=goods_and_debt,
        tone="good",
    ),
    rejection("submitted"),
    reversal("approved", by=UNDOERS, guards=(direct.no_half_of_a_pair,)),
    Step(
        "reverse_with_delivery",
        _("Reversed with its delivery"),
        "approved",
        "reversed",
        by=SYSTEM,
        guards=(direct.went_straight,),
        reverses=True,
        tone="danger",
    ),
    voiding(("arrived", "draft", "inspecting", "submitted"), by=(*BUYERS, *STORE)),
)

RECEIPT = register(
    DocumentType(
        code="receipt",
        label=_("Receipt"),
        prefix="JH",
        body=Receipt,
        line=ReceiptLine,
        makers=(*BUYERS, *STORE),
        readers=(
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.ACCOUNTANT,
            Role.CASHIER,
            Role.PLANNER,
        ),
        sources=orders_of,
        party_label=_("Supplier"),
        synonyms=("采购入库单", "入库单", "购货单", "收货单", "到货登记", "到货单", "DH"),
        states=STATES,
        steps=STEPS,
    )
)
