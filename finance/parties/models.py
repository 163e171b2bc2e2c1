"""The party ledger's tables: what is owed item by item, what settles what, and the balances."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from masterdata.fields import money_field
from masterdata.models import Party


class Side(models.TextChoices):
    """What the firm owes, and what is owed to it; a party may stand on both sides."""

    PAYABLE = "payable", _("Payable")
    RECEIVABLE = "receivable", _("Receivable")


class OpenItem(models.Model):
    """One debt (+) or one payment, return or deposit (−); only `allocated` ever changes."""

    side = models.CharField(_("Side"), max_length=10, choices=Side.choices)
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Party"), related_name="open_items", db_index=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Document"), related_name="open_items"
    )
    line_no = models.PositiveIntegerField(_("No."), default=0)
    description = models.CharField(_("Summary"), max_length=200, blank=True)
    on_date = models.DateField(_("Document date"))
    due_on = models.DateField(_("Due date"), null=True, blank=True)
    dated = models.DateField(_("Original date"), null=True, blank=True)
    # The customer order that it belongs to: money kept for it, or the debt of its delivery.
    for_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cause = models.CharField(max_length=8, blank=True, default="")
    amount = money_field(verbose_name=_("Amount"))
    allocated = money_field(verbose_name=_("Settled"), default=Decimal(0))
    posted_at = models.DateTimeField(_("Posted at"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Posted by"),
        related_name="+",
        db_index=False,
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        verbose_name = _("Open item")
        verbose_name_plural = _("Open items")
        constraints = [
            models.CheckConstraint(name="open_item_is_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="open_item_settled_within_amount",
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount"))
                | Q(amount__lt=0, allocated__lte=0, allocated__gte=F("amount")),
                violation_error_message=_("More is settled than is open. Lower the amounts."),
            ),
            models.CheckConstraint(
                name="open_item_side_is_known", condition=Q(side__in=Side.values)
            ),
            models.CheckConstraint(
                name="open_item_is_no_younger_than_its_date",
                condition=Q(dated=None) | Q(dated__lte=F("on_date")),
                violation_error_message=_("The original date lies after the document date."),
            ),
        ]
        indexes = [
            models.Index(fields=["party", "side", "on_date", "id"], name="open_item_by_party"),
            models.Index(fields=["on_date"], name="open_item_by_date"),
            # With all that ages, dues and pictures ask: they are added up from the index alone.
            models.Index(
                fields=[
                    *("side", "party", "on_date", "dated", "due_on"),
                    *("amount", "allocated", "reverses"),
                ],
                condition=~Q(allocated=F("amount")),
                name="open_item_unsettled",
            ),
            models.Index(
                fields=["for_document", "id"],
                condition=Q(for_document__isnull=False),
                name="open_item_for_document",
            ),
            # The unique one holds a row of nothing for each that reverses none, so that SQLite
            # took it for useless and made itself another each time it was asked what is reversed.
            models.Index(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="open_item_reversed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.amount}"

    @property
    def ages_from(self) -> date:
        return self.dated or self.on_date


class Allocation(models.Model):
    """A payment (credit, −) settles so much of a debt (debit, +); a reversal takes it back."""

    debit_item = models.ForeignKey(OpenItem, models.PROTECT, related_name="settled_by")
    credit_item = models.ForeignKey(OpenItem, models.PROTECT, related_name="settles")
    amount = money_field(verbose_name=_("Amount"))
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Document"), related_name="allocations"
    )
    on_date = models.DateField(_("Document date"))
    posted_at = models.DateTimeField(_("Posted at"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Posted by"),
        related_name="+",
        db_index=False,
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        verbose_name = _("Allocation")
        verbose_name_plural = _("Allocations")
        constraints = [
            models.CheckConstraint(name="allocation_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="allocation_of_two_items", condition=~Q(debit_item=F("credit_item"))
            ),
        ]
        indexes = [
            models.Index(fields=["on_date"], name="allocation_by_date"),
            models.Index(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="allocation_reversed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit_item_id} ← {self.credit_item_id} {self.amount}"


class PartyBalance(models.Model):
    """What a party's items of one side add up to; written in their transaction."""

    side = models.CharField(_("Side"), max_length=10, choices=Side.choices)
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Party"), related_name="balances"
    )
    amount = money_field(verbose_name=_("Balance"), default=Decimal(0))

    class Meta:
        verbose_name = _("Party balance")
        verbose_name_plural = _("Party balances")
        constraints = [
            models.UniqueConstraint(fields=["side", "party"], name="party_balance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.party_id} {self.amount}"
