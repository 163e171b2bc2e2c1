"""What is asked for with the note's steps: whom it was sent to, who confirmed, fetched, counted."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from purchasing.pickup_note.models import Addressee, Channel, PickupNote, PickupNoteLine
from ui import formats
from ui.forms import DecimalField, longest


class MomentField(forms.DateTimeField):
    """When something was done: empty is now, the future is refused."""

    def __init__(self, label: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(
            label=label, required=False, widget=widget, help_text=_("Left empty: now.")
        )

    def clean(self, value: Any) -> Any:
        at = super().clean(value)
        if at is not None and at > timezone.now():
            raise ValidationError(_("This lies in the future."))
        return at


class ForwardForm(StepForm):
    forwarded_to = forms.ChoiceField(label=_("Sent on to"), choices=Addressee.choices)
    forwarded_name = forms.CharField(
        label=_("Sent on to whom"), max_length=longest(PickupNote, "forwarded_name")
    )
    forwarded_by_channel = forms.ChoiceField(label=_("Sent on by"), choices=Channel.choices)
    forwarded_at = MomentField(_("Sent on at"))

    def fit_to(self, body: Any) -> None:
        usual = Addressee.CUSTOMER if body.is_direct else Addressee.COLLECTOR
        self.fields["forwarded_to"].initial = usual
        if not body.is_direct:
            self.fields["forwarded_name"].initial = body.collector


class ConfirmForm(StepForm):
    confirmed_name = forms.CharField(
        label=_("Arrival confirmed by"), max_length=longest(PickupNote, "confirmed_name")
    )
    confirmed_at = MomentField(_("Arrival confirmed at"))
    scan = forms.FileField(label=_("The customer's confirmation (file)"), required=False)


class CollectForm(StepForm):
    collector = forms.CharField(label=_("Collector"), max_length=longest(PickupNote, "collector"))
    collector_id_no = forms.CharField(
        label=_("Collector's ID number"),
        max_length=longest(PickupNote, "collector_id_no"),
        required=False,
    )
    vehicle = forms.CharField(
        label=_("Vehicle"), max_length=longest(PickupNote, "vehicle"), required=False
    )
    collected_at = MomentField(_("Fetched at"))

    def fit_to(self, body: Any) -> None:
        for name in ("collector", "collector_id_no", "vehicle"):
            self.fields[name].initial = getattr(body, name)


class CountForm(StepForm):
    """Two fields per line: what was counted, and why it is not what the note says.

    Nothing is filled in: who counts writes down what he has counted, not what he was told.
    """

    def fit_to(self, body: Any) -> None:
        for line in body.lines.all():
            words = {
                "line": f"{line.line_no} {line.item.code} {line.item.name}",
                "quantity": formats.quantity(line.quantity),
                "unit": line.unit.name,
            }
            self.fields[f"counted_{line.pk}"] = DecimalField(
                label=_("%(line)s: counted, by the note %(quantity)s %(unit)s") % words,
                places=4,
                min_value=Decimal(0),
            )
            self.fields[f"reason_{line.pk}"] = forms.CharField(
                label=_("%(line)s: reason of difference") % {"line": line.line_no},
                max_length=longest(PickupNoteLine, "difference_reason"),
                required=False,
                initial=line.difference_reason,
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = self.body.lines.all() if self.body is not None else ()
        data["counts"] = {line.pk: self._counted(line, data) for line in lines}
        return data

    def _counted(self, line: Any, data: dict[str, Any]) -> dict[str, Any]:
        counted, reason = data.get(f"counted_{line.pk}"), data.get(f"reason_{line.pk}", "")
        if counted is not None and counted != line.quantity and not reason:
            sentence = _("Say why the count is not what the note says.")
            self.add_error(f"reason_{line.pk}", sentence)
        return {"quantity": counted, "reason": reason}
