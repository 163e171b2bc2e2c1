"""What is written down of a talk: the same words for all ticked, each with his own promise."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.calendar import firm_calendar
from masterdata.models import Party
from orders.customer_order.models import Channel
from orders.receivables.actions import Talk
from orders.receivables.debtors import Debtor
from orders.receivables.models import DebtJudgement, DebtTalk
from ui.forms import DateField, DecimalField, Form, longest

WORKING_DAYS_BETWEEN = 3


class TalkForm(Form):
    """Three fields for each customer: with whom one spoke, the day and the amount he promised."""

    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, initial=Channel.PHONE)
    next_on = DateField(
        label=_("Next contact"),
        required=False,
        help_text=_("Left empty, a late customer comes back to the list after a week."),
    )
    said = forms.CharField(
        label=_("What was said"),
        max_length=longest(DebtTalk, "said"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    ids = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, debtors: Sequence[Debtor], **options: Any) -> None:
        self.debtors = debtors
        super().__init__(*args, **options)
        for each in debtors:
            self.fields[f"contact_{each.pk}"] = forms.CharField(
                label=_("Spoke with"), max_length=longest(DebtTalk, "contact")
            )
            self.fields[f"promised_on_{each.pk}"] = DateField(
                label=_("Promised to pay on"), required=False
            )
            self.fields[f"promised_amount_{each.pk}"] = DecimalField(
                label=_("Promised amount"), places=2, required=False
            )

    @classmethod
    def starting(cls, debtors: Sequence[Debtor]) -> dict[str, Any]:
        """The main contact of each, and three working days until the next talk."""
        day = firm_calendar().add_working_days(timezone.localdate(), WORKING_DAYS_BETWEEN)
        usual = {
            "channel": Channel.PHONE,
            "next_on": day,
            "key": uuid4(),
            "ids": ",".join(str(each.pk) for each in debtors),
        }
        return usual | {f"contact_{each.pk}": _contact_of(each.party) for each in debtors}

    @property
    def fieldsets(self) -> list[dict[str, Any]]:
        """What is common, then customer by customer."""
        common = [self["channel"], self["next_on"], self["said"]]
        own = [
            {
                "title": f"{each.party.code} {each.party.name}",
                "fields": [self[f"{name}_{each.pk}"] for name in OWN],
            }
            for each in self.debtors
        ]
        return [{"title": gettext("The talk"), "fields": common}, *own]

    def clean_next_on(self) -> date | None:
        day: date | None = self.cleaned_data["next_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("The next contact lies in the past; choose today or later."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for each in self.debtors:
            day, amount = f"promised_on_{each.pk}", f"promised_amount_{each.pk}"
            if day in self.errors or amount in self.errors:
                continue
            if (data.get(day) is None) != (data.get(amount) is None):
                missing = day if data.get(day) is None else amount
                self.add_error(missing, _("A promise names a day and an amount."))
            elif data.get(amount) is not None and data[amount] <= 0:
                self.add_error(amount, _("A promised amount is more than nothing."))
            elif data.get(day) is not None and data[day] < timezone.localdate():
                self.add_error(day, _("The promised day lies in the past; choose today or later."))
        return data

    @property
    def talks(self) -> list[Talk]:
        data = self.cleaned_data
        common = {name: data[name] for name in ("channel", "said", "next_on")}
        return [
            Talk(each.pk, **common, **{name: data[f"{name}_{each.pk}"] for name in OWN})
            for each in self.debtors
        ]


OWN = ("contact", "promised_on", "promised_amount")


def _contact_of(party: Party) -> str:
    contact = party.contacts.order_by("-is_main", "id").first()
    name = f"{contact.name} {contact.mobile or contact.phone}".strip() if contact else ""
    return (name or party.head_person)[: longest(DebtTalk, "contact")]


class JudgeForm(Form):
    """坏账: which way, and why."""

    uncollectable = forms.TypedChoiceField(
        label=_("Judgement"),
        choices=(
            ("1", _("Uncollectable: nobody asks for it any more")),
            ("0", _("To be asked for")),
        ),
        coerce=lambda value: value == "1",
        initial="1",
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=int(DebtJudgement._meta.get_field("reason").max_length or 0),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ids = forms.CharField(widget=forms.HiddenInput)
