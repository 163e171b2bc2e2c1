"""The law of the remittance: claimed by the clerk, found at the bank by finance, or rejected."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from documents.flow import (
    MAKER,
    DocumentType,
    State,
    Step,
    WorkingDays,
    WorkingMinutes,
    rejection,
    reversal,
    voiding,
)
from documents.registry import register
from finance.remittance import checks, effects
from finance.remittance.models import Remittance, RemittanceLine
from finance.remittance.postings import money_in_books
from finance.remittance.step_forms import ConfirmForm, RefundForm
from masterdata.roles import Role

MAKERS = (Role.ORDER_CLERK, Role.SALES_REP, Role.ACCOUNTANT)
CHECKERS = (Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)
READY = (
    checks.has_customer,
    checks.fits_its_kind,
    checks.tells_who_paid,
    checks.not_in_the_future,
    checks.each_once,
    checks.orders_take_money,
    checks.debts_are_his,
    checks.within_what_is_open,
    checks.within_the_money,
    checks.within_his_own_money,
)

STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        task=_("Finish the remittance and file it with finance"),
    ),
    State(
        "filed",
        _("Awaiting arrival"),
        tone="warning",
        waits_for=(Role.ACCOUNTANT,),
        due=WorkingMinutes(240),
        rule="R30",
        task=_("Look for the customer's money at the bank"),
    ),
    State("confirmed", _("Money arrived"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "file",
        _("File with finance"),
        "draft",
        "filed",
        by=MAKERS,
        guards=(*READY, checks.not_claimed_already, checks.has_slip),
        effect=effects.file,
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        "filed",
        "draft",
        by=MAKER,
        effect=effects.take_back,
        tone="secondary",
    ),
    Step(
        "confirm",
        _("Confirm the arrival"),
        "filed",
        "confirmed",
        by=(Role.ACCOUNTANT,),
        guards=(checks.is_a_receipt, checks.filed_by_another, *READY),
        form=ConfirmForm,
        effect=effects.confirm,
        posts=money_in_books,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "allot_funds",
        _("Allot the customer's money"),
        "filed",
        "confirmed",
        by=(Role.ACCOUNTANT,),
        guards=(checks.is_an_allotment, checks.filed_by_another, *READY),
        effect=effects.allot,
        posts=money_in_books,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "approve_refund",
        _("Approve the refund"),
        "filed",
        "confirmed",
        by=(Role.DEPUTY_GENERAL_MANAGER,),
        guards=(checks.is_a_refund, checks.filed_by_another, *READY),
        form=RefundForm,
        effect=effects.refund,
        posts=money_in_books,
        four_eyes=True,
        tone="good",
    ),
    replace(
        rejection("filed", by=CHECKERS),
        label=_("Not found at the bank"),
        effect=effects.take_back,
        help=_("The clerk gets it back with the reason and asks the customer."),
    ),
    replace(reversal("confirmed", by=CHECKERS), effect=effects.free_the_line),
    voiding(("draft", "filed"), by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER)),
)

REMITTANCE = register(
    DocumentType(
        code="remittance",
        label=_("Remittance"),
        prefix="HK",
        body=Remittance,
        line=RemittanceLine,
        makers=MAKERS,
        readers=(
            Role.BILLING_CLERK,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.CUSTOMER_SERVICE,
            Role.CASHIER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
        ),
        sources=effects.sources_of,
        party_label=_("Customer"),
        synonyms=("汇款登记", "打款登记", "认款", "到账确认", "收款单", "多付余款", "客户退款"),
        states=STATES,
        steps=STEPS,
    )
)
