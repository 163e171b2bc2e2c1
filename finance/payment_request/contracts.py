"""The contracts behind a request: what they are worth, and what was paid on them so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from documents.models import Link
from finance.parties.models import Allocation, Side
from finance.parties.queries import unsettled
from finance.payment_request.sources import Contract, contracts_of
from ui.punctuation import listed

NONE = Decimal(0)
MOST_NAMED = 3


@dataclass(frozen=True)
class Behind:
    """`total` and `paid` are None where no contract is known; `asked` is what this request asks
    for on them, less than its total where some of its debts have no contract."""

    contracts: tuple[Contract, ...] = ()
    paid: Decimal | None = None
    asked: Decimal = NONE

    @property
    def total(self) -> Decimal | None:
        if not self.contracts:
            return None
        return sum((contract.total for contract in self.contracts), NONE)

    @property
    def share(self) -> Decimal | None:
        """In per cent of the contracts' total."""
        return self.asked * 100 / self.total if self.total else None

    @property
    def numbers(self) -> str:
        names = [each.contract_number or each.number for each in self.contracts]
        rest = f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
        return listed(names[:MOST_NAMED]) + rest


def behind(body: Any) -> Behind:
    lines = list(body.lines.all())
    by_source = contracts_of(line.source_id for line in lines)
    found = {each.document_id: each for several in by_source.values() for each in several}
    if not found:
        return Behind()
    ordered = sorted(found.values(), key=lambda contract: contract.number)
    asked = sum((line.amount for line in lines if line.source_id in by_source), NONE)
    return Behind(tuple(ordered), paid_on(found), asked)


def paid_on(order_ids: Iterable[int]) -> Decimal:
    """What settlements paid on the debts of these orders, and what is prepaid and still open."""
    ids = set(order_ids)
    led = Link.objects.filter(source__in=ids, kind="led_to").values_list("target_id", flat=True)
    papers = {*led, *ids}
    paid = Allocation.objects.filter(
        debit_item__document__in=papers,
        credit_item__document__type="settlement",
        reverses=None,
        reversed_by=None,
    )
    settled = paid.exclude(document__state="reversed").aggregate(sum=Sum("amount"))["sum"]
    prepaid = unsettled(Side.PAYABLE).filter(
        amount__lt=0, document__in=papers, document__type="settlement"
    )
    left = prepaid.aggregate(amount=Sum("amount"), used=Sum("allocated"))
    open_ = (left["used"] or NONE) - (left["amount"] or NONE)
    return (settled or NONE) + open_
