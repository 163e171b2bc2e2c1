"""What is written down of a call: with whom, what was said, a new promise if there is one."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from masterdata.calendar import firm_calendar
from masterdata.models import Party
from purchasing.purchase_order.chasing.actions import Talk
from purchasing.purchase_order.chasing.models import Channel, ChaseCall
from purchasing.purchase_order.chasing.rounds import WORKING_DAYS_BETWEEN
from ui.forms import DateField, Form, longest


class CallForm(Form):
    """One date for all lines, and one field per line for what differs; empty keeps the promise."""

    contact = forms.CharField(label=_("Spoke with"), max_length=longest(ChaseCall, "contact"))
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, initial=Channel.PHONE)
    said = forms.CharField(
        label=_("What was said"),
        max_length=longest(ChaseCall, "said"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    promised_on = DateField(label=_("New delivery date of all lines"), required=False)
    reason = forms.CharField(
        label=_("Why the date changes"),
        max_length=200,
        required=False,
        help_text=_("Needed with a new delivery date; it is kept with the promise."),
    )
    next_on = DateField(label=_("Next chase"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    ids = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Any], **options: Any) -> None:
        self.lines = lines
        super().__init__(*args, **options)
        for line in lines if len(lines) > 1 else ():
            text = f"{line.body.head.number}/{line.line_no} {line.item.code} {line.item.name}"
            self.fields[f"line_{line.pk}"] = DateField(
                label=_("New date: %(line)s") % {"line": text}, required=False
            )

    @classmethod
    def starting(cls, lines: Sequence[Any]) -> dict[str, Any]:
        """The main contact, and two working days until the next chase."""
        party: Party = lines[0].body.head.party
        contact = party.contacts.order_by("-is_main", "id").first()
        name = f"{contact.name} {contact.phone or contact.mobile}".strip() if contact else ""
        today = timezone.localdate()
        return {
            "contact": name or party.head_person,
            "channel": Channel.PHONE,
            "next_on": firm_calendar().add_working_days(today, WORKING_DAYS_BETWEEN),
            "key": uuid4(),
            "ids": ",".join(str(line.pk) for line in lines),
        }

    def clean_next_on(self) -> date | None:
        day: date | None = self.cleaned_data["next_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("The next chase lies in the past; choose today or later."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        common = data.get("promised_on")
        data["promises"] = {line.pk: data.get(f"line_{line.pk}") or common for line in self.lines}
        if any(data["promises"].values()) and not data.get("reason"):
            self.add_error(
                "reason",
                _("Say why the delivery date changes: it is kept with the new promise."),
            )
        return data

    @property
    def talk(self) -> Talk:
        names = ("contact", "channel", "said", "next_on", "promises", "reason")
        return Talk(**{name: self.cleaned_data[name] for name in names})
