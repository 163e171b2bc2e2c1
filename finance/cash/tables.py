"""The columns of the cash pages."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from finance.parties.tables import PaperTable
from ui.tables import Column, DateColumn, LinkColumn, MoneyColumn, Table


class JournalsTable(Table):
    """账户余额: one row per account."""

    code = LinkColumn(_("Code"), accessor="account__code")
    name = Column(_("Account"), accessor="account__name")
    kind = Column(_("Account kind"), accessor="kind")
    opening = MoneyColumn(_("Opening"), accessor="flow__opening", footer="sum", blank_zero=True)
    money_in = MoneyColumn(_("Money in"), accessor="flow__money_in", footer="sum", blank_zero=True)
    money_out = MoneyColumn(
        _("Money out"), accessor="flow__money_out", footer="sum", blank_zero=True
    )
    closing = MoneyColumn(_("Closing"), accessor="flow__closing", footer="sum")


class JournalTable(PaperTable):
    """One account's entries between their opening and closing lines."""

    on_date = DateColumn(_("Document date"), orderable=False)
    number = Column(_("Number"), accessor="document__number", orderable=False, empty_values=())
    type = Column(_("Type"), accessor="document__type", orderable=False, empty_values=())
    description = Column(_("Summary"), orderable=False)
    party = Column(_("Party"), accessor="party__name", orderable=False)
    money_in = MoneyColumn(_("Money in"), footer="sum", blank_zero=True, orderable=False)
    money_out = MoneyColumn(_("Money out"), footer="sum", blank_zero=True, orderable=False)
    running = MoneyColumn(_("Balance"), orderable=False)

    frozen: ClassVar[int] = 2

    def render_number(self, record: Any) -> Any:
        return super().render_number(record) if record.document else ""

    def value_number(self, record: Any) -> str:
        return super().value_number(record) if record.document else ""

    def render_type(self, record: Any) -> str:
        return super().render_type(record) if record.document else ""

    value_type = render_type

    def row_url(self, record: Any) -> str:
        return super().row_url(record) if record.document else ""

    def row_tone(self, record: Any) -> str:
        """A reversal counts, so it is red and not struck out."""
        return "bad" if record.reverses_id else ""
