"""The call log of chasing: who was asked about which lines, what he said; and what was reminded."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masterdata.models import Party
from purchasing.purchase_order.models import PurchaseOrderLine


class Channel(models.TextChoices):
    PHONE = "phone", _("Telephone")
    WECHAT = "wechat", _("WeChat")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Letter, fax or mail")


class ChaseCall(models.Model):
    """One talk with a supplier about one line or several; never changed, the next one answers it.

    `key` is the form's: the same form sent twice is one call.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("Supplier"),
        related_name="chase_calls",
        db_index=False,
    )
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Entered by"), related_name="+"
    )
    channel = models.CharField(
        _("How"), max_length=8, choices=Channel.choices, default=Channel.PHONE
    )
    contact = models.CharField(_("Spoke with"), max_length=60)
    said = models.CharField(_("What was said"), max_length=500)
    next_on = models.DateField(_("Next chase"), null=True, blank=True)

    class Meta:
        verbose_name = _("Chase call")
        verbose_name_plural = _("Chase calls")
        indexes = [models.Index(fields=["party", "-at"], name="chase_call_of_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.at:%Y-%m-%d}"


class ChaseCallLine(models.Model):
    """One line that was spoken of: what was promised before, and what is promised since."""

    call = models.ForeignKey(ChaseCall, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, related_name="chases", db_index=False
    )
    old_on = models.DateField(_("Old date"), null=True)
    new_on = models.DateField(_("New date"), null=True)

    class Meta:
        verbose_name = _("Chased line")
        verbose_name_plural = _("Chased lines")
        constraints = [
            models.UniqueConstraint(fields=["call", "line"], name="chase_line_once_per_call")
        ]
        indexes = [models.Index(fields=["line", "-call"], name="chase_of_line")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.line_id}"


class ChaseReminder(models.Model):
    """That the program asked to chase a line: once per line, promise and round (G12).

    Round 0 is the reminder before the promise; 1, 2, 3 … are the rounds after it was broken.
    """

    line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, related_name="reminders", db_index=False
    )
    promised_on = models.DateField(_("Promised on"))
    round = models.PositiveSmallIntegerField(_("Round"))
    sent_at = models.DateTimeField(_("At"))

    class Meta:
        verbose_name = _("Chase reminder")
        verbose_name_plural = _("Chase reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "promised_on", "round"], name="chase_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.promised_on} {self.round}"
