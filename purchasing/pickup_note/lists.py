"""The register of pick-up notes: whose, for which order, sent on to whom, confirmed when (R59)."""

from typing import Any, ClassVar

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from purchasing.pickup_note.models import PickupNoteLine, Way
from ui.filters import ChoiceFilter, FlagFilter, PeriodFilter, TextFilter
from ui.tables import Column, CountColumn, QuantityColumn, TimeColumn, UserColumn


def with_figures(notes: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sums of the lines and the first order's number by sub-select: one query for the page."""
    lines = PickupNoteLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def total(name: str) -> Subquery:
        return Subquery(lines.values("body_id").annotate(sum=Sum(name)).values("sum"))

    number = lines.order_by("line_no").values("order_line__body__head__number")[:1]
    return notes.annotate(
        quantity=total("base_quantity"),
        packages=total("packages"),
        order_number=Subquery(number, output_field=CharField()),
    )


class NoteTable(DocumentTable):
    total = None
    supplier_number = Column(
        _("Supplier's note number"), accessor="pickupnote__supplier_number", css="g-code"
    )
    way = Column(_("Where the goods go"), accessor="pickupnote__way")
    order_number = Column(_("Purchase order"), css="g-code")
    quantity = QuantityColumn(_("Quantity"), footer="sum", blank_zero=True)
    packages = CountColumn(_("Number of packages"))
    pickup_place = Column(_("Pick-up place"), accessor="pickupnote__pickup_place", shown=False)
    forwarded_at = TimeColumn(_("Sent on at"), accessor="pickupnote__forwarded_at")
    forwarded_to = Column(_("Sent on to"), accessor="pickupnote__forwarded_to")
    forwarded_name = Column(_("Sent on to whom"), accessor="pickupnote__forwarded_name")
    confirmed_at = TimeColumn(_("Arrival confirmed at"), accessor="pickupnote__confirmed_at")
    collector = Column(_("Collector"), accessor="pickupnote__collector")
    vehicle = Column(_("Vehicle"), accessor="pickupnote__vehicle", shown=False)
    collected_at = TimeColumn(_("Fetched at"), accessor="pickupnote__collected_at")
    agreed_at = TimeColumn(_("Handed over at"), accessor="pickupnote__agreed_at")
    counted_by = UserColumn(
        _("Counted by the storekeeper"),
        accessor="pickupnote__counted_by",
        order_by=("pickupnote__counted_by__full_name",),
        shown=False,
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "way",
            "supplier_number",
            "party",
            "order_number",
            "goods",
            "quantity",
            "packages",
            "forwarded_at",
            "forwarded_to",
            "forwarded_name",
            "confirmed_at",
            "collector",
            "collected_at",
            "agreed_at",
            "handler",
            "remark",
            "...",
        )


class NoteFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "order",
        "collector",
        "forwarded",
        "confirmed",
    )

    way = ChoiceFilter(
        field_name="pickupnote__way", label=_("Where the goods go"), choices=Way.choices
    )
    unconfirmed = FlagFilter(label=_("Sent on, not confirmed yet"), method="by_unconfirmed")
    no_receipt = FlagFilter(label=_("Arrived, no receipt yet"), method="by_no_receipt")
    supplier_number = TextFilter(
        fields=("pickupnote__supplier_number",), label=_("Supplier's note number")
    )
    order = TextFilter(
        fields=(
            "pickupnote__lines__order_line__body__head__number",
            "pickupnote__lines__order_line__body__contract_number",
        ),
        label=_("Purchase order or contract"),
    )
    collector = TextFilter(
        fields=("pickupnote__collector", "pickupnote__vehicle"), label=_("Collector or vehicle")
    )
    forwarded = PeriodFilter(field_name="pickupnote__forwarded_at", label=_("Sent on at"))
    confirmed = PeriodFilter(field_name="pickupnote__confirmed_at", label=_("Arrival confirmed at"))

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(
            with_figures(queryset.select_related("pickupnote__counted_by"))
        )

    def by_unconfirmed(self, notes: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return notes.filter(state="forwarded") if value else notes

    def by_no_receipt(self, notes: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return notes.filter(state__in=("confirmed", "handed_over")) if value else notes
