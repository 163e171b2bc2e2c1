"""What is written down of a talk about invoices: with whom, what was said, when to ask again."""

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
from purchasing.owed_invoices.actions import Talk
from purchasing.owed_invoices.models import InvoiceChase
from purchasing.owed_invoices.queries import PATIENCE
from purchasing.purchase_order.chasing.models import Channel
from ui.forms import DateField, Form, longest

WORKING_DAYS_BETWEEN = 5


class ChaseForm(Form):
    contact = forms.CharField(label=_("Spoke with"), max_length=longest(InvoiceChase, "contact"))
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, initial=Channel.PHONE)
    said = forms.CharField(
        label=_("What was said"),
        max_length=longest(InvoiceChase, "said"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_on = DateField(
        label=_("Ask again on"),
        required=False,
        help_text=_("Left empty, you are reminded after %(days)s days.") % {"days": PATIENCE},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    ids = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def starting(cls, receipts: Sequence[Any]) -> dict[str, Any]:
        """The main contact, and a working week until the next chase."""
        party: Party = receipts[0].head.party
        contact = party.contacts.order_by("-is_main", "id").first()
        name = f"{contact.name} {contact.phone or contact.mobile}".strip() if contact else ""
        return {
            "contact": name or party.head_person,
            "channel": Channel.PHONE,
            "next_on": firm_calendar().add_working_days(timezone.localdate(), WORKING_DAYS_BETWEEN),
            "key": uuid4(),
            "ids": ",".join(str(receipt.pk) for receipt in receipts),
        }

    def clean_next_on(self) -> date | None:
        day: date | None = self.cleaned_data["next_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(
                _("The day to ask again lies in the past; choose today or later.")
            )
        return day

    @property
    def talk(self) -> Talk:
        names = ("contact", "channel", "said", "next_on")
        return Talk(**{name: self.cleaned_data[name] for name in names})
