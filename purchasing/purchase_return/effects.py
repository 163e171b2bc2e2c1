"""What the return's steps write: the papers it draws on, and who took the goods."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import links, rows
from documents.errors import Refused
from documents.flow import rewrites
from documents.models import Document
from masterdata.money import AMOUNTS
from purchasing.purchase_return.amounts import worth_of
from purchasing.purchase_return.queries import gone_of

HANDED_OVER = ("carrier", "waybill", "packages")


def sources_of(body: Any, lines: list[Any]) -> list[int]:
    """The receipts that goods go back on, and the orders that are open again by it.

    Their heads are locked with the return's own: of two returns of one line the second counts
    the first, and a receipt of the same order waits.
    """
    cited = [line for line in lines if line.receipt_line is not None]
    receipts = {line.receipt_line.body_id for line in cited}
    orders = {line.order_line.body_id for line in cited if line.order_line is not None}
    return sorted(receipts | orders)


def cite(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """The chain shows what the lines draw on now, however they came into it."""
    links.set_sources(sources_of(body, list(body.lines.all())), body.head)


@rewrites(*HANDED_OVER, *AMOUNTS)
def hand_over(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """Who took the goods; and the amounts of the lines as other returns have left them."""
    for name in HANDED_OVER:
        setattr(body, name, data.get(name) or getattr(body, name))
    if not body.carrier:
        raise Refused(_("Say who takes the goods: the carrier, or the supplier himself."))
    body.save(update_fields=list(HANDED_OVER))
    cited = [line for line in body.lines.all() if line.receipt_line is not None]
    gone = gone_of(line.receipt_line_id for line in cited)
    parts = [(line.receipt_line, line.base_quantity) for line in cited]
    for line, amounts in zip(cited, worth_of(parts, gone), strict=True):
        line.net, line.tax, line.gross = amounts.net, amounts.tax, amounts.gross
    rows.write(cited, AMOUNTS)
    body.head.total = sum((line.gross for line in body.lines.all()), Decimal(0))
    Document.objects.filter(pk=body.pk).update(total=body.head.total)
