"""The base of every list: columns a user may choose, hidden prices, totals of page and result."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

import django_tables2
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ui import rights, rows
from ui.columns import (
    BadgeColumn,
    BooleanColumn,
    Column,
    CountColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    TimeColumn,
    UserColumn,
    page_of,
)
from ui.paths import known_path

__all__ = [
    "BadgeColumn",
    "BooleanColumn",
    "Column",
    "CountColumn",
    "DateColumn",
    "FooterRow",
    "LinkColumn",
    "MoneyColumn",
    "PercentColumn",
    "PriceColumn",
    "QuantityColumn",
    "Table",
    "TimeColumn",
    "UserColumn",
]


COMING = "…"


@dataclass(frozen=True)
class FooterRow:
    """本页合计 or 总计: a label and the totals by column name."""

    label: str
    cells: dict[str, str]
    values: dict[str, Decimal]


class Table(django_tables2.Table):
    """`selectable` adds tick boxes (name `ids`), `frozen` is how many columns stay when scrolling
    sideways. `totals` of the whole result come from outside, those of a long list later, from
    `totals_url`.
    `left_out` names the rows that no total counts, by field and values; the footer tells it.
    `sees_prices(user)` is another right where the prices are not those of purchases.
    """

    selectable: ClassVar[bool] = False
    frozen: ClassVar[int] = 1
    left_out: ClassVar[Mapping[str, Collection[Any]]] = {}
    sees_prices: ClassVar[Callable[[Any], bool]] = staticmethod(rights.may_see_prices)

    class Meta:
        attrs: ClassVar[dict[str, Any]] = {}
        template_name = "components/table.html"
        empty_text = _("Nothing found. Widen the search or reset the filter.")

    def __init__(
        self,
        data: Any,
        *,
        hide_prices: bool = False,
        chosen: Sequence[str] | None = None,
        **options: Any,
    ) -> None:
        self.hide_prices = hide_prices
        self.totals: dict[str, Decimal] = {}
        self.totals_url = ""
        # What the query of the rows hangs on, where it is kept (`ui.steady`).
        self.key: Hashable = None
        self.drawers: dict[str, rows.Drawer] = {}
        base: dict[str, Any] = type(self).base_columns
        gone = {name for name, column in base.items() if getattr(column, "priced", False)}
        if hide_prices:
            options["exclude"] = tuple(set(options.get("exclude") or ()) | gone)
        known = [name for name in chosen or () if name in base]
        if known:
            options["sequence"] = (*known, "...")
        options.setdefault("default", "")
        if getattr(self._meta, "empty_text", None) is None:
            options.setdefault("empty_text", Table.Meta.empty_text)
        super().__init__(data, **options)
        for bound in list(self.columns.iterall()):
            wanted = bound.name in known if known else getattr(bound.column, "shown", True)
            if not wanted:
                self.columns.hide(bound.name)
        if isinstance(data, QuerySet):
            self._keep_order_to_the_database(data)

    def _keep_order_to_the_database(self, data: "QuerySet[Any]") -> None:
        """A column that Python computes cannot be sorted by, so it does not offer it."""
        for bound in self.columns.iterall():
            own = bound.column.order_by is not None or hasattr(self, f"order_{bound.name}")
            if not own and not known_path(data, bound.accessor):
                bound.column.orderable = False

    @cached_property
    def today(self) -> date:
        """The day by which lateness is told, asked once for all rows."""
        return timezone.localdate()

    def row_url(self, record: Any) -> str:
        """What a double click or Enter on the row opens; empty for nothing."""
        return page_of(record)

    def row_tone(self, record: Any) -> str:
        return ""

    def tickable(self, record: Any) -> bool:
        """Whether a selectable row has its tick box."""
        return True

    @property
    def records(self) -> Iterable[Any]:
        """What the page shows, or everything where there are no pages."""
        bound = self.page.object_list if hasattr(self, "page") else self.rows
        return bound.data if hasattr(bound, "data") else [row.record for row in bound]

    @property
    def paginated_rows(self) -> list[rows.Row]:
        return rows.rows(self, self.records)

    def summed(self) -> list[Any]:
        """The visible columns that are added up."""
        return [bound for bound in self.columns if getattr(bound.column, "sums", False)]

    @property
    def footer_rows(self) -> list[FooterRow]:
        """Page and whole result; one line alone when they are the same."""
        summed = self.summed()
        if not summed:
            return []
        whole, page = self.total_label(gettext("Grand total")), gettext("This page")
        known = self.totals or self.totals_url
        found = [self._footer_row(whole, self.totals)] if known else []
        if not found or self._has_more_pages():
            row = self._footer_row(self.total_label(page), self._page_totals(summed))
            found.insert(0, row)
        return found

    def total_label(self, label: str) -> str:
        return gettext("%(total)s (in force)") % {"total": label} if self.left_out else label

    def counts(self, record: Any) -> bool:
        """Whether the totals of the page take this row in."""
        return not any(rows.reader(name)(record) in out for name, out in self.left_out.items())

    def _has_more_pages(self) -> bool:
        return hasattr(self, "page") and bool(self.page.has_other_pages())

    def _footer_row(self, label: str, totals: dict[str, Decimal]) -> FooterRow:
        cells = {
            bound.name: bound.column.show(totals[bound.name]) if bound.name in totals else COMING
            for bound in self.summed()
            if bound.name in totals or not totals
        }
        return FooterRow(label, cells, totals)

    def _page_totals(self, summed: list[Any]) -> dict[str, Decimal]:
        return add_up(filter(self.counts, self.records), summed)


def add_up(records: Iterable[Any], summed: Iterable[Any]) -> dict[str, Decimal]:
    """Totals in Python: of the page at hand, or of a list that never was a query."""
    readers = {bound.name: rows.reader(str(bound.accessor)) for bound in summed}
    totals = dict.fromkeys(readers, Decimal(0))
    for record in records:
        for name, read in readers.items():
            totals[name] += read(record) or 0
    return totals
