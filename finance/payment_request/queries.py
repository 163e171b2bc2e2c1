"""What waits to be paid, for those who plan the money."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from finance.payment_request.models import PaymentRequestLine
from masterdata.models import Party

WAITING = ("approved", "part_paid")


@dataclass
class Waiting:
    """An approved request with what is left to pay on it, and the papers it stands for."""

    number: str
    party: Party
    wanted_on: date | None
    method: str
    purpose: str
    rest: Decimal = Decimal(0)
    source_ids: list[int] = field(default_factory=list)


def to_be_paid() -> list[Waiting]:
    """Approved and not paid in full, the earliest wanted first: one query."""
    lines = PaymentRequestLine._base_manager.filter(
        body__head__state__in=WAITING, body__head__party__isnull=False
    ).select_related("body__head__party")
    found: dict[int, Waiting] = {}
    for line in lines.order_by("body_id", "line_no"):
        body = line.body
        waiting = found.setdefault(
            body.pk,
            Waiting(body.head.number, body.head.party, body.wanted_on, body.method, body.purpose),
        )
        waiting.rest += line.rest
        waiting.source_ids.append(line.source_id)
    unpaid = [each for each in found.values() if each.rest > 0]
    return sorted(unpaid, key=lambda each: (each.wanted_on or date.max, each.number))
