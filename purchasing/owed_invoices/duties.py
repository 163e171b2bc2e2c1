"""Every night: which suppliers are to be asked for their invoices, and by whom (R134)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents import append_only
from documents.recurring import register_duty
from finance.parties.figures import register_figure
from purchasing.owed_invoices import errands
from purchasing.owed_invoices.queries import owed_by_party


def remind(now: datetime) -> str:
    """The day agreed has come, or thirty days have passed; a missed night loses nothing."""
    return f"{errands.follow(at=now)} suppliers to ask for invoices"


def owed_of(party_id: int) -> str:
    return reverse("owed_invoices", query={"party": party_id})


def register() -> None:
    append_only.register("purchasing_invoicechase")
    append_only.register("purchasing_invoicechasereceipt")
    register_duty("chase invoices", remind, reads=True)
    register_figure("payable", _("Invoice owed"), owed_by_party, url=owed_of)
