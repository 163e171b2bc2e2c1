"""The law of the return: applied for, approved, received, graded, drawn up, posted, replied."""

from django.utils.translation import gettext_lazy as _

from documents.flow import CHAIN, MAKER, DocumentType, State, WorkingDays
from documents.registry import register
from masterdata.roles import Role
from orders.sales_return.effects import sources_of
from orders.sales_return.models import SalesReturn, SalesReturnLine
from orders.sales_return.steps import GRADERS, MAKERS, REPLIERS, STEPS, STORE

STATES = (
    State(
        "applied",
        _("Application"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        task=_("Finish the application for a return and submit it"),
    ),
    State(
        "approving",
        _("In approval"),
        tone="warning",
        waits_for=CHAIN,
        due=WorkingDays(1),
        task=_("Approve the return"),
    ),
    State(
        "approved",
        _("Goods awaited"),
        tone="primary",
        waits_for=STORE,
        due=WorkingDays(20),
        task=_("Receive the goods that come back"),
    ),
    State(
        "rejected",
        _("Application rejected"),
        editable=True,
        tone="bad",
        waits_for=MAKER,
        due=WorkingDays(1),
        task=_("Tell the customer; then correct the application or void it"),
    ),
    State(
        "received",
        _("Arrived back"),
        tone="warning",
        waits_for=GRADERS,
        due=WorkingDays(1),
        task=_("Grade the goods that came back"),
    ),
    State(
        "graded",
        _("Graded"),
        tone="warning",
        waits_for=(Role.BILLING_CLERK,),
        due=WorkingDays(1),
        task=_("Draw up the return note"),
    ),
    State(
        "drawn",
        _("To be audited"),
        tone="warning",
        waits_for=(Role.ACCOUNTANT,),
        due=WorkingDays(1),
        task=_("Audit the return note"),
    ),
    State(
        "posted",
        _("Posted to the books"),
        tone="good",
        waits_for=REPLIERS,
        due=WorkingDays(1),
        task=_("Send the return note to the customer"),
    ),
    State(
        "replied",
        _("Replied"),
        tone="good",
        waits_for=REPLIERS,
        due=WorkingDays(5),
        task=_("Enter that the customer has confirmed the return"),
    ),
    State("closed", _("Closed"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

SALES_RETURN = register(
    DocumentType(
        code="sales_return",
        label=_("Sales return"),
        prefix="XT",
        body=SalesReturn,
        line=SalesReturnLine,
        makers=MAKERS,
        readers=(
            Role.BILLING_CLERK,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.ACCOUNTANT,
            Role.CASHIER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.PLANNER,
        ),
        chain_starts_at="approving",
        sources=sources_of,
        party_label=_("Customer"),
        synonyms=("退货申请", "退货单", "销售退货", "销售退货单", "销退", "退货核对", "红字出库单"),
        states=STATES,
        steps=STEPS,
    )
)
