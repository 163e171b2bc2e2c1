"""What the driver is asked at the customer's door: the steps' own forms, made for a thumb."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.delivery.amounts import packages_of
from orders.delivery.departure import due_after
from orders.delivery.models import Paid
from orders.delivery.step_forms import InstallForm, SignForm
from ui import formats

# The phone opens its camera at once; where there is none, the files.
CAMERA = {"accept": "image/*", "capture": "environment"}


class DriverSignForm(SignForm):
    """As the office's; the time is now, and what contradicts itself is told beside its field."""

    def fit_to(self, body: Any) -> None:
        super().fit_to(body)
        del self.fields["signed_at"]
        self.fields["scan"].label = _("Photo of the signed slip")
        self.fields["scan"].widget.attrs |= CAMERA
        self.fields["sign_note"].label = _("Remark")
        if not body.cod_due:
            self.fields.pop("cod_collected", None)
            self.fields.pop("cod_method", None)
        if "cod_method" in self.fields:
            self.fields["cod_collected"].help_text = ""
            self.fields["cod_method"] = forms.ChoiceField(
                label=_("How it was paid"), choices=Paid.choices, widget=forms.RadioSelect
            )

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        """Under the goods themselves a short label is enough."""
        fields = super().fields_of(line)
        fields["refused"].label, fields["reason"].label = _("Quantity"), _("Why refused")
        return fields

    @property
    def door_rows(self) -> list[dict[str, Any]]:
        """Each line with its two fields, unfolded where something stands in them."""
        rows = []
        for line in self.lines:
            refused, reason = self[f"refused_{line.pk}"], self[f"reason_{line.pk}"]
            said = any(each.errors or each.value() for each in (refused, reason))
            row = {"line": line, "packages": packages_of([line]), "is_open": said}
            rows.append(row | {"refused": refused, "reason": reason})
        return rows

    @property
    def photos(self) -> int:
        """What was photographed at the door lies with the paper already, even if the form was
        refused."""
        since = self.body.dispatched_at
        files = self.body.head.attachments.filter(withdrawn_at=None, uploaded_at__gte=since)
        return int(files.count())

    @property
    def refused_so_far(self) -> dict[int, Decimal]:
        """What was typed of refused quantities, as far as it can be read."""
        if not (self.is_bound and hasattr(self, "cleaned_data")):
            return {}
        return {pk: quantity for pk, quantity in self.given("refused").items() if quantity}

    @property
    def due(self) -> Decimal:
        return due_after(self.body, self.refused_so_far)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for pk, quantity in data["refused"].items():
            if quantity and not data["reasons"].get(pk):
                self.add_error(f"reason_{pk}", _("Say why it was refused."))
        if "cod_method" in self.fields:
            self._clean_cash(data)
        if not (data.get("scan") or data.get("sign_note") or self.photos):
            self.add_error(
                "scan", _("Photograph the signed slip, or say in the remark why there is no photo.")
            )
        return data

    def _clean_cash(self, data: dict[str, Any]) -> None:
        method, collected, due = data.get("cod_method"), data.get("cod_collected"), self.due
        if method == Paid.NONE and collected:
            self.add_error("cod_method", _("You typed an amount: say how it was paid."))
        if method in (Paid.CASH, Paid.TRANSFER) and not collected and due:
            self.add_error("cod_collected", _("Type how much was paid."))
        if collected and collected > due:
            words = {"due": formats.money(due)}
            self.add_error("cod_collected", _("At most %(due)s is to be collected.") % words)
        if method and (collected or 0) < due and not data.get("sign_note"):
            self.add_error("sign_note", _("Not all of it was paid. Say why."))


class DriverInstallForm(InstallForm):
    """The installer is the driver unless another is named; the time is now."""

    def fit_to(self, body: Any) -> None:
        super().fit_to(body)
        del self.fields["installed_at"]
        self.fields["scan"].widget.attrs |= CAMERA
