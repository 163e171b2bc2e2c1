"""What is asked for with the notice's steps: the sales office's answers, and what was done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.step_forms import StepForm
from purchasing.delay_notice.models import Answer, DelayNotice, DelayNoticeLine


class AnswerForm(StepForm):
    """Two fields per line: what is to become of it, and words to it."""

    def fit_to(self, body: Any) -> None:
        length = int(DelayNoticeLine._meta.get_field("answer_text").max_length or 0)
        for line in body.lines.all():
            name = f"{line.line_no} {line.item.code} {line.item.name}"
            self.fields[f"answer_{line.pk}"] = forms.ChoiceField(
                label=_("%(line)s: answer") % {"line": name},
                choices=[("", "—"), *Answer.choices],
            )
            self.fields[f"text_{line.pk}"] = forms.CharField(
                label=_("%(line)s: words to the answer") % {"line": line.line_no},
                max_length=length,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = self.body.lines.all() if self.body is not None else ()
        data["answers"] = {
            line.pk: {
                "answer": data.get(f"answer_{line.pk}", ""),
                "answer_text": data.get(f"text_{line.pk}", ""),
            }
            for line in lines
        }
        return data


class OutcomeForm(StepForm):
    outcome = forms.CharField(
        label=_("What was done"),
        max_length=int(DelayNotice._meta.get_field("outcome").max_length or 0),
        required=False,
        help_text=_("Needed where the sales office asked for another source."),
    )
