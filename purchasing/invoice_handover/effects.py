"""What the list's steps write: who gave, who took, and what finance found of each paper."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import links
from documents.errors import Refused
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome

Data = Mapping[str, Any]
# A paper that never came stays in the chain of the list, but does not stand in anything's way.
NOT_RECEIVED = "missing"


def invoices_of(body: Any, lines: list[Any]) -> list[int]:
    """Their heads are locked with the list's: of two lists with one invoice the second waits."""
    return sorted({line.invoice_id for line in lines})


def give(body: Any, actor: Any, data: Data) -> None:
    """From here on reversing one of the invoices names this list (G10)."""
    lines = list(body.lines.all())
    links.set_sources(invoices_of(body, lines), body.head)
    InvoiceHandoverLine.objects.filter(body=body).update(on_list=True, outcome="", note="")
    body.handed_on, body.handed_by = timezone.localdate(data["at"]), actor
    body.save(update_fields=["handed_on", "handed_by"])


def count(body: Any, actor: Any, data: Data) -> None:
    """Papers that did not come leave the list; those that did must be as many as were counted."""
    findings: Mapping[int, Mapping[str, str]] = data.get("findings") or {}
    lines = list(body.lines.all())
    for line in lines:
        found = findings.get(line.pk, {})
        line.outcome = found.get("outcome", "")
        line.note = found.get("note", "")
        line.on_list = line.outcome == Outcome.RECEIVED
    refuse_miscount(lines, data.get("counted"))
    InvoiceHandoverLine.objects.bulk_update(lines, ["outcome", "note", "on_list"])
    received = [line.invoice_id for line in lines if line.on_list]
    links.set_sources(received, body.head)
    missing = {line.invoice_id for line in lines} - set(received)
    links.link_many(missing, body.head, kind=NOT_RECEIVED)
    body.signed_on, body.signed_by = timezone.localdate(data["at"]), actor
    body.save(update_fields=["signed_on", "signed_by"])


def refuse_miscount(lines: list[Any], counted: Any) -> None:
    if any(line.outcome not in Outcome.values for line in lines):
        raise Refused(_("Say of every invoice whether its paper is here or missing."))
    received = sheets_of(line for line in lines if line.outcome == Outcome.RECEIVED)
    if not received:
        raise Refused(_("None of the papers is here: give the list back with a reason instead."))
    if counted != received:
        raise Refused(miscounted(received))


def miscounted(expected: int) -> Any:
    return _(
        "The invoices ticked as received have %(sheets)s sheets by the list. Count again, or"
        " leave out those that are missing."
    ) % {"sheets": expected}


def sheets_of(lines: Any) -> int:
    return sum(line.sheets for line in lines)
