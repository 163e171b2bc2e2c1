"""Approval chains as data: the rules, the copy each paper carries, and deputies."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models.head import Document
from masterdata.fields import money_field
from masterdata.roles import Role


class ApprovalRule(models.Model):
    """One desk of a type's chain; taken from `from_amount` upward, and if there is a
    `condition`, whenever that holds, whatever the amount (D3)."""

    type = models.CharField(_("Document type"), max_length=32)
    position = models.PositiveSmallIntegerField(_("Order"))
    role = models.CharField(_("Role"), max_length=32, choices=Role.choices)
    from_amount = money_field(verbose_name=_("From amount"), default=Decimal(0))
    condition = models.CharField(_("Or whenever"), max_length=32, blank=True, default="")
    escalate_after_days = models.PositiveSmallIntegerField(
        _("Escalate after working days"), null=True, blank=True
    )
    escalate_to = models.CharField(
        _("Escalate to"), max_length=32, choices=Role.choices, blank=True
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Approval rule")
        verbose_name_plural = _("Approval rules")
        constraints = [
            models.UniqueConstraint(fields=["type", "position"], name="approval_rule_position")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.position}"


class ChainStep(models.Model):
    """A desk of one paper's chain, copied from the rules when it was submitted."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="chain_steps", db_index=False
    )
    round = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=32, choices=Role.choices)
    escalate_after_days = models.PositiveSmallIntegerField(null=True)
    escalate_to = models.CharField(max_length=32, choices=Role.choices, blank=True)
    escalated_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    acted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Chain step")
        verbose_name_plural = _("Chain steps")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "round", "position"], name="chain_step_position"
            ),
            # One person signs one desk of a round: different people, by the database (I6).
            models.UniqueConstraint(
                fields=["document", "round", "done_by"], name="chain_step_different_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.position}"


class Delegation(models.Model):
    """An absent person's deputy for a period; the audit trail shows both (D2)."""

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_given",
        verbose_name=_("Absent"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_held",
        verbose_name=_("Deputy"),
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"))
    reason = models.CharField(_("Reason"), max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Delegation")
        verbose_name_plural = _("Delegations")
        constraints = [
            models.CheckConstraint(
                name="delegation_not_to_oneself", condition=~models.Q(absent=models.F("deputy"))
            ),
            models.CheckConstraint(
                name="delegation_period", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absent} → {self.deputy}"
