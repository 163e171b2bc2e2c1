"""The columns of the payables and receivables pages."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.models import Document
from documents.pages import url_for
from finance.parties.models import Allocation, OpenItem
from finance.parties.rows import PartyRow
from ui import formats
from ui.punctuation import listed
from ui.tables import Column, DateColumn, LinkColumn, MoneyColumn, Table, UserColumn


def paper_link(document: Document) -> SafeString | str:
    url = url_for(document)
    return format_html('<a href="{}">{}</a>', url, document.number) if url else document.number


def settlements_of(item: OpenItem) -> list[tuple[Document, Decimal]]:
    """For a debt the papers that settled it, for a payment the debts that it settled."""
    if item.amount > 0:
        return [(_settling(item, each), each.amount) for each in item.settled_by.all()]
    return [(each.debit_item.document, each.amount) for each in item.settles.all()]


def _settling(item: OpenItem, each: Allocation) -> Document:
    """A delivery that took money kept for its order was settled by the paper that brought it."""
    own = each.document_id == item.document_id
    return each.credit_item.document if own else each.document


class PartiesTable(Table):
    """应付 / 应收: one row per party."""

    frozen: ClassVar[int] = 2

    code = LinkColumn(_("Party code"), accessor="party__code")
    name = Column(_("Party"), accessor="party__name")
    opening = MoneyColumn(_("Opening"), footer="sum", blank_zero=True)
    increase = MoneyColumn(_("Increase"), footer="sum", blank_zero=True)
    decrease = MoneyColumn(_("Decrease"), footer="sum", blank_zero=True)
    closing = MoneyColumn(_("Closing"), footer="sum")
    overdue = MoneyColumn(_("Of which overdue"), footer="sum", blank_zero=True)
    days_30 = MoneyColumn(_("0–30 days"), footer="sum", blank_zero=True)
    days_60 = MoneyColumn(_("31–60 days"), footer="sum", blank_zero=True)
    days_90 = MoneyColumn(_("61–90 days"), footer="sum", blank_zero=True)
    older = MoneyColumn(_("Over 90 days"), footer="sum", blank_zero=True)
    prepaid = MoneyColumn(_("Prepaid"), footer="sum", blank_zero=True)
    owner = UserColumn(_("Handler"), accessor="party__owner", shown=False)

    def row_tone(self, record: PartyRow) -> str:
        return "warning" if record.overdue else ""


class PaperTable(Table):
    """Rows that cite a paper; who may not know of it sees the money, not the number."""

    readable: ClassVar[frozenset[str]] = frozenset()

    def may_read(self, record: OpenItem) -> bool:
        return record.document.type in self.readable

    def render_number(self, record: OpenItem) -> Any:
        return paper_link(record.document) if self.may_read(record) else "—"

    def value_number(self, record: OpenItem) -> str:
        return record.document.number if self.may_read(record) else ""

    def render_type(self, record: OpenItem) -> str:
        """The paper's name; a code that no longer has a law is shown as it is."""
        known = {each.code: each.label for each in registry.all_types()}
        return str(known.get(record.document.type, record.document.type))

    value_type = render_type

    def render_settlements(self, record: OpenItem) -> Any:
        parts = [
            format_html("{} {}", self.cited(paper, paper_link), formats.money(amount))
            for paper, amount in settlements_of(record)
        ]
        return format_html_join("，", "{}", ((part,) for part in parts))

    def value_settlements(self, record: OpenItem) -> str:
        """The same for a sheet."""
        cited = [
            f"{self.cited(paper, str)} {formats.money(amount)}"
            for paper, amount in settlements_of(record)
        ]
        return listed(cited)

    def cited(self, paper: Document, show: Callable[[Document], Any]) -> Any:
        return show(paper) if paper.type in self.readable else "—"

    def row_url(self, record: OpenItem) -> str:
        return url_for(record.document) if self.may_read(record) else ""

    def row_tone(self, record: OpenItem) -> str:
        return "void" if record.reverses_id else ""


class OpenItemTable(PaperTable):
    """未结清: what is open now, the oldest first."""

    party = Column(_("Party"), accessor="party__name", order_by="party__code")
    on_date = DateColumn(_("Document date"))
    number = Column(_("Number"), accessor="document__number", order_by="document__number")
    type = Column(_("Type"), accessor="document__type", order_by="document__type")
    description = Column(_("Summary"))
    dated = DateColumn(_("Original date"), shown=False)
    due_on = DateColumn(_("Due date"))
    amount = MoneyColumn(_("Amount"), footer="sum")
    allocated = MoneyColumn(_("Settled"), footer="sum", blank_zero=True)
    settlements = Column(_("Settled with"), accessor="pk", orderable=False)
    left = MoneyColumn(_("Still open"), footer="sum")

    def row_tone(self, record: Any) -> str:
        return "warning" if record.is_overdue else ""


class AccountTable(PaperTable):
    """One party's ledger with the balance after each row."""

    on_date = DateColumn(_("Document date"), orderable=False)
    number = Column(_("Number"), accessor="document__number", orderable=False)
    type = Column(_("Type"), accessor="document__type", orderable=False)
    description = Column(_("Summary"), orderable=False)
    due_on = DateColumn(_("Due date"), orderable=False)
    increase = MoneyColumn(_("Increase"), footer="sum", blank_zero=True, orderable=False)
    decrease = MoneyColumn(_("Decrease"), footer="sum", blank_zero=True, orderable=False)
    running = MoneyColumn(_("Balance"), orderable=False)
    allocated = MoneyColumn(_("Settled"), blank_zero=True, orderable=False, shown=False)
    settlements = Column(_("Settled with"), accessor="pk", orderable=False)
