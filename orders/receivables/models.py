"""The log of talks about money owed, and the judgement that a debt will not be paid."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from masterdata.fields import money_field
from masterdata.models import Party
from orders.customer_order.models import Channel


class DebtTalk(models.Model):
    """One talk with a customer about what he owes; never changed, the next one answers it.

    `key` is the form's: the same form sent twice is one talk. What he owed and was late with is
    kept as it stood then.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Customer"), related_name="debt_talks", db_index=False
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
    promised_on = models.DateField(_("Promised to pay on"), null=True, blank=True)
    promised_amount = money_field(verbose_name=_("Promised amount"), null=True, blank=True)
    next_on = models.DateField(_("Next contact"), null=True, blank=True)
    owed = money_field(verbose_name=_("Debt then"))
    overdue = money_field(verbose_name=_("Overdue then"))

    class Meta:
        verbose_name = _("Talk about a debt")
        verbose_name_plural = _("Talks about debts")
        constraints = [
            models.CheckConstraint(
                name="debt_talk_promise_has_day_and_amount",
                condition=Q(promised_on__isnull=True, promised_amount__isnull=True)
                | Q(promised_on__isnull=False, promised_amount__gt=0),
                violation_error_message=_("A promise names a day and an amount."),
            )
        ]
        indexes = [models.Index(fields=["party", "-id"], name="debt_talk_of_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.at:%Y-%m-%d}"


class DebtJudgement(models.Model):
    """坏账: a debt is held to be uncollectable, or is not any more; the last word counts.

    The debt itself stays in the books: nobody is sent to ask for it.
    """

    item = models.ForeignKey(
        "finance.OpenItem",
        models.PROTECT,
        verbose_name=_("Debt"),
        related_name="judgements",
        db_index=False,
    )
    uncollectable = models.BooleanField(_("Uncollectable"))
    reason = models.CharField(_("Reason"), max_length=300)
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Entered by"), related_name="+"
    )

    class Meta:
        verbose_name = _("Judgement of a debt")
        verbose_name_plural = _("Judgements of debts")
        indexes = [models.Index(fields=["item", "-id"], name="debt_judgement_of_item")]
        constraints = [
            models.CheckConstraint(name="debt_judgement_has_a_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.uncollectable}"
