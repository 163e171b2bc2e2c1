"""The law of the cash hand-over: the driver hands it in, the cashier counts it the same day."""

from django.utils.translation import gettext_lazy as _

from documents.flow import (
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
from finance.cash_handover import checks, effects
from finance.cash_handover.access import of_the_driver
from finance.cash_handover.models import CashHandover, CashHandoverLine
from finance.cash_handover.postings import cash_and_debts
from finance.cash_handover.step_forms import CountForm
from masterdata.roles import Role

MAKERS = (Role.DRIVER, Role.CASHIER)
READY = (checks.has_lines, checks.has_driver, checks.within_what_he_has)

STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(0),
        rule="R37",
        task=_("Hand the collected cash to the cashier"),
    ),
    State(
        "handed",
        _("To be counted"),
        tone="warning",
        waits_for=(Role.CASHIER,),
        due=WorkingDays(0),
        rule="R37",
        task=_("Count the driver's cash"),
    ),
    State("counted", _("Counted"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "hand",
        _("Hand over the cash"),
        "draft",
        "handed",
        by=MAKERS,
        guards=(checks.hands_his_own, *READY),
        effect=effects.hand,
    ),
    Step("withdraw", _("Withdraw"), "handed", "draft", by=MAKER, tone="secondary"),
    Step(
        "count",
        _("Count the cash"),
        "handed",
        "counted",
        by=(Role.CASHIER,),
        guards=(checks.counted_by_another, *READY),
        form=CountForm,
        effect=effects.count,
        posts=cash_and_debts,
        tone="good",
    ),
    rejection("handed", by=(Role.CASHIER,)),
    reversal("counted", by=(Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)),
    voiding(("draft", "handed"), by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER)),
)

CASH_HANDOVER = register(
    DocumentType(
        code="cash_handover",
        label=_("Cash hand-over"),
        prefix="JK",
        body=CashHandover,
        line=CashHandoverLine,
        makers=MAKERS,
        readers=(
            Role.ACCOUNTANT,
            Role.ORDER_CLERK,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
        ),
        sources=effects.sources_of,
        narrowed=of_the_driver,
        synonyms=("司机交款单", "代收货款交账", "交款", "代收货款"),
        states=STATES,
        steps=STEPS,
    )
)
