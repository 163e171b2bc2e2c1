"""信用额度表: customer by customer his limit, what of it is used and by what, and what is free."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from masterdata.customer_scope import customers_of
from masterdata.models import Party, Region, User
from orders.customer_order import credit
from orders.receivables.access import require_reader
from orders.receivables.lists import words_of
from ui.filters import FilterSet, FlagFilter, LookupFilter, TextFilter
from ui.listing import listing
from ui.tables import Column, CountColumn, LinkColumn, MoneyColumn, PercentColumn, Table, UserColumn

HUNDRED = Decimal(100)
# From so many percent of the limit on a row asks for attention.
NEAR = Decimal(90)


@dataclass(frozen=True)
class CreditRow:
    party: Party
    known: credit.Exposure

    @property
    def pk(self) -> int:
        return self.party.pk

    @property
    def limit(self) -> Decimal:
        return self.known.limit

    @property
    def owed(self) -> Decimal:
        """Used by open items, the customer's own money taken off."""
        return self.known.balance

    @property
    def orders(self) -> Decimal:
        return self.known.open_orders

    @property
    def used(self) -> Decimal:
        return self.known.used

    @property
    def free(self) -> Decimal:
        return self.known.free

    @property
    def beyond(self) -> Decimal:
        return max(-self.known.free, Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        return round(self.used * HUNDRED / self.limit, 1) if self.limit else None

    def get_absolute_url(self) -> str:
        return reverse("receivable_party", args=[self.pk])


class CreditTable(Table):
    frozen: ClassVar[int] = 2

    code = LinkColumn(_("Party code"), accessor="party__code", css="g-code")
    name = Column(_("Customer"), accessor="party__name")
    limit = MoneyColumn(_("Credit limit"), footer="sum", blank_zero=True)
    owed = MoneyColumn(_("Used by open items"), footer="sum", blank_zero=True)
    orders = MoneyColumn(_("Used by open orders"), footer="sum", blank_zero=True)
    used = MoneyColumn(_("Used in all"), footer="sum", blank_zero=True)
    free = MoneyColumn(_("Credit still free"), footer="sum")
    beyond = MoneyColumn(_("Over the limit"), footer="sum", blank_zero=True)
    percent = PercentColumn(_("Used (%)"))
    days = CountColumn(_("Credit days"), accessor="party__credit_days", blank_zero=True)
    region = Column(_("Region"), accessor="party__region__name")
    owner = UserColumn(_("Salesperson"), accessor="party__owner")

    class Meta(Table.Meta):
        empty_text = _("No customer of yours has a credit limit or owes anything.")

    def row_tone(self, record: CreditRow) -> str:
        if record.beyond:
            return "bad"
        return "warning" if (record.percent or 0) >= NEAR else ""


class CreditFilter(FilterSet):
    q = TextFilter(fields=("party__code", "party__name"), label=_("Customer"))
    over = FlagFilter(label=_("Over the limit"))
    region = LookupFilter("region", queryset=Region.objects.all(), label=_("Region"))
    owner = LookupFilter("user", queryset=User.objects.all(), label=_("Salesperson"))


def credit_rows(scope: Q) -> list[CreditRow]:
    """Whoever has a limit or uses one, the most exceeded first; seven queries."""
    parties = list(
        Party.objects.filter(scope, is_customer=True)
        .select_related("region", "owner")
        .order_by("code", "pk")
    )
    known = credit.exposures(party.pk for party in parties)
    rows = [CreditRow(party, known[party.pk]) for party in parties]
    told = [row for row in rows if row.limit or row.used > 0]
    return sorted(told, key=lambda row: (-row.beyond, -row.used, row.party.code))


@require_GET
def credit_report(request: HttpRequest) -> HttpResponse:
    user = require_reader(request)

    def rows(asked: FilterSet) -> list[CreditRow]:
        return _chosen(credit_rows(customers_of(user)), asked.form.cleaned_data)

    return listing(
        request,
        queryset=rows,
        table_class=CreditTable,
        filter_class=CreditFilter,
        title=_("Credit limits and their use"),
        extra={
            "note": _(
                "Used is what a customer owes, his own money taken off, and what his open orders"
                " on account will add; it is asked whenever an order is approved, released,"
                " changed or reopened, and when goods are authorised and leave."
            )
        },
    )


def _chosen(found: list[CreditRow], asked: dict[str, Any]) -> list[CreditRow]:
    for word in (asked.get("q") or "").casefold().split():
        found = [row for row in found if word in words_of(row.party)]
    if asked.get("over"):
        found = [row for row in found if row.beyond]
    if asked.get("region"):
        found = [row for row in found if row.party.region_id == asked["region"].pk]
    if asked.get("owner"):
        found = [row for row in found if row.party.owner_id == asked["owner"].pk]
    return found
