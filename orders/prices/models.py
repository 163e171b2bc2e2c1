"""Price lists by level and region, customers' own prices, floors, and the sales that were made."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models import Document
from masterdata.fields import percent_field, price_field, quantity_field
from masterdata.models import Item, Party, Region, Unit

ENDS_FIRST = _("The last day lies before the first.")
PRICE_ABOVE_ZERO = _("A price is above zero. Leave the row out if there is none.")
QUANTITY_NOT_NEGATIVE = _("A least quantity must not be negative.")


class PriceList(models.Model):
    """Prices for customers of one level and one region; empty stands for all of them (M3, R21)."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    level = models.CharField(_("Customer level"), max_length=20, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name=_("Region"),
        related_name="price_lists",
        null=True,
        blank=True,
    )
    includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Price list")
        verbose_name_plural = _("Price lists")
        constraints = [
            models.CheckConstraint(
                name="price_list_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=ENDS_FIRST,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("price_list_detail", args=[self.pk])


class PriceListLine(models.Model):
    """The list's price of an item per base unit, from a quantity upwards."""

    price_list = models.ForeignKey(
        PriceList,
        models.PROTECT,
        verbose_name=_("Price list"),
        related_name="lines",
        db_index=False,
    )
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="listed_prices", db_index=False
    )
    min_quantity = quantity_field(verbose_name=_("Least quantity"), default=Decimal(0), blank=True)
    price = price_field(verbose_name=_("Price"))
    floor_price = price_field(verbose_name=_("Lowest price"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Line of a price list")
        verbose_name_plural = _("Lines of price lists")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "item", "min_quantity"],
                name="price_list_line_once",
                violation_error_message=_(
                    "This list already has a price for this item and quantity."
                ),
            ),
            models.CheckConstraint(
                name="price_list_line_positive",
                condition=Q(price__gt=0),
                violation_error_message=PRICE_ABOVE_ZERO,
            ),
            models.CheckConstraint(
                name="price_list_line_quantity",
                condition=Q(min_quantity__gte=0),
                violation_error_message=QUANTITY_NOT_NEGATIVE,
            ),
            models.CheckConstraint(
                name="price_list_line_floor",
                condition=Q(floor_price__isnull=True)
                | Q(floor_price__gte=0, floor_price__lte=F("price")),
                violation_error_message=_("The lowest price lies between 0 and the price."),
            ),
        ]
        indexes = [models.Index(fields=["item", "price_list"], name="price_list_line_of")]

    def __str__(self) -> str:
        return f"{self.price_list} {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("price_list_line_detail", args=[self.pk])


class CustomerPrice(models.Model):
    """What was agreed with one customer; it goes before every list."""

    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("Customer"),
        related_name="customer_prices",
        db_index=False,
    )
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="customer_prices", db_index=False
    )
    min_quantity = quantity_field(verbose_name=_("Least quantity"), default=Decimal(0), blank=True)
    price = price_field(verbose_name=_("Price"))
    includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Agreed by"),
        related_name="agreed_customer_prices",
        null=True,
        blank=True,
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Customer price")
        verbose_name_plural = _("Customer prices")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "item", "min_quantity", "valid_from"],
                name="customer_price_once",
                violation_error_message=_(
                    "This customer already has a price for this item, day and quantity."
                ),
            ),
            models.CheckConstraint(
                name="customer_price_positive",
                condition=Q(price__gt=0),
                violation_error_message=PRICE_ABOVE_ZERO,
            ),
            models.CheckConstraint(
                name="customer_price_quantity",
                condition=Q(min_quantity__gte=0),
                violation_error_message=QUANTITY_NOT_NEGATIVE,
            ),
            models.CheckConstraint(
                name="customer_price_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=ENDS_FIRST,
            ),
        ]
        indexes = [
            models.Index(fields=["item", "party"], name="customer_price_of"),
            models.Index(fields=["-valid_from", "-id"], name="customer_price_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("customer_price_detail", args=[self.pk])


class ItemFloor(models.Model):
    """最低售价 of an item per base unit, wherever no list names a lowest price of its own."""

    item = models.OneToOneField(
        Item,
        models.PROTECT,
        verbose_name=_("Item"),
        related_name="sales_floor",
        error_messages={"unique": _("This item already has a lowest price. Change that one.")},
    )
    floor_price = price_field(verbose_name=_("Lowest price"))
    includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Lowest price of an item")
        verbose_name_plural = _("Lowest prices of items")
        constraints = [
            models.CheckConstraint(
                name="item_floor_positive",
                condition=Q(floor_price__gt=0),
                violation_error_message=PRICE_ABOVE_ZERO,
            )
        ]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        return reverse("item_floor_detail", args=[self.pk])


class SaleRecord(models.Model):
    """What one dispatched line was sold for; a reversal takes it back."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    on_date = models.DateField(_("Date"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    line_no = models.PositiveIntegerField(_("No."))
    quantity = quantity_field(verbose_name=_("Quantity"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ratio_numerator = models.PositiveIntegerField(default=1)
    ratio_denominator = models.PositiveIntegerField(default=1)
    price = price_field(verbose_name=_("Price"))
    price_includes_tax = models.BooleanField(_("Price includes tax"))
    discount = percent_field(verbose_name=_("Discount"))
    tax_rate = percent_field(verbose_name=_("Tax rate"))
    base_net_price = price_field(verbose_name=_("Net price per base unit"))
    base_gross_price = price_field(verbose_name=_("Price with tax per base unit"))
    taken_back = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Sale made")
        verbose_name_plural = _("Sales made")
        constraints = [
            models.UniqueConstraint(fields=["document", "line_no"], name="sale_record_once")
        ]
        indexes = [
            models.Index(fields=["item", "party", "-on_date", "-id"], name="sale_record_of"),
            models.Index(fields=["item", "-on_date", "-id"], name="sale_record_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.line_no}"


class LastSale(models.Model):
    """最近售价 per customer and item: the newest sale that was not taken back.

    `price` is that of one base unit before the discount, with or without tax as that sale said it.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="last_sales", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="last_sales")
    price = price_field(verbose_name=_("Price"))
    price_includes_tax = models.BooleanField(_("Price includes tax"))
    discount = percent_field(verbose_name=_("Discount"))
    tax_rate = percent_field(verbose_name=_("Tax rate"))
    net_price = price_field(verbose_name=_("Net price per base unit"))
    gross_price = price_field(verbose_name=_("Price with tax per base unit"))
    ratio_numerator = models.PositiveIntegerField(default=1)
    ratio_denominator = models.PositiveIntegerField(default=1)
    quantity = quantity_field(verbose_name=_("Quantity"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    on_date = models.DateField(_("Date"))

    class Meta:
        verbose_name = _("Last sale")
        verbose_name_plural = _("Last sales")
        constraints = [models.UniqueConstraint(fields=["party", "item"], name="last_sale_once")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.item_id}"
