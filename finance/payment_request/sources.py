"""What can be asked to be paid: open debts of any paper, and what the apps above name besides.

Finance knows no orders and no invoices. Purchasing says here which of its papers lead to a
payment request, what is due of an order in advance, and which contract a debt belongs to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from documents.flow import Words
from documents.models import Document

if TYPE_CHECKING:
    from masterdata.models import User

Row = dict[str, Any]
Due = Callable[[Iterable[int]], Mapping[int, Decimal]]


@dataclass(frozen=True)
class PaymentSource:
    """Papers of one type that payment is asked for.

    `candidates(user)` are those with something left to ask for; `rows(documents)` the lines that
    they give: `source`, `open_item` or None, `via` or None, `amount`. With `due(ids)` the papers
    themselves are paid in advance: by paper, how much is agreed; nothing where none is. `through`
    are papers that debts are asked for through, such as invoices.
    """

    type_code: str
    label: Words
    push_label: Words
    candidates: Callable[["User"], "QuerySet[Document]"]
    rows: Callable[[Sequence[Document]], Sequence[Row]]
    due: Due | None = None
    through: bool = False


@dataclass(frozen=True)
class Contract:
    """The order behind a source: its number, its contract's number and what it is worth."""

    document_id: int
    number: str
    contract_number: str
    total: Decimal


Numbers = Callable[[Iterable[int]], Mapping[int, Sequence[str]]]
Contracts = Callable[[Iterable[int]], Mapping[int, Sequence[Contract]]]
_sources: dict[str, PaymentSource] = {}
_contracts: list[Contracts] = []
_invoices: list[Numbers] = []


def register_source(source: PaymentSource) -> None:
    if source.type_code in _sources:
        raise ValueError(f"two payment sources of type {source.type_code}")
    _sources[source.type_code] = source


def registered() -> tuple[PaymentSource, ...]:
    return tuple(_sources.values())


def in_advance() -> tuple[PaymentSource, ...]:
    """The sources that are paid before there is a debt."""
    return tuple(source for source in _sources.values() if source.due is not None)


def due_of(document_ids: Iterable[int]) -> dict[int, Decimal]:
    """By paper: what is agreed to be paid in advance; papers without such a rule are missing."""
    ids = sorted(set(document_ids))
    found: dict[int, Decimal] = {}
    for source in in_advance() if ids else ():
        assert source.due is not None
        found |= source.due(ids)
    return found


def register_contracts(fn: Contracts) -> None:
    """`fn(document ids)` gives by paper the contracts that it belongs to."""
    if fn not in _contracts:
        _contracts.append(fn)


def contracts_of(document_ids: Iterable[int]) -> dict[int, list[Contract]]:
    ids = sorted(set(document_ids))
    found: dict[int, list[Contract]] = {}
    for fn in _contracts if ids else ():
        for pk, contracts in fn(ids).items():
            found.setdefault(pk, []).extend(contracts)
    return found


def register_invoice_numbers(fn: Numbers) -> None:
    """`fn(document ids)` gives by paper the numbers of the suppliers' invoices that bill it."""
    if fn not in _invoices:
        _invoices.append(fn)


def invoice_numbers(document_ids: Iterable[int]) -> dict[int, list[str]]:
    ids = sorted(set(document_ids))
    found: dict[int, list[str]] = {}
    for fn in _invoices if ids else ():
        for pk, numbers in fn(ids).items():
            found.setdefault(pk, []).extend(numbers)
    return found
