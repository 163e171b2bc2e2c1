"""What a delivery says to the books: goods out and debts, refused goods and credits; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from finance.parties.ledger import Receivable, Settles
from inventory.stock.ledger import Stock
from masterdata.models.items import ItemKind
from orders.delivery.amounts import ZERO, Share, part_of

# The credit of what was refused stands under the line of its debt and this much.
REFUSED_FROM = 5000
GOODS, SENT, REFUSED = "goods", "delivery", "refused"
Claim = tuple[int, int]
Parts = Sequence[tuple[int, Decimal]]
Item = tuple[int, Decimal]


def is_goods(line: Any) -> bool:
    return bool(line.item.kind != ItemKind.SERVICE)


def goods_out(lines: Iterable[Any], reserved: Mapping[Claim, Parts]) -> list[Stock]:
    """Goods leave their bins, and the orders hold no longer what was kept there for them.

    A claim gives up what it has in the bin that the goods left, then what it has in others; what
    it never had is taken from what is free.
    """
    entries: list[Stock] = []
    left = {claim: dict(parts) for claim, parts in reserved.items()}
    for line in lines:
        if is_goods(line) and line.sent > 0:
            entries.append(_leaving(line))
            entries += _given_up(line, left)
    return entries


def _leaving(line: Any) -> Stock:
    return Stock(
        line_no=line.line_no,
        item_id=line.item_id,
        bin_id=line.bin_id,
        phase="on_hand",
        quantity=-line.sent,
        cause=SENT,
    )


def _given_up(line: Any, left: Mapping[Claim, dict[int, Decimal]]) -> Iterator[Stock]:
    if line.order_line is None:
        return
    claim = (line.order_line.body_id, line.order_line.line_no)
    bins, wanted = left.get(claim, {}), line.sent
    for bin_id in sorted(bins, key=lambda pk: (pk != line.bin_id, pk)):
        quantity = min(wanted, bins[bin_id])
        if quantity <= 0:
            continue
        bins[bin_id] -= quantity
        wanted -= quantity
        yield Stock(
            line_no=line.line_no,
            item_id=line.item_id,
            bin_id=bin_id,
            phase="reserved",
            quantity=-quantity,
            cause=SENT,
            claim_document=claim[0],
            claim_line=claim[1],
        )


def debts(
    shares: Iterable[Share],
    *,
    party_id: int,
    due_on: date | None,
    credits: Mapping[int, Sequence[Item]],
) -> Iterator[Receivable | Settles]:
    """Each order's share is owed, and the money kept for that order settles it at once."""
    for share in shares:
        if share.amount <= 0:
            continue
        yield Receivable(
            party_id=party_id,
            amount=share.amount,
            due_on=due_on,
            line_no=share.line_no,
            for_document=share.order_id,
            cause=GOODS,
        )
        left = share.amount
        for item_id, rest in credits.get(share.order_id, ()):
            amount = min(left, rest)
            if amount > 0:
                yield Settles(amount=amount, debit_line=share.line_no, credit_item=item_id)
                left -= amount


def goods_back(lines: Iterable[Any], *, bin_id: int) -> list[Stock]:
    """What was refused lies apart again, for what it cost when it left."""
    return [
        Stock(
            line_no=line.line_no,
            item_id=line.item_id,
            bin_id=bin_id,
            phase="on_hand",
            quantity=line.refused,
            amount=part_of(line.cost or ZERO, line.refused, line.sent),
            cause=REFUSED,
        )
        for line in lines
        if is_goods(line) and line.refused > 0
    ]


def credits_back(
    shares: Iterable[Share], *, party_id: int, open_debts: Mapping[int, Item]
) -> Iterator[Receivable | Settles]:
    """What was refused is owed no longer; what was paid of it stays kept for the order.

    `open_debts` are by line number: the share's debt and what is left of it.
    """
    for share in shares:
        if share.refused <= 0:
            continue
        line_no = REFUSED_FROM + share.line_no
        yield Receivable(
            party_id=party_id,
            amount=-share.refused,
            due_on=None,
            line_no=line_no,
            for_document=share.order_id,
            cause=GOODS,
        )
        item_id, rest = open_debts.get(share.line_no, (0, ZERO))
        amount = min(rest, share.refused)
        if amount > 0:
            yield Settles(amount=amount, debit_item=item_id, credit_line=line_no)
