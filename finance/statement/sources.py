"""What a statement must know of other apps' papers: they register how to ask.

The numbers by which the other side knows a paper, what it has not invoiced yet, the goods behind
a line. Nothing here knows of receipts or invoices.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

NONE = Decimal(0)


class Reference(TypedDict, total=False):
    """How the other side calls a paper of ours."""

    delivery_note: str
    invoice_no: str


@dataclass(frozen=True)
class Goods:
    """One line of goods under a statement's line, in the detailed print."""

    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


References = Callable[[Iterable[int]], Mapping[int, Reference]]
NotInvoiced = Callable[[Iterable[int]], Mapping[int, Decimal]]
Details = Callable[[Iterable[int]], Mapping[int, list[Goods]]]
_references: list[References] = []
_not_invoiced: dict[str, list[NotInvoiced]] = {}
_details: list[Details] = []


def register_reference(fn: References) -> None:
    """`fn(document_ids)` gives the other side's numbers, in a fixed number of queries."""
    _references.append(fn)


def register_not_invoiced(side: str, fn: NotInvoiced) -> None:
    """`fn(party_ids)` gives what stands in the books of this side without an invoice."""
    _not_invoiced.setdefault(side, []).append(fn)


def register_details(fn: Details) -> None:
    """`fn(document_ids)` gives the goods of those papers that have some."""
    _details.append(fn)


def references(document_ids: Iterable[int]) -> dict[int, Reference]:
    """What all that registered say together."""
    asked = list(document_ids)
    found: dict[int, Reference] = {}
    for fn in _references:
        for pk, reference in fn(asked).items():
            found.setdefault(pk, {}).update(reference)
    return found


def not_invoiced(side: str, party_id: int) -> Decimal:
    counts = _not_invoiced.get(side, ())
    return sum((fn([party_id]).get(party_id, NONE) for fn in counts), NONE)


def details(document_ids: Iterable[int]) -> dict[int, list[Goods]]:
    asked = list(document_ids)
    found: dict[int, list[Goods]] = {}
    for fn in _details:
        for pk, goods in fn(asked).items():
            found.setdefault(pk, []).extend(goods)
    return found
