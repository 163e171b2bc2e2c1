"""缺货需求: what released orders lack, by item, and for which papers."""

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.pages import url_for
from documents.pages.doors import person
from documents.visibility import readable_types
from inventory.demand import offers
from inventory.demand.queries import demands, open_demand
from inventory.demand.readers import READERS
from inventory.places.models import Warehouse
from inventory.stock.filters import ITEM_FIELDS
from inventory.stock.tables import card_url, packs_of, paper_link
from masterdata.models import Item
from masterdata.models.items import ItemKind
from masterdata.roles import has_any
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, TextFilter
from ui.forms import DateField
from ui.listing import listing
from ui.punctuation import listed
from ui.tables import Column, CountColumn, DateColumn, LinkColumn, QuantityColumn, Table, TimeColumn

MOST_SHOWN = 3
# Rows, not papers: an order may lack one item in several lines.
MOST_PEGS = 20


class DayFilter(django_filters.Filter):
    field_class = DateField


def _handled_by_the_page(rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
    """The page has built its query from this condition already."""
    return rows


class DemandFilter(FilterSet):
    q = TextFilter(fields=ITEM_FIELDS)
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        label=_("Warehouse"),
        method=_handled_by_the_page,
    )
    needed_until = DayFilter(label=_("Needed until"), method=_handled_by_the_page)
    kind = ChoiceFilter(choices=ItemKind.choices, label=_("Item kind"))
    lacking = FlagFilter(label=_("Not on order yet"), method="not_ordered")

    def not_ordered(self, items: QuerySet[Item], _name: str, value: Any) -> QuerySet[Item]:
        return items.filter(lacking__gt=0) if value else items


class DemandTable(Table):
    """One row per item; who may not open a paper sees its number all the same."""

    frozen: ClassVar[int] = 2
    readable: ClassVar[frozenset[str]] = frozenset()

    code = LinkColumn(_("Item code"), url=lambda item: card_url(item.pk))
    name = Column(_("Item name"))
    specification = Column(_("Specification"))
    model = Column(_("Model"), shown=False)
    colour = Column(_("Colour"), shown=False)
    unit = Column(_("Unit"), accessor="unit__name", order_by="unit__name")
    demanded = QuantityColumn(_("Demand"), footer="sum")
    packs = Column(_("Packs and loose"), accessor="demanded", orderable=False, shown=False)
    needed_on = DateColumn(_("Needed first on"))
    orders = CountColumn(_("Number of orders"))
    on_hand = QuantityColumn(_("On hand"), footer="sum", blank_zero=True)
    available = QuantityColumn(_("Available"), footer="sum", blank_zero=True)
    expected = QuantityColumn(_("On order"), footer="sum", blank_zero=True)
    lacking = QuantityColumn(_("Lacking"), footer="sum", blank_zero=True)
    prepared = QuantityColumn(_("On orders in preparation"), footer="sum", blank_zero=True)
    supplier = Column(
        _("Default supplier"),
        accessor="default_supplier__name",
        order_by="default_supplier__code",
        shown=False,
    )
    papers = Column(_("Needed for"), accessor="pk", orderable=False)

    def render_packs(self, record: Any) -> str:
        return packs_of(record, record.demanded)

    value_packs = render_packs

    def render_papers(self, record: Any) -> SafeString:
        """The first papers as links; how many more there are."""
        papers = papers_of(record)[:MOST_SHOWN]
        links = format_html_join(gettext(", "), "{}", ((self._link(one),) for one in papers))
        more = record.orders - len(papers)
        return format_html("{} +{}", links, more) if more > 0 else links

    def value_papers(self, record: Any) -> str:
        return listed(paper.number for paper in papers_of(record))

    def _link(self, paper: Document) -> SafeString | str:
        return paper_link(paper) if paper.type in self.readable else paper.number

    def row_url(self, record: Any) -> str:
        return reverse("demand_item", args=[record.pk])

    def row_tone(self, record: Any) -> str:
        return "warning" if record.lacking > record.prepared else ""


def papers_of(item: Any) -> list[Document]:
    """Each paper once, what is needed first before the rest."""
    return list({peg.document_id: peg.document for peg in item.pegs}.values())


