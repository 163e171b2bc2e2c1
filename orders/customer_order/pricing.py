"""打单核价: prices against what was offered, the total, old debt, old money, what is due (R8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.flow import in_place, rewrites
from finance.parties import funds
from masterdata.calendar import firm_calendar
from masterdata.money import EXACT, HUNDRED, round_money
from orders import lines as arithmetic
from orders.customer_order import credit, shortage
from orders.customer_order.defaults import LONGEST, in_unit
from orders.customer_order.models import CustomerOrder, Terms
from orders.prices.offers import NONE, PriceOffer, offers_for
from ui import formats
from ui.prepared import Prepared
from ui.punctuation import bracketed, labelled, listed
from ui.values import KEY

Data = Mapping[str, Any]
ZERO = Decimal(0)
MOST_WAIVED = Decimal(10)
DIRECTORS_DISCOUNT = Decimal(80)
USUAL_DAYS = 3
PRICED = (
    "price",
    "discount",
    "net",
    "tax",
    "gross",
    "price_source",
    "special_reason",
    "floor_price",
)
SET = (
    "freight",
    "waiver",
    "goods_total",
    "old_debt",
    "credit_used",
    "total_to_remit",
    "deposit_due",
    "account",
    "remit_by",
    "priced_by",
    "priced_at",
)
NAMES = (
    "quantity",
    "price",
    "price_includes_tax",
    "discount",
    "tax_rate",
    "ratio_numerator",
    "ratio_denominator",
    "is_gift",
)


@dataclass(frozen=True)
class LineOffer:
    """What is offered for a line, in the unit and the way of tax that the line is said in."""

    price: Decimal
    known: bool
    label: str
    floor: Decimal | None

    @property
    def words(self) -> str:
        return f"{self.label} {formats.price(self.price)}" if self.known else self.label


Offers = Mapping[bool, Mapping[int, PriceOffer]]


def offers_of(body: Any) -> Offers:
    """By way of tax and item; the same few queries for one line or a thousand."""
    wanted: dict[bool, list[tuple[int, Decimal]]] = {}
    for line in body.lines.all():
        if not line.is_gift:
            wanted.setdefault(line.price_includes_tax, []).append(
                (line.item_id, line.base_quantity)
            )
    party, on = body.head.party, body.head.date
    return {mode: offers_for(party, each, on, includes_tax=mode) for mode, each in wanted.items()}


def offer_for(line: Any, offers: Offers) -> LineOffer:
    offer = offers.get(line.price_includes_tax, {}).get(line.item_id)
    if offer is None:
        return LineOffer(ZERO, known=False, label="", floor=None)
    ratio = {n: getattr(line, n) for n in ("ratio_numerator", "ratio_denominator")}
    price = in_unit(offer.price, ratio)
    return LineOffer(price, offer.source != NONE, str(offer.label)[:LONGEST], offer.floor)


def adds_old_debt(body: Any) -> bool:
    """Whoever pays beforehand pays what he still owes with it."""
    return body.terms in (Terms.PREPAID, Terms.DEPOSIT)


def usual_remit_by(body: Any) -> Any:
    """Three working days from today where nothing else was agreed (R32)."""
    return body.remit_by or firm_calendar().add_working_days(timezone.localdate(), USUAL_DAYS)


def usual_account() -> Any:
    """The account of the order that was priced last; before the first, the only one there is.

    Nobody remits into a cash box.
    """
    priced = CustomerOrder.objects.filter(account__is_active=True).select_related("account")
    last = priced.order_by("-priced_at", "-pk").first()
    if last is not None:
        return last.account
    model: Any = CustomerOrder._meta.get_field("account").related_model
    accounts = model._default_manager.filter(is_active=True).exclude(kind="cash")
    found = list(accounts.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


@in_place
@rewrites(*PRICED, "freight", "waiver")
def price(body: Any, actor: Any, data: Data) -> None:
    lines = list(body.lines.all())
    _price_lines(body, lines, data.get("prices") or {})
    _set_charges(body, lines, data)
    _set_sums(body, add_old_debt=bool(data.get("add_old_debt", adds_old_debt(body))))
    for name in ("account", "remit_by"):
        if data.get(name):
            setattr(body, name, data[name])
    body.priced_by, body.priced_at = actor, data["at"]
    rows.write([body], SET)
    rows.write(lines, PRICED)
    shortage.tell_at_pricing(body, told=bool(data.get("shortage_told")), at=data["at"])


# --- Prices --------------------------------------------------------------------------------------


def _price_lines(body: Any, lines: Iterable[Any], given: Mapping[int, Mapping[str, Any]]) -> None:
    offers = offers_of(body)
    free, unexplained = [], []
    for line in lines:
        offer = offer_for(line, offers)
        _price_line(line, offer, given.get(line.pk) or {})
        if line.is_gift:
            continue
        if not line.gross:
            free.append(str(line.line_no))
        if _is_special(line, offer) and not line.special_reason:
            unexplained.append(
                labelled(
                    f"{line.line_no} {line.item.code}",
                    f"{formats.price(line.price)}{bracketed(offer.words)}",
                )
            )
    if free:
        raise Refused(
            _("Enter the price of these lines, or tick them as gifts: %(lines)s.")
            % {"lines": listed(free)}
        )
    if unexplained:
        raise Refused(
            _("These prices are not the offered ones; say why in each line:"), details=unexplained
        )


def _price_line(line: Any, offer: LineOffer, given: Mapping[str, Any]) -> None:
    """A price left empty is the line's own, else the offered one."""
    typed = given.get("price")
    wanted = (line.price or offer.price) if typed is None else typed
    percent = line.discount if given.get("discount") is None else given["discount"]
    if line.is_gift:
        return
    if (wanted, percent) != (line.price, line.discount):
        row = {name: getattr(line, name) for name in NAMES} | {"price": wanted, "discount": percent}
        for name, value in arithmetic.ordered(row).items():
            setattr(line, name, value)
    reason = str(given.get("reason") or "").strip()[:200]
    line.special_reason = reason or line.special_reason
    line.floor_price = offer.floor
    is_offered = offer.known and line.price == offer.price
    line.price_source = offer.label if is_offered else ""


