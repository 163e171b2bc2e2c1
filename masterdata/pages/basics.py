"""Pages of the small lists: units, categories, regions, tax rates."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from masterdata.filters import CodeFilter
from masterdata.forms.items import CategoryForm, TaxRateForm, UnitForm
from masterdata.forms.parties import RegionForm
from masterdata.models import Category, Region, TaxRate, Unit
from masterdata.roles import CHANGE_CUSTOMERS, CHANGE_ITEMS, Role, has_any
from masterdata.tables import CategoryTable, RegionTable, TaxRateTable, UnitTable
from ui.importer import Importer
from ui.imports import Heading
from ui.pages import RecordPages

CODE = Heading("code", _("Code"), required=True)
NAME = Heading("name", _("Name"), required=True)


def changes_items(user: Any) -> bool:
    return has_any(user, CHANGE_ITEMS)


def changes_regions(user: Any) -> bool:
    return has_any(user, CHANGE_CUSTOMERS)


def changes_tax_rates(user: Any) -> bool:
    return has_any(user, frozenset({Role.ADMINISTRATOR, Role.ACCOUNTANT}))


UNITS = RecordPages(
    model=Unit,
    name="unit",
    table=UnitTable,
    filter=CodeFilter,
    form=UnitForm,
    title=_("Unit"),
    title_plural=_("Units"),
    may_change=changes_items,
    may_delete=changes_items,
    importer=Importer(
        form=UnitForm,
        headings=(CODE, NAME, Heading("decimals", _("Decimals"))),
        key="code",
        examples=(("箱", "箱", 0), ("米", "米", 2)),
    ),
)
CATEGORIES = RecordPages(
    model=Category,
    name="category",
    table=CategoryTable,
    filter=CodeFilter,
    form=CategoryForm,
    title=_("Category"),
    title_plural=_("Categories"),
    may_change=changes_items,
    may_delete=changes_items,
    queryset=lambda _request: Category.objects.select_related("parent"),
    importer=Importer(
        form=CategoryForm,
        headings=(CODE, NAME, Heading("parent", _("Belongs to"))),
        key="code",
        examples=(("20", "五金配件", ""),),
    ),
)
REGIONS = RecordPages(
    model=Region,
    name="region",
    table=RegionTable,
    filter=CodeFilter,
    form=RegionForm,
    title=_("Region"),
    title_plural=_("Regions"),
    may_change=changes_regions,
    may_delete=changes_regions,
    importer=Importer(
        form=RegionForm, headings=(CODE, NAME), key="code", examples=(("HN", "华南"),)
    ),
)
TAX_RATES = RecordPages(
    model=TaxRate,
    name="tax_rate",
    table=TaxRateTable,
    filter=CodeFilter,
    form=TaxRateForm,
    title=_("Tax rate"),
    title_plural=_("Tax rates"),
    may_change=changes_tax_rates,
)
