"""What the booklet's steps write: the lines as they stand when it is bound, and its stamp."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents.models import Document
from masterdata.calendar import firm_calendar
from purchasing.contract_booklet.collecting import rows_of
from purchasing.contract_booklet.models import ContractBookletLine
from purchasing.contract_booklet.months import due_on

Data = Mapping[str, Any]


def deadline_of(month: date) -> date:
    return due_on(month, calendar=firm_calendar())


def bind(body: Any, actor: Any, data: Data) -> None:
    """Gathered once more, then frozen: what was signed since the draft is in it too."""
    gather(body)
    body.bound_month = body.month
    body.submitted_on = timezone.localdate(data["at"])
    body.due_on = deadline_of(body.month)
    body.save(update_fields=["bound_month", "submitted_on", "due_on"])


def gather_again(body: Any, actor: Any, data: Data) -> None:
    gather(body)


def unbind(body: Any, actor: Any, data: Data) -> None:
    """The month is free to be bound anew; when it was submitted stands in the timeline."""
    body.bound_month = body.submitted_on = None
    body.save(update_fields=["bound_month", "submitted_on"])


def gather(body: Any) -> None:
    """The month's lines anew from the orders; explanations stay beside their numbers."""
    explained = {line.contract_number: line.explanation for line in body.lines.all()}
    rows = rows_of(body.month, explained=explained)
    ContractBookletLine.objects.filter(body=body).delete()
    ContractBookletLine.objects.bulk_create(
        [
            ContractBookletLine(body=body, line_no=number, **row)
            for number, row in enumerate(rows, start=1)
        ]
    )
    total = sum((row.get("amount") or Decimal(0) for row in rows), Decimal(0))
    Document.objects.filter(pk=body.pk).update(total=total)
    body.head.total = total
