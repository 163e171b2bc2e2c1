"""The columns of the stock pages; cost columns are there only for those who may see costs."""

from decimal import Decimal
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.models import Document
from documents.pages import url_for
from inventory.stock.costing import Holding, amount_at_average, unit_cost
from inventory.stock.models import StockBalance, StockEntry
from masterdata.models import Item
from masterdata.units import Pack, Ratio, describe
from ui.tables import (
    Column,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    PriceColumn,
    QuantityColumn,
    Table,
)


def packs_of(item: Item, quantity: Decimal) -> str:
    """3箱5个; nothing for an item without packs, whose plain quantity says it all."""
    larger = [
        Pack(pack.unit.name, Ratio(pack.numerator, pack.denominator))
        for pack in item.pack_units.all()
    ]
    return describe(quantity, [Pack(item.unit.name), *larger]) if larger and quantity else ""


def paper_link(document: Document) -> SafeString | str:
    url = url_for(document)
    return format_html('<a href="{}">{}</a>', url, document.number) if url else document.number


def type_label(code: str) -> str:
    """The paper's name; a code that no longer has a law is shown as it is."""
    known = {each.code: each.label for each in registry.all_types()}
    return str(known.get(code, code))


def card_url(item_id: int) -> str:
    return reverse("stock_card", args=[item_id])


class StockTable(Table):
    """库存: one row per item."""

    frozen: ClassVar[int] = 2

    code = LinkColumn(_("Item code"), url=lambda item: card_url(item.pk))
    name = Column(_("Item name"))
    specification = Column(_("Specification"))
    model = Column(_("Model"))
    colour = Column(_("Colour"))
    unit = Column(_("Unit"), accessor="unit__name", order_by="unit__name")
    packs = Column(_("Packs and loose"), accessor="on_hand", orderable=False)
    on_hand = QuantityColumn(_("On hand"), footer="sum")
    reserved = QuantityColumn(_("Reserved"), blank_zero=True, footer="sum")
    available = QuantityColumn(_("Available"), footer="sum")
    expected = QuantityColumn(_("On order"), blank_zero=True, footer="sum")
    safety_stock = QuantityColumn(_("Safety stock"), blank_zero=True)
    last_moved_on = DateColumn(_("Last movement"), shown=False)

    def render_packs(self, record: Item) -> str:
        return packs_of(record, record.on_hand)

    value_packs = render_packs

    def row_url(self, record: Item) -> str:
        return card_url(record.pk)

    def row_tone(self, record: Item) -> str:
        return "warning" if record.safety_stock and record.available < record.safety_stock else ""


class CostedStockTable(StockTable):
    cost = PriceColumn(_("Cost price"), accessor="worth", orderable=False)
    worth = MoneyColumn(_("Amount"), footer="sum")

    def render_cost(self, record: Item) -> str:
        found = self.value_cost(record)
        return "" if found is None else self.columns["cost"].column.show(found)

    def value_cost(self, record: Item) -> Decimal | None:
        return unit_cost(record.on_hand, record.worth)


class BinTable(Table):
    """By bin: one row per item, bin and holder."""

    frozen: ClassVar[int] = 3

    warehouse = Column(
        _("Warehouse"), accessor="bin__warehouse__name", order_by="bin__warehouse__code"
    )
    bin = Column(_("Bin"), accessor="bin__code", order_by="bin__code")
    code = LinkColumn(
        _("Item code"),
        accessor="item__code",
        order_by="item__code",
        url=lambda row: card_url(row.item_id),
    )
    name = Column(_("Item name"), accessor="item__name", order_by="item__name")
    specification = Column(_("Specification"), accessor="item__specification")
    model = Column(_("Model"), accessor="item__model")
    colour = Column(_("Colour"), accessor="item__colour")
    unit = Column(_("Unit"), accessor="item__unit__name")
    held_for = Column(_("Held for"))
    packs = Column(_("Packs and loose"), accessor="on_hand", orderable=False)
    on_hand = QuantityColumn(_("On hand"), footer="sum")
    reserved = QuantityColumn(_("Reserved"), blank_zero=True, footer="sum")
    available = QuantityColumn(_("Available"), footer="sum")
    expected = QuantityColumn(_("On order"), blank_zero=True, footer="sum")

    def render_packs(self, record: StockBalance) -> str:
        return packs_of(record.item, record.on_hand)

    value_packs = render_packs

    def row_url(self, record: StockBalance) -> str:
        return card_url(record.item_id)


class CostedBinTable(BinTable):
    """The amount is the bin's share at the warehouse's average, rounded for show."""

    cost = PriceColumn(_("Cost price"), accessor="cost_amount", orderable=False)
    worth = MoneyColumn(_("Amount"), accessor="cost_amount", orderable=False)

    def render_cost(self, record: Any) -> str:
        return self.columns["cost"].column.show(self.value_cost(record))

    def value_cost(self, record: Any) -> Decimal | None:
        return unit_cost(record.cost_quantity, record.cost_amount)

    def render_worth(self, record: Any) -> str:
        return self.columns["worth"].column.show(self.value_worth(record))

    def value_worth(self, record: Any) -> Decimal:
        return amount_at_average(Holding(record.cost_quantity, record.cost_amount), record.on_hand)


class CardTable(Table):
    """库存卡片: every movement of an item with the balance after it.

    A paper that the reader may not know of keeps its quantity here, but not its number.
    """

    readable: ClassVar[frozenset[str]] = frozenset()

    on_date = DateColumn(_("Document date"))
    number = Column(_("Number"), accessor="document__number", order_by="document__number")
    type = Column(_("Type"), accessor="document__type", order_by="document__type")
    party = Column(_("Party"), accessor="document__party", order_by="document__party__code")
    warehouse = Column(
        _("Warehouse"), accessor="bin__warehouse__name", order_by="bin__warehouse__code"
    )
    bin = Column(_("Bin"), accessor="bin__code", order_by="bin__code")
    held_for = Column(_("Held for"), shown=False)
    came = QuantityColumn(_("In"), blank_zero=True, footer="sum")
    went = QuantityColumn(_("Out"), blank_zero=True, footer="sum")
    running = QuantityColumn(_("Balance after"), orderable=False)

    def may_read(self, record: StockEntry) -> bool:
        return record.document.type in self.readable

    def render_number(self, record: StockEntry) -> Any:
        return paper_link(record.document) if self.may_read(record) else "—"

    def value_number(self, record: StockEntry) -> str:
        return record.document.number if self.may_read(record) else ""

    def render_type(self, record: StockEntry) -> str:
        return type_label(record.document.type)

    value_type = render_type

    def render_party(self, record: StockEntry) -> str:
        return str(record.document.party or "") if self.may_read(record) else "—"

    def value_party(self, record: StockEntry) -> str:
        return str(record.document.party or "") if self.may_read(record) else ""

    def row_url(self, record: StockEntry) -> str:
        return url_for(record.document) if self.may_read(record) else ""

    def row_tone(self, record: StockEntry) -> str:
        return "void" if record.reverses_id else ""


class CostedCardTable(CardTable):
    amount = MoneyColumn(_("Amount"), footer="sum")
    running_amount = MoneyColumn(_("Value"), orderable=False)
