"""The pages of warehouses, bins and items' usual bins."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.places.actions import make_default_bins
from inventory.places.models import Bin, BinKind, ItemPlace, Warehouse
from masterdata.models import Item, User
from masterdata.roles import Role, has_any
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, TextFilter, YesNoFilter
from ui.forms import LookupField, ModelForm
from ui.pages import RecordPages
from ui.pinyin import initials
from ui.tables import BooleanColumn, Column, LinkColumn, Table, UserColumn

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.WAREHOUSE_SUPERVISOR})


def may_change(user: User) -> bool:
    return has_any(user, KEEPERS)


class WarehouseForm(ModelForm):
    keeper = LookupField("user", User.objects.all(), label=_("Storekeeper"), required=False)

    class Meta:
        model = Warehouse
        fields = ("code", "name", "pinyin", "keeper", "is_active")


class WarehouseTable(Table):
    code = LinkColumn(_("Code"), url=lambda record: reverse("warehouse_detail", args=[record.pk]))
    name = Column(_("Name"))
    keeper = UserColumn(_("Storekeeper"), accessor="keeper", order_by="keeper__full_name")
    is_active = BooleanColumn(_("Active"))

    def row_url(self, record: Warehouse) -> str:
        return reverse("warehouse_detail", args=[record.pk])


class WarehouseFilter(FilterSet):
    q = TextFilter(fields=("code", "name", "pinyin"))
    active = YesNoFilter(field_name="is_active", label=_("Active"))


def save_warehouse(form: Any, _request: HttpRequest) -> Warehouse:
    """A new warehouse gets its first bins with it, and a mnemonic if none was typed."""
    with transaction.atomic():
        warehouse: Warehouse = form.save(commit=False)
        warehouse.pinyin = warehouse.pinyin or initials(warehouse.name)
        warehouse.save()
        make_default_bins(warehouse)
    return warehouse


def bins_of(warehouse: Warehouse, _request: HttpRequest) -> list[dict[str, Any]]:
    labels = (_("Bin code"), _("Name"), _("Bin kind"), _("Active"))
    bins = warehouse.bins.order_by("code")
    rows = [
        {
            "url": reverse("bin_detail", args=[each.pk]),
            "cells": [
                {"text": each.code, "url": reverse("bin_detail", args=[each.pk])},
                {"text": each.name},
                {"text": each.get_kind_display()},
                {"text": gettext("Yes") if each.is_active else gettext("No")},
            ],
        }
        for each in bins
    ]
    table = {"columns": [{"label": label} for label in labels], "rows": rows}
    return [{"title": _("Bins"), "table": table}]


def actions_of(warehouse: Warehouse, request: HttpRequest) -> list[dict[str, Any]]:
    stock = reverse("stock_bins", query={"warehouse": warehouse.pk})
    found = [{"label": _("Stock"), "url": stock, "icon": "boxes"}]
    if may_change(request.user):  # type: ignore[arg-type]
        new = reverse("bin_new", query={"warehouse": warehouse.pk})
        found.append({"label": _("New bin"), "url": new, "icon": "plus-lg"})
    return found


WAREHOUSES = RecordPages(
    model=Warehouse,
    name="warehouse",
    table=WarehouseTable,
    filter=WarehouseFilter,
    form=WarehouseForm,
    title=_("Warehouse"),
    title_plural=_("Warehouses"),
    may_change=may_change,
    queryset=lambda _request: Warehouse.objects.select_related("keeper").order_by("code"),
    save=save_warehouse,
    tables=bins_of,
    actions=actions_of,
)


class BinForm(ModelForm):
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))

    class Meta:
        model = Bin
        fields = ("warehouse", "code", "name", "kind", "is_active")

    def clean(self) -> dict[str, Any]:
        """A bin with goods in it stays where it is, and stays in use."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        moved = "warehouse" in self.changed_data or "kind" in self.changed_data
        closed = "is_active" in self.changed_data and not cleaned.get("is_active")
        if self.instance.pk and (moved or closed) and self.instance.stock_entries.exists():
            raise forms.ValidationError(
                _("Goods were booked in this bin: its warehouse and kind stay as they are.")
                if moved
                else _("Goods were booked in this bin; move them before you close it."),
            )
        return cleaned


class BinTable(Table):
    warehouse = Column(
        _("Warehouse"), accessor="warehouse__name", order_by=("warehouse__code", "code")
    )
    code = LinkColumn(_("Bin code"), url=lambda record: reverse("bin_detail", args=[record.pk]))
    name = Column(_("Name"))
    kind = Column(_("Bin kind"))
    is_active = BooleanColumn(_("Active"))

    def row_url(self, record: Bin) -> str:
        return reverse("bin_detail", args=[record.pk])


class BinFilter(FilterSet):
    q = TextFilter(fields=("code", "name"))
    warehouse = LookupFilter(
        "warehouse", queryset=Warehouse.objects.all(), field_name="warehouse", label=_("Warehouse")
    )
    kind = ChoiceFilter(choices=BinKind.choices, label=_("Bin kind"))
    active = YesNoFilter(field_name="is_active", label=_("Active"))


def chosen_warehouse(request: HttpRequest) -> dict[str, Any]:
    """A new bin starts in the warehouse from whose page it was asked for."""
    wanted = request.GET.get("warehouse", "")
    return {"initial": {"warehouse": wanted}} if wanted.isdigit() else {}


BINS = RecordPages(
    model=Bin,
    name="bin",
    table=BinTable,
    filter=BinFilter,
    form=BinForm,
    title=_("Bin"),
    title_plural=_("Bins"),
    may_change=may_change,
    queryset=lambda _request: Bin.objects.select_related("warehouse").order_by(
        "warehouse__code", "code"
    ),
    form_kwargs=chosen_warehouse,
)


class ItemPlaceForm(ModelForm):
    item = LookupField("item", Item.objects.all(), label=_("Item"))
    bin = LookupField("bin", Bin.objects.select_related("warehouse"), label=_("Bin"))

    class Meta:
        model = ItemPlace
        fields = ("item", "bin")


class ItemPlaceTable(Table):
    code = LinkColumn(
        _("Item code"),
        accessor="item__code",
        order_by="item__code",
        url=lambda record: reverse("item_place_edit", args=[record.pk]),
    )
    name = Column(_("Item name"), accessor="item__name", order_by="item__name")
    warehouse = Column(
        _("Warehouse"), accessor="bin__warehouse__name", order_by="bin__warehouse__code"
    )
    bin = Column(_("Bin"), accessor="bin__code", order_by="bin__code")


class ItemPlaceFilter(FilterSet):
    q = TextFilter(fields=("item__code", "item__name", "item__pinyin", "bin__code"))
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="bin__warehouse",
        label=_("Warehouse"),
    )


ITEM_PLACES = RecordPages(
    model=ItemPlace,
    name="item_place",
    table=ItemPlaceTable,
    filter=ItemPlaceFilter,
    form=ItemPlaceForm,
    title=_("Usual bin"),
    title_plural=_("Usual bins"),
    may_change=may_change,
    may_delete=may_change,
    queryset=lambda _request: ItemPlace.objects.select_related("item", "bin__warehouse").order_by(
        "item__code", "id"
    ),
)
