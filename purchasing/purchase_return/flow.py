"""The law of the return: asked for, approved, handed over; only the handing over posts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import (
    CHAIN,
    MAKER,
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
from finance.parties.queries import open_debts
from inventory.stock.ledger import Stock
from masterdata.models.items import ItemKind
from masterdata.roles import Role
from purchasing.guards import has_lines, has_supplier, master_data_complete, prices_given
from purchasing.purchase_order.progress import open_of
from purchasing.purchase_return import checks, effects
from purchasing.purchase_return.models import PurchaseReturn, PurchaseReturnLine
from purchasing.purchase_return.settling import CREDIT, by_receipt, settling
from purchasing.purchase_return.step_forms import HandOverForm

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
STORE = (Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR)
UNDOERS = (Role.PURCHASING_MANAGER, Role.DEPUTY_GENERAL_MANAGER)
LAWFUL = (
    has_supplier,
    has_lines,
    checks.receipts_fit,
    checks.within_received,
    checks.replaceable,
    checks.bins_fit,
)
READY = (
    *LAWFUL,
    checks.without_receipt_only_with_reason,
    checks.bought_here,
    checks.reasons_given,
    prices_given,
)


def goods_and_credit(body: Any, lines: list[Any]) -> list[Any]:
    """Goods leave at what they cost, replacements are expected again, the sum is credited."""
    entries: list[Any] = [_leaving(line) for line in lines if _is_goods(line)]
    entries += _expected_again(lines)
    credit = sum((line.gross for line in lines), Decimal(0))
    if credit:
        party_id = body.head.party_id
        entries.append(Payable(party_id=party_id, amount=-credit, due_on=None, line_no=CREDIT))
        entries += _settled(lines)
    return entries


def _is_goods(line: Any) -> bool:
    return bool(line.item.kind != ItemKind.SERVICE)


def _leaving(line: Any) -> Stock:
    return Stock(
        line_no=line.line_no,
        item_id=line.item_id,
        bin_id=line.bin_id,
        phase="on_hand",
        quantity=-line.base_quantity,
        amount=None if line.cost is None else -line.cost,
        cause="purchase_return",
    )


def _expected_again(lines: list[Any]) -> Iterator[Stock]:
    """What each order line has open more: a surplus that goes back opens nothing."""
    back: dict[int, Decimal] = {}
    for line in lines:
        order_line = line.order_line
        if order_line is None:
            continue
        before = back.get(order_line.pk, Decimal(0))
        back[order_line.pk] = before + line.base_quantity
        more = _open(order_line, back[order_line.pk]) - _open(order_line, before)
        if more > 0:
            yield Stock(
                line_no=line.line_no,
                item_id=line.item_id,
                bin_id=order_line.body.receiving_bin_id,
                phase="expected",
                quantity=more,
                cause="purchase_return",
                claim_document=order_line.body_id,
                claim_line=order_line.line_no,
                due_on=order_line.promised_on or order_line.contract_on,
            )


def _open(order_line: Any, back: Decimal) -> Decimal:
    return open_of(
        order_line.base_quantity,
        received=order_line.received_quantity - back,
        closed=order_line.closed_quantity,
    )


def _settled(lines: list[Any]) -> list[Any]:
    cited = [line for line in lines if line.receipt_line is not None]
    credits = by_receipt((line.receipt_line.body_id, line.gross) for line in cited)
    return list(settling(credits, open_debts(credits))) if credits else []


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(3),
        task=_("Finish the return and submit it"),
    ),
    State(
        "submitted",
        _("Awaiting approval"),
        tone="warning",
        waits_for=CHAIN,
        due=WorkingDays(1),
        task=_("Approve the return"),
    ),
    State(
        "approved",
        _("To be shipped"),
        tone="primary",
        waits_for=STORE,
        due=WorkingDays(1),
        task=_("Hand the returned goods over"),
    ),
    State("posted", _("Shipped back"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step("submit", _("Submit"), "draft", "submitted", by=BUYERS, guards=READY, effect=effects.cite),
    Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "submitted",
        "approved",
        by=CHAIN,
        guards=(*READY, master_data_complete),
        tone="good",
    ),
    rejection("submitted"),
    Step(
        "unapprove",
        _("Take approval back"),
        "approved",
        "draft",
        by=UNDOERS,
        needs_reason=True,
        tone="danger",
        help=_("The return goes back to draft and through its approvals again."),
    ),
    Step(
        "ship",
        _("Hand over"),
        "approved",
        "posted",
        by=STORE,
        guards=LAWFUL,
        form=HandOverForm,
        effect=effects.hand_over,
        posts=goods_and_credit,
        four_eyes=True,
        tone="good",
        help=_("The goods leave the stock and their sum is taken off what is owed."),
    ),
    reversal("posted", by=UNDOERS),
    voiding(("draft", "submitted", "approved"), by=(*BUYERS, Role.DEPUTY_GENERAL_MANAGER)),
)

PURCHASE_RETURN = register(
    DocumentType(
        code="purchase_return",
        label=_("Purchase return"),
        prefix="TH",
        body=PurchaseReturn,
        line=PurchaseReturnLine,
        makers=BUYERS,
        readers=(
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.ACCOUNTANT,
            Role.CASHIER,
            Role.INSPECTOR,
            Role.PLANNER,
        ),
        sources=effects.sources_of,
        party_label=_("Supplier"),
        synonyms=("进货退货", "采购退货单", "退供单", "红字入库单", "购货退货单", "采购退单"),
        states=STATES,
        steps=STEPS,
    )
)
