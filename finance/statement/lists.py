"""The list of statements: whose, of which days, what was owed at their end."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from finance.parties.models import Side
from ui.filters import ChoiceFilter
from ui.tables import Column, DateColumn, MoneyColumn


class StatementTable(DocumentTable):
    goods = None

    side = Column(_("Side"), accessor="statement__side")
    first = DateColumn(_("First day"), accessor="statement__first")
    last = DateColumn(_("Last day"), accessor="statement__last")
    opening = MoneyColumn(_("Opening"), accessor="statement__opening", priced=True)
    total = MoneyColumn(_("Closing"), priced=True, footer="sum")
    overdue = MoneyColumn(
        _("Of which overdue"), accessor="statement__overdue", priced=True, blank_zero=True
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "party",
            "side",
            "first",
            "last",
            "opening",
            "total",
            "overdue",
            "state",
            "handler",
            "remark",
            "...",
        )


class StatementFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker")
    item = None

    side = ChoiceFilter(field_name="statement__side", label=_("Side"), choices=Side.choices)
