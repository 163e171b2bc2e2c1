"""The lists of the master data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from masterdata.roles import Role
from ui.tables import (
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
    Table,
    TimeColumn,
    UserColumn,
)


def standing(_value: Any, record: Any) -> dict[str, Any]:
    """One badge for what matters first: out of use, unfinished, blocked, in use."""
    if not record.is_active:
        return {"label": _("Not in use"), "tone": "void"}
    if record.to_complete:
        return {"label": _("To be completed"), "tone": "warning"}
    if getattr(record, "blocked_for_orders", False):
        return {"label": _("Blocked"), "tone": "bad"}
    return {"label": _("In use"), "tone": "good"}


class RolesColumn(Column):
    """The roles of a person in words; the groups are fetched for the whole page at once."""

    def render(self, value: Any) -> str:
        names = {group.name for group in value.all()}
        return ", ".join(str(role.label) for role in Role if role.value in names)

    def value(self, value: Any) -> str:
        return self.render(value)


class ItemTable(Table):
    code = LinkColumn()
    name = Column()
    specification = Column()
    model = Column()
    series = Column(shown=False)
    size = Column()
    colour = Column()
    unit = Column()
    kind = Column()
    category = Column()
    barcode = Column(shown=False)
    list_price = PriceColumn(blank_zero=True)
    list_purchase_price = PriceColumn(blank_zero=True, priced=True)
    tax_rate = PercentColumn(shown=False)
    safety_stock = QuantityColumn(blank_zero=True, shown=False)
    reorder_point = QuantityColumn(blank_zero=True)
    minimum_order = QuantityColumn(blank_zero=True, shown=False)
    lead_time_days = CountColumn(blank_zero=True, shown=False)
    parcels_per_piece = CountColumn(shown=False)
    default_supplier = Column()
    pinyin = Column(shown=False)
    is_active = BadgeColumn(_("State"), badge_of=standing)

    class Meta(Table.Meta):
        order_by = "code"


class StoreItemTable(ItemTable):
    """For those who may see no price at all."""

    list_price = None
    list_purchase_price = None


class PartyTable(Table):
    code = LinkColumn()
    name = Column()
    short_name = Column()
    is_supplier = BooleanColumn()
    is_customer = BooleanColumn()
    head_person = Column(shown=False)
    contact = Column(_("Contact"), accessor="contact_name", orderable=False)
    phone = Column(_("Phone"), accessor="contact_phone", orderable=False)
    region = Column()
    owner = UserColumn()
    level = Column()
    payment_terms = Column()
    credit_days = CountColumn(blank_zero=True, shown=False)
    credit_limit = MoneyColumn(blank_zero=True, priced=True, shown=False)
    tax_number = Column(shown=False)
    default_tax_rate = PercentColumn(shown=False)
    pinyin = Column(shown=False)
    is_active = BadgeColumn(_("State"), badge_of=standing)

    class Meta(Table.Meta):
        order_by = "code"


class UnitTable(Table):
    code = LinkColumn()
    name = Column()
    decimals = CountColumn()

    class Meta(Table.Meta):
        order_by = "code"


class CategoryTable(Table):
    code = LinkColumn()
    name = Column()
    parent = Column()

    class Meta(Table.Meta):
        order_by = "code"


class RegionTable(Table):
    code = LinkColumn()
    name = Column()

    class Meta(Table.Meta):
        order_by = "code"


class TaxRateTable(Table):
    code = LinkColumn()
    name = Column()
    percent = PercentColumn()
    kind = Column()
    valid_from = DateColumn()
    valid_to = DateColumn()

    class Meta(Table.Meta):
        order_by = "-percent"


class UserTable(Table):
    username = LinkColumn(_("Login name"))
    full_name = Column()
    position = Column()
    roles = RolesColumn(_("Roles"), accessor="groups", orderable=False)
    superior = UserColumn()
    region = Column()
    phone = Column()
    last_login = TimeColumn(_("Last login"))
    is_active = BadgeColumn(_("State"), badge_of=standing)

    class Meta(Table.Meta):
        order_by = "username"
