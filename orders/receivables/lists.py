"""The columns and conditions of the chase list, the open debts, and the log of talks."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from masterdata.models import Party, Region, User
from orders.receivables.debtors import Debtor
from orders.receivables.models import DebtTalk
from orders.receivables.promises import Standing
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import (
    Column,
    CountColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    Table,
    TimeColumn,
    UserColumn,
)

TODAY, BROKEN, OVERDUE, AWAITED, ALL = "today", "broken", "overdue", "awaited", "all"
VIEWS: tuple[tuple[str, Any], ...] = (
    (TODAY, _("To be called today")),
    (BROKEN, _("Broken promises")),
    (OVERDUE, _("Overdue")),
    (AWAITED, _("Remittances overdue")),
    (ALL, _("All who owe")),
)
STANDINGS: tuple[tuple[str, Any], ...] = (
    (Standing.BROKEN, _("Promise broken")),
    (Standing.OPEN, _("Promise open")),
    (Standing.KEPT, _("Promise kept")),
    (Standing.NONE, _("No promise")),
)
WORDS = dict(STANDINGS) | {Standing.NONE: ""}
SHOWN: dict[str, Callable[[Debtor], bool]] = {
    TODAY: lambda each: each.is_to_call,
    BROKEN: lambda each: each.is_broken,
    OVERDUE: lambda each: each.overdue > 0,
    AWAITED: lambda each: each.awaited > 0,
    ALL: lambda each: True,
}
AGES: tuple[tuple[str, Any], ...] = (
    ("30", _("Over 30 days")),
    ("60", _("Over 60 days")),
    ("90", _("Over 90 days")),
)


def account_of(record: Any) -> str:
    return reverse("receivable_party", args=[record.party.pk])


class DebtorTable(Table):
    selectable: ClassVar[bool] = True
    frozen: ClassVar[int] = 2

    code = LinkColumn(_("Party code"), accessor="party__code", url=account_of, css="g-code")
    name = Column(_("Customer"), accessor="party__name")
    owed = MoneyColumn(_("Owed"), footer="sum", blank_zero=True)
    overdue = MoneyColumn(_("Overdue"), footer="sum", blank_zero=True)
    days_overdue = CountColumn(_("Days overdue"), blank_zero=True)
    standing = Column(_("Promise to pay"))
    promised_on = DateColumn(_("Promised to pay on"), accessor="promised__promised_on")
    promised_amount = MoneyColumn(_("Promised amount"), accessor="promised__promised_amount")
    came = MoneyColumn(_("Came since"), blank_zero=True)
    last_on = DateColumn(_("Last contact"))
    next_on = DateColumn(_("Next contact"), accessor="last__next_on")
    said = Column(_("What was said"), accessor="last__said", orderable=False)
    oldest_due = DateColumn(_("Due longest since"))
    days_30 = MoneyColumn(_("0–30 days"), footer="sum", blank_zero=True)
    days_60 = MoneyColumn(_("31–60 days"), footer="sum", blank_zero=True)
    days_90 = MoneyColumn(_("61–90 days"), footer="sum", blank_zero=True)
    older = MoneyColumn(_("Over 90 days"), footer="sum", blank_zero=True)
    uncollectable = MoneyColumn(_("Uncollectable"), footer="sum", blank_zero=True)
    awaited = MoneyColumn(_("Remittances overdue"), footer="sum", blank_zero=True)
    own = MoneyColumn(_("Customer's own money"), footer="sum", blank_zero=True)
    limit = MoneyColumn(_("Credit limit"), accessor="party__credit_limit", blank_zero=True)
    region = Column(_("Region"), accessor="party__region__name", shown=False)
    owner = UserColumn(_("Salesperson"), accessor="party__owner")

    class Meta(Table.Meta):
        empty_text = _("No customer of yours is to be asked for money here.")

    def render_standing(self, record: Debtor) -> str:
        return str(WORDS[record.standing])

    value_standing = render_standing

    def row_tone(self, record: Debtor) -> str:
        if record.is_broken:
            return "bad"
        return "warning" if record.overdue or record.awaited else ""


class DebtorFilter(FilterSet):
    more_filters: ClassVar[tuple[str, ...]] = ("promise", "owner")

    view = ChoiceFilter(label=_("View"), choices=VIEWS)
    q = TextFilter(fields=("party__code", "party__name"), label=_("Customer"))
    age = ChoiceFilter(label=_("Age of debts"), choices=AGES)
    promise = ChoiceFilter(label=_("Promise to pay"), choices=STANDINGS)
    region = LookupFilter("region", queryset=Region.objects.all(), label=_("Region"))
    owner = LookupFilter("user", queryset=User.objects.all(), label=_("Salesperson"))


def chosen(found: list[Debtor], conditions: FilterSet) -> list[Debtor]:
    """Those that the conditions let through."""
    if not conditions.is_valid():
        return []
    asked = conditions.form.cleaned_data
    shown = SHOWN[asked.get("view") or ALL]
    tests: list[Callable[[Debtor], bool]] = [shown]
    tests += [_named(word) for word in (asked.get("q") or "").casefold().split()]
    if asked.get("age"):
        tests.append(_older_than(int(asked["age"])))
    if asked.get("promise"):
        tests.append(lambda each: each.standing == asked["promise"])
    if asked.get("region"):
        tests.append(lambda each: each.party.region_id == asked["region"].pk)
    if asked.get("owner"):
        tests.append(lambda each: each.party.owner_id == asked["owner"].pk)
    return [each for each in found if all(test(each) for test in tests)]


def _named(word: str) -> Callable[[Any], bool]:
    return lambda each: word in words_of(each.party)


def words_of(party: Party) -> str:
    return f"{party.code} {party.name} {party.short_name} {party.pinyin}".casefold()


def _older_than(days: int) -> Callable[[Debtor], bool]:
    """Something of his debts is in a bucket beyond so many days."""
    first = {30: 1, 60: 2, 90: 3}[days]
    return lambda each: any(each.ageing.buckets[first:])


class TalkTable(Table):
    """The log itself: every talk, with what was owed then."""

    frozen: ClassVar[int] = 2

    at = TimeColumn(_("At"))
    party = LinkColumn(_("Customer"), accessor="party__name", url=account_of)
    owed = MoneyColumn(_("Debt then"))
    overdue = MoneyColumn(_("Overdue then"), blank_zero=True)
    channel = Column(_("How"))
    contact = Column(_("Spoke with"))
    said = Column(_("What was said"))
    promised_on = DateColumn(_("Promised to pay on"))
    promised_amount = MoneyColumn(_("Promised amount"))
    next_on = DateColumn(_("Next contact"))
    actor = UserColumn(_("Entered by"), order_by=("actor__full_name",))

    class Meta(Table.Meta):
        empty_text = _("Nobody has talked with a customer about a debt yet.")

    def render_channel(self, record: DebtTalk) -> str:
        return str(record.get_channel_display())

    value_channel = render_channel

    def row_url(self, record: DebtTalk) -> str:
        return account_of(record)


class TalkFilter(FilterSet):
    text = TextFilter(
        fields=("party__code", "party__name", "party__pinyin", "contact", "said"),
        label=_("Customer, contact or words"),
    )
    party = LookupFilter(
        "customer", queryset=Party.objects.filter(is_customer=True), label=_("Customer")
    )
    at = PeriodFilter(field_name="at", label=_("At"))
    promised = FlagFilter(label=_("With a promise"), method="by_promise")

    class Meta(FilterSet.Meta):
        model = DebtTalk
        fields: ClassVar[list[str]] = []

    def by_promise(self, talks: Any, name: str, value: bool) -> Any:
        return talks.filter(promised_on__isnull=False) if value else talks
