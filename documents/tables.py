"""The list of papers: the head's columns, what is in the paper in short, the state, lateness."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.flow import State
from documents.models import Document
from ui.tables import (
    BadgeColumn,
    Column,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    Table,
    TimeColumn,
    UserColumn,
)


def state_of(_value: str, record: Document) -> State:
    return registry.get(record.type).state(record.state)


class GoodsColumn(Column):
    """商品摘要: the first item and how many lines there are."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        options.setdefault("orderable", False)
        super().__init__(verbose_name, **options)

    def render(self, value: Any, record: Any) -> str:
        count = getattr(record, "line_count", 0) or 0
        if count < 2:
            return str(value)
        return gettext("%(item)s and %(count)s more") % {"item": value, "count": count - 1}

    def value(self, value: Any, record: Any) -> str:
        return self.render(value, record)


# What is not valid yet, or not any more: a total over it would be money that nobody paid or owes.
NOT_IN_FORCE = ("draft", "returned", "reversed", "void", "cancelled")


class DocumentTable(Table):
    """A paper's own table adds columns by accessors such as `purchaseorder__warehouse__name`."""

    selectable = True
    frozen = 2
    party_label: Any = None

    number = LinkColumn(_("Number"), url=lambda record: page_of(record), css="g-code")
    date = DateColumn(_("Document date"))
    party = Column(_("Party"), accessor="party__name")
    goods = GoodsColumn(_("Goods"), accessor="first_item")
    total = MoneyColumn(_("Total"), priced=True, footer="sum")
    state = BadgeColumn(_("State"), badge_of=state_of)
    handler = UserColumn(_("Handler"), accessor="handler", order_by=("handler__full_name",))
    maker = UserColumn(_("Maker"), accessor="maker", order_by=("maker__full_name",), shown=False)
    approver = UserColumn(
        _("Approver"), accessor="approver", order_by=("approver__full_name",), shown=False
    )
    approved_at = TimeColumn(_("Approved at"), shown=False)
    created_at = TimeColumn(_("Created at"), shown=False)
    remark = Column(_("Remark"))

    class Meta(Table.Meta):
        empty_text = _("Nothing found here. Look under “All”, widen the search or reset it.")

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        if self.party_label and "party" in self.columns.columns:
            self.columns.columns["party"].column.verbose_name = self.party_label

    def more_sheets(self) -> list[tuple[str, Iterable[list[Any]]]]:
        """The export's second sheet: the lines of the papers on the first."""
        from documents.pages import pages_of
        from documents.pages.cells import sheet_of_lines

        papers = self.data.data
        code = papers.values_list("type", flat=True).order_by().first()
        pages = pages_of(code) if code else None
        if pages is None:
            return []
        rows = sheet_of_lines(papers, pages, hide_prices=self.hide_prices)
        return [(gettext("Lines"), rows)]

    def row_url(self, record: Any) -> str:
        return page_of(record)

    def row_tone(self, record: Any) -> str:
        return "late" if getattr(record, "is_late", False) else ""


def page_of(record: Any) -> str:
    from documents.pages import url_for

    return url_for(record)
