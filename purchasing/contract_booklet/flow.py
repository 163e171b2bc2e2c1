"""The law of the contract booklet: drafted on the 1st, bound by the 5th, accepted by another."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, DocumentType, State, Step, Words, WorkingDays
from documents.registry import register
from masterdata.roles import Role
from purchasing.contract_booklet import effects
from purchasing.contract_booklet.models import ContractBooklet, ContractBookletLine
from purchasing.contract_booklet.months import last_of
from ui import formats

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
ACCEPTERS = (Role.PURCHASING_MANAGER, Role.DEPUTY_GENERAL_MANAGER)


def month_is_over(body: Any, actor: Any) -> Words:
    last = last_of(body.month)
    if last < timezone.localdate():
        return ""
    return _(
        "The month is not over: contracts may be signed until %(day)s. Bind it after that."
    ) % {"day": formats.day(last)}


def not_bound_before(body: Any, actor: Any) -> Words:
    other = (
        ContractBooklet.objects.filter(bound_month=body.month)
        .exclude(pk=body.pk)
        .select_related("head")
        .first()
    )
    if other is None:
        return ""
    return _(
        "%(number)s binds this month already. Void that one first (its maker or the purchasing"
        " manager can), or void this one."
    ) % {"number": other.head.number}


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=(Role.PURCHASER,),
        due=WorkingDays(1),
        rule="T9",
        task=_("Explain the missing numbers and submit the contract booklet"),
    ),
    State(
        "submitted",
        _("Submitted"),
        tone="warning",
        waits_for=(Role.PURCHASING_MANAGER,),
        due=WorkingDays(2),
        rule="T9",
        task=_("Check and accept the contract booklet"),
    ),
    State("accepted", _("Booklet accepted"), tone="good"),
    State("void", _("Void"), final=True, tone="void"),
)


def _voiding(source: str | tuple[str, ...], by: tuple[Role, ...]) -> Step:
    """The month becomes free again, which the plain voiding would not see to."""
    return Step(
        "void",
        _("Void"),
        source,
        "void",
        by=by,
        needs_reason=True,
        effect=effects.unbind,
        tone="danger",
    )


STEPS = (
    Step(
        "submit",
        _("Submit"),
        "draft",
        "submitted",
        by=BUYERS,
        guards=(month_is_over, not_bound_before),
        effect=effects.bind,
    ),
    Step(
        "gather",
        _("Gather again"),
        "draft",
        "",
        by=BUYERS,
        effect=effects.gather_again,
        tone="secondary",
        help=_("The lines are read from the orders anew; your explanations stay."),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        "submitted",
        "draft",
        by=MAKER,
        effect=effects.unbind,
        tone="secondary",
    ),
    Step(
        "accept",
        _("Accept"),
        "submitted",
        "accepted",
        by=ACCEPTERS,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "reject",
        _("Reject"),
        "submitted",
        "draft",
        by=ACCEPTERS,
        needs_reason=True,
        effect=effects.unbind,
        tone="danger",
    ),
    _voiding(("draft", "submitted"), by=BUYERS),
    _voiding("accepted", by=ACCEPTERS),
)

CONTRACT_BOOKLET = register(
    DocumentType(
        code="contract_booklet",
        label=_("Contract booklet"),
        prefix="HTC",
        body=ContractBooklet,
        line=ContractBookletLine,
        most_lines=4000,
        makers=BUYERS,
        readers=(Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER),
        synonyms=("合同编号清册", "合同清册", "合同登记", "合同目录"),
        states=STATES,
        steps=STEPS,
    )
)
