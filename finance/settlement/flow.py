"""The law of the settlement: entered, checked by other eyes, posted; reversed from the end."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import (
    MAKER,
    SYSTEM,
    DocumentType,
    State,
    Step,
    WorkingDays,
    reversal,
    voiding,
)
from documents.registry import register
from finance.settlement import checks, effects
from finance.settlement.models import Settlement, SettlementLine
from finance.settlement.postings import money_and_debts
from finance.settlement.step_forms import ConsentForm
from masterdata.roles import Role

MAKERS = (Role.PURCHASER, Role.PURCHASING_MANAGER, Role.ACCOUNTANT, Role.CASHIER)
DIRECTORS = (Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER)
READY = (
    checks.has_party,
    checks.does_something,
    checks.made_by_the_right_desk,
    checks.items_are_of_this_party,
    checks.within_what_is_open,
    checks.adds_up,
    checks.account_is_given,
    checks.payee_is_verified,
    checks.prepaid_order_fits,
    checks.fits_its_kind,
)


def sources_of(body: Any, lines: list[Any]) -> Iterable[int]:
    return effects.sources_of(body, lines)


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="F1",
        task=_("Finish the settlement and submit it"),
    ),
    State(
        "submitted",
        _("To be posted"),
        tone="warning",
        waits_for=(Role.ACCOUNTANT,),
        due=WorkingDays(1),
        rule="F1",
        task=_("Check and post the settlement"),
    ),
    State("posted", _("Posted"), tone="good"),
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
        effect=effects.strike,
    ),
    Step(
        "pay",
        _("Pay the request"),
        "draft",
        "posted",
        by=SYSTEM,
        guards=(checks.comes_from_a_request, *READY),
        effect=effects.strike,
        posts=money_and_debts,
    ),
    Step(
        "give_reason",
        _("Give the reason"),
        "submitted",
        "",
        by=(Role.PURCHASING_MANAGER,),
        guards=(checks.is_a_bare_prepayment,),
        needs_reason=True,
        effect=effects.give_reason,
        tone="secondary",
        help=_("Why this supplier is paid in advance without an order."),
    ),
    Step(
        "consent",
        _("Record the consent"),
        "submitted",
        "",
        by=DIRECTORS,
        guards=(checks.is_a_set_off,),
        form=ConsentForm,
        effect=effects.consent,
        tone="secondary",
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        "submitted",
        "draft",
        by=MAKER,
        effect=effects.reopen,
        tone="secondary",
    ),
    Step(
        "post",
        _("Post the settlement"),
        "submitted",
        "posted",
        by=(Role.ACCOUNTANT,),
        guards=(
            checks.is_no_refund,
            *READY,
            checks.prepaid_for_a_reason,
            checks.both_sides_consent,
        ),
        posts=money_and_debts,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "approve_refund",
        _("Approve the refund"),
        "submitted",
        "posted",
        by=(Role.DEPUTY_GENERAL_MANAGER,),
        guards=(checks.is_a_refund, *READY),
        posts=money_and_debts,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "reject",
        _("Reject"),
        "submitted",
        "draft",
        by=(Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER),
        needs_reason=True,
        effect=effects.reopen,
        tone="danger",
    ),
    reversal("posted", by=(Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)),
    voiding(("draft", "submitted"), by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER)),
)

SETTLEMENT = register(
    DocumentType(
        code="settlement",
        label=_("Settlement"),
        prefix="JS",
        body=Settlement,
        line=SettlementLine,
        makers=MAKERS,
        readers=DIRECTORS,
        sources=sources_of,
        party_label=_("Supplier"),
        synonyms=("付款单", "核销单", "预付款单", "预付款", "定金", "冲抵", "FK", "YF"),
        states=STATES,
        steps=STEPS,
    )
)
