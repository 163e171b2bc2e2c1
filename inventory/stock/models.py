"""The stock ledger's tables: entries that are only appended, and what they add up to."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from inventory.places.models import Bin, Warehouse
from masterdata.fields import money_field, quantity_field
from masterdata.models import Item


class Phase(models.TextChoices):
    """Lying there, promised to someone, or on its way."""

    ON_HAND = "on_hand", _("On hand")
    RESERVED = "reserved", _("Reserved")
    EXPECTED = "expected", _("On order")


class StockEntry(models.Model):
    """One movement; a mistake is answered by an opposite entry that cites it."""

    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Document"), related_name="stock_entries"
    )
    line_no = models.PositiveIntegerField(_("No."))
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="stock_entries", db_index=False
    )
    bin = models.ForeignKey(
        Bin, models.PROTECT, verbose_name=_("Bin"), related_name="stock_entries"
    )
    held_for = models.CharField(_("Held for"), max_length=60, blank=True, default="")
    phase = models.CharField(_("Phase"), max_length=8, choices=Phase.choices)
    quantity = quantity_field(verbose_name=_("Quantity"))
    amount = money_field(verbose_name=_("Amount"), default=Decimal(0))
    cause = models.CharField(_("Cause"), max_length=32, blank=True)
    on_date = models.DateField(_("Document date"))
    posted_at = models.DateTimeField(_("Posted at"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Posted by"),
        related_name="+",
        db_index=False,
    )
    claim_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    claim_line = models.PositiveIntegerField(null=True, blank=True)
    due_on = models.DateField(_("Due date"), null=True, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        verbose_name = _("Stock entry")
        verbose_name_plural = _("Stock entries")
        constraints = [
            models.CheckConstraint(
                name="stock_entry_moves_something",
                condition=~Q(quantity=0) | ~Q(amount=0),
            ),
            models.CheckConstraint(
                name="stock_entry_values_only_goods",
                condition=Q(phase=Phase.ON_HAND) | Q(amount=0),
            ),
            models.CheckConstraint(
                name="stock_entry_phase_is_known", condition=Q(phase__in=Phase.values)
            ),
        ]
        indexes = [
            models.Index(fields=["item", "on_date", "id"], name="stock_entry_by_item"),
            models.Index(
                fields=["claim_document", "claim_line"],
                condition=Q(claim_document__isnull=False),
                name="stock_entry_by_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.line_no} {self.phase} {self.quantity}"


class StockBalance(models.Model):
    """What the entries of one (item, bin, held-for) add up to; written in their transaction."""

    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="stock_balances", db_index=False
    )
    bin = models.ForeignKey(
        Bin, models.PROTECT, verbose_name=_("Bin"), related_name="stock_balances"
    )
    held_for = models.CharField(_("Held for"), max_length=60, blank=True, default="")
    on_hand = quantity_field(verbose_name=_("On hand"), default=Decimal(0))
    reserved = quantity_field(verbose_name=_("Reserved"), default=Decimal(0))
    expected = quantity_field(verbose_name=_("On order"), default=Decimal(0))

    class Meta:
        verbose_name = _("Stock balance")
        verbose_name_plural = _("Stock balances")
        constraints = [
            models.UniqueConstraint(fields=["item", "bin", "held_for"], name="stock_balance_once"),
            models.CheckConstraint(
                name="stock_on_hand_not_negative",
                condition=Q(on_hand__gte=0),
                violation_error_message=_("There is not enough stock."),
            ),
            models.CheckConstraint(
                name="stock_reserved_not_negative",
                condition=Q(reserved__gte=0),
                violation_error_message=_("Not so much is reserved."),
            ),
            models.CheckConstraint(
                name="stock_reserved_lies_there",
                condition=Q(reserved__lte=models.F("on_hand")),
                violation_error_message=_("More is promised to orders than lies there."),
            ),
            models.CheckConstraint(
                name="stock_expected_not_negative",
                condition=Q(expected__gte=0),
                violation_error_message=_("Not so much is on order."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.bin_id} {self.on_hand}"


class StockCost(models.Model):
    """Quantity and value of an item in a warehouse: amount ÷ quantity is the moving average."""

    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="stock_costs", db_index=False
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("Warehouse"), related_name="stock_costs"
    )
    quantity = quantity_field(verbose_name=_("Quantity"), default=Decimal(0))
    amount = money_field(verbose_name=_("Amount"), default=Decimal(0))

    class Meta:
        verbose_name = _("Stock value")
        verbose_name_plural = _("Stock values")
        constraints = [
            models.UniqueConstraint(fields=["item", "warehouse"], name="stock_cost_once"),
            models.CheckConstraint(
                name="stock_cost_quantity_not_negative", condition=Q(quantity__gte=0)
            ),
            models.CheckConstraint(
                name="stock_cost_no_value_without_goods",
                condition=Q(quantity__gt=0, amount__gte=0) | Q(quantity=0, amount=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.warehouse_id} {self.amount}"
