"""The head of every paper, and the abstract body and lines that papers build on."""

import uuid
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masterdata.fields import money_field, percent_field, price_field, quantity_field
from masterdata.models import Item, Party, Unit


class Document(models.Model):
    """单头: one row per numbered paper; a column is here only if every list of every type shows it.

    Only `documents.engine` changes `state`; only `documents.drafts` makes rows.
    """

    type = models.CharField(_("Type"), max_length=32)
    number = models.CharField(_("Number"), max_length=32)
    date = models.DateField(_("Document date"))
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Party"),
        related_name="+",
        db_index=False,
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Handler"),
        related_name="+",
    )
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Maker"),
        related_name="+",
        db_index=False,
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Approver"),
        related_name="+",
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)
    state = models.CharField(_("State"), max_length=24)
    held = models.BooleanField(_("On hold"), default=False)
    total = money_field(verbose_name=_("Total"), default=Decimal(0))
    remark = models.CharField(_("Remark"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=1)
    key = models.UUIDField(_("One-time key"), unique=True, default=uuid.uuid4, editable=False)
    content_hash = models.CharField(_("Content hash"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("Created at"))
    changed_at = models.DateTimeField(_("Changed at"))

    class Meta:
        verbose_name = _("Document")
        verbose_name_plural = _("Documents")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="document_number_unique"),
            models.CheckConstraint(
                name="document_approver_is_not_maker",
                condition=models.Q(approver__isnull=True) | ~models.Q(approver=models.F("maker")),
                violation_error_message=_("Nobody approves what he made himself."),
            ),
        ]
        indexes = [
            models.Index(fields=["type", "state", "-date", "-id"], name="document_by_state"),
            models.Index(fields=["type", "-date", "-id"], name="document_by_date"),
            models.Index(fields=["party", "-date", "-id"], name="document_by_party"),
            models.Index("maker", "type", "state", name="document_by_maker"),
        ]

    def __str__(self) -> str:
        return self.number


class Body(models.Model):
    """A paper's own columns; it *has* a head, and the head's id is its key."""

    head = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="%(class)s"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.head)


class LineBase(models.Model):
    """One line of a paper; the concrete class adds `body = ForeignKey(…, related_name="lines")`."""

    line_no = models.PositiveIntegerField(_("No."))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.line_no}"


class PricedLine(LineBase):
    """A line of goods with a price; the identity net + tax = gross holds to the cent."""

    item = models.ForeignKey(Item, models.PROTECT, verbose_name=_("Item"), related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("Unit"), related_name="+")
    ratio_numerator = models.PositiveIntegerField(_("Units per pack"), default=1)
    ratio_denominator = models.PositiveIntegerField(default=1)
    quantity = quantity_field(verbose_name=_("Quantity"))
    base_quantity = quantity_field(verbose_name=_("Base quantity"))
    price = price_field(verbose_name=_("Price"))
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    discount = percent_field(verbose_name=_("Discount"), default=Decimal(100))
    tax_rate = percent_field(verbose_name=_("Tax rate"), default=Decimal(0))
    net = money_field(verbose_name=_("Net amount"))
    tax = money_field(verbose_name=_("Tax"))
    gross = money_field(verbose_name=_("Amount with tax"))
    is_gift = models.BooleanField(_("Gift"), default=False)
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="%(class)s_line_no"),
            models.CheckConstraint(
                name="%(class)s_gross_is_net_and_tax",
                condition=models.Q(gross=models.F("net") + models.F("tax")),
            ),
            models.CheckConstraint(
                name="%(class)s_quantity_positive",
                condition=models.Q(quantity__gt=0, base_quantity__gt=0),
            ),
            models.CheckConstraint(
                name="%(class)s_ratio_positive",
                condition=models.Q(ratio_numerator__gt=0, ratio_denominator__gt=0),
            ),
        ]


def content_columns(model: Any) -> tuple[str, ...]:
    """The columns of a body or line that a person enters: no keys, nothing in its `DERIVED`."""
    return _content_columns(model)


@cache
def _content_columns(model: Any) -> tuple[str, ...]:
    derived: set[str] = set(getattr(model, "DERIVED", ()))
    fields: list[Any] = list(model._meta.concrete_fields)
    left_out = {"head", "id"}
    return tuple(f.attname for f in fields if f.attname not in derived and f.name not in left_out)
