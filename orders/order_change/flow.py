"""The law of the change: old beside new, its own approvals, then it is applied (G8)."""

from collections.abc import Iterable, Iterator
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
    voiding,
)
from documents.registry import register
from inventory.stock.ledger import Stock
from masterdata.roles import Role
from orders.order_change import checks, effects
from orders.order_change.models import SalesOrderChange, SalesOrderChangeLine

CODE = "sales_order_change"
CLERKS = (Role.ORDER_CLERK, Role.SALES_REP)
SUPERIORS = (Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR)


def freed(body: Any, lines: list[Any]) -> Iterator[Stock]:
    """What is reserved beyond the new quantities is free again, in the order's own name."""
    for part in body.freed:
        yield Stock(
            line_no=part["line"],
            item_id=part["item"],
            bin_id=part["bin"],
            phase="reserved",
            quantity=-Decimal(part["quantity"]),
            cause="order_change",
            claim_document=body.order_id,
            claim_line=part["line"],
        )


def order_of(body: Any, lines: list[Any]) -> Iterable[int]:
    return [body.order_id]


STANDS = (checks.order_may_change, checks.old_values_still_hold, checks.not_below_bound)

SALES_ORDER_CHANGE = register(
    DocumentType(
        code=CODE,
        label=_("Change of a customer order"),
        prefix="BG",
        body=SalesOrderChange,
        line=SalesOrderChangeLine,
        makers=CLERKS,
        readers=(
            Role.BILLING_CLERK,
            *SUPERIORS,
            Role.ACCOUNTANT,
            Role.WAREHOUSE_SUPERVISOR,
            Role.STOREKEEPER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
        ),
        sources=order_of,
        party_label=_("Customer"),
        synonyms=("订单变更", "改单", "加单", "减单", "销售变更"),
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
                by=CLERKS,
                guards=(
                    checks.has_lines,
                    checks.belongs_to_order,
                    checks.changes_something,
                    *STANDS,
                    checks.price_kept_once_bound,
                    checks.prices_explained,
                ),
            ),
            Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
            Step(
                "approve",
                _("Approve"),
                "submitted",
                "approved",
                by=CHAIN,
                guards=(*STANDS, checks.price_kept_once_bound, checks.credit_suffices),
                effect=effects.apply,
                posts=freed,
                tone="good",
            ),
            rejection("submitted"),
            Step(
                "reverse",
                _("Reverse"),
                "approved",
                "reversed",
                by=SUPERIORS,
                guards=(
                    checks.order_may_change,
                    checks.new_values_still_hold,
                    checks.nothing_bound_beyond_old,
                    checks.reservations_fit_old,
                ),
                effect=effects.restore,
                reverses=True,
                needs_reason=True,
                tone="danger",
            ),
            voiding("draft", by=CLERKS),
        ),
    )
)
