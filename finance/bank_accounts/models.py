"""Who verified which details of a bank account; a row outlives the account that it speaks of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from masterdata.models import BankAccount, Party


class BankVerification(models.Model):
    """One person vouched for bank, number and name as they then stood (their fingerprint).

    `needed` is how many people these details call for; it is decided at the first round, so that
    a later account of the same supplier does not take an earlier verification back.
    """

    account = models.ForeignKey(
        BankAccount,
        models.SET_NULL,
        null=True,
        verbose_name=_("Bank account"),
        related_name="verifications",
        db_index=False,
    )
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Party"), related_name="bank_verifications"
    )
    fingerprint = models.CharField(max_length=64)
    round = models.PositiveSmallIntegerField(_("Round"), default=1)
    needed = models.PositiveSmallIntegerField(_("Rounds needed"), default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Verified by"), related_name="+"
    )
    at = models.DateTimeField(_("Verified at"))

    class Meta:
        verbose_name = _("Verification of a bank account")
        verbose_name_plural = _("Verifications of bank accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint", "round"], name="bank_verification_round_once"
            ),
            models.UniqueConstraint(
                fields=["account", "fingerprint", "by"],
                name="bank_verification_other_eyes",
                violation_error_message=_("The second verification is made by somebody else."),
            ),
            models.CheckConstraint(
                name="bank_verification_rounds",
                condition=Q(round__gte=1, round__lte=models.F("needed"), needed__lte=2),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.round}/{self.needed}"
