"""What is asked for when goods are counted in, and when it is settled what is missing."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.transfer.models import TransferLine
from masterdata.units import Ratio, from_base, to_base
from ui.forms import DecimalField, Form

REASON = int(TransferLine._meta.get_field("difference_reason").max_length or 0)
NONE = Decimal(0)


def ratio_of(line: Any) -> Ratio:
    return Ratio(line.ratio_numerator, line.ratio_denominator)


def plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


class _LinesForm(Form):
    """A form that knows its paper when the page hands it over (`body`)."""

    def __init__(self, *args: Any, body: Any = None, **options: Any) -> None:
        self.body = body
        super().__init__(*args, **options)
        for line in self.lines():
            self.add_line(line)

    def lines(self) -> list[Any]:
        return [] if self.body is None else list(self.body.lines.all())

    def add_line(self, line: Any) -> None:
        """Fields of one line."""


class CountForm(_LinesForm):
    """Per line what was counted, in the line's own unit, and why it is not what was shipped."""

    def add_line(self, line: Any) -> None:
        self.fields[f"counted_{line.pk}"] = DecimalField(
            label=_("%(line)s: counted of %(quantity)s %(unit)s")
            % {
                "line": f"{line.line_no} {line.item.code} {line.item.name}",
                "quantity": plain(line.quantity),
                "unit": line.unit.name,
            },
            places=4,
            min_value=0,
            max_value=line.quantity,
            initial=line.quantity,
        )
        self.fields[f"reason_{line.pk}"] = forms.CharField(
            label=_("%(line)s: reason of difference") % {"line": line.line_no},
            max_length=REASON,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["counted"] = {line.pk: self._counted(line, data) for line in self.lines()}
        return data

    def _counted(self, line: Any, data: dict[str, Any]) -> dict[str, Any]:
        counted, reason = data.get(f"counted_{line.pk}"), data.get(f"reason_{line.pk}", "")
        if counted is not None and counted < line.quantity and not reason:
            self.add_error(f"reason_{line.pk}", _("Say why goods are missing."))
        base = None if counted is None else to_base(counted, ratio_of(line))
        return {"quantity": base, "reason": reason}


class SettleForm(_LinesForm):
    """Per line of which goods are missing: how many came late. The rest is taken back."""

    def lines(self) -> list[Any]:
        return [line for line in super().lines() if line.missing > 0]

    def add_line(self, line: Any) -> None:
        missing = from_base(line.missing, ratio_of(line))
        self.fields[f"late_{line.pk}"] = DecimalField(
            label=_("%(line)s: came late, of %(quantity)s %(unit)s missing")
            % {
                "line": f"{line.line_no} {line.item.code} {line.item.name}",
                "quantity": plain(missing),
                "unit": line.unit.name,
            },
            places=4,
            min_value=0,
            max_value=missing,
            required=False,
            initial=NONE,
            help_text=_("The rest goes back to the bin it came from."),
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["late"] = {
            line.pk: self._late(line, data.get(f"late_{line.pk}") or NONE) for line in self.lines()
        }
        return data

    def _late(self, line: Any, typed: Decimal) -> Decimal:
        """All of it stays all of it, whatever rounding between packs and pieces does."""
        ratio = ratio_of(line)
        if typed == from_base(line.missing, ratio):
            return Decimal(line.missing)
        return to_base(typed, ratio)