def _rows(conditions: FilterSet) -> QuerySet[Item]:
    chosen = conditions.form.cleaned_data
    warehouse: Warehouse | None = chosen.get("warehouse")
    until: date | None = chosen.get("needed_until")
    items = open_demand(
        warehouse=warehouse.pk if warehouse else None, until=until, most_pegs=_most_pegs(conditions)
    )
    ordered = items.select_related("unit", "default_supplier").order_by("needed_on", "code")
    return conditions.filter_queryset(ordered)


def _most_pegs(conditions: FilterSet) -> int | None:
    """A thousand orders may lack one item: the screen names the first, a sheet names them all."""
    to_sheet = conditions.request is not None and conditions.request.GET.get("export")
    return None if to_sheet else MOST_PEGS


@require_GET
def demand_list(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    readable = frozenset(each.code for each in readable_types(user))
    found = offers.offers_for(user)
    buttons = [
        {"code": each.code, "label": each.label, "url": reverse(each.url_name)} for each in found
    ]
    notes = [str(each.note) for each in found if each.note]
    parts = {"readable": readable, "selectable": bool(found), "Meta": DemandTable.Meta}
    extra: dict[str, Any] = {"note": " ".join([_meaning(), *notes])}
    if buttons:
        extra |= {"batch_url": buttons[0]["url"], "batch_actions": buttons}
    return listing(
        request,
        queryset=_rows,
        table_class=type("DemandTable", (DemandTable,), parts),
        filter_class=DemandFilter,
        title=_("Missing goods"),
        extra=extra,
    )


def _meaning() -> str:
    return gettext("Lacking = demand − on order. What lies there is promised to orders already.")


def _reader(request: HttpRequest) -> Any:
    user = person(request)
    if not has_any(user, READERS):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    return user


class PegFilter(FilterSet):
    q = TextFilter(fields=("document__number", "document__party__name", "document__party__code"))
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="warehouse",
        label=_("Warehouse"),
    )


class PegTable(Table):
    """Where the demand of one item comes from: a row per line of a paper."""

    readable: ClassVar[frozenset[str]] = frozenset()

    number = Column(_("Number"), accessor="document__number", order_by="document__number")
    line_no = CountColumn(_("Line"))
    party = Column(_("Customer"), accessor="document__party__name")
    warehouse = Column(_("Warehouse"), accessor="warehouse__name", order_by="warehouse__code")
    quantity = QuantityColumn(_("Demand"), footer="sum")
    needed_on = DateColumn(_("Needed on"))
    opened_at = TimeColumn(_("Since"))

    def may_read(self, record: Any) -> bool:
        return record.document.type in self.readable

    def render_number(self, record: Any) -> Any:
        return paper_link(record.document) if self.may_read(record) else record.document.number

    def value_number(self, record: Any) -> str:
        return str(record.document.number)

    def render_party(self, record: Any) -> str:
        return self.value_party(record) or "—"

    def value_party(self, record: Any) -> str:
        return str(record.document.party or "") if self.may_read(record) else ""

    def row_url(self, record: Any) -> str:
        return url_for(record.document) if self.may_read(record) else ""


@require_GET
def demand_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line that needs this item, what is needed first before the rest."""
    user = _reader(request)
    item = get_object_or_404(Item, pk=pk)
    readable = frozenset(each.code for each in readable_types(user))
    rows = demands().filter(item=item).select_related("document__party", "warehouse")
    return listing(
        request,
        queryset=rows.order_by("needed_on", "document__number", "line_no"),
        table_class=type("PegTable", (PegTable,), {"readable": readable, "Meta": PegTable.Meta}),
        filter_class=PegFilter,
        title=_("Needed for: %(item)s") % {"item": item},
        extra={"actions": _ways_on(item)},
    )


def _ways_on(item: Item) -> list[dict[str, Any]]:
    return [
        {"label": _("Missing goods"), "url": reverse("demand_list"), "icon": "arrow-left"},
        {"label": _("Stock card"), "url": card_url(item.pk), "icon": "boxes"},
    ]
