"""The conditions of the payables and receivables pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from masterdata.models import Party, Region, User
from ui.filters import FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter


class PartiesFilter(FilterSet):
    """The period gives opening, increase, decrease and closing; ages are of its last day."""

    period = PeriodFilter(field_name="on_date", label=_("Document date"))
    q = TextFilter(fields=("party__code", "party__name"))
    owing = FlagFilter(label=_("With a balance"))
    overdue = FlagFilter(label=_("Overdue"))

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"period": "this_month"}


class CustomersFilter(PartiesFilter):
    """Customers belong to regions and to salespeople (R33)."""

    region = LookupFilter("region", queryset=Region.objects.all(), label=_("Region"))
    owner = LookupFilter("user", queryset=User.objects.all(), label=_("Salesperson"))


class OpenItemFilter(FilterSet):
    q = TextFilter(
        fields=("document__number", "description", "party__code", "party__name", "party__pinyin")
    )
    party = LookupFilter(
        "party", queryset=Party.objects.all(), field_name="party", label=_("Party")
    )
    date = PeriodFilter(field_name="on_date", label=_("Document date"))
    due = PeriodFilter(field_name="due_on", label=_("Due date"))
    overdue = FlagFilter(field_name="is_overdue", label=_("Overdue"))
    more_filters = ("date", "due")


class AccountFilter(FilterSet):
    period = PeriodFilter(field_name="on_date", label=_("Document date"))
