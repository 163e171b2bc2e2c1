"""Items and what describes them: units, packs, barcodes, categories, tax rates."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from masterdata.fields import percent_field, price_field, quantity_field

LONGEST_LEAD = 3650
LARGEST_PACK = 10**9
MOST_PARCELS = 999


class Unit(models.Model):
    """A unit of measure and how many decimals its quantities show."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=50)
    decimals = models.PositiveSmallIntegerField(_("Decimals"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Unit")
        verbose_name_plural = _("Units")
        constraints = [
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="unit_decimals_at_most_four",
                violation_error_message=_("A quantity has at most four decimals."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("unit_detail", args=[self.pk])


class Category(models.Model):
    """A group of items; groups may lie inside groups."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Belongs to"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Category")
        verbose_name_plural = _("Categories")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="category_is_not_its_own_parent",
                violation_error_message=_("Choose another category as parent."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category_detail", args=[self.pk])


class TaxRate(models.Model):
    """A rate with its validity; 0 %, exempt and untaxed are three different things."""

    class Kind(models.TextChoices):
        RATE = "rate", _("Rate")
        EXEMPT = "exempt", _("Tax-exempt")
        UNTAXED = "untaxed", _("Not taxable")

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    percent = percent_field(_("Percent"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.RATE)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Tax rate")
        verbose_name_plural = _("Tax rates")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="tax_rate_between_0_and_100",
                violation_error_message=_("A tax rate lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(kind="rate") | Q(percent=0),
                name="tax_rate_exempt_is_zero",
                violation_error_message=_("An exempt or untaxed rate is 0 percent."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="tax_rate_ends_after_it_begins",
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tax_rate_detail", args=[self.pk])


class ItemKind(models.TextChoices):
    FINISHED = "finished", _("Finished goods")
    SEMI_FINISHED = "semi_finished", _("Semi-finished goods")
    RAW_MATERIAL = "raw_material", _("Raw material")
    AUXILIARY = "auxiliary", _("Auxiliary material")
    PACKAGING = "packaging", _("Packaging")
    SERVICE = "service", _("Service")


class Item(models.Model):
    """Whatever is bought, made, stored or sold (M1)."""

    code = models.CharField(_("Item code"), max_length=60, unique=True)
    name = models.CharField(_("Item name"), max_length=200, db_index=True)
    pinyin = models.CharField(_("Pinyin initials"), max_length=200, blank=True, db_index=True)
    pinyin_edited = models.BooleanField(default=False, editable=False)
    series = models.CharField(_("Series"), max_length=100, blank=True)
    model = models.CharField(_("Model"), max_length=100, blank=True)
    specification = models.CharField(_("Specification"), max_length=200, blank=True)
    size = models.CharField(_("Size"), max_length=100, blank=True)
    colour = models.CharField(_("Colour"), max_length=100, blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("Unit"), on_delete=models.PROTECT, related_name="items"
    )
    kind = models.CharField(
        _("Kind of item"), max_length=20, choices=ItemKind.choices, default=ItemKind.FINISHED
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("Category"),
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
    )
    barcode = models.CharField(_("Barcode"), max_length=60, blank=True, db_index=True)
    parcels_per_piece = models.PositiveSmallIntegerField(
        _("Parcels per piece"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PARCELS)],
    )
    selling_points = models.TextField(_("Selling points"), max_length=2000, blank=True)
    picture = models.ImageField(_("Picture"), upload_to="items/", blank=True)
    safety_stock = quantity_field(_("Safety stock"), default=Decimal(0))
    reorder_point = quantity_field(_("Reorder point"), default=Decimal(0))
    lead_time_days = models.PositiveSmallIntegerField(
        _("Lead time (days)"), default=0, validators=[MaxValueValidator(LONGEST_LEAD)]
    )
    list_price = price_field(_("List price"), default=Decimal(0))
    list_purchase_price = price_field(_("List purchase price"), default=Decimal(0))
    tax_rate = percent_field(_("Tax rate (%)"), default=Decimal(13))
    quality_standard = models.TextField(_("Quality standard"), max_length=2000, blank=True)
    default_supplier = models.ForeignKey(
        "masterdata.Party",
        verbose_name=_("Default supplier"),
        on_delete=models.PROTECT,
        related_name="supplied_items",
        null=True,
        blank=True,
    )
    minimum_order = quantity_field(_("Minimum order"), default=Decimal(0))
    is_active = models.BooleanField(_("Active"), default=True)
    to_complete = models.BooleanField(_("To be completed"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Item")
        verbose_name_plural = _("Items")
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~Q(barcode=""),
                name="item_barcode_once",
                violation_error_message=_("Another item already has this barcode."),
            ),
            models.CheckConstraint(
                condition=Q(parcels_per_piece__gte=1, parcels_per_piece__lte=MOST_PARCELS),
                name="item_parcels_between_1_and_999",
                violation_error_message=_("A piece has between 1 and 999 parcels."),
            ),
            models.CheckConstraint(
                condition=Q(lead_time_days__lte=LONGEST_LEAD),
                name="item_lead_time_within_ten_years",
                violation_error_message=_("A lead time is at most ten years."),
            ),
            models.CheckConstraint(
                condition=Q(safety_stock__gte=0, reorder_point__gte=0, minimum_order__gte=0),
                name="item_quantities_not_negative",
                violation_error_message=_("Quantities of an item must not be negative."),
            ),
            models.CheckConstraint(
                condition=Q(list_price__gte=0, list_purchase_price__gte=0),
                name="item_prices_not_negative",
                violation_error_message=_("Prices of an item must not be negative."),
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lte=100),
                name="item_tax_rate_between_0_and_100",
                violation_error_message=_("A tax rate lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("item_detail", args=[self.pk])


class PackUnit(models.Model):
    """One pack holds numerator ÷ denominator base units; a fraction, so nothing is rounded."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="pack_units", db_index=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("Unit"), on_delete=models.PROTECT, related_name="packs"
    )
    numerator = models.PositiveIntegerField(
        _("Holds"), validators=[MaxValueValidator(LARGEST_PACK)]
    )
    denominator = models.PositiveIntegerField(
        _("In how many packs"), default=1, validators=[MaxValueValidator(LARGEST_PACK)]
    )
    level = models.PositiveSmallIntegerField(_("Level"), default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Pack unit")
        verbose_name_plural = _("Pack units")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "unit"],
                name="pack_unit_once_per_item",
                violation_error_message=_("This item already has that pack unit."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__range=(1, LARGEST_PACK))
                & Q(denominator__range=(1, LARGEST_PACK)),
                name="pack_ratio_positive",
                violation_error_message=_("A pack holds at least something."),
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=3),
                name="pack_level_between_1_and_3",
                violation_error_message=_("An item has at most three levels of packs."),
            ),
        ]

    def __str__(self) -> str:
        return self.unit.name


class ItemBarcode(models.Model):
    """One of several barcodes of an item, of a piece or of a pack (一品多码)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="barcodes")
    code = models.CharField(
        _("Barcode"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("Another item already has this barcode.")},
    )
    pack = models.ForeignKey(
        PackUnit,
        verbose_name=_("Pack unit"),
        on_delete=models.CASCADE,
        related_name="barcodes",
        null=True,
        blank=True,
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Barcode")
        verbose_name_plural = _("Barcodes")

    def __str__(self) -> str:
        return self.code
