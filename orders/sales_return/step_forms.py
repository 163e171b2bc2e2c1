"""What is asked for with the return's steps; what is asked of every line stands in a table."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from inventory.places.models import Bin, BinKind
from orders.customer_order.models import Channel
from orders.delivery.step_forms import LinesForm, amount, name_of
from orders.sales_return.arrival import GRADES
from orders.sales_return.models import Outcome, ReturnMessage, SalesReturn, SalesReturnLine
from ui import formats
from ui.forms import DecimalField, IntegerField, LookupField, longest

ZERO = Decimal(0)


def _text(model: Any, name: str, **options: Any) -> forms.CharField:
    label = options.pop("label", model._meta.get_field(name).verbose_name)
    options.setdefault("required", False)
    return forms.CharField(label=label, max_length=longest(model, name), **options)


class TellForm(StepForm):
    """How the customer was told, and whom; who told him stands in the timeline."""

    channel = forms.ChoiceField(label=_("Sent by"), choices=Channel.choices)
    receiver = _text(ReturnMessage, "receiver", required=True)
    note = _text(ReturnMessage, "note")

    def fit_to(self, body: Any) -> None:
        party = body.head.party
        self.fields["receiver"].initial = body.contact or (party.head_person if party else "")


class ReceiveForm(LinesForm):
    """Per line what was counted, in the item's own unit, and why it is not what was announced."""

    told = (_("Approved quantity"), _("Reason of return"))
    cells = (("counted", _("Counted quantity")), ("note", _("Why the count differs")))

    carrier = _text(SalesReturn, "carrier")
    waybill = _text(SalesReturn, "waybill")
    packages = IntegerField(
        label=_("Number of packages"), min_value=1, max_value=1_000_000, required=False
    )

    def told_of(self, line: Any) -> tuple[str, ...]:
        reason = line.reason or line.body.reason
        return amount(line.base_quantity, line), reason

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        words = {"line": name_of(line), "quantity": formats.quantity(line.base_quantity)}
        return {
            "counted": DecimalField(
                label=_("%(line)s: counted of %(quantity)s") % words,
                places=4,
                min_value=0,
                required=False,
                initial=line.base_quantity,
            ),
            "note": _text(
                SalesReturnLine,
                "count_note",
                label=_("%(line)s: why the count differs") % words,
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["counted"], data["notes"] = self.given("counted"), self.given("note")
        for line in self.lines:
            counted = data["counted"].get(line.pk)
            if counted not in (None, line.base_quantity) and not data["notes"].get(line.pk):
                self.add_error(f"note_{line.pk}", _("Say why the count differs."))
        return data


class GradeForm(LinesForm):
    """Per line how many are good, to repair, scrap, not ours; and what becomes of the line."""

    told = (_("Counted quantity"), _("Reason of return"), _("Wished outcome"))
    cells = (
        ("good", _("Good")),
        ("to_repair", _("To repair")),
        ("scrap", _("Scrap")),
        ("not_ours", _("Not ours")),
        ("outcome", _("Outcome")),
        ("bin", _("Bin of the good ones")),
        ("note", _("Found at the check")),
    )

    def lines_of(self, body: Any) -> list[Any]:
        return [line for line in body.lines.all() if line.counted]

    def told_of(self, line: Any) -> tuple[str, ...]:
        reason = line.reason or line.body.reason
        return amount(line.counted, line), reason, line.get_wish_display()

    def fields_of(self, line: Any) -> dict[str, forms.Field]:
        words = {"line": name_of(line), "quantity": formats.quantity(line.counted)}
        fields: dict[str, forms.Field] = {
            name: DecimalField(
                label=_("%(line)s: %(grade)s of %(quantity)s")
                % (words | {"grade": SalesReturnLine._meta.get_field(name).verbose_name}),  # type: ignore[union-attr]
                places=4,
                min_value=0,
                max_value=line.counted,
                required=False,
                initial=line.counted if name == "good" else None,
            )
            for name in GRADES
        }
        fields["outcome"] = forms.ChoiceField(
            label=_("%(line)s: outcome") % words, choices=Outcome.choices, initial=line.wish
        )
        fields["bin"] = LookupField(
            "bin",
            Bin.objects.filter(
                warehouse=self.body.warehouse_id, kind=BinKind.NORMAL
            ).select_related("warehouse"),
            label=_("%(line)s: bin of the good ones") % words,
            required=False,
        )
        fields["note"] = _text(
            SalesReturnLine, "grade_note", label=_("%(line)s: found at the check") % words
        )
        return fields

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["grades"] = {line.pk: self._graded(line, data) for line in self.lines}
        return data

    def _graded(self, line: Any, data: dict[str, Any]) -> dict[str, Any]:
        found = {name: data.get(f"{name}_{line.pk}") for name, _heading in self.cells}
        total = sum((found[name] or ZERO for name in GRADES), ZERO)
        if total != line.counted and not self.errors:
            self.add_error(
                f"good_{line.pk}",
                _("The grades come to %(total)s, counted were %(counted)s.")
                % {"total": formats.quantity(total), "counted": formats.quantity(line.counted)},
            )
        return found


class ConfirmForm(StepForm):
    """回传确认: who of the customer agreed; the note he signed may be kept as a scan."""

    confirmed_by = _text(SalesReturn, "confirmed_by", required=True)
    scan = forms.FileField(label=_("Scan of the confirmed note"), required=False)

    def fit_to(self, body: Any) -> None:
        last = body.sent.order_by("-id").first()
        self.fields["confirmed_by"].initial = last.receiver if last else body.contact
