"""赊销额度: what a customer owes and will owe for his open orders, against his limit (O2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from documents import approvals
from documents.flow import Words
from documents.models import ChainStep, Document
from finance.parties.queries import balances
from masterdata.models import Party
from masterdata.once import once
from masterdata.roles import Role
from orders.customer_order.models import CustomerOrder, Terms
from orders.customer_order.queries import OPEN_STATES, OrderFunds, figures_of, funds_of_rows
from ui.formats import money as shown
from ui.prepared import Prepared
from ui.values import KEY

ZERO = Decimal(0)
PARTY = "head__party_id"
COUNTED = (*OPEN_STATES, "fulfilled")


@dataclass(frozen=True)
class Exposure:
    """`balance` is what he owes today, money kept for open orders not set against it;
    `open_orders` is what his open orders on account will add when they are delivered."""

    balance: Decimal
    open_orders: Decimal
    limit: Decimal

    @property
    def used(self) -> Decimal:
        return self.balance + self.open_orders

    @property
    def free(self) -> Decimal:
        return self.limit - self.used


def exposure(party_id: int, *, but: int | None = None, lock: bool = False) -> Exposure:
    """Of one customer, in five queries at most; `but` leaves out the order that is asked about.

    Locked, two papers of one customer cannot both use the last of his limit.
    """
    return _reckoned(_limit_of(party_id, lock=lock), but=but)[0][party_id]


def _limit_of(party_id: int, *, lock: bool) -> dict[int, Decimal]:
    return dict((_limit_locked if lock else _limit)(party_id))


def _limits(party_id: Any) -> QuerySet[Party, Any]:
    return Party.objects.filter(pk=party_id).values_list("pk", "credit_limit")


_limit: Prepared[Any] = Prepared(_limits, KEY)
_limit_locked: Prepared[Any] = Prepared(lambda pk: _limits(pk).select_for_update(no_key=True), KEY)


def lock_limit(party_id: int) -> None:
    """No other order of this customer is priced or approved until the transaction ends."""
    _limit_of(party_id, lock=True)


def exposures(party_ids: Iterable[int]) -> dict[int, Exposure]:
    """Of many customers at once: as many queries as for one."""
    parties = Party.objects.filter(pk__in=set(party_ids))
    return _reckoned(dict(parties.values_list("pk", "credit_limit")))[0]


def _reckoned(
    limits: dict[int, Decimal], *, but: int | None = None
) -> tuple[dict[int, Exposure], dict[int, OrderFunds]]:
    """By customer, and beside it the money of the orders looked at, that of `but` among them."""
    owed = balances("receivable", party_ids=limits)
    rows = _orders_of(limits, but or 0)
    whose = {row[1]: row[0] for row in rows if row[3] in COUNTED}
    kept, coming = dict.fromkeys(limits, ZERO), dict.fromkeys(limits, ZERO)
    money = funds_of_rows(row[1:] for row in rows)
    for pk in whose:
        each = money[pk]
        kept[whose[pk]] += max(each.left, ZERO)
        if each.terms == Terms.CREDIT and pk != but:
            coming[whose[pk]] += each.uncovered
    known = {
        pk: Exposure(balance=owed.get(pk, ZERO) + kept[pk], open_orders=coming[pk], limit=limit)
        for pk, limit in limits.items()
    }
    return known, money


def _orders_of(parties: Iterable[int], itself: int) -> list[Any]:
    """Of one customer, as nearly always, by a kept query."""
    known = list(parties)
    if len(known) == 1:
        return _orders_of_one(known[0], itself)
    return list(_orders(Q(head__party__in=known), itself))


def _orders(whose: Q, itself: Any) -> QuerySet[CustomerOrder, Any]:
    counted = CustomerOrder.objects.filter(whose, head__state__in=COUNTED)
    # Not by an OR, which no index answers.
    asked = CustomerOrder.objects.filter(pk=itself)
    return figures_of(counted, PARTY).union(figures_of(asked, PARTY))


_orders_of_one: Prepared[Any] = Prepared(
    lambda party, itself: _orders(Q(head__party=party), itself), KEY, KEY
)


@dataclass(frozen=True)
class Claim:
    """So much more on account, beside what the customer has used of his limit without it."""

    known: Exposure
    amount: Decimal

    @property
    def beyond(self) -> Decimal:
        return max(self.amount - self.known.free, ZERO)

    def sentence(self, name: str) -> Words:
        """Limit, used, this, and by how much it is too much; who can clear it is told beside."""
        return _(
            "%(name)s has a credit limit of %(limit)s, of which %(used)s is used (owes %(owed)s,"
            " open orders %(orders)s). With this %(amount)s it is exceeded by %(beyond)s."
        ) % {
            "name": name,
            "limit": shown(self.known.limit),
            "used": shown(self.known.used),
            "owed": shown(self.known.balance),
            "orders": shown(self.known.open_orders),
            "amount": shown(self.amount),
            "beyond": shown(self.beyond),
        }


def claim_of(body: CustomerOrder, *, lock: bool = False) -> Claim | None:
    """What an order on account asks of the limit, all other open orders counted; else None."""
    if body.terms != Terms.CREDIT or body.head.party_id is None:
        return None
    if not lock:
        return _claim_of(body, lock=False)
    # Once locked, no step changes what it is worked out from before its transaction ends.
    return once(("claim under lock", body.pk), lambda: _claim_of(body, lock=True))


def _claim_of(body: CustomerOrder, *, lock: bool) -> Claim:
    party_id = body.head.party_id
    assert party_id is not None
    known, money = _reckoned(_limit_of(party_id, lock=lock), but=body.pk)
    return Claim(known[party_id], money[body.pk].uncovered)


def over_credit(party_id: int, amount: Decimal, *, but: int | None = None) -> Decimal:
    """By how much the limit would be exceeded with so much more on account; zero within it."""
    return Claim(exposure(party_id, but=but), amount).beyond


def order_over_credit(body: CustomerOrder, *, lock: bool = False) -> Decimal:
    """By how much this order on account exceeds the limit, all other open orders counted."""
    claim = claim_of(body, lock=lock)
    return claim.beyond if claim else ZERO


def director_signs(document: Document) -> bool:
    """The sales director is one of those who sign this paper, or the role it is passed on to."""
    desks = approvals.steps_of(document)
    return any(Role.SALES_DIRECTOR in (desk.role, desk.escalate_to) for desk in desks)


def director_signed(order: Document) -> bool:
    """He signs the order, or signed a change of it: beyond the limit it goes on with his name."""
    if director_signs(order):
        return True
    return ChainStep.objects.filter(
        document__salesorderchange__order=order.pk,
        document__state="approved",
        role=Role.SALES_DIRECTOR,
        done_by__isnull=False,
    ).exists()
