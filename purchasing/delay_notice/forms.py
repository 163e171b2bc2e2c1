"""The entry form of the notice: which order, which of its lines, why, and what is done."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Party
from purchasing.delay_notice.actions import rows_from
from purchasing.delay_notice.models import DelayNoticeLine
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from ui.forms import LookupField, longest


class NoticeHeadForm(HeadForm):
    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    order = LookupField(
        "purchase_order", PurchaseOrder.objects.select_related("head"), label=_("Purchase order")
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        order, party = data.get("order"), data.get("party")
        if order is not None and party is not None and order.head.party_id != party.pk:
            raise ValidationError(_("This order goes to another supplier; choose one of his."))
        return data


class NoticeLineForm(LineForm):
    """Item, quantity and dates are the order line's, whatever a form may say."""

    model = DelayNoticeLine
    grid_context: ClassVar[dict[str, str]] = {"party": "party", "order": "order"}

    order_line = LookupField(
        "order_line",
        PurchaseOrderLine.objects.select_related("body__head", "item", "unit"),
        label=_("Order line"),
    )
    reason = forms.CharField(
        label=_("Reason of the delay"),
        max_length=longest(DelayNoticeLine, "reason"),
        required=False,
    )
    measure = forms.CharField(
        label=_("What is done about it"),
        max_length=longest(DelayNoticeLine, "measure"),
        required=False,
    )
    customer_orders = forms.CharField(
        label=_("Customer orders concerned"),
        max_length=longest(DelayNoticeLine, "customer_orders"),
        required=False,
    )

    def clean_order_line(self) -> PurchaseOrderLine:
        line: PurchaseOrderLine = self.cleaned_data["order_line"]
        if line.contract_on is None:
            raise ValidationError(_("This order line has no contract date; it cannot be late."))
        return line

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """The same line typed twice is one; what the order says stands beside what was typed."""
        typed = {row["order_line"].pk: row for row in rows}
        lines = [row["order_line"] for row in typed.values()]
        return [known | typed[known["order_line"].pk] for known in rows_from(lines)]
