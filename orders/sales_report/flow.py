"""The law of the sales report: due, submitted with frozen figures, read or sent back."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, DocumentType, State, Step, Words, WorkingDays
from documents.registry import register
from masterdata.roles import Role
from orders.daily_papers import freezing
from orders.sales_report import effects
from orders.sales_report.access import MAKERS, READERS, covers, of_his_region
from orders.sales_report.models import SalesReport, SalesReportLine
from orders.sales_report.periods import OF_A_DAY, time_of
from ui import formats


def time_is_over(body: Any, actor: Any) -> Words:
    """The report of a day is closed on that day; ten days and a month must have ended."""
    last, today = time_of(body.kind, body.day).last, timezone.localdate()
    if last < today or (last == today and body.kind in OF_A_DAY):
        return ""
    if body.kind in OF_A_DAY:
        return _("This day has not come yet; submit the report on %(day)s.") % {
            "day": formats.day(last)
        }
    return _("Its time is not over: submit the report after %(day)s.") % {"day": formats.day(last)}


def is_free(body: Any, actor: Any) -> Words:
    number = number_of(body.kind, body.region_id, body.day, besides=body.pk)
    if not number:
        return ""
    return _("%(number)s is this report already; use that one, or void it first.") % {
        "number": number
    }


def number_of(kind: str, region_id: int | None, day: Any, *, besides: int | None = None) -> str:
    """The live report of this kind, region and time, if it is another one than that."""
    held = time_of(kind, day).first
    others = SalesReport.objects.filter(kind=kind, region=region_id, held_on=held)
    others = others.exclude(pk=besides or 0)
    return others.values_list("head__number", flat=True).first() or ""


def is_of_his_region(body: Any, actor: Any) -> Words:
    """The firm's own report may fall to the clerk of a region, where nobody else is there."""
    if body.region_id is None or covers(actor, body.region_id):
        return ""
    return _("This report is of %(region)s; its own clerk submits it.") % {"region": body.region}


def is_read_by_its_manager(body: Any, actor: Any) -> Words:
    if covers(actor, body.region_id):
        return ""
    if body.region_id is None:
        return _("The report of the whole firm is read by the sales director.")
    return _("This report is of %(region)s; its own manager or the sales director reads it.") % {
        "region": body.region
    }


STATES = (
    State(
        "draft",
        _("To be submitted"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(0),
        rule="R71",
        task=_("Look through the sales report and submit it"),
    ),
    State(
        "returned",
        _("Sent back"),
        editable=True,
        tone="bad",
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="R71",
        task=_("Put the sales report right and submit it again"),
    ),
    State(
        "submitted",
        _("Submitted"),
        tone="warning",
        waits_for=(Role.REGIONAL_MANAGER,),
        due=WorkingDays(1),
        rule="R71",
        task=_("Read the sales report"),
    ),
    State("read", _("Read"), tone="good"),
    State("void", _("Void"), final=True, tone="void"),
)
STEPS = (
    Step(
        "submit",
        _("Submit"),
        ("draft", "returned"),
        "submitted",
        by=MAKERS,
        guards=(is_of_his_region, time_is_over, is_free),
        effect=effects.submit,
        help=_("The figures are frozen as they are now"),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        "submitted",
        "draft",
        by=MAKER,
        effect=freezing.withdraw,
        tone="secondary",
    ),
    Step(
        "read",
        _("Mark as read"),
        "submitted",
        "read",
        by=READERS,
        guards=(is_read_by_its_manager,),
        four_eyes=True,
        tone="good",
    ),
    Step(
        "return",
        _("Send back"),
        ("submitted", "read"),
        "returned",
        by=READERS,
        guards=(is_read_by_its_manager,),
        effect=freezing.send_back,
        needs_reason=True,
        tone="danger",
        help=_("The clerk puts it right; the figures are frozen anew when it is submitted again"),
    ),
    Step(
        "void",
        _("Void"),
        ("draft", "returned"),
        "void",
        by=(*MAKERS, *READERS),
        guards=(is_of_his_region,),
        effect=freezing.let_go,
        needs_reason=True,
        tone="danger",
    ),
)
SALES_REPORT = register(
    DocumentType(
        code="sales_report",
        label=_("Sales report"),
        prefix="RB",
        body=SalesReport,
        line=SalesReportLine,
        makers=MAKERS,
        readers=(
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.ACCOUNTANT,
        ),
        narrowed=of_his_region,
        synonyms=(
            "每日销售清单", "日报表", "旬报表", "月累总表", "月销售累总表", "销售报表", "销售日报",
        ),
        states=STATES,
        steps=STEPS,
    )
)  # fmt: skip
