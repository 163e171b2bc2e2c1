"""Opening balances: debts and prepayments of each party on the first day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from finance.parties.models import Side
from masterdata.fields import money_field
from masterdata.models import Party


class OpeningBalance(Body):
    """A list of debts; the head says when and by whom."""

    class Meta:
        verbose_name = _("Opening balance")
        verbose_name_plural = _("Opening balances")


class OpeningBalanceLine(LineBase):
    """One open item: + is owed, − was paid in advance."""

    TOTAL_COLUMN = "amount"

    body = models.ForeignKey(OpeningBalance, models.PROTECT, related_name="lines", db_index=False)
    side = models.CharField(_("Side"), max_length=10, choices=Side.choices, default=Side.PAYABLE)
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Party"), related_name="+")
    amount = money_field(verbose_name=_("Amount"))
    due_on = models.DateField(_("Due date"), null=True, blank=True)
    dated = models.DateField(_("Original date"), null=True, blank=True)
    reference = models.CharField(_("Reference"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Opening balance line")
        verbose_name_plural = _("Opening balance lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="opening_balance_line_no"),
            models.CheckConstraint(
                name="opening_balance_not_zero",
                condition=~Q(amount=0),
                violation_error_message=_("An opening balance is not zero; leave the line out."),
            ),
            models.CheckConstraint(
                name="opening_balance_side_is_known", condition=Q(side__in=Side.values)
            ),
        ]
