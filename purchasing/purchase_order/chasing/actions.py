"""Notes a call to a supplier; a promise he gave in it becomes the orders' promise in one act."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from documents import engine
from documents.errors import NotAllowed, Refused
from documents.models import Document
from documents.transactions import in_one_transaction
from masterdata.models import User
from masterdata.roles import Role, roles_of
from purchasing.purchase_order.chasing import errands
from purchasing.purchase_order.chasing.models import Channel, ChaseCall, ChaseCallLine
from purchasing.purchase_order.chasing.queries import open_lines
from purchasing.purchase_order.chasing.rounds import one_date_each
from purchasing.purchase_order.models import PurchaseOrderLine

CHASERS = frozenset({Role.PURCHASER, Role.PURCHASING_MANAGER})


@dataclass(frozen=True)
class Talk:
    """What was said: `promises` are new dates by line, `reason` why they are new."""

    contact: str
    said: str
    channel: str = Channel.PHONE
    next_on: date | None = None
    promises: Mapping[int, date | None] = field(default_factory=dict)
    reason: str = ""


def may_chase(user: User) -> bool:
    return bool(CHASERS & roles_of(user))


def note_call(
    line_ids: Iterable[int], talk: Talk, *, actor: User, at: datetime, key: uuid.UUID | None = None
) -> ChaseCall:
    """The same key is the same call: a form sent twice notes once and promises once (D6)."""
    if not may_chase(actor):
        raise NotAllowed(_("Suppliers are chased by purchasers and the purchasing manager."))
    ids, key = sorted(set(line_ids)), key or uuid.uuid4()
    known = ChaseCall.objects.filter(key=key).first()
    if known is not None:
        return known
    try:
        return in_one_transaction(lambda: _note(ids, talk, actor=actor, at=at, key=key))
    except Refused:
        known = ChaseCall.objects.filter(key=key).first()
        if known is None:
            raise
        return known


def _note(ids: list[int], talk: Talk, *, actor: User, at: datetime, key: uuid.UUID) -> ChaseCall:
    order_ids = PurchaseOrderLine.objects.filter(pk__in=ids).values_list("body_id", flat=True)
    orders = list(
        Document.objects.select_for_update(of=("self",))
        .filter(pk__in=sorted(set(order_ids)))
        .order_by("pk")
    )
    lines = _chaseable(ids, orders)
    before = {line.pk: line.promised_on for line in lines}
    new = one_date_each({pk: talk.promises.get(pk) for pk in ids}, before)
    if new and not talk.reason.strip():
        raise Refused(_("Say why the delivery date changes: it is kept with the new promise."))
    for order in orders:
        own = {x.pk: new[x.pk] for x in lines if x.body_id == order.pk and x.pk in new}
        _promise(order.pk, own, talk=talk, actor=actor, at=at)
    call = ChaseCall.objects.create(
        key=key,
        party_id=orders[0].party_id,
        at=at,
        actor=actor,
        channel=talk.channel,
        contact=talk.contact,
        said=talk.said,
        next_on=talk.next_on,
    )
    ChaseCallLine.objects.bulk_create(
        [ChaseCallLine(call=call, line_id=pk, old_on=before[pk], new_on=new.get(pk)) for pk in ids]
    )
    errands.follow([order.pk for order in orders], at=at, actor=actor)
    return call


def _chaseable(ids: list[int], orders: list[Document]) -> list[PurchaseOrderLine]:
    """The lines as they are under the lock: open, of one supplier, all of them."""
    if not ids:
        raise Refused(_("Tick at least one line to note a call about."))
    lines = list(open_lines().filter(pk__in=ids).select_related("body__head"))
    if len(lines) != len(ids):
        raise Refused(_("Some of these lines are received or closed by now; load the list anew."))
    if len({order.party_id for order in orders}) != 1:
        raise Refused(_("These lines are of several suppliers. A call is to one; tick his alone."))
    return lines


def _promise(
    order_id: int, own: Mapping[int, date], *, talk: Talk, actor: User, at: datetime
) -> None:
    """Only the order's own step writes a promise: its reason stands in its timeline."""
    if own:
        data = {"promises": own, "source": talk.contact[:100]}
        engine.perform(order_id, "promise", actor=actor, reason=talk.reason[:200], data=data, at=at)
