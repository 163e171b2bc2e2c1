"""The law of the delivery: drawn up, authorised, picked, checked, loaded, gone, signed, filed."""

from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType, State, WorkingDays
from documents.registry import register
from masterdata.roles import Role
from orders.delivery.access import of_the_driver
from orders.delivery.models import Delivery, DeliveryLine
from orders.delivery.queries import sources_of
from orders.delivery.steps import STEPS, STORE

STATES = (
    State(
        "draft",
        _("Drawn up"),
        initial=True,
        editable=True,
        waits_for=(Role.ORDER_CLERK,),
        due=WorkingDays(1),
        task=_("Authorise the delivery"),
    ),
    State(
        "authorized",
        _("Authorised"),
        tone="warning",
        waits_for=STORE,
        due=WorkingDays(1),
        task=_("Pick the goods"),
    ),
    State("direct", _("Goes straight to the customer"), tone="primary"),
    State(
        "picked",
        _("Picked"),
        tone="warning",
        waits_for=(Role.WAREHOUSE_SUPERVISOR, Role.STOREKEEPER, Role.ORDER_CLERK),
        due=WorkingDays(1),
        task=_("Check the picked goods; another than the picker does"),
    ),
    State(
        "checked",
        _("Checked"),
        tone="warning",
        waits_for=STORE,
        due=WorkingDays(1),
        task=_("Load the goods"),
    ),
    State(
        "loaded",
        _("Loaded"),
        tone="primary",
        waits_for=(Role.WAREHOUSE_SUPERVISOR, Role.STOREKEEPER),
        due=WorkingDays(1),
        task=_("Let the loaded goods leave"),
    ),
    State(
        "dispatched",
        _("On the way"),
        tone="primary",
        waits_for=(Role.ORDER_CLERK,),
        due=WorkingDays(3),
        task=_("Enter who signed for the goods"),
    ),
    State(
        "delivered",
        _("Signed for"),
        tone="good",
        waits_for=(Role.ORDER_CLERK,),
        due=WorkingDays(5),
        task=_("File the signed slip"),
    ),
    State(
        "installed",
        _("Installed"),
        tone="good",
        waits_for=(Role.ORDER_CLERK,),
        due=WorkingDays(5),
        task=_("File the signed slip"),
    ),
    State("closed", _("Closed"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

DELIVERY = register(
    DocumentType(
        code="delivery",
        label=_("Delivery"),
        prefix="FH",
        body=Delivery,
        line=DeliveryLine,
        makers=(Role.BILLING_CLERK,),
        readers=(
            Role.SALES_REP,
            Role.SALES_DIRECTOR,
            Role.ACCOUNTANT,
            Role.CASHIER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.PLANNER,
            Role.INSPECTOR,
        ),
        sources=sources_of,
        narrowed=of_the_driver,
        party_label=_("Customer"),
        synonyms=(
            "送货单",
            "直发单",
            "销售出库单",
            "销售单",
            "出库单",
            "出货单",
            "发货申请",
            "出库申请",
        ),
        states=STATES,
        steps=STEPS,
    )
)
