"""The law of the payment request: asked for, reviewed, approved, paid; four different people."""

from django.utils.translation import gettext_lazy as _

from documents.flow import (
    CHAIN,
    MAKER,
    SYSTEM,
    DocumentType,
    State,
    Step,
    WorkingDays,
    voiding,
)
from documents.registry import register
from finance.payment_request import checks, effects
from finance.payment_request.models import PaymentRequest, PaymentRequestLine
from finance.payment_request.step_forms import PayForm
from masterdata.roles import Role

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
UNDOERS = (Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)
READY = (
    checks.has_party,
    checks.has_lines,
    checks.of_one_supplier,
    checks.debts_or_one_advance,
    checks.within_due,
    checks.payee_is_verified,
)

STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="F2",
        task=_("Finish the payment request and submit it"),
    ),
    State(
        "submitted",
        _("Awaiting approval"),
        tone="warning",
        waits_for=CHAIN,
        due=WorkingDays(1),
        rule="F2",
        task=_("Check the payment request"),
    ),
    State(
        "approved",
        _("To be paid"),
        tone="primary",
        waits_for=(Role.CASHIER,),
        due=WorkingDays(1),
        rule="F2",
        task=_("Pay the request"),
    ),
    State(
        "part_paid",
        _("Partly paid"),
        tone="primary",
        waits_for=(Role.CASHIER,),
        due=WorkingDays(5),
        rule="F2",
        task=_("Pay the rest of the request"),
    ),
    State("paid", _("Paid"), tone="good"),
    State(
        "returned",
        _("Sent back"),
        editable=True,
        tone="bad",
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="F2",
        task=_("Correct the payment request and submit it again"),
    ),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "submit",
        _("Submit"),
        ("draft", "returned"),
        "submitted",
        by=BUYERS,
        guards=READY,
        effect=effects.strike,
    ),
    Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "submitted",
        "approved",
        by=CHAIN,
        guards=(*READY, checks.payee_is_the_submitted_one),
        tone="good",
    ),
    Step(
        "pay",
        _("Pay"),
        ("approved", "part_paid"),
        "",
        by=(Role.CASHIER,),
        guards=(
            checks.something_left,
            checks.paid_by_a_fourth,
            checks.payee_is_verified,
            checks.payee_is_the_submitted_one,
        ),
        form=PayForm,
        effect=effects.pay,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "settle_all",
        _("Paid in full"),
        ("approved", "part_paid"),
        "paid",
        by=SYSTEM,
        guards=(checks.nothing_left,),
    ),
    Step("settle_part", _("Paid in part"), "approved", "part_paid", by=SYSTEM),
    Step("fall_back", _("Payment taken back"), ("paid", "part_paid"), "approved", by=SYSTEM),
    Step("fall_back_part", _("Payment taken back in part"), "paid", "part_paid", by=SYSTEM),
    Step(
        "finish",
        _("Pay no more"),
        "part_paid",
        "paid",
        by=(Role.PURCHASING_MANAGER, *UNDOERS),
        effect=effects.drop_the_rest,
        needs_reason=True,
        tone="secondary",
        help=_("The rest is given up and can be applied for anew."),
    ),
    Step(
        "return",
        _("Send back"),
        ("submitted", "approved"),
        "returned",
        by=(
            Role.PURCHASING_MANAGER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.CASHIER,
            Role.ACCOUNTANT,
        ),
        guards=(checks.never_paid,),
        needs_reason=True,
        tone="danger",
    ),
    voiding(("draft", "returned", "submitted"), by=(*BUYERS, *UNDOERS)),
    voiding("approved", by=UNDOERS, guards=(checks.nothing_paid,)),
)

PAYMENT_REQUEST = register(
    DocumentType(
        code="payment_request",
        label=_("Payment request"),
        prefix="SQ",
        body=PaymentRequest,
        line=PaymentRequestLine,
        makers=BUYERS,
        readers=(
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.ACCOUNTANT,
            Role.CASHIER,
        ),
        sources=effects.sources_of,
        party_label=_("Supplier"),
        synonyms=("请款单", "用款申请", "付款申请", "FKSQ"),
        states=STATES,
        steps=STEPS,
    )
)
