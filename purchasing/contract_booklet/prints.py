"""The booklet in print, A4: the columns of conventions 3.5, gaps at the place where they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from purchasing.contract_booklet.models import Kind
from ui import formats
from ui.prints import PrintColumn


def subject_of(line: Any) -> str:
    """What was bought; of a number without contract, why there is none."""
    if line.kind == Kind.CONTRACT:
        return " ".join(part for part in (line.subject, line.explanation) if part)
    words = str(line.get_kind_display())
    return f"【{words}】{line.explanation}"


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Contract No."), lambda line: line.contract_number, css="c-number", room=18),
    PrintColumn(_("Day of signing"), lambda line: line.signed_on, css="c-date"),
    PrintColumn(_("Supplier"), lambda line: line.supplier, css="c-supplier", room=19),
    PrintColumn(_("Subject of contract"), subject_of, css="c-name", room=20),
    PrintColumn(
        _("Amount"), lambda line: line.amount or None, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Delivery date"), lambda line: line.delivery_on, css="c-date"),
    PrintColumn(_("Fulfilment"), lambda line: line.get_fulfilment_display(), css="c-state"),
    PrintColumn(_("Original kept at"), lambda line: line.archive_place, css="c-place", room=10),
)


def booklet_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    return [
        slip(
            printing,
            COLUMNS,
            title=_("Contract booklet"),
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes=printing.document.remark,
            capital="",
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body = printing.body
    counts = Counter(line.kind for line in printing.lines)
    return [
        [
            {"label": gettext("Year and month"), "value": f"{body.month:%Y-%m}"},
            {"label": gettext("Due"), "value": formats.day(body.due_on)},
            {"label": gettext("Submitted on"), "value": formats.day(body.submitted_on)},
        ],
        [
            {"label": gettext("Contracts"), "value": counts[Kind.CONTRACT]},
            {"label": gettext("Void numbers"), "value": counts[Kind.VOID]},
            {"label": gettext("Missing numbers"), "value": counts[Kind.MISSING]},
        ],
    ]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    document, body = printing.document, printing.body
    approver = document.approver.display_name if document.approver else ""
    return [
        {"label": gettext("Compiled by"), "name": document.maker.display_name},
        {"label": gettext("Date"), "name": formats.day(body.submitted_on)},
        {"label": gettext("Accepted by"), "name": approver},
        {"label": gettext("Date"), "name": formats.day(document.approved_at)},
    ]
