"""What finance is asked when it signs: which papers are here, and how many sheets were counted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from documents.step_forms import StepForm
from purchasing.invoice_handover.effects import miscounted, sheets_of
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome
from ui import formats
from ui.forms import IntegerField


class CountForm(StepForm):
    """A tick and a note per invoice; the count is typed, so that it is truly counted."""

    counted = IntegerField(
        label=_("Sheets counted"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("The sheets in your hand; they must be as many as the list says."),
    )

    def fit_to(self, body: Any) -> None:
        length = int(InvoiceHandoverLine._meta.get_field("note").max_length or 0)
        for line in body.lines.all():
            self.fields[f"received_{line.pk}"] = forms.BooleanField(
                label=label_of(line), required=False
            )
            self.fields[f"note_{line.pk}"] = forms.CharField(
                label=_("%(line)s: note") % {"line": line.line_no},
                max_length=length,
                required=False,
            )
        self.order_fields([name for name in self.fields if name != "counted"])
        lines = list(body.lines.all())
        self.fields["counted"].help_text = _(
            "The list says %(invoices)s invoices with %(sheets)s sheets. Count what you have: it"
            " must be as many as the sheets of the invoices that you ticked."
        ) % {"invoices": len(lines), "sheets": sheets_of(lines)}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = list(self.body.lines.all()) if self.body is not None else []
        here = [line for line in lines if data.get(f"received_{line.pk}")]
        if lines and not here:
            self.add_error(
                None, _("None of the papers is here: give the list back with a reason instead.")
            )
        elif "counted" in data and data["counted"] != sheets_of(here):
            self.add_error("counted", miscounted(sheets_of(here)))
        data["findings"] = {
            line.pk: {
                "outcome": Outcome.RECEIVED if line in here else Outcome.MISSING,
                "note": data.get(f"note_{line.pk}", ""),
            }
            for line in lines
        }
        return data


def label_of(line: Any) -> str:
    """26440000000000000001 甲厂 ¥226.00, 1 sheet."""
    invoice = line.invoice
    sheets = ngettext("%(count)s sheet", "%(count)s sheets", line.sheets) % {"count": line.sheets}
    parts = (str(line.line_no), invoice.full_number, invoice.head.party.name)
    return f"{' '.join(parts)} ¥{formats.money(line.gross)}, {sheets}"
