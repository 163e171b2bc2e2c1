"""What was settled of each item before this paper came: a print of last year stays what it was."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q

from finance.parties.models import Allocation


def settled_before(body: Any) -> dict[int, Decimal]:
    """By item, always above zero; of a paper that is not posted, what is settled now."""
    items = {line.open_item_id: line.open_item for line in body.lines.all()}
    first = Allocation.objects.filter(document=body.pk).aggregate(first=Min("id"))["first"]
    if first is None:
        return {pk: abs(item.allocated) for pk, item in items.items()}
    touching = Q(debit_item__in=items) | Q(credit_item__in=items)
    earlier = Allocation.objects.filter(touching, pk__lt=first)
    found: dict[int, Decimal] = defaultdict(Decimal)
    columns = ("debit_item_id", "credit_item_id", "amount", "reverses_id")
    for debit, credit, amount, reverses in earlier.values_list(*columns):
        for item in {debit, credit} & items.keys():
            found[item] += -amount if reverses else amount
    return found
