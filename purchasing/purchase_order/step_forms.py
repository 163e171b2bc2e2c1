"""What is asked for with the order's steps: the signing, the promises, the lines to close."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from purchasing.purchase_order.models import PromiseChange, PurchaseOrder
from ui.forms import DateField, longest


class SignForm(StepForm):
    contract_number = forms.CharField(
        label=_("Contract number"), max_length=longest(PurchaseOrder, "contract_number")
    )
    signed_on = DateField(label=_("Signed on"))
    our_signer = forms.CharField(
        label=_("Our signer"), max_length=longest(PurchaseOrder, "our_signer")
    )
    their_signer = forms.CharField(
        label=_("Supplier's signer"), max_length=longest(PurchaseOrder, "their_signer")
    )
    scan = forms.FileField(label=_("Scan of the signed contract"), required=False)
    no_scan_reason = forms.CharField(
        label=_("Why there is no scan"),
        max_length=longest(PurchaseOrder, "no_scan_reason"),
        required=False,
    )

    def fit_to(self, body: Any) -> None:
        self.fields["contract_number"].initial = body.contract_number
        self.fields["their_signer"].initial = body.head.party.head_person
        if body.head.handler:
            self.fields["our_signer"].initial = body.head.handler.display_name


class _DatesForm(StepForm):
    """One date for all open lines, and one field per line for what differs."""

    promised_on = DateField(label=_("Delivery date of all lines"), required=False)
    source = forms.CharField(
        label=_("Who said so"), max_length=longest(PromiseChange, "source"), required=False
    )

    def fit_to(self, body: Any) -> None:
        for line in self.lines_of(body):
            label = f"{line.line_no} {line.item.code} {line.item.name}"
            self.fields[f"line_{line.pk}"] = DateField(
                label=label, required=False, initial=line.promised_on or line.contract_on
            )

    def lines_of(self, body: Any) -> list[Any]:
        return [line for line in body.lines.all() if line.open_quantity > 0]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = {
            int(name.removeprefix("line_")): day
            for name, day in data.items()
            if name.startswith("line_") and day
        }
        changed = data.get("promised_on")
        stays = (
            {}
            if self.body is None
            else {
                line.pk: line.promised_on or line.contract_on for line in self.lines_of(self.body)
            }
        )
        # A date for all lines counts wherever the line's own field was left as it stood.
        data["promises"] = {
            pk: changed if changed and stays.get(pk) == day else day for pk, day in given.items()
        }
        return data


class ConfirmForm(_DatesForm):
    """An empty date keeps the contract date of its line."""


class PromiseForm(_DatesForm):
    """Only what differs from the present promise is a new one."""


class _LinesForm(StepForm):
    """Ticks for the lines; none ticked means all of them."""

    lines = forms.MultipleChoiceField(
        label=_("Lines (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def fit_to(self, body: Any) -> None:
        self.fields["lines"].choices = [  # type: ignore[attr-defined]
            (str(line.pk), f"{line.line_no} {line.item.code} {line.item.name}")
            for line in body.lines.all()
            if self.fits(line)
        ]

    def fits(self, line: Any) -> bool:
        return True


class ShortCloseForm(_LinesForm):
    def fits(self, line: Any) -> bool:
        return bool(line.open_quantity > 0)


class ReopenLinesForm(_LinesForm):
    def fits(self, line: Any) -> bool:
        return bool(line.closed_quantity > 0)


class CloseForm(StepForm):
    archive_place = forms.CharField(
        label=_("Where the original is kept"),
        max_length=longest(PurchaseOrder, "archive_place"),
    )


__all__ = [
    "CloseForm",
    "ConfirmForm",
    "PromiseForm",
    "ReopenLinesForm",
    "ShortCloseForm",
    "SignForm",
    "StepForm",
]
