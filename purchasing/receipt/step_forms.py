"""What is asked for at the inspection: per line the accepted and rejected quantity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from ui.forms import DecimalField

PARTS = ("unpacked", "rejected", "reject_reason")


class InspectionForm(StepForm):
    """Three fields per line: ticked as unpacked, how many are rejected, and why.

    What arrived and is not rejected is accepted, so the two always add up.
    """

    def fit_to(self, body: Any) -> None:
        for line in body.lines.all():
            name = f"{line.line_no} {line.item.code} {line.item.name}"
            self.fields[f"unpacked_{line.pk}"] = forms.BooleanField(
                label=_("%(line)s: unpacked and inspected") % {"line": name},
                required=False,
                initial=line.unpacked,
            )
            self.fields[f"rejected_{line.pk}"] = DecimalField(
                label=_("%(line)s: rejected of %(quantity)s")
                % {"line": line.line_no, "quantity": f"{line.quantity.normalize():f}"},
                places=4,
                min_value=0,
                max_value=line.quantity,
                required=False,
                initial=line.rejected,
            )
            self.fields[f"reject_reason_{line.pk}"] = forms.CharField(
                label=_("%(line)s: reason of rejection") % {"line": line.line_no},
                max_length=200,
                required=False,
                initial=line.reject_reason,
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = self.body.lines.all() if self.body is not None else ()
        data["findings"] = {line.pk: self._found(line, data) for line in lines}
        return data

    def _found(self, line: Any, data: dict[str, Any]) -> dict[str, Any]:
        found = {part: data.get(f"{part}_{line.pk}") for part in PARTS}
        found["rejected"] = found["rejected"] or 0 * line.quantity
        return found | {"accepted": line.quantity - found["rejected"]}
