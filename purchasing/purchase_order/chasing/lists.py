"""The chase list (跟催): open lines of orders in fulfilment, how late they are, who was asked."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from masterdata.models import Item, Party, User
from purchasing.purchase_order.chasing import queries
from purchasing.purchase_order.chasing.rounds import days_late
from purchasing.purchase_order.models import PurchaseOrderLine
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, PeriodFilter, TextFilter
from ui.tables import (
    Column,
    CountColumn,
    DateColumn,
    LinkColumn,
    QuantityColumn,
    Table,
    TimeColumn,
    UserColumn,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

VIEWS = (
    (queries.TODAY, _("To be chased today")),
    (queries.SOON, _("Soon due")),
    (queries.LATE, _("Overdue deliveries")),
    (queries.ALL, _("All")),
)


def order_of(record: Any) -> str:
    return reverse("purchase_order_detail", args=[record.body_id])


class ChaseTable(Table):
    selectable = True
    frozen = 2

    party = Column(_("Supplier"), accessor="body__head__party__name")
    number = LinkColumn(
        _("Purchase order"), accessor="body__head__number", url=order_of, css="g-code"
    )
    contract_number = Column(_("Contract number"), accessor="body__contract_number", shown=False)
    line_no = CountColumn(_("No."))
    code = Column(_("Item code"), accessor="item__code", css="g-code", shown=False)
    item = Column(_("Item name"), accessor="item__name")
    unit = Column(_("Unit"), accessor="item__unit__name")
    base_quantity = QuantityColumn(_("Quantity ordered"))
    open_quantity = QuantityColumn(_("Open quantity"), orderable=False)
    need_on = DateColumn(_("Needed on"), shown=False)
    contract_on = DateColumn(_("Contract date"))
    promised_on = DateColumn(_("Promised on"))
    late = CountColumn(_("Days late"), accessor="due_on", order_by=("-due_on",))
    last_chase = TimeColumn(_("Last chase"))
    next_chase = DateColumn(_("Next chase"))
    times_chased = CountColumn(_("Times chased"), blank_zero=True, shown=False)
    handler = UserColumn(
        _("Purchaser"), accessor="body__head__handler", order_by=("body__head__handler__full_name",)
    )

    def render_late(self, value: Any) -> str:
        """Blank while days are left: a line may be here because its next chase is due."""
        days = self.value_late(value)
        return "" if days is None else str(days)

    def value_late(self, value: Any) -> int | None:
        days = days_late(value, today=timezone.localdate())
        return None if days < 0 else days

    def row_url(self, record: Any) -> str:
        return order_of(record)

    def row_tone(self, record: Any) -> str:
        return "late" if record.due_on and record.due_on < timezone.localdate() else ""


class ChaseFilter(FilterSet):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "contract", "due")

    view = ChoiceFilter(
        label=_("View"), choices=VIEWS, method="by_view", empty_label=None, widget=forms.HiddenInput
    )
    text = TextFilter(
        fields=("body__head__number", "item__code", "item__name", "item__pinyin"),
        label=_("Order or item"),
    )
    party = LookupFilter(
        "supplier",
        queryset=Party.objects.all(),
        field_name="body__head__party",
        label=_("Supplier"),
    )
    item = LookupFilter("item", queryset=Item.objects.all(), label=_("Item"))
    handler = LookupFilter(
        "user",
        queryset=User.objects.all(),
        field_name="body__head__handler",
        label=_("Purchaser"),
    )
    contract = TextFilter(fields=("body__contract_number",), label=_("Contract number"))
    due = PeriodFilter(field_name="promised_on", label=_("Promised on"))

    class Meta(FilterSet.Meta):
        model = PurchaseOrderLine
        fields: ClassVar[list[str]] = []

    @classmethod
    def defaults(cls, user: Any) -> dict[str, str]:
        return {"view": queries.TODAY}

    def by_view(self, lines: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        return queries.in_view(lines, value, today=timezone.localdate())
