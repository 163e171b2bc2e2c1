"""The law of the customer order, from the fax to the last signed slip; steps.py has its steps."""

from django.utils.translation import gettext_lazy as _

from documents.flow import CHAIN, MAKER, DocumentType, State, WorkingDays
from documents.registry import register
from masterdata.roles import Role
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.customer_order.steps import MAKERS, STEPS

STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="R14",
        task=_("Finish the order and register it"),
    ),
    State(
        "consulting",
        _("To be talked over with sales"),
        tone="warning",
        waits_for=MAKERS,
        due=WorkingDays(1),
        rule="O2",
        task=_("Talk the order over with its salesperson"),
    ),
    State(
        "calling",
        _("To be confirmed by phone"),
        tone="warning",
        waits_for=MAKERS,
        due=WorkingDays(1),
        rule="O2",
        task=_("Call the customer and go through the order"),
    ),
    State(
        "pricing",
        _("To be priced"),
        tone="warning",
        waits_for=(Role.BILLING_CLERK,),
        due=WorkingDays(1),
        rule="O2",
        task=_("Price the order and fix the total to remit"),
    ),
    State(
        "approving",
        _("In approval"),
        tone="warning",
        waits_for=CHAIN,
        due=WorkingDays(1),
        rule="O2",
        task=_("Approve the order"),
    ),
    State(
        "noticed",
        _("Awaiting money"),
        tone="primary",
        waits_for=(Role.ORDER_CLERK,),
        due=WorkingDays(1),
        rule="O2",
        task=_("Send the notice; release the order when the money is there"),
    ),
    State("released", _("Released"), tone="primary"),
    State(
        "fulfilled",
        _("Delivered in full"),
        tone="good",
        waits_for=(Role.ORDER_CLERK, Role.ACCOUNTANT),
        due=WorkingDays(5),
        rule="O2",
        task=_("Close the order"),
    ),
    State("closed", _("Closed"), tone="neutral"),
    State("cancelled", _("Void"), final=True, tone="void"),
)

CUSTOMER_ORDER = register(
    DocumentType(
        code="customer_order",
        label=_("Customer order"),
        prefix="KD",
        body=CustomerOrder,
        line=CustomerOrderLine,
        makers=MAKERS,
        readers=(
            Role.BILLING_CLERK,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.ACCOUNTANT,
            Role.CASHIER,
            Role.STOREKEEPER,
            Role.WAREHOUSE_SUPERVISOR,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.PLANNER,
            Role.CUSTOMER_SERVICE,
        ),
        party_label=_("Customer"),
        synonyms=("销售订单", "客户订货单", "跟单", "订货单", "销货订单"),
        chain_starts_at="approving",
        states=STATES,
        steps=STEPS,
    )
)
