"""The law of the delay notice: written by the buyer, read and answered by the sales office."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, SYSTEM, DocumentType, State, Step, Words, WorkingDays, voiding
from documents.registry import register
from masterdata.roles import Role
from purchasing.delay_notice import effects
from purchasing.delay_notice.lateness import is_late
from purchasing.delay_notice.models import DelayNotice, DelayNoticeLine
from purchasing.delay_notice.step_forms import AnswerForm, OutcomeForm
from purchasing.guards import has_lines
from ui.punctuation import named

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
SALES_OFFICE = (Role.ORDER_CLERK,)


def lines_are_the_orders(body: Any, actor: Any) -> Words:
    strange = [x.line_no for x in body.lines.all() if x.order_line.body_id != body.order_id]
    if not strange:
        return ""
    return _("These lines are of another order; a notice is about one: %(lines)s.") % {
        "lines": named(strange)
    }


def reasons_given(body: Any, actor: Any) -> Words:
    without = [line.line_no for line in body.lines.all() if not line.reason.strip()]
    if not without:
        return ""
    return _("Give the reason of the delay of these lines: %(lines)s.") % {"lines": named(without)}


def all_late(body: Any, actor: Any) -> Words:
    state = body.order.head.state
    good = [x.line_no for x in body.lines.all() if not is_late(x.order_line, order_state=state)]
    if not good:
        return ""
    return _(
        "By the order these lines are not late, or not open any more: %(lines)s. Enter the new"
        " promise in the order first, or take the lines out."
    ) % {"lines": named(good)}


def none_late(body: Any, actor: Any) -> Words:
    state = body.order.head.state
    if any(is_late(line.order_line, order_state=state) for line in body.lines.all()):
        return _("A line of this notice is still late.")
    return ""


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="T8",
        task=_("Give the reasons of the delay and tell the sales office"),
    ),
    State(
        "sent",
        _("Sent"),
        tone="warning",
        waits_for=SALES_OFFICE,
        due=WorkingDays(1),
        rule="T8",
        task=_("Read the delay notice"),
    ),
    State(
        "read",
        _("Read"),
        tone="primary",
        waits_for=SALES_OFFICE,
        due=WorkingDays(1),
        rule="R105",
        task=_("Answer the delay notice"),
    ),
    State(
        "answered",
        _("Answered"),
        tone="primary",
        waits_for=BUYERS,
        due=WorkingDays(2),
        rule="R105",
        task=_("Act on the answer of the sales office and close the notice"),
    ),
    State("closed", _("Closed"), final=True, tone="good"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "send",
        _("Send to the sales office"),
        "draft",
        "sent",
        by=BUYERS,
        guards=(has_lines, lines_are_the_orders, all_late, reasons_given),
        effect=effects.send,
    ),
    Step(
        "read",
        _("Confirm receipt"),
        "sent",
        "read",
        by=SALES_OFFICE,
        four_eyes=True,
        help=_("The sales office has the notice and knows the new dates."),
    ),
    Step(
        "answer",
        _("Answer"),
        "read",
        "answered",
        by=SALES_OFFICE,
        four_eyes=True,
        form=AnswerForm,
        effect=effects.answer,
    ),
    Step(
        "close",
        _("Close"),
        "answered",
        "closed",
        by=BUYERS,
        form=OutcomeForm,
        effect=effects.close,
        tone="good",
    ),
    Step(
        "ask_again",
        _("Ask for another answer"),
        "answered",
        "read",
        by=BUYERS,
        needs_reason=True,
        tone="secondary",
    ),
    Step(
        "lapse",
        _("Not needed any more"),
        "draft",
        "void",
        by=SYSTEM,
        guards=(none_late,),
        tone="secondary",
    ),
    voiding(("draft", "sent", "read", "answered"), by=BUYERS),
)

DELAY_NOTICE = register(
    DocumentType(
        code="delay_notice",
        label=_("Delay notice"),
        prefix="YW",
        body=DelayNotice,
        line=DelayNoticeLine,
        makers=BUYERS,
        readers=(
            Role.ORDER_CLERK,
            Role.SALES_REP,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.CUSTOMER_SERVICE,
            Role.PLANNER,
        ),
        party_label=_("Supplier"),
        synonyms=("延误通知", "延期通知", "交期延误", "逾交通知"),
        states=STATES,
        steps=STEPS,
    )
)
