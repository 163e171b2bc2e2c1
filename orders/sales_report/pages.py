"""The pages of the sales report: its tables on one screen, as a spreadsheet, and its print."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import content
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print
from documents.pages.doors import of_paper
from masterdata.roles import may_see_list_prices
from orders.daily_papers.punctual import due_fact
from orders.daily_papers.sheets import book_of
from orders.daily_papers.tables import Block, Difference
from orders.sales_report import figures
from orders.sales_report.flow import SALES_REPORT
from orders.sales_report.forms import ReportHeadForm, ReportLineForm
from orders.sales_report.lists import ReportFilter, ReportTable, region_words
from orders.sales_report.periods import Kind, span_words, time_of, words_of
from orders.sales_report.prints import PAPER, report_slip
from ui import formats
from ui.exports import XLSX, attachment
from ui.grid import Column

MOST_DIFFERENCES = 20
COLUMNS = (
    Column("party", _("Customer"), "lookup", lookup="customer", width=260),
    Column("note", _("Remark"), "text", width=480),
)


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    yield {"label": _("Days it tells of"), "value": span_words(time_of(body.kind, body.day))}
    yield {"label": _("Figures of"), "value": taken(body)}
    yield due_fact(body)
    if body.submitted_at:
        yield {"label": _("Submitted at"), "value": formats.moment(body.submitted_at)}


def taken(body: Any) -> str:
    if body.frozen_at:
        return formats.moment(body.frozen_at)
    return gettext("now; frozen when it is submitted")


def told(body: Any) -> Mapping[str, Any]:
    """The time as one says it; an empty region is the whole firm."""
    time = {"label": _("Time it tells of"), "value": words_of(body.kind, body.day)}
    region = {"label": _("Region"), "value": region_words(body)}
    return {"day": time, "region": region}


def shown_to(body: Any, user: Any) -> list[Block]:
    blocks = figures.blocks_shown(body)
    if may_see_list_prices(user):
        return blocks
    return [block.without_prices() for block in blocks]


def figures_panel(body: Any, user: Any) -> dict[str, Any]:
    return {
        "blocks": shown_to(body, user),
        "export_url": REPORT_PAGES.url("export", body.pk),
        "empty": _("Nothing was ordered, sent or paid in this time, and nothing is owed."),
    }


def changes_panel(body: Any, user: Any) -> dict[str, Any] | None:
    """Figures that the books tell differently since; the frozen ones stay as they were."""
    found = figures.changed_since(body)
    if not found:
        return None
    priced = may_see_list_prices(user)
    shown = found[:MOST_DIFFERENCES]
    return {
        "count": len(found),
        "more": len(found) - len(shown),
        "table": _differences(shown) if priced else None,
    }


def _differences(found: Iterable[Difference]) -> dict[str, Any]:
    labels = (_("Customer"), _("Figure"), _("When submitted"), _("Today"), _("Difference"))
    columns = [{"label": label, "align": "end" if n > 1 else ""} for n, label in enumerate(labels)]
    rows = [
        {
            "cells": [
                {"text": each.who},
                {"text": each.label},
                *({"text": _number(value)} for value in (each.then, each.now, each.change)),
            ]
        }
        for each in found
    ]
    return {"columns": columns, "rows": rows}


def _number(value: Any) -> str:
    return formats.quantity(value) if value == value.to_integral_value() else formats.money(value)


def subject(body: Any) -> str:
    """月销售累总表 · 2026年10月 · 华东: in lists of what waits."""
    when = words_of(body.kind, body.day)
    return " · ".join((str(Kind(body.kind).label), when, region_words(body)))


@require_GET
@of_paper
def export(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    """One sheet of the workbook for each table."""
    body: Any = content.load_body(document)
    title, when = Kind(body.kind).label, words_of(body.kind, body.day)
    above = [f"{title} {document.number}", f"{region_words(body)} {when}", taken(body)]
    name = f"{title}_{region_words(body)}_{when}.xlsx"
    return attachment(book_of(shown_to(body, request.user), above), name, content_type=XLSX)


REPORT_PAGES = DocumentPages(
    SALES_REPORT,
    table=ReportTable,
    filter=ReportFilter,
    head_form=ReportHeadForm,
    line_form=ReportLineForm,
    columns=COLUMNS,
    facts=facts,
    told=told,
    templates={"detail": "orders/daily_papers/detail.html"},
    sees_prices=may_see_list_prices,
    subject=subject,
    subject_with=("region",),
    panels=(
        Panel(_("Changed since"), "orders/daily_papers/_changes.html", changes_panel),
        Panel(_("Figures"), "orders/daily_papers/_blocks.html", figures_panel),
    ),
    prints=(
        Print(
            "report",
            _("Sales report"),
            "orders/daily_papers/print_paper.html",
            report_slip,
            papers=(PAPER,),
            styles=("css/print/daily_paper.css",),
        ),
    ),
)
