"""Writes the notice: by the buyer's hand from an order, or by rule T8 as a draft for him."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from documents import drafts, engine, links
from documents.models import Document, Task
from masterdata.calendar import firm_calendar
from masterdata.models import User
from masterdata.roles import Role, holders, roles_of
from purchasing.delay_notice import queries
from purchasing.delay_notice.flow import BUYERS, DELAY_NOTICE
from purchasing.delay_notice.lateness import is_late, last_day
from purchasing.delay_notice.models import DelayNotice, Origin

logger = logging.getLogger(__name__)
TYPED = ("reason", "measure", "customer_orders")
Row = dict[str, Any]


def rows_from(lines: Sequence[Any]) -> list[Row]:
    """What the order says of these lines; the reason starts as the one given with the promise."""
    given = queries.reasons(lines)
    return [
        {
            "order_line": line,
            "item": line.item,
            "open_quantity": line.open_quantity,
            "contract_on": line.contract_on,
            "promised_on": line.promised_on,
            "reason": given.get(line.pk, ""),
        }
        for line in lines
    ]


def write_if_late(
    order: Document, *, at: datetime, lines: Iterable[Any] | None = None
) -> Document | None:
    """A draft for what must be told of this order, or the present draft brought up to it.

    `lines` are the order's open ones where they are loaded already.

    Told twice it changes nothing: what stands in the draft, or was sent, is not written again.
    """
    late = queries.untold(order, today=timezone.localdate(at), lines=lines)
    if not late:
        return None
    buyer = purchaser_of(order)
    if buyer is None:
        logger.warning("%s is late and there is no purchaser to write the notice", order)
        return None
    draft = queries.draft_of(order.pk)
    if draft is not None:
        return _bring_up(draft, late, buyer=buyer, at=at)
    promised = any(line.promised_on for line in late)
    notice = drafts.create(
        DELAY_NOTICE,
        actor=buyer,
        head={"party": order.party, "handler": buyer},
        body={
            "order_id": order.pk,
            "origin": Origin.PROMISE if promised else Origin.UNCONFIRMED,
        },
        lines=rows_from(late),
        at=at,
        history=True,
    )
    links.link(order, notice, kind="about")
    _due_by_the_rule(notice, late)
    return notice


def _bring_up(
    draft: DelayNotice, lines: Sequence[Any], *, buyer: User, at: datetime
) -> Document | None:
    """New dates into the lines it has, new lines after them; what was typed stays."""
    stored = {x.order_line_id: x for x in queries.lines_in(draft)}
    news = [
        line
        for line in lines
        if line.pk not in stored or stored[line.pk].promised_on != line.promised_on
    ]
    if not news:
        return None
    wanted = {line.pk for line in lines}
    others = [x.order_line for pk, x in stored.items() if pk not in wanted]
    still = [line for line in others if is_late(line, order_state=draft.order.head.state)]
    rows = rows_from(sorted([*still, *lines], key=lambda line: line.line_no))
    for row in rows:
        known = stored.get(row["order_line"].pk)
        if known is not None:
            typed = {name: getattr(known, name) for name in TYPED if getattr(known, name)}
            row |= {"id": known.pk, **typed}
    version = draft.head.version
    return drafts.change(draft.pk, actor=buyer, version=version, lines=rows, at=at)


def _due_by_the_rule(notice: Document, lines: Sequence[Any]) -> None:
    """The task is due ten calendar days before the contract date (T8); where that is no working
    day, on the last one before it, for on the day itself nobody would send it."""
    day = last_day(lines)
    if day is None:
        return
    calendar = firm_calendar()
    due_at = calendar.end_of_working_day(calendar.previous_working_day(day))
    waiting = Task.objects.filter(document=notice, kind=Task.STATE, closed_at=None)
    waiting.update(due_at=due_at)


def lapse_if_needless(order_id: int, *, cause: Document, at: datetime) -> None:
    """A draft about goods that came, or that come in time after all, is not sent any more."""
    draft = queries.draft_of(order_id)
    if draft is not None:
        engine.system(draft.pk, "lapse", at=at, cause=cause)


def purchaser_of(order: Document) -> User | None:
    """Whose order it is: handler, else maker, else any purchaser who can write a notice."""
    for person in (order.handler, order.maker):
        if person is not None and set(BUYERS) & roles_of(person):
            return person
    return holders(Role.PURCHASER).first() or holders(Role.PURCHASING_MANAGER).first()
