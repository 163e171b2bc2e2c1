"""Which lines of which orders are late, and what notices have said of them so far."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q

from documents.models import Document
from purchasing.delay_notice.lateness import CONFIRMED, UNCONFIRMED, is_told, must_be_told
from purchasing.delay_notice.models import DAYS_AHEAD, DelayNotice, DelayNoticeLine
from purchasing.purchase_order.models import LineState, PromiseChange, PurchaseOrderLine
from ui.prepared import Prepared
from ui.values import KEY, WORD


def orders_to_look_at(*, today: date) -> list[int]:
    """Orders with a line that may have to be told; in the order of their ids."""
    later = Q(body__head__state__in=CONFIRMED, promised_on__gt=F("contract_on"))
    silent = Q(
        body__head__state__in=UNCONFIRMED, contract_on__lte=today + timedelta(days=DAYS_AHEAD)
    )
    lines = PurchaseOrderLine.objects.filter(later | silent, line_state=LineState.OPEN)
    return sorted(set(lines.order_by().values_list("body_id", flat=True)))


def lines_of(order_id: int) -> list[PurchaseOrderLine]:
    lines = PurchaseOrderLine.objects.filter(body_id=order_id, line_state=LineState.OPEN)
    return list(lines.select_related("item").order_by("line_no"))


def untold(
    order: Document, *, today: date, lines: Iterable[PurchaseOrderLine] | None = None
) -> list[PurchaseOrderLine]:
    """Late lines that no notice told as late as they are now; drafts have told nothing yet."""
    late = [
        line
        for line in (lines_of(order.pk) if lines is None else lines)
        if must_be_told(line, order_state=order.state, today=today)
    ]
    if not late:
        return []
    told: dict[int, list[date | None]] = {}
    notices = DelayNoticeLine.objects.filter(order_line__in=late)
    sent = notices.exclude(body__head__state__in=("draft", "void"))
    for pk, promised_on in sent.values_list("order_line_id", "promised_on"):
        told.setdefault(pk, []).append(promised_on)
    return [line for line in late if not is_told(line, told.get(line.pk, ()))]


def draft_of(order_id: int) -> DelayNotice | None:
    """The notice of this order that is not sent yet; one at a time."""
    found = _draft_of.first(order_id, "draft")
    if found is None:
        return None
    return DelayNotice.objects.select_related("head", "order__head").get(pk=found)


# Most orders have none.
_draft_of = Prepared(
    lambda order_id, state: (
        DelayNotice.objects.filter(order_id=order_id, head__state=state)
        .order_by("pk")
        .values_list("pk", flat=True)[:1]
    ),
    KEY,
    WORD,
)


def lines_in(notice: DelayNotice) -> list[DelayNoticeLine]:
    lines = DelayNoticeLine.objects.filter(body=notice).select_related("order_line__item")
    return list(lines.order_by("line_no"))


def reasons(lines: Iterable[Any]) -> dict[int, str]:
    """What the supplier gave as reason with the present promise: where the notice starts from."""
    changes = PromiseChange.objects.filter(line__in=list(lines)).order_by("id")
    return dict(changes.values_list("line_id", "reason"))
