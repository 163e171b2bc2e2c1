"""催款: every customer who owes or is awaited to pay, with ages, promises and the last talk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from finance.parties.aging import Ageing, Open, age
from finance.parties.flows import came_since
from finance.parties.queries import Left, open_items
from masterdata.calendar import firm_calendar
from masterdata.models import Party
from masterdata.workdays import Calendar
from orders.customer_order.queries import order_funds
from orders.in_times.clocks import running
from orders.in_times.models import Rule
from orders.receivables.models import DebtJudgement, DebtTalk
from orders.receivables.promises import Contact, Promise, Standing, to_call

NONE = Decimal(0)


@dataclass
class Debtor:
    """One customer: what is open of him, what he was told to remit and is late with, the talks."""

    party: Party
    today: date
    calendar: Calendar = field(repr=False)
    items: list[Left] = field(default_factory=list)
    doubtful: frozenset[int] = frozenset()
    awaited_orders: dict[int, Decimal] = field(default_factory=dict)
    last: DebtTalk | None = None
    promised: DebtTalk | None = None
    came: Decimal = NONE

    @property
    def pk(self) -> int:
        return self.party.pk

    @cached_property
    def ageing(self) -> Ageing:
        """As the receivables page has it: what is held to be uncollectable is owed all the same."""
        opens = [Open(each.left, each.item.ages_from, each.item.due_on) for each in self.items]
        return age(opens, today=self.today)

    @cached_property
    def debts(self) -> list[Left]:
        """What can still be asked for, the longest due first."""
        found = [x for x in self.items if x.left > 0 and x.item.pk not in self.doubtful]
        return sorted(found, key=lambda each: (each.item.due_on or date.max, each.item.pk))

    @property
    def owed(self) -> Decimal:
        return self.ageing.owed

    @property
    def overdue(self) -> Decimal:
        return self.ageing.overdue

    @property
    def late(self) -> Decimal:
        """Overdue, and to be asked for."""
        return sum((each.left for each in self.debts if self._is_late(each)), NONE)

    @property
    def uncollectable(self) -> Decimal:
        doubtful = (x.left for x in self.items if x.left > 0 and x.item.pk in self.doubtful)
        return sum(doubtful, NONE)

    @property
    def own(self) -> Decimal:
        """The customer's own money that is kept for no order."""
        free = (x.left for x in self.items if x.left < 0 and x.item.for_document_id is None)
        return -sum(free, NONE)

    @property
    def kept(self) -> Decimal:
        return self.ageing.prepaid - self.own

    @property
    def awaited(self) -> Decimal:
        """What he was told to remit for orders, and did not by the day he promised (T4)."""
        return sum(self.awaited_orders.values(), NONE)

    @property
    def oldest_due(self) -> date | None:
        due = [each.item.due_on for each in self.debts if each.item.due_on is not None]
        return min(due, default=None)

    @property
    def days_overdue(self) -> int:
        return max((self.today - self.oldest_due).days, 0) if self.oldest_due else 0

    @property
    def days_30(self) -> Decimal:
        return self.ageing.buckets[0]

    @property
    def days_60(self) -> Decimal:
        return self.ageing.buckets[1]

    @property
    def days_90(self) -> Decimal:
        return self.ageing.buckets[2]

    @property
    def older(self) -> Decimal:
        return self.ageing.buckets[3]

    @property
    def promise(self) -> Promise | None:
        talk = self.promised
        if talk is None or talk.promised_on is None or talk.promised_amount is None:
            return None
        return Promise(talk.promised_on, talk.promised_amount, self.came)

    @property
    def standing(self) -> Standing:
        """Who owes nothing any more has kept whatever he promised."""
        if self.promise is None:
            return Standing.NONE
        if not self.debts and not self.awaited:
            return Standing.KEPT
        return self.promise.standing(today=self.today, calendar=self.calendar)

    @property
    def is_broken(self) -> bool:
        return self.standing is Standing.BROKEN

    @property
    def last_on(self) -> date | None:
        return timezone.localdate(self.last.at) if self.last else None

    @property
    def is_to_call(self) -> bool:
        if not self.debts and not self.awaited:
            return False
        last = self.last and Contact(timezone.localdate(self.last.at), self.last.next_on)
        return to_call(
            last=last,
            promise=self.promise,
            is_late=self.late > 0,
            today=self.today,
            calendar=self.calendar,
        )

    def _is_late(self, each: Left) -> bool:
        return each.item.due_on is not None and each.item.due_on < self.today

    def get_absolute_url(self) -> str:
        return reverse("receivable_party", args=[self.pk])


def debtors(
    *, today: date, party_ids: Iterable[int] | None = None, scope: Q | None = None
) -> list[Debtor]:
    """Broken promises first, then the longest overdue; ten queries, however many there are."""
    items = _items_by_party(today, party_ids)
    awaited = _awaited(today)
    wanted = set(items) | set(awaited)
    if party_ids is not None:
        wanted &= set(party_ids)
    parties = Party.objects.filter(scope or Q(), pk__in=wanted).select_related("region", "owner")
    doubtful, calendar = uncollectable_items(), firm_calendar()
    found = {
        party.pk: Debtor(
            party,
            today,
            calendar,
            items=items.get(party.pk, []),
            doubtful=doubtful,
            awaited_orders=awaited.get(party.pk, {}),
        )
        for party in parties
    }
    owing = {pk: each for pk, each in found.items() if each.owed or each.awaited}
    _add_talks(owing)
    return sorted(owing.values(), key=_order)


def _order(each: Debtor) -> tuple[Any, ...]:
    return (not each.is_broken, -each.days_overdue, -each.owed, each.party.code)


def _items_by_party(today: date, party_ids: Iterable[int] | None) -> dict[int, list[Left]]:
    ids = None if party_ids is None else set(party_ids)
    one = next(iter(ids)) if ids is not None and len(ids) == 1 else None
    found: dict[int, list[Left]] = defaultdict(list)
    for each in open_items("receivable", on=today, party_id=one):
        found[each.item.party_id].append(each)
    return found


def _awaited(today: date) -> dict[int, dict[int, Decimal]]:
    """By customer and order: what is late of what he was told to remit (T4)."""
    morning = timezone.make_aware(datetime.combine(today, time()))
    late = running(rules=[Rule.T4]).filter(due_at__lt=max(timezone.now(), morning))
    orders = dict(late.values_list("document_id", "document__party_id"))
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for pk, money in order_funds(orders).items():
        if money.deposit_missing > 0:
            found[orders[pk]][pk] = money.deposit_missing
    return found


def uncollectable_items() -> frozenset[int]:
    """The last word on each debt that was judged."""
    last = DebtJudgement.objects.order_by().values("item").annotate(last=Max("pk")).values("last")
    held = DebtJudgement.objects.filter(pk__in=last, uncollectable=True)
    return frozenset(held.values_list("item_id", flat=True))


def _add_talks(found: dict[int, Debtor]) -> None:
    talks = DebtTalk.objects.filter(party__in=found).order_by()
    for last in _latest(talks):
        found[last.party_id].last = last
    for promise in _latest(talks.filter(promised_on__isnull=False)):
        found[promise.party_id].promised = promise
    since: dict[int, datetime] = {
        pk: each.promised.at for pk, each in found.items() if each.promised is not None
    }
    for pk, money in came_since(since).items():
        found[pk].came = money


def _latest(talks: Any) -> Any:
    newest = talks.values("party").annotate(last=Max("pk")).values("last")
    return DebtTalk.objects.filter(pk__in=newest).select_related("actor")
