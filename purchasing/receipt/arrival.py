"""What is written down at the gate: who brought how many packages when, and a photo."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.forms import Row
from inventory.places.models import Warehouse
from masterdata.models import Company, Party, User
from purchasing.receipt.flow import RECEIPT
from ui.forms import Form, IntegerField, LookupField

BODY = ("warehouse", "arrived_at", "packages", "delivery_note", "deliverer")


class ArrivalForm(Form):
    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    arrived_at = forms.DateTimeField(
        label=_("Arrived at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    packages = IntegerField(label=_("Packages"), min_value=1, max_value=1_000_000)
    delivery_note = forms.CharField(
        label=_("Supplier's delivery note"), max_length=60, required=False
    )
    deliverer = forms.CharField(label=_("Delivered by"), max_length=60, required=False)
    photo = forms.FileField(label=_("Photo"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def starting(cls, user: User) -> Row:
        last = user.preference(f"last:{RECEIPT.code}", {})
        start: Row = {"arrived_at": timezone.now(), "key": uuid4()}
        return start | ({"warehouse": last["warehouse"]} if last.get("warehouse") else {})

    def clean_arrived_at(self) -> Any:
        at = self.cleaned_data["arrived_at"]
        if at > timezone.now():
            raise ValidationError(_("The goods cannot have arrived in the future."))
        return at

    @property
    def head(self) -> Row:
        return {name: self.cleaned_data[name] for name in ("party", "remark")}

    @property
    def body(self) -> Row:
        row = {name: self.cleaned_data[name] for name in BODY}
        return row | {"price_includes_tax": Company.current().prices_include_tax}
