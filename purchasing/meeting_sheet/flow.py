"""The law of the meeting sheet: drafted by Friday, submitted before Monday's meeting, read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, DocumentType, State, Step, Words
from documents.registry import register
from masterdata.roles import Role
from purchasing.meeting_sheet import effects
from purchasing.meeting_sheet.models import MeetingSheet, MeetingSheetLine
from purchasing.meeting_sheet.queries import number_of_week
from purchasing.meeting_sheet.step_forms import ReadForm
from purchasing.meeting_sheet.weeks import monday_of, span
from ui.punctuation import named

MAKERS = (Role.PURCHASING_MANAGER,)
READERS = (
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ACCOUNTANT,
    Role.CASHIER,
    Role.PURCHASER,
)


def begins_on_monday(body: Any, actor: Any) -> Words:
    if body.week_on == monday_of(body.week_on):
        return ""
    return _("A week begins on Monday; edit the sheet and choose the week again.")


def week_is_free(body: Any, actor: Any) -> Words:
    number = number_of_week(body.week_on, besides=body.pk)
    if not number:
        return ""
    return _("%(number)s is the sheet of this week already; use that one, or void it first.") % {
        "number": number
    }


def days_lie_in_the_week(body: Any, actor: Any) -> Words:
    first, last = span(body.week_on)
    outside = [line.line_no for line in body.lines.all() if not first <= line.planned_on <= last]
    if not outside:
        return ""
    return _("The planned day lies outside the week on these lines: %(lines)s.") % {
        "lines": named(outside)
    }


MEETING_SHEET = register(
    DocumentType(
        code="meeting_sheet",
        label=_("Weekly meeting sheet"),
        prefix="ZH",
        body=MeetingSheet,
        line=MeetingSheetLine,
        makers=MAKERS,
        readers=READERS,
        synonyms=("周例会", "例会表", "用款计划", "资金计划", "周汇总", "采购例会"),
        states=(
            State(
                "draft",
                _("Draft"),
                initial=True,
                editable=True,
                waits_for=MAKERS,
                rule="T13",
                task=_("Complete the cash plan and submit the sheet before Monday's meeting"),
            ),
            State(
                "submitted",
                _("Submitted"),
                tone="warning",
                waits_for=(Role.DEPUTY_GENERAL_MANAGER,),
                rule="T13",
                task=_("Read the sheet of the purchasing meeting"),
            ),
            State("read", _("Read"), final=True, tone="good"),
            State("void", _("Void"), final=True, tone="void"),
        ),
        steps=(
            Step(
                "submit",
                _("Submit"),
                "draft",
                "submitted",
                by=MAKERS,
                guards=(begins_on_monday, week_is_free, days_lie_in_the_week),
                effect=effects.submit,
                help=_("The figures are frozen as they are now"),
            ),
            Step(
                "withdraw",
                _("Withdraw"),
                "submitted",
                "draft",
                by=MAKER,
                effect=effects.thaw,
                tone="secondary",
            ),
            Step(
                "read",
                _("Mark as read"),
                "submitted",
                "read",
                by=(Role.DEPUTY_GENERAL_MANAGER,),
                form=ReadForm,
                effect=effects.note_comment,
                four_eyes=True,
                tone="good",
            ),
            Step(
                "return",
                _("Return"),
                "submitted",
                "draft",
                by=(Role.DEPUTY_GENERAL_MANAGER,),
                effect=effects.thaw,
                needs_reason=True,
                tone="danger",
            ),
            Step(
                "void",
                _("Void"),
                "draft",
                "void",
                by=MAKERS,
                effect=effects.let_go,
                needs_reason=True,
                tone="danger",
            ),
        ),
    )
)
