"""What the steps of a statement write: the frozen lines, and the answer of the other side."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import attachments
from documents.errors import Refused
from documents.flow import rewrites
from documents.models import Document
from finance.statement import sources
from finance.statement.account import Account, account_of
from finance.statement.models import Statement, StatementLine

Data = Mapping[str, Any]


def freeze(body: Statement, _actor: Any, _data: Data) -> None:
    """Computed from the ledger now and kept, whatever is posted into these days later."""
    party_id = body.head.party_id
    found = account_of(body.side, party_id, first=body.first, last=body.last)
    StatementLine.objects.filter(body=body).delete()
    StatementLine.objects.bulk_create(lines_of(body, found))
    for name in ("increase", "decrease", "discount"):
        setattr(body, name, found.sum(name))
    body.opening, body.closing, body.overdue = found.opening, found.closing, found.overdue
    body.not_invoiced = sources.not_invoiced(body.side, party_id)
    body.save(update_fields=Statement.FIGURES)
    Document.objects.filter(pk=body.pk).update(total=found.closing)
    body.head.total = found.closing


def lines_of(body: Statement, found: Account) -> list[StatementLine]:
    """The opening always, even if nothing moved; then every paper with the other side's numbers."""
    known = sources.references({entry.document_id for entry in found.entries})
    opening = StatementLine(body=body, line_no=1, on_date=body.first, balance=found.opening)
    lines = [opening]
    for number, entry in enumerate(found.entries, start=2):
        reference = known.get(entry.document_id, {})
        lines.append(
            StatementLine(
                body=body,
                line_no=number,
                **vars(entry),
                delivery_note=reference.get("delivery_note", "")[:100],
                invoice_no=reference.get("invoice_no", "")[:200],
            )
        )
    return lines


@rewrites("answered_by", "answered_on", "no_scan_reason", "scan_id")
def note_answer(body: Statement, actor: Any, data: Data) -> None:
    """Who of the other side agreed, when, and the paper that proves it."""
    body.answered_by = data["answered_by"]
    body.answered_on = data["answered_on"]
    body.no_scan_reason = data.get("no_scan_reason", "")
    body.scan = _scan(body, actor, data)
    if body.scan is None and not body.no_scan_reason:
        raise Refused(_("Attach the scan of the signed reply, or say why there is none."))
    body.save(update_fields=["answered_by", "answered_on", "no_scan_reason", "scan"])


def _scan(body: Statement, actor: Any, data: Data) -> Any:
    """What is sent along; without it and without a reason the newest file of the paper."""
    if data.get("scan"):
        return attachments.attach(body.head, data["scan"], by=actor, at=data["at"])
    if data.get("no_scan_reason"):
        return None
    return body.head.attachments.filter(withdrawn_at__isnull=True).order_by("id").last()
