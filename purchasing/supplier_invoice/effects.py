"""What the steps write into the invoice: its key, its links, and what each line covers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import links, rows
from documents.errors import Refused
from documents.flow import rewrites
from inventory.stock import queries as stock
from masterdata.models.items import ItemKind
from purchasing.supplier_invoice import matching, numbers
from purchasing.supplier_invoice.checks import already_entered
from purchasing.supplier_invoice.matching import Match
from purchasing.supplier_invoice.models import Settled, SupplierInvoice
from purchasing.supplier_invoice.progress import first_entry, matches_of

NONE = Decimal(0)
WRITTEN = ("covered_quantity", "covered_gross", "debt", "stock_cost", "variance")
Given = Mapping[str, Any]


def enter(body: Any, actor: Any, data: Given) -> None:
    """The chain shows the receipts and the blue invoice; the number is taken."""
    receipts = {line.receipt_line.body_id for line in body.lines.all()}
    links.link_many({*receipts, *([body.blue_id] if body.blue_id else [])}, body.head)
    body.live_key = numbers.key_of(body.head.party_id, body.code, body.invoice_number)
    first = first_entry(body.live_key, but=body.pk)
    if first is not None:
        raise Refused(already_entered(first))
    body.difference = matching.total_difference(matches_of(body))
    _keep(body, "live_key", "difference")


def leave(body: Any, actor: Any, data: Given) -> None:
    """A void or reversed paper does not count: the invoice may be entered anew."""
    body.live_key = body.missing_since = None
    _keep(body, "live_key", "missing_since")


def book(body: Any, actor: Any, data: Given) -> None:
    body.booked_on = timezone.localdate(data["at"])
    _keep(body, "booked_on")


@rewrites("settled_by")
def cover(body: Any, actor: Any, data: Given) -> None:
    """Within tolerance: the few fen of all lines go to the receipt's last line (4.2)."""
    lines, matches = list(body.lines.all()), matches_of(body)
    _note_covered(lines, matches)
    last = lines[-1]
    last.debt = matching.total_difference(matches)
    last.stock_cost = sum((_cost(body, *pair) for pair in zip(lines, matches, strict=True)), NONE)
    _onto_goods([last])
    _store(body, lines, matches, settled_by="")


@rewrites("settled_by")
def settle(body: Any, actor: Any, data: Given) -> None:
    """Beyond tolerance: `choice` says whose price counts."""
    choice = str(data.get("choice", ""))
    lines, matches = list(body.lines.all()), matches_of(body)
    if choice not in Settled.values:
        raise Refused(_("Choose how the difference is settled."))
    if choice == Settled.ACCEPT and matching.beyond_goods(matches):
        raise Refused(
            _(
                "More is billed than came; that cannot be accepted as a price. Let the supplier"
                " correct the invoice, or settle it by a debit note."
            )
        )
    _note_covered(lines, matches)
    for line, each in zip(lines, matches, strict=True):
        _note_difference(body, line, each, choice)
    if choice == Settled.ACCEPT:
        _onto_goods(lines)
    _store(body, lines, matches, settled_by=choice)


def _note_covered(lines: list[Any], matches: list[Match]) -> None:
    for line, each in zip(lines, matches, strict=True):
        line.covered_quantity, line.covered_gross = each.covered_quantity, each.covered_gross
        line.debt = line.stock_cost = line.variance = NONE


def _note_difference(body: Any, line: Any, each: Match, choice: str) -> None:
    """By a debit note the goods keep their cost, and only a lower price lowers the debt."""
    cost = _cost(body, line, each)
    if choice == Settled.ACCEPT:
        line.debt, line.stock_cost = each.difference, cost
    elif each.difference < 0:
        line.debt, line.variance = each.difference, cost


def _cost(body: Any, line: Any, each: Match) -> Decimal:
    """By how much the goods cost more than they came in for; the difference's own tax is none."""
    receipt, rate = line.receipt_line.body, line.receipt_line.tax_rate
    deductible = body.tax_is_deductible
    if (deductible, line.tax_rate) == (receipt.tax_is_deductible, rate):
        net = matching.net_of(each.difference, rate)
        return matching.cost_of(net, each.difference, deductible=deductible)
    billed = matching.cost_of(line.net, line.gross, deductible=deductible)
    net = matching.net_of(each.covered_gross, rate)
    covered = each.covered_gross
    return billed - matching.cost_of(net, covered, deductible=receipt.tax_is_deductible)


def _onto_goods(lines: list[Any]) -> None:
    """Goods that are gone cannot cost more any more; nor is stock ever worth less than nothing."""
    left = _on_hand(lines)
    for line in lines:
        key = (line.item_id, line.receipt_line.bin.warehouse_id)
        here, worth = left.get(key, (NONE, NONE))
        received = line.receipt_line.base_accepted - line.receipt_line.returned_quantity
        quantity = abs(line.covered_quantity) or received
        costs = matching.split_cost(line.stock_cost, quantity, here)
        stays = max(costs.stock, -worth)
        line.variance = costs.variance + costs.stock - stays
        line.stock_cost = stays
        left[key] = (max(here - quantity, NONE), worth + stays)


def _on_hand(lines: list[Any]) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
    """Quantity and worth of each line's item where it came to; a query per warehouse."""
    wanted: dict[int, set[int]] = {}
    for line in lines:
        if line.item.kind != ItemKind.SERVICE:
            wanted.setdefault(line.receipt_line.bin.warehouse_id, set()).add(line.item_id)
    return {
        (item, warehouse): (worth.quantity, worth.amount)
        for warehouse, items in sorted(wanted.items())
        for item, worth in stock.worth(items, warehouse=warehouse).items()
    }


def _store(body: Any, lines: list[Any], matches: list[Match], *, settled_by: str) -> None:
    rows.write(lines, WRITTEN)
    body.settled_by, body.difference = settled_by, matching.total_difference(matches)
    _keep(body, "settled_by", "difference")


def _keep(body: Any, *names: str) -> None:
    SupplierInvoice.objects.filter(pk=body.pk).update(**{n: getattr(body, n) for n in names})
