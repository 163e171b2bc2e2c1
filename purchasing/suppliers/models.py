"""Suppliers' price lists, the prices that were paid, and the last of them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models import Document
from masterdata.fields import percent_field, price_field, quantity_field
from masterdata.models import Item, Party, Unit


class SupplierPrice(models.Model):
    """A supplier's quoted price of an item in its base unit, for a time and a quantity."""

    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("Supplier"),
        related_name="supplier_prices",
        db_index=False,
    )
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="supplier_prices", db_index=False
    )
    price = price_field(verbose_name=_("Price"))
    includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    lead_time_days = models.PositiveSmallIntegerField(_("Lead time (days)"), null=True, blank=True)
    min_quantity = quantity_field(verbose_name=_("Least quantity"), default=Decimal(0), blank=True)
    max_quantity = quantity_field(verbose_name=_("Greatest quantity"), null=True, blank=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Supplier price")
        verbose_name_plural = _("Supplier prices")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "item", "valid_from", "min_quantity"],
                name="supplier_price_once",
                violation_error_message=_(
                    "This supplier already has a price for this item, day and quantity."
                ),
            ),
            models.CheckConstraint(name="supplier_price_positive", condition=Q(price__gt=0)),
            models.CheckConstraint(
                name="supplier_price_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
        ]
        indexes = [models.Index(fields=["item", "party", "-valid_from"], name="supplier_price_of")]

    def __str__(self) -> str:
        return f"{self.party} {self.item}"


class PriceRecord(models.Model):
    """What one approved receipt line cost per base unit; a reversal takes it back."""

    # No index of a supplier's, an item's or a paper's own: each begins one of those below.
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField(_("Date"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    line_no = models.PositiveIntegerField(_("No."))
    quantity = quantity_field(verbose_name=_("Quantity"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    price = price_field(verbose_name=_("Price"))
    price_includes_tax = models.BooleanField(_("Price includes tax"))
    discount = percent_field(verbose_name=_("Discount"))
    tax_rate = percent_field(verbose_name=_("Tax rate"))
    base_net_price = price_field(verbose_name=_("Net price per base unit"))
    base_gross_price = price_field(verbose_name=_("Price with tax per base unit"))
    taken_back = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Price paid")
        verbose_name_plural = _("Prices paid")
        constraints = [
            models.UniqueConstraint(fields=["document", "line_no"], name="price_record_once")
        ]
        indexes = [
            models.Index(fields=["item", "party", "-date", "-id"], name="price_record_of"),
            models.Index(fields=["item", "-date", "-id"], name="price_record_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.line_no}"


class LastPrice(models.Model):
    """最近进价 per item and supplier: the newest price record that was not taken back."""

    # `document` changes with every receipt: an index of it would make each change one of all.
    item = models.ForeignKey(Item, models.PROTECT, related_name="last_prices", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    net_price = price_field(verbose_name=_("Net price per base unit"))
    gross_price = price_field(verbose_name=_("Price with tax per base unit"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField(_("Date"))

    class Meta:
        verbose_name = _("Last price")
        verbose_name_plural = _("Last prices")
        constraints = [models.UniqueConstraint(fields=["item", "party"], name="last_price_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.party_id}"
