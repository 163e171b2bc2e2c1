"""How much of a debt or an agreed prepayment is paid, applied for, and free to ask for (I11).

What a request asks for counts from its submission until it is paid, void or returned; a draft is
only told of. Every function takes a fixed number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, When

from finance.parties.models import OpenItem
from finance.payment_request.models import PaymentRequestLine
from finance.payment_request.sources import due_of
from finance.settlement.models import Kind, Settlement
from masterdata.fields import MoneyField

NONE = Decimal(0)
OPEN = ("submitted", "approved", "part_paid")
DRAFTS = ("draft", "returned")
REST = F("amount") - F("paid") - F("dropped")


@dataclass
class Standing:
    """应付, 已付, 已申请 and what is left to ask for; drafts hold nothing but are told."""

    due: Decimal = NONE
    paid: Decimal = NONE
    applied: Decimal = NONE
    drafted: Decimal = NONE
    requests: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)

    @property
    def free(self) -> Decimal:
        return max(self.due - self.paid - self.applied, NONE)


def of_items(item_ids: Iterable[int], *, but: int | None = None) -> dict[int, Standing]:
    """By open debt; `but` is the request that asks, whose own lines do not stand in its way."""
    ids = set(item_ids)
    items = OpenItem.objects.filter(pk__in=ids).values_list("pk", "amount", "allocated")
    found = {pk: Standing(due=due, paid=paid) for pk, due, paid in items}
    _add_requests(found, PaymentRequestLine.objects.filter(open_item__in=ids), "open_item_id", but)
    return found


def of_papers(document_ids: Iterable[int], *, but: int | None = None) -> dict[int, Standing]:
    """By paper that is paid in advance."""
    ids = set(document_ids)
    paid = prepaid_for(ids)
    found = {pk: Standing(due=due, paid=paid.get(pk, NONE)) for pk, due in due_of(ids).items()}
    lines = PaymentRequestLine.objects.filter(source__in=ids, open_item=None)
    _add_requests(found, lines, "source_id", but)
    return found


def prepaid_for(document_ids: Iterable[int]) -> dict[int, Decimal]:
    """What posted settlements paid in advance for these papers, less what came back."""
    posted = Settlement.objects.filter(for_document__in=set(document_ids), head__state="posted")
    given = Case(
        When(kind=Kind.REFUND, then=F("money")), default=F("surplus"), output_field=MoneyField()
    )
    sums = posted.order_by().values_list("for_document_id").annotate(sum=Sum(given))
    return {pk: amount or NONE for pk, amount in sums}


def applied_for(item_ids: Iterable[int]) -> dict[int, Decimal]:
    """By open item: what open requests still ask for; other papers show it beside the debt."""
    lines = PaymentRequestLine.objects.filter(
        open_item__in=set(item_ids), body__head__state__in=OPEN
    )
    return dict(lines.order_by().values_list("open_item_id").annotate(sum=Sum(REST)))


def applied_by_party(party_ids: Iterable[int]) -> dict[int, Decimal]:
    """By supplier: what is applied for and not paid yet."""
    heads = Q(body__head__party__in=set(party_ids), body__head__state__in=OPEN)
    lines = PaymentRequestLine.objects.filter(heads)
    return dict(lines.order_by().values_list("body__head__party_id").annotate(sum=Sum(REST)))


def _add_requests(
    found: dict[int, Standing],
    lines: "QuerySet[PaymentRequestLine]",
    key: str,
    but: int | None,
) -> None:
    rows = (
        lines.filter(body__head__state__in=(*OPEN, *DRAFTS))
        .exclude(body=but)
        .order_by("body_id", "line_no")
        .values_list(key, "amount", "paid", "dropped", "body__head__number", "body__head__state")
    )
    told: dict[int, dict[str, None]] = defaultdict(dict)
    for pk, amount, paid, dropped, number, state in rows:
        standing, rest = found.get(pk), amount - paid - dropped
        if standing is None or not rest:
            continue
        if state in DRAFTS:
            standing.drafted += rest
            standing.drafts += [number] if number not in standing.drafts else []
            continue
        standing.applied += rest
        told[pk][number] = None
    for pk, numbers in told.items():
        found[pk].requests = list(numbers)
