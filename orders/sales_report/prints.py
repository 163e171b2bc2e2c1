"""The sales reports in print, A4 across, with the columns and signatures of the firm's forms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from documents.pages import Printing
from documents.slips import signatures, slip
from orders.daily_papers.prints import pages_of, stamp_of
from orders.sales_report.figures import blocks_shown
from orders.sales_report.flow import SALES_REPORT
from orders.sales_report.lists import region_words
from orders.sales_report.periods import Kind, span_words, time_of, words_of
from ui import formats
from ui.prints import A4_LANDSCAPE
from ui.punctuation import bracketed

PER_PAGE, END = 24, 2
PAPER = replace(A4_LANDSCAPE, row_mm=Decimal(6))


def report_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body = printing.body
    blocks = blocks_shown(body)
    if printing.hide_prices:
        blocks = [block.without_prices() for block in blocks]
    return [
        slip(
            printing,
            (),
            title=Kind(body.kind).label,
            facts=[_facts(body)],
            pages=pages_of(blocks, per_page=PER_PAGE, end=END),
            remarks=remarks(body),
            signatures=_signatures(printing),
            capital="",
            stamp=stamp_of(SALES_REPORT.state(body.head.state)),
        )
    ]


def _facts(body: Any) -> list[dict[str, Any]]:
    time = time_of(body.kind, body.day)
    taken = formats.moment(body.frozen_at) if body.frozen_at else gettext("not frozen yet")
    when = words_of(body.kind, body.day)
    span = "" if time.first == time.last else bracketed(span_words(time))
    return [
        {"label": gettext("Time it tells of"), "value": f"{when}{span}", "span": 2},
        {"label": gettext("Region"), "value": region_words(body)},
        {"label": gettext("Figures of"), "value": taken},
        {"label": gettext("Unit"), "value": gettext("yuan")},
    ]


def remarks(body: Any) -> list[dict[str, str]]:
    """投诉 n 起, 异常说明: what the sender says under the figures."""
    found = []
    if body.complaints is not None:
        found.append({"label": gettext("Complaints"), "value": str(body.complaints)})
    if body.exceptions:
        found.append({"label": gettext("What was unusual"), "value": body.exceptions})
    if body.head.remark:
        found.append({"label": gettext("Remark"), "value": body.head.remark})
    return found


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    """填报, 审核, 呈报: filled in, checked, reported to."""
    maker, _handler, reader = signatures(printing)
    return [
        maker | {"label": gettext("Filled in by")},
        {"label": gettext("Checked by"), "name": ""},
        reader | {"label": gettext("Reported to")},
    ]
