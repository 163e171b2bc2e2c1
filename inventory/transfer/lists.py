"""The list of transfers: from where to where, what, and how long it has been on its way."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from inventory.places.models import Warehouse
from ui.filters import FlagFilter, LookupFilter, TextFilter
from ui.tables import Column, DateColumn, TimeColumn

ON_THEIR_WAY = ("out", "in")


class TransferTable(DocumentTable):
    party = None
    total = None

    from_warehouse = Column(_("From warehouse"), accessor="transfer__from_warehouse__name")
    to_warehouse = Column(_("To warehouse"), accessor="transfer__to_warehouse__name")
    shipped_at = TimeColumn(_("In transit since"), accessor="transfer__shipped_at")
    received_at = TimeColumn(_("Counted in at"), accessor="transfer__received_at", shown=False)
    wanted_on = DateColumn(_("Wanted on"), accessor="transfer__wanted_on")
    for_document = Column(_("Fetched for"), accessor="transfer__for_document__number")
    reason = Column(_("Reason of transfer"), accessor="transfer__reason")

    class Meta(DocumentTable.Meta):
        sequence = (
            "number",
            "date",
            "from_warehouse",
            "to_warehouse",
            "goods",
            "state",
            "shipped_at",
            "wanted_on",
            "for_document",
            "reason",
            "...",
        )


class TransferFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "item", "served")
    party = None

    from_warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="transfer__from_warehouse",
        label=_("From warehouse"),
    )
    to_warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="transfer__to_warehouse",
        label=_("To warehouse"),
    )
    on_their_way = FlagFilter(label=_("Goods in transit"), method="by_way")
    served = TextFilter(fields=("transfer__for_document__number",), label=_("Fetched for"))

    def by_way(self, transfers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return transfers.filter(state__in=ON_THEIR_WAY) if value else transfers
