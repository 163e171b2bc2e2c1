"""Entering a hand-over: the driver, and each delivery with the cash that he brings of it."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from documents.models import Document
from finance.cash_handover.models import CashHandoverLine
from masterdata.models import User
from masterdata.roles import Role, roles_of
from ui.forms import DecimalField, LookupField


class HandoverForm(HeadForm):
    """The handler is the driver; a driver hands over his own cash alone."""

    party = None
    handler = LookupField("user", User.objects.all(), label=_("Driver"))

    field_order = ("handler", "date")

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        start = super().starting(document_type, user)
        return start if Role.DRIVER in roles_of(user) else start | {"handler": None}

    def clean_handler(self) -> Any:
        driver = self.cleaned_data["handler"]
        if Role.DRIVER not in roles_of(driver):
            raise ValidationError(_("%(name)s is no driver. Choose a driver.") % {"name": driver})
        if Role.CASHIER not in roles_of(self.user) and driver.pk != self.user.pk:
            raise ValidationError(_("You hand over your own cash only."))
        return driver


class HandoverLineForm(LineForm):
    """A row without an amount is only shown and not kept."""

    model = CashHandoverLine
    grid_context: ClassVar[dict[str, str]] = {"driver": "handler"}

    delivery = LookupField(
        "cash_delivery",
        Document.objects.select_related("party"),
        label=_("Delivery"),
    )
    amount = DecimalField(
        label=_("Cash handed over"), places=2, min_value=Decimal(0), required=False
    )
    line_remark = forms.CharField(label=_("Line remark"), max_length=200, required=False)

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        return [row for row in rows if row.get("amount")]