def _is_special(line: Any, offer: LineOffer) -> bool:
    """Another price than the offered one, or a discount on it."""
    return line.discount != HUNDRED or (offer.known and line.price != offer.price)


def per_base(line: Any) -> Decimal:
    """The price after discount of one base unit."""
    with localcontext(EXACT):
        paid = line.price * line.discount / HUNDRED
        return Decimal(paid * line.ratio_denominator / line.ratio_numerator)


def below_floor(line: Any) -> bool:
    if line.is_gift or line.floor_price is None:
        return False
    return per_base(line) < line.floor_price


def needs_director(body: Any) -> bool:
    """Below a floor price, under 80% of the price, or beyond the credit limit (R12)."""
    paid_for = [line for line in body.lines.all() if not line.is_gift]
    low = any(below_floor(line) or line.discount < DIRECTORS_DISCOUNT for line in paid_for)
    return low or credit.order_over_credit(body) > 0


# --- Sums ----------------------------------------------------------------------------------------


def _set_charges(body: Any, lines: Iterable[Any], data: Data) -> None:
    for name in ("freight", "waiver"):
        if data.get(name) is not None:
            setattr(body, name, data[name])
    body.goods_total = sum((line.gross for line in lines), ZERO)
    charged = body.goods_total + body.freight
    if body.waiver >= MOST_WAIVED or body.waiver > charged:
        raise Refused(
            _("Odd money is less than %(most)s and no more than the total; use a discount instead.")
            % {"most": formats.money(min(MOST_WAIVED, charged))}
        )
    body.head.total = charged - body.waiver
    rows.write([body.head], ["total"])


@dataclass(frozen=True)
class OldBalance:
    """赊、余账: what the customer owes from before, and his own money that no order claims yet."""

    debt: Decimal = ZERO
    own: Decimal = ZERO


def old_balance(body: Any) -> OldBalance:
    party = body.head.party_id
    if party is None:
        return OldBalance()
    own = funds.total(funds.free_credits(party)) - _spoken_for(body)
    return OldBalance(funds.total(funds.open_debts_of(party)), max(own, ZERO))


def _set_sums(body: Any, *, add_old_debt: bool) -> None:
    """Read while no other order of this customer is priced or approved."""
    total = body.head.total
    credit.lock_limit(body.head.party_id)
    before = old_balance(body)
    owed = before.debt if add_old_debt else ZERO
    body.old_debt = owed
    body.credit_used = min(before.own, total)
    body.total_to_remit = max(total + owed - body.credit_used, ZERO)
    body.deposit_due = deposit_of(body.terms, total, percent=body.deposit_percent)


def _spoken_for(body: Any) -> Decimal:
    """Own money that other orders of the customer, still in approval, will set off."""
    return sum(_used_by_others(body.head.party_id, body.pk), ZERO)


_used_by_others: Prepared[Any] = Prepared(
    lambda party, but: (
        CustomerOrder.objects.filter(head__party=party, head__state="approving")
        .exclude(pk=but)
        .values_list("credit_used", flat=True)
    ),
    KEY,
    KEY,
)


def deposit_of(terms: str, total: Decimal, *, percent: Decimal) -> Decimal:
    """What must be there before release: all, a part to the fen, or nothing."""
    if terms == Terms.PREPAID:
        return total
    if terms == Terms.DEPOSIT:
        return round_money(total * percent / HUNDRED)
    return ZERO


CONDITION = "special"
CONDITION_WORDS = _("Below floor price, discount under 80 or over credit")


def offered_words(line: Any, offers: Offers) -> str:
    """For the page: what is offered, and the floor where there is one."""
    offer = offer_for(line, offers)
    if offer.floor is None:
        return offer.words
    floor = gettext("floor %(price)s") % {"price": formats.price(offer.floor)}
    return f"{offer.words} · {floor}"
