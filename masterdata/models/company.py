"""The firm itself: one row with what its papers print and how it works."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from masterdata.fields import percent_field
from masterdata.once import once, tell, told
from masterdata.workdays import WeekPattern
from ui.prepared import Prepared
from ui.values import KEY


class Company(models.Model):
    """The only row has id 1; before it is saved, `current()` gives the defaults."""

    name = models.CharField(_("Company name"), max_length=200)
    english_name = models.CharField(_("English name"), max_length=200, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    fax = models.CharField(_("Fax"), max_length=60, blank=True)
    bank_name = models.CharField(_("Bank"), max_length=200, blank=True)
    bank_account = models.CharField(_("Account number"), max_length=40, blank=True)
    tax_number = models.CharField(_("Tax number"), max_length=30, blank=True)
    logo = models.ImageField(_("Logo"), upload_to="company/", blank=True)
    week_pattern = models.CharField(
        _("Weekly rest"),
        max_length=20,
        choices=[
            (WeekPattern.TWO_DAYS_OFF.value, _("Two days off (Saturday and Sunday)")),
            (WeekPattern.ONE_DAY_OFF.value, _("One day off (Sunday)")),
            (WeekPattern.ALTERNATING.value, _("Alternating (every other Saturday off)")),
        ],
        default=WeekPattern.TWO_DAYS_OFF.value,
    )
    alternating_anchor = models.DateField(
        _("A day of a week with two days off"), null=True, blank=True
    )
    over_receipt_percent = percent_field(_("Over-receipt tolerance (%)"), default=Decimal(5))
    backdate_days = models.PositiveSmallIntegerField(
        _("Days a paper may be back-dated"), default=3, validators=[MaxValueValidator(366)]
    )
    prices_include_tax = models.BooleanField(_("Prices include tax"), default=True)
    month_closing_day = models.PositiveSmallIntegerField(
        _("Closing day of the month (0 = calendar month)"), default=0
    )
    calendar_version = models.BigIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Company data")
        verbose_name_plural = _("Company data")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="company_has_one_row"),
            models.CheckConstraint(
                condition=Q(over_receipt_percent__gte=0, over_receipt_percent__lte=100),
                name="company_over_receipt_in_range",
                violation_error_message=_("The tolerance lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(backdate_days__lte=366), name="company_backdating_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(month_closing_day__lte=28),
                name="company_closing_day_in_range",
                violation_error_message=_("The closing day lies between 0 and 28."),
            ),
            models.CheckConstraint(
                condition=~Q(week_pattern="alternating") | Q(alternating_anchor__isnull=False),
                name="company_alternating_needs_an_anchor",
                violation_error_message=_("Name a day of a week with two days off."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Self:
        return once("company", lambda: _row.first(1) or cls(pk=1, name=""))


# What most steps of papers ask of the firm: its calendar, and how much more may come than ordered.
# In the order of the columns, as `from_db` takes them.
_ASKED = ("week_pattern", "alternating_anchor", "over_receipt_percent", "calendar_version")


def along() -> dict[str, Subquery]:
    """For `annotate` of a query that is asked anyway: these come with its row."""
    row = Company.objects.filter(pk=1)
    return {f"firm_{name}": Subquery(row.values(name)) for name in _ASKED}


def learn(row: Any) -> None:
    """`current()` knows what came along; what else is wanted of the firm is asked for then."""
    if told("company") is not None:
        return
    values = [getattr(row, f"firm_{name}") for name in _ASKED]
    if values[0] is not None:
        tell("company", Company.from_db(DEFAULT_DB_ALIAS, ["id", *_ASKED], [1, *values]))


_row: "Prepared[Any]" = Prepared(lambda pk: Company.objects.filter(pk=pk), KEY)
