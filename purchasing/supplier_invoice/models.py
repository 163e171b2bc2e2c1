"""The supplier's invoice as it was printed, and what each line covers of a receipt line."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from masterdata.fields import money_field, percent_field, quantity_field
from masterdata.models import Item, Unit
from masterdata.money import round_price
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice import numbers


class Kind(models.TextChoices):
    """The two fully digital ones have no code; only special ones let the firm deduct the tax."""

    DIGITAL_SPECIAL = numbers.DIGITAL_SPECIAL, _("Digital special VAT invoice")
    DIGITAL_ORDINARY = numbers.DIGITAL_ORDINARY, _("Digital ordinary invoice")
    PAPER_SPECIAL = numbers.PAPER_SPECIAL, _("Special VAT invoice on paper")
    PAPER_ORDINARY = numbers.PAPER_ORDINARY, _("Ordinary invoice on paper")
    OTHER = numbers.OTHER, _("Other invoice")


DEDUCTIBLE = (Kind.DIGITAL_SPECIAL, Kind.PAPER_SPECIAL)


class Settled(models.TextChoices):
    """How a difference beyond tolerance was settled."""

    ACCEPT = "accept", _("Accept the supplier's price")
    DEBIT_NOTE = "debit_note", _("Debit note: only what was received counts")


class SupplierInvoice(Body):
    """`live_key` is supplier, code and number while the paper counts, so that none is entered
    twice; `paper_…` are the sums printed on it, `difference` what it asks beyond the receipts.
    """

    DERIVED = ("live_key", "difference", "missing_since", "booked_on")
    NOT_COPIED = (
        "code",
        "invoice_number",
        "invoice_date",
        "check_code",
        "settled_by",
        "no_scan_reason",
    )

    invoice_kind = models.CharField(
        _("Invoice kind"), max_length=20, choices=Kind.choices, default=Kind.DIGITAL_SPECIAL
    )
    code = models.CharField(_("Invoice code"), max_length=12, blank=True)
    invoice_number = models.CharField(_("Invoice number"), max_length=20, blank=True)
    invoice_date = models.DateField(_("Invoice date"), null=True, blank=True)
    seller_tax_number = models.CharField(_("Seller's tax number"), max_length=30, blank=True)
    check_code = models.CharField(_("Check code"), max_length=20, blank=True)
    is_red = models.BooleanField(_("Red invoice"), default=False)
    blue = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Blue invoice it corrects"),
        related_name="red_ones",
    )
    paper_net = money_field(verbose_name=_("Net amount on the paper"), default=Decimal(0))
    paper_tax = money_field(verbose_name=_("Tax on the paper"), default=Decimal(0))
    no_scan_reason = models.CharField(_("Why there is no scan"), max_length=200, blank=True)
    settled_by = models.CharField(
        _("Difference settled by"), max_length=10, choices=Settled.choices, blank=True
    )
    live_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    difference = money_field(verbose_name=_("Difference"), default=Decimal(0), editable=False)
    missing_since = models.DateField(_("Missing since"), null=True, blank=True)
    booked_on = models.DateField(_("Booked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Supplier invoice")
        verbose_name_plural = _("Supplier invoices")
        constraints = [
            models.UniqueConstraint(
                fields=["live_key"],
                name="supplier_invoice_entered_once",
                violation_error_message=_(
                    "This invoice of the supplier was entered already. Look for its number in"
                    " the list of invoices."
                ),
            ),
            models.CheckConstraint(
                name="supplier_invoice_digital_without_code",
                condition=~Q(invoice_kind__in=numbers.DIGITAL) | Q(code=""),
                violation_error_message=_("A fully digital invoice has no code; leave it empty."),
            ),
            models.CheckConstraint(
                name="supplier_invoice_blue_is_another",
                condition=Q(blue=None) | ~Q(blue=F("head")),
                violation_error_message=_("An invoice does not correct itself."),
            ),
        ]
        indexes = [
            models.Index(fields=["invoice_date", "head"], name="supplier_invoice_by_date"),
            models.Index(fields=["invoice_number", "head"], name="supplier_invoice_by_number"),
            models.Index(
                "booked_on",
                condition=Q(booked_on__isnull=False),
                name="supplier_invoice_by_booking",
            ),
            models.Index(
                "missing_since",
                condition=Q(missing_since__isnull=False),
                name="supplier_invoice_missing",
            ),
        ]

    @property
    def paper_gross(self) -> Decimal:
        return self.paper_net + self.paper_tax

    @property
    def tax_is_deductible(self) -> bool:
        return self.invoice_kind in DEDUCTIBLE

    @property
    def full_number(self) -> str:
        return f"{self.code} {self.invoice_number}".strip()


class SupplierInvoiceLines(models.Manager["SupplierInvoiceLine"]):
    """Lines come with their receipt line, receipt and order line: matching reads all of them."""

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related(
                "item",
                "unit",
                "receipt_line__bin",
                "receipt_line__body__head__party",
                "receipt_line__order_line__body__head",
            )
        )


class SupplierInvoiceLine(LineBase):
    """What the invoice bills of one receipt line, in that line's unit; below zero on a red one.

    Once matched, the derived columns say what it covers at the receipt's price, and where the
    rest went: into the debt, onto goods still here, or nowhere (a variance).
    """

    DERIVED = ("covered_quantity", "covered_gross", "debt", "stock_cost", "variance")

    body = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="lines", db_index=False)
    receipt_line = models.ForeignKey(
        ReceiptLine, models.PROTECT, verbose_name=_("Receipt line"), related_name="invoice_lines"
    )
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("Unit"), related_name="+")
    ratio_numerator = models.PositiveIntegerField(_("Units per pack"), default=1)
    ratio_denominator = models.PositiveIntegerField(default=1)
    quantity = quantity_field(verbose_name=_("Quantity"))
    base_quantity = quantity_field(verbose_name=_("Base quantity"))
    tax_rate = percent_field(verbose_name=_("Tax rate"), default=Decimal(0))
    net = money_field(verbose_name=_("Net amount"))
    tax = money_field(verbose_name=_("Tax"))
    gross = money_field(verbose_name=_("Amount with tax"))
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)
    covered_quantity = quantity_field(verbose_name=_("Covered quantity"), default=Decimal(0))
    covered_gross = money_field(verbose_name=_("Covered amount"), default=Decimal(0))
    debt = money_field(verbose_name=_("Added to the debt"), default=Decimal(0))
    stock_cost = money_field(verbose_name=_("Added to the stock"), default=Decimal(0))
    variance = money_field(verbose_name=_("Price variance"), default=Decimal(0))

    objects = SupplierInvoiceLines()

    class Meta:
        verbose_name = _("Invoice line")
        verbose_name_plural = _("Invoice lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="supplier_invoice_line_no"),
            models.CheckConstraint(
                name="supplier_invoice_line_gross_is_net_and_tax",
                condition=Q(gross=F("net") + F("tax")),
                violation_error_message=_("Net amount and tax do not add up to the gross amount."),
            ),
            models.CheckConstraint(
                name="supplier_invoice_line_ratio_positive",
                condition=Q(ratio_numerator__gt=0, ratio_denominator__gt=0),
            ),
            models.CheckConstraint(
                name="supplier_invoice_line_says_something",
                condition=~Q(base_quantity=0, gross=0),
                violation_error_message=_("A line without quantity and amount says nothing."),
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="supplier_invoice_line_by_item")]

    @property
    def price(self) -> Decimal | None:
        """With tax, for the unit of the line; none where only an amount is corrected."""
        return round_price(self.gross / self.quantity) if self.quantity else None
