"""The sheet's pages: the plan to enter, all blocks on one screen, a spreadsheet of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents import content
from documents.errors import Refused, StaleVersion
from documents.filters import DocumentFilter
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print
from documents.pages.doors import may_make, of_paper, person, require_maker, tell, version_of
from documents.tables import DocumentTable
from purchasing.meeting_sheet import actions, blocks
from purchasing.meeting_sheet.blocks import COUNT, DAY, MONEY, Block
from purchasing.meeting_sheet.flow import MEETING_SHEET
from purchasing.meeting_sheet.forms import SheetHeadForm, SheetLineForm
from purchasing.meeting_sheet.models import Method, Priority
from purchasing.meeting_sheet.prints import PAPER, meeting_slip
from purchasing.meeting_sheet.queries import figures_of
from purchasing.meeting_sheet.weeks import week_text
from ui import formats
from ui.exports import XLSX, attachment
from ui.grid import Column
from ui.sheet_writer import SheetColumn, SheetPart, workbook
from ui.tables import BooleanColumn, DateColumn, MoneyColumn, TimeColumn

FORMATS = {MONEY: "#,##0.00", DAY: "yyyy-mm-dd", COUNT: "0"}


class SheetTable(DocumentTable):
    party = None
    goods = None
    total = MoneyColumn(_("Cash plan of this week"), priced=True, footer="sum")
    week_on = DateColumn(_("Week from"), accessor="meetingsheet__week_on")
    available = MoneyColumn(_("Available money"), accessor="meetingsheet__available", priced=True)
    frozen_at = TimeColumn(_("Figures of"), accessor="meetingsheet__frozen_at")
    is_late = BooleanColumn(_("Late"), accessor="meetingsheet__is_late")

    class Meta(DocumentTable.Meta):
        sequence = (
            "week_on",
            "number",
            "total",
            "available",
            "state",
            "is_late",
            "frozen_at",
            "...",
        )


class SheetFilter(DocumentFilter):
    document_type = MEETING_SHEET
    more_filters = ("handler", "maker")
    party = None
    item = None


def facts(body: Any, user: Any) -> list[dict[str, Any]]:
    """The week, until when, and whether the money suffices."""
    figures, plan = figures_of(body), body.head.total
    left = figures.left_after(plan)
    found: list[dict[str, Any]] = [
        {"label": _("This week"), "value": week_text(body.week_on)},
        {"label": _("Figures of"), "value": _taken(body)},
        {"label": _("Due"), "value": formats.moment(body.due_at), "tone": _tone(body)},
        {"label": _("Available money"), "value": formats.money(figures.available)},
        {"label": _("Cash plan of this week"), "value": formats.money(plan)},
    ]
    if left < 0:
        found.append({"label": _("Gap"), "value": formats.money(-left), "tone": "bad"})
    else:
        found.append({"label": _("Left after the plan"), "value": formats.money(left)})
    if body.reader_comment:
        found.append({"label": _("Reader's comment"), "value": body.reader_comment, "wide": True})
    return found


def _tone(body: Any) -> str:
    late = body.is_late or (body.due_at and not body.frozen_at and body.due_at < timezone.now())
    return "bad" if late else ""


def _taken(body: Any) -> str:
    if body.frozen_at:
        return formats.moment(body.frozen_at)
    return gettext("now; frozen when the sheet is submitted")


def block_panel(body: Any, user: Any) -> dict[str, Any]:
    found = blocks.all_of(figures_of(body), list(body.lines.all()), body.week_on)
    shown = sorted(found, key=lambda block: block.is_wide)
    return {"blocks": shown, "export_url": SHEET_PAGES.url("export", body.pk)}


def proposal_panel(body: Any, user: Any) -> dict[str, Any] | None:
    """What falls due and is not in the plan; only while the plan can still be changed."""
    if body.head.state != "draft" or not may_make(user, MEETING_SHEET):
        return None
    rows = actions.missing(body)
    if not rows:
        return None
    total = sum((row["amount"] for row in rows), Decimal(0))
    sentence = ngettext(
        "%(count)s supplier has %(amount)s falling due by the end of the week that the plan does"
        " not name.",
        "%(count)s suppliers have %(amount)s falling due by the end of the week that the plan does"
        " not name.",
        len(rows),
    ) % {"count": len(rows), "amount": formats.money(total)}
    url = SHEET_PAGES.url("propose", body.pk)
    return {"sentence": sentence, "url": url, "version": body.head.version}


@require_POST
@of_paper
def propose(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    """Adds the proposed lines to the plan, where they can be changed like any other."""
    require_maker(request, pages)
    version = version_of(request) or document.version
    try:
        actions.propose(document, actor=person(request), version=version)
    except StaleVersion:
        messages.error(
            request, gettext("The sheet was changed meanwhile. Look at it anew and try again.")
        )
    except Refused as refused:
        tell(request, refused, number=document.number)
    else:
        return redirect(pages.url("edit", document.pk))
    return redirect(pages.url("detail", document.pk))


@require_GET
@of_paper
def export(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    """One sheet of the workbook for each block."""
    body = content.load_body(document)
    above = [f"{MEETING_SHEET.label} {document.number}", week_text(body.week_on)]
    found = blocks.all_of(figures_of(body), list(body.lines.all()), body.week_on)
    parts = [_part(block, above) for block in found]
    name = f"{MEETING_SHEET.label}_{body.week_on:%Y-%m-%d}.xlsx"
    return attachment(workbook(parts), name, content_type=XLSX)


def _part(block: Block, above: list[str]) -> SheetPart:
    columns = [
        SheetColumn(str(c.label), FORMATS.get(c.kind, ""), 14 if c.kind in FORMATS else 24)
        for c in block.columns
    ]
    rows = [[_plain(column.take(row)) for column in block.columns] for row in block.rows]
    totals: list[Any] = list(block.sums)
    totals[totals.index(None)] = gettext("Total")
    return SheetPart(block.heading, columns, rows, above=[*above, block.heading], totals=totals)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, Decimal | int | date) else str(value)


PLAN_COLUMNS = (
    Column("party", _("Supplier"), "lookup", lookup="supplier", width=220),
    Column("contract_number", _("Contract or order"), "text", width=170),
    Column("purpose", _("Purpose"), "text", width=240),
    Column("planned_on", _("Planned day"), "date", width=120),
    Column("amount", _("Amount"), "money", width=130, priced=True, total=True),
    Column("priority", _("Priority"), "choice", choices=Priority.choices, width=100),
    Column("method", _("Payment method"), "choice", choices=Method.choices, width=110),
    Column("line_remark", _("Line remark"), "text", width=160),
)

SHEET_PAGES = DocumentPages(
    MEETING_SHEET,
    table=SheetTable,
    filter=SheetFilter,
    head_form=SheetHeadForm,
    line_form=SheetLineForm,
    columns=PLAN_COLUMNS,
    facts=facts,
    subject=lambda body: week_text(body.week_on),
    templates={"detail": "purchasing/meeting_sheet/detail.html"},
    panels=(
        Panel(_("To be planned"), "purchasing/meeting_sheet/_proposals.html", proposal_panel),
        Panel(_("Figures for the meeting"), "purchasing/meeting_sheet/_blocks.html", block_panel),
    ),
    prints=(
        Print(
            "sheet",
            _("Weekly meeting sheet"),
            "purchasing/meeting_sheet/print_sheet.html",
            meeting_slip,
            papers=(PAPER,),
            styles=("css/print/meeting_sheet.css",),
        ),
    ),
)
