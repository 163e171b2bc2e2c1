"""Notes talks with customers about what they owe, and judges that a debt will not be paid."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.errors import NotAllowed, Refused
from documents.transactions import in_one_transaction
from finance.parties.queries import open_items
from masterdata.customer_scope import customers_of
from masterdata.models import Party, User
from masterdata.roles import Role, roles_of
from orders.customer_order.models import Channel
from orders.receivables import errands
from orders.receivables.debtors import Debtor, debtors, uncollectable_items
from orders.receivables.models import DebtJudgement, DebtTalk

JUDGES = frozenset(
    {
        Role.ACCOUNTANT,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
    }
)
MOST = 50


@dataclass(frozen=True)
class Talk:
    """What was said to one customer; a promise names a day and an amount."""

    party_id: int
    contact: str
    said: str
    channel: str = Channel.PHONE
    promised_on: date | None = None
    promised_amount: Decimal | None = None
    next_on: date | None = None


def may_chase(user: User) -> bool:
    return bool(errands.CHASERS & roles_of(user))


def may_judge(user: User) -> bool:
    return bool(JUDGES & roles_of(user))


def note_talks(
    talks: Sequence[Talk], *, actor: User, at: datetime, key: uuid.UUID | None = None
) -> list[DebtTalk]:
    """All of them or none; the same key is the same talks: a form sent twice notes once (D6)."""
    if not may_chase(actor):
        raise NotAllowed(_("Customers are asked for money by sales and the accountant."))
    keys = [uuid.uuid5(key or uuid.uuid4(), str(talk.party_id)) for talk in talks]
    known = list(DebtTalk.objects.filter(key__in=keys).order_by("pk"))
    if known:
        return known
    try:
        return in_one_transaction(lambda: _note(talks, keys, actor=actor, at=at))
    except Refused:
        known = list(DebtTalk.objects.filter(key__in=keys).order_by("pk"))
        if not known:
            raise
        return known


def _note(
    talks: Sequence[Talk], keys: Sequence[uuid.UUID], *, actor: User, at: datetime
) -> list[DebtTalk]:
    found = _owing([talk.party_id for talk in talks], actor=actor, at=at)
    _refuse_half_promises(talks, today=timezone.localdate(at))
    rows = [
        DebtTalk(
            key=key,
            at=at,
            actor=actor,
            owed=found[talk.party_id].owed,
            overdue=found[talk.party_id].overdue,
            **vars(talk),
        )
        for talk, key in zip(talks, keys, strict=True)
    ]
    DebtTalk.objects.bulk_create(rows)
    errands.follow(at=at, party_ids=found, actor=actor)
    return rows


def _owing(party_ids: Sequence[int], *, actor: User, at: datetime) -> dict[int, Debtor]:
    """Each of them once, of those whom this person looks after, and with something to pay."""
    if not party_ids:
        raise Refused(_("Tick at least one customer to note a talk with."))
    if len(party_ids) > MOST:
        raise Refused(
            _("A talk is noted with %(most)s customers at most; tick fewer.") % {"most": MOST}
        )
    found = debtors(today=timezone.localdate(at), party_ids=party_ids, scope=customers_of(actor))
    if len(found) != len(set(party_ids)) or len(found) != len(party_ids):
        raise Refused(
            _("Some of these customers owe nothing by now, or are not yours; load the list anew.")
        )
    return {each.pk: each for each in found}


def _refuse_half_promises(talks: Iterable[Talk], *, today: date) -> None:
    for talk in talks:
        if (talk.promised_on is None) != (talk.promised_amount is None):
            raise Refused(_("A promise names a day and an amount."))
        if talk.promised_amount is not None and talk.promised_amount <= 0:
            raise Refused(_("A promised amount is more than nothing."))
        if talk.promised_on is not None and talk.promised_on < today:
            raise Refused(_("The promised day lies in the past; choose today or later."))


def judge(
    item_ids: Iterable[int], *, uncollectable: bool, reason: str, actor: User, at: datetime
) -> int:
    """A judgement on each of these debts that was judged otherwise; returns how many."""
    if not may_judge(actor):
        raise NotAllowed(
            _("The accountant or a manager of sales says that a debt is uncollectable.")
        )
    if not reason.strip():
        raise Refused(_("Say why; the reason is kept with the debt."))
    ids = set(item_ids)
    return in_one_transaction(
        lambda: _judge(ids, uncollectable, reason=reason.strip()[:300], actor=actor, at=at)
    )


def _judge(ids: set[int], uncollectable: bool, *, reason: str, actor: User, at: datetime) -> int:
    today = timezone.localdate(at)
    owed = {x.item.pk: x.item for x in open_items("receivable", on=today) if x.left > 0}
    mine = Party.objects.filter(
        customers_of(actor), pk__in={owed[pk].party_id for pk in ids & owed.keys()}
    )
    seen = set(mine.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    if not ids or any(pk not in owed or owed[pk].party_id not in seen for pk in ids):
        raise Refused(_("Tick debts that are open; some of these are settled or not yours."))
    held = uncollectable_items()
    changed = sorted(pk for pk in ids if (pk in held) != uncollectable)
    DebtJudgement.objects.bulk_create(
        [
            DebtJudgement(
                item_id=pk, uncollectable=uncollectable, reason=reason, at=at, actor=actor
            )
            for pk in changed
        ]
    )
    errands.follow(at=at, party_ids=seen, actor=actor)
    return len(changed)
