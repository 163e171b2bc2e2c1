"""The law of the transfer: approved, shipped, counted in by somebody else, differences settled."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import (
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
from inventory.stock.ledger import EXPECTED, ON_HAND, Stock
from inventory.transfer import checks, effects
from inventory.transfer.models import Transfer, TransferLine
from inventory.transfer.step_forms import CountForm, SettleForm
from masterdata.roles import Role

STORE = (Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR)
MAKERS = (*STORE, Role.ORDER_CLERK)
# Who may approve where the supervisor wrote the transfer himself.
APPROVERS = (Role.WAREHOUSE_SUPERVISOR, Role.DEPUTY_GENERAL_MANAGER)
READY = (
    checks.has_lines,
    checks.two_warehouses,
    checks.bins_fit,
    checks.goods_only,
    checks.reason_given,
)
CAUSE = "transfer"


def announced(body: Any, lines: list[Any]) -> Iterator[Stock]:
    """The other warehouse sees the goods coming from the approval on."""
    for line in lines:
        yield _expected(line, line.base_quantity, due_on=body.wanted_on)


def leaving(body: Any, lines: list[Any]) -> Iterator[Stock]:
    """From the shelf into the bin of what is on its way, at the average it leaves with."""
    for line in lines:
        yield from _moved(line, line.base_quantity, (line.from_bin_id, body.transit_bin_id))


def arriving(body: Any, lines: list[Any]) -> Iterator[Stock]:
    """What was counted lies in the other warehouse; what is missing stays on its way."""
    for line in lines:
        yield from _came(body, line, line.received_quantity)


def settling(body: Any, lines: list[Any]) -> Iterator[Stock]:
    """What came late goes on, the rest goes back to its shelf; nothing is awaited any more."""
    for line in lines:
        yield from _came(body, line, line.late_quantity)
        back = line.returned_quantity
        if back > 0:
            yield from _moved(line, back, (body.transit_bin_id, line.from_bin_id))
            yield _expected(line, -back)


def _came(body: Any, line: Any, quantity: Decimal) -> Iterable[Stock]:
    if quantity <= 0:
        return []
    goods = _moved(line, quantity, (body.transit_bin_id, line.to_bin_id))
    return [*goods, _expected(line, -quantity)]


def _moved(line: Any, quantity: Decimal, way: tuple[int, int]) -> list[Stock]:
    """Out of the first bin and into the second one, for what it was worth in the first."""
    out, into = way
    return [
        Stock(line.line_no, line.item_id, out, ON_HAND, -quantity, cause=CAUSE),
        Stock(line.line_no, line.item_id, into, ON_HAND, quantity, cause=CAUSE, follows=True),
    ]


def _expected(line: Any, quantity: Decimal, **more: Any) -> Stock:
    return Stock(
        line.line_no, line.item_id, line.to_bin_id, EXPECTED, quantity, cause=CAUSE, **more
    )


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(3),
        task=_("Finish the transfer and submit it"),
    ),
    State(
        "submitted",
        _("Awaiting approval"),
        tone="warning",
        waits_for=(Role.WAREHOUSE_SUPERVISOR,),
        due=WorkingDays(1),
        task=_("Approve the transfer"),
    ),
    State(
        "approved",
        _("To be shipped"),
        tone="primary",
        waits_for=STORE,
        due=WorkingDays(1),
        task=_("Ship the goods of the transfer"),
    ),
    State(
        "out",
        _("Goods in transit"),
        tone="warning",
        waits_for=STORE,
        due=WorkingDays(2),
        task=_("Count the goods of the transfer in"),
    ),
    State(
        "in",
        _("Counted in, some missing"),
        tone="warning",
        waits_for=(Role.WAREHOUSE_SUPERVISOR,),
        due=WorkingDays(1),
        task=_("Clear up what is missing of the transfer"),
    ),
    State("closed", _("Closed"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "submit",
        _("Submit"),
        "draft",
        "submitted",
        by=MAKERS,
        guards=READY,
        effect=effects.cite,
    ),
    Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "submitted",
        "approved",
        by=APPROVERS,
        guards=(*READY, checks.items_are_complete),
        posts=announced,
        four_eyes=True,
        tone="good",
    ),
    rejection("submitted", by=APPROVERS),
    Step(
        "ship",
        _("Ship out"),
        "approved",
        "out",
        by=STORE,
        guards=(checks.bins_fit,),
        effect=effects.ship,
        posts=leaving,
        tone="good",
        help=_("The goods leave their bins and are in transit until they are counted in."),
    ),
    Step(
        "receive",
        _("Count in"),
        "out",
        "in",
        by=STORE,
        guards=(checks.counted_by_another,),
        form=CountForm,
        effect=effects.receive,
        posts=arriving,
        tone="good",
        help=_("What is missing stays in transit until the supervisor has cleared it up."),
    ),
    Step("close", _("Close"), "in", "closed", by=SYSTEM, guards=(checks.nothing_missing,)),
    Step(
        "settle_difference",
        _("Settle the difference"),
        "in",
        "closed",
        by=(Role.WAREHOUSE_SUPERVISOR,),
        guards=(checks.something_missing,),
        form=SettleForm,
        effect=effects.settle_difference,
        posts=settling,
        needs_reason=True,
        help=_("What came late is counted in, the rest goes back to the bin it came from."),
    ),
    reversal(("approved", "out", "in", "closed"), by=APPROVERS),
    voiding(("draft", "submitted"), by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER)),
)

TRANSFER = register(
    DocumentType(
        code="transfer",
        label=_("Stock transfer"),
        prefix="DB",
        body=Transfer,
        line=TransferLine,
        makers=MAKERS,
        readers=(
            Role.BILLING_CLERK,
            Role.SALES_REP,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.PURCHASER,
            Role.PURCHASING_MANAGER,
            Role.PLANNER,
            Role.ACCOUNTANT,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
        ),
        synonyms=("调货单", "移库单", "调货指令", "仓库调拨", "同价调拨单"),
        states=STATES,
        steps=STEPS,
    )
)
