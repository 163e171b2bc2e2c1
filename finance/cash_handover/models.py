"""The hand-over's own columns: whose cash, into which account, what was counted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, Document, LineBase
from masterdata.fields import money_field, person_field

ZERO = Decimal(0)


class CashHandover(Body):
    """The head's handler is the driver. `counted` is what the cashier found in his hand."""

    DERIVED = ("account_id", "counted", "counted_by_id", "counted_at", "difference_reason")

    account = models.ForeignKey(
        "finance.CashAccount",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Cash account"),
        related_name="+",
    )
    counted = money_field(verbose_name=_("Counted"), null=True, blank=True)
    counted_by = person_field(_("Counted by"))
    counted_at = models.DateTimeField(_("Counted at"), null=True, blank=True)
    difference_reason = models.CharField(_("Why the count differs"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Cash hand-over")
        verbose_name_plural = _("Cash hand-overs")
        constraints = [
            models.CheckConstraint(
                name="cash_handover_counted_not_negative",
                condition=Q(counted__isnull=True) | Q(counted__gte=0),
                violation_error_message=_("What was counted is not negative."),
            ),
        ]

    @staticmethod
    def total_of(body: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Decimal:
        return sum((Decimal(row["amount"]) for row in rows), ZERO)


class HandoverLines(models.Manager["CashHandoverLine"]):
    """Lines always come with the delivery and its customer."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("delivery__party")


class CashHandoverLine(LineBase):
    """What was collected on one delivery, and how much of it is handed over now."""

    DERIVED = ("counted",)

    body = models.ForeignKey(CashHandover, models.PROTECT, related_name="lines", db_index=False)
    delivery = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Delivery"), related_name="handed_over_by"
    )
    amount = money_field(verbose_name=_("Handed over"))
    # What the cashier found of it; empty until he has counted.
    counted = money_field(verbose_name=_("Counted"), null=True, blank=True)
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)

    objects = HandoverLines()

    class Meta:
        verbose_name = _("Cash hand-over line")
        verbose_name_plural = _("Cash hand-over lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="cash_handover_line_no"),
            models.UniqueConstraint(
                fields=["body", "delivery"],
                name="cash_handover_delivery_once",
                violation_error_message=_("Each delivery stands in one line only."),
            ),
            models.CheckConstraint(
                name="cash_handover_line_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An amount is more than nothing."),
            ),
        ]
