"""The conditions of the cash pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.filters import FilterSet, PeriodFilter, TextFilter
from ui.forms import DateField, Form


class JournalFilter(FilterSet):
    period = PeriodFilter(field_name="on_date", label=_("Document date"))

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"period": "this_month"}


class JournalsFilter(JournalFilter):
    q = TextFilter(fields=("account__code", "account__name"))


class DayForm(Form):
    """Which day the daily report is of."""

    day = DateField(label=_("Day"))
