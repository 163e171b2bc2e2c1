"""The open debts one by one, with what was judged of them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.pages import url_for
from finance.parties.queries import Left, open_items
from masterdata.models import Party, Region, User
from orders.receivables.lists import words_of
from orders.receivables.models import DebtJudgement
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, TextFilter
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

HELD, NOT_HELD = "held", "asked"
JUDGED = ((HELD, _("Uncollectable")), (NOT_HELD, _("To be asked for")))


@dataclass(frozen=True)
class Debt:
    """One open debt: what is left of it, how long it is due, whether one still asks for it."""

    each: Left
    party: Party
    today: date
    judgement: DebtJudgement | None = None

    @property
    def pk(self) -> int:
        return self.each.item.pk

    @property
    def item(self) -> Any:
        return self.each.item

    @property
    def left(self) -> Decimal:
        return self.each.left

    @property
    def days_overdue(self) -> int:
        due = self.each.item.due_on
        return max((self.today - due).days, 0) if due else 0

    @property
    def is_held(self) -> bool:
        return self.judgement is not None and self.judgement.uncollectable

    @property
    def uncollectable(self) -> Decimal | None:
        return self.left if self.is_held else None

    @property
    def reason(self) -> str:
        return self.judgement.reason if self.judgement else ""

    @property
    def judged_at(self) -> datetime | None:
        return self.judgement.at if self.judgement else None

    @property
    def judged_by(self) -> User | None:
        return self.judgement.actor if self.judgement else None


def open_debts(*, today: date, scope: Q) -> list[Debt]:
    """The longest due first; five queries."""
    found = [each for each in open_items("receivable", on=today) if each.left > 0]
    parties = {
        party.pk: party
        for party in Party.objects.filter(
            scope, pk__in={each.item.party_id for each in found}
        ).select_related("region", "owner")
    }
    judged = judgements([each.item.pk for each in found])
    debts = [
        Debt(each, parties[each.item.party_id], today, judged.get(each.item.pk))
        for each in found
        if each.item.party_id in parties
    ]
    return sorted(debts, key=lambda debt: (-debt.days_overdue, debt.item.on_date, debt.pk))


def judgements(item_ids: list[int]) -> dict[int, DebtJudgement]:
    """The last word on each."""
    rows = DebtJudgement.objects.filter(item__in=item_ids).order_by().values("item")
    last = DebtJudgement.objects.filter(pk__in=rows.annotate(last=Max("pk")).values("last"))
    return {each.item_id: each for each in last.select_related("actor")}


class DebtTable(Table):
    """Who may not know of a paper sees the money, not its number."""

    frozen: ClassVar[int] = 2
    readable: ClassVar[frozenset[str]] = frozenset()

    party = LinkColumn(
        _("Customer"),
        accessor="party__name",
        url=lambda record: reverse("receivable_party", args=[record.party.pk]),
    )
    number = Column(_("Number"), accessor="item__document__number")
    type = Column(_("Type"), accessor="item__document__type")
    on_date = DateColumn(_("Document date"), accessor="item__on_date")
    due_on = DateColumn(_("Due date"), accessor="item__due_on")
    days_overdue = CountColumn(_("Days overdue"), blank_zero=True)
    amount = MoneyColumn(_("Amount"), accessor="item__amount", footer="sum")
    left = MoneyColumn(_("Still open"), footer="sum")
    uncollectable = MoneyColumn(_("Uncollectable"), footer="sum", blank_zero=True)
    reason = Column(_("Reason"), orderable=False)
    judged_by = UserColumn(_("Judged by"))
    judged_at = TimeColumn(_("Judged at"))
    owner = UserColumn(_("Salesperson"), accessor="party__owner", shown=False)

    class Meta(Table.Meta):
        empty_text = _("No customer of yours owes anything here.")

    def may_read(self, record: Debt) -> bool:
        return record.item.document.type in self.readable

    def render_number(self, record: Debt) -> str:
        return record.item.document.number if self.may_read(record) else "—"

    value_number = render_number

    def render_type(self, record: Debt) -> str:
        known = {each.code: each.label for each in registry.all_types()}
        return str(known.get(record.item.document.type, record.item.document.type))

    value_type = render_type

    def row_url(self, record: Debt) -> str:
        return url_for(record.item.document) if self.may_read(record) else ""

    def row_tone(self, record: Debt) -> str:
        if record.is_held:
            return "void"
        return "warning" if record.days_overdue else ""


class JudgesTable(DebtTable):
    selectable: ClassVar[bool] = True


class DebtFilter(FilterSet):
    q = TextFilter(fields=("party__code", "party__name"), label=_("Customer"))
    overdue = FlagFilter(label=_("Overdue"))
    judged = ChoiceFilter(label=_("Judgement"), choices=JUDGED)
    region = LookupFilter("region", queryset=Region.objects.all(), label=_("Region"))
    owner = LookupFilter("user", queryset=User.objects.all(), label=_("Salesperson"))


def chosen(found: list[Debt], conditions: FilterSet) -> list[Debt]:
    asked = conditions.form.cleaned_data
    for word in (asked.get("q") or "").casefold().split():
        found = [debt for debt in found if word in words_of(debt.party)]
    if asked.get("overdue"):
        found = [debt for debt in found if debt.days_overdue]
    if asked.get("judged"):
        found = [debt for debt in found if debt.is_held == (asked["judged"] == HELD)]
    if asked.get("region"):
        found = [debt for debt in found if debt.party.region_id == asked["region"].pk]
    if asked.get("owner"):
        found = [debt for debt in found if debt.party.owner_id == asked["owner"].pk]
    return found
