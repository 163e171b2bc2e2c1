"""The demo firm on the telephone: overdue goods asked for, and a delay told to the sales office.

Every call has a key of its own and every notice moves on but once: loading twice changes nothing.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from documents import engine
from documents.models import Document
from masterdata.models import User
from purchasing.delay_notice.models import Answer, DelayNotice, Origin
from purchasing.purchase_order.chasing.actions import Talk, note_call
from purchasing.purchase_order.chasing.models import Channel, ChaseCall
from purchasing.purchase_order.chasing.queries import open_lines

KEY = uuid.UUID("7a4c1c0e-9a35-4f0e-8a52-5a3f0c1e7d10")
BUYER, CLERK = "caigou", "gendan"
# What was said, how, and in how many days to ask again; for the orders that are late the longest.
TALKS = (
    ("模具还在修，周四先发一半", Channel.PHONE, 2),
    ("已装车，明天到货", Channel.WECHAT, 1),
    ("等一份板材，三天内给准信", Channel.VISIT, 3),
)


def load(*, today: date) -> None:
    people = {u.username: u for u in User.objects.filter(username__in=(BUYER, CLERK))}
    if BUYER in people:
        _call(people[BUYER], today=today)
    if len(people) == 2:
        _tell(people, today=today)


def _at(day: date, hour: int) -> datetime:
    """Never later than now: the demo may be loaded before breakfast."""
    moment = timezone.make_aware(datetime.combine(day, time(hour)))
    return min(moment, timezone.now())


def _call(buyer: User, *, today: date) -> None:
    """One talk for each of the orders that are late the longest, about all of their lines."""
    late = open_lines().filter(due_on__lt=today, body__head__held=False)
    lines_of: dict[int, list[int]] = {}
    for pk, order_id in late.order_by("due_on", "pk").values_list("pk", "body_id"):
        lines_of.setdefault(order_id, []).append(pk)
    for (order_id, ids), (said, channel, days) in zip(lines_of.items(), TALKS, strict=False):
        order = Document.objects.select_related("party").get(pk=order_id)
        key = uuid.uuid5(KEY, str(order.key))
        if ChaseCall.objects.filter(key=key).exists():
            continue
        contact = order.party.head_person if order.party else ""
        next_on = today + timedelta(days=days - 1)
        talk = Talk(contact or "业务员", said, channel=channel, next_on=next_on)
        note_call(ids, talk, actor=buyer, at=_at(today - timedelta(days=1), 10), key=key)


def _tell(people: Mapping[str, User], *, today: date) -> None:
    """The notice that came of a later promise: sent, received and answered by the sales office."""
    if DelayNotice.objects.filter(sent_on__isnull=False).exists():
        return
    notice = DelayNotice.objects.filter(origin=Origin.PROMISE, head__state="draft").first()
    if notice is None:
        return
    answers = {
        line.pk: {"answer": Answer.TELL_CUSTOMER, "answer_text": "已电话告知客户，同意顺延"}
        for line in notice.lines.all()
    }
    walk = (
        ("send", BUYER, 4, {}),
        ("read", CLERK, 4, {}),
        ("answer", CLERK, 3, {"answers": answers}),
    )
    for code, who, ago, data in walk:
        at = _at(today - timedelta(days=ago), 14)
        engine.perform(notice.pk, code, actor=people[who], at=at, data=data)
