"""Where goods lie: warehouses, their bins, and an item's usual bin."""

from django.conf import settings
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from masterdata.models import Item


class BinKind(models.TextChoices):
    NORMAL = "normal", _("Storage")
    RECEIVING = "receiving", _("Receiving area")
    REJECT = "reject", _("Rejected goods")
    TRANSIT = "transit", _("In transit")
    HOLD = "hold", _("Held until decided")
    # Goods on their way from the supplier straight to a customer; see `direct`.
    DIRECT = "direct", _("Direct shipment")


class Warehouse(models.Model):
    """A store with a keeper; it always has a receiving bin and a reject bin (see `actions`)."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    pinyin = models.CharField(_("Pinyin initials"), max_length=100, blank=True, db_index=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Storekeeper"),
        related_name="warehouses",
    )
    is_active = models.BooleanField(_("Active"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Warehouse")
        verbose_name_plural = _("Warehouses")

    def __str__(self) -> str:
        return self.name

    @property
    def receiving_bin(self) -> "Bin":
        return self.bin_of(BinKind.RECEIVING)

    @property
    def reject_bin(self) -> "Bin":
        return self.bin_of(BinKind.REJECT)

    def bin_of(self, kind: str) -> "Bin":
        """The first bin of a kind; a warehouse opened by `open_warehouse` has one of each."""
        return self.bins.filter(kind=kind, is_active=True).order_by("id")[:1].get()


class Bins(models.Manager["Bin"]):
    """Each bin with its full name `place`, as in main/ZC: many warehouses have a bin ZC, and who
    types or imports one must be able to say which."""

    def get_queryset(self) -> models.QuerySet["Bin"]:
        place = Concat(F("warehouse__code"), Value("/"), F("code"))
        return super().get_queryset().annotate(place=place)


class Bin(models.Model):
    """储位: one place inside a warehouse; its kind says what its goods may be used for."""

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("Warehouse"), related_name="bins", db_index=False
    )
    code = models.CharField(_("Bin code"), max_length=30)
    name = models.CharField(_("Name"), max_length=100, blank=True)
    kind = models.CharField(
        _("Bin kind"), max_length=10, choices=BinKind.choices, default=BinKind.NORMAL
    )
    is_active = models.BooleanField(_("Active"), default=True)
    objects = Bins()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Bin")
        verbose_name_plural = _("Bins")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "code"],
                name="bin_code_once_per_warehouse",
                violation_error_message=_("This warehouse already has a bin with this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=BinKind.values), name="bin_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ItemPlace(models.Model):
    """An item's usual bin; the first one of a warehouse is proposed there."""

    item = models.ForeignKey(
        Item, models.CASCADE, verbose_name=_("Item"), related_name="places", db_index=False
    )
    bin = models.ForeignKey(Bin, models.PROTECT, verbose_name=_("Bin"), related_name="items")

    class Meta:
        verbose_name = _("Usual bin")
        verbose_name_plural = _("Usual bins")
        constraints = [
            models.UniqueConstraint(fields=["item", "bin"], name="item_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.bin_id}"
