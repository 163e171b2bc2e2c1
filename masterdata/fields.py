"""Decimals in Python, integers in the database: the only columns for money, prices, quantities.

SQLite keeps decimals as floats, so sums and CHECKs over them are inexact; integers are exact and
quick on both databases. A value that does not fit the places is refused, never rounded: rounding
is a business rule and lives in money.py alone. Expressions add a field to one of its own class;
a bare Decimal in an expression is refused by Django ("cannot infer type"): write
`Value(x, output_field=MoneyField())` or add `scaled(x, places)` to the raw column.
"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import (  # type: ignore[attr-defined]
    Combinable,
    register_combinable_fields,
)
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

MONEY_PLACES = 2
QUANTITY_PLACES = 4
PRICE_PLACES = 6
PERCENT_PLACES = 2
KEPT = 16_384


class OutOfRange(ValueError):  # noqa: N818  (named by what it is)
    """A number that is right by itself and larger than its column keeps."""


def scaled(value: Decimal | int, places: int) -> int:
    """The stored integer of a decimal; a ValueError if the value has more places than that."""
    if isinstance(value, float):
        raise ValueError("A float is not exact; pass a Decimal.")
    number = value if type(value) is Decimal else Decimal(value)
    if not number.is_finite():
        raise ValueError("Only finite numbers can be stored.")
    shifted = number.scaleb(places)
    whole = int(shifted)
    if shifted != whole:
        raise ValueError(f"{number} has more than {places} decimal places; round it in money.py.")
    return whole


@lru_cache(maxsize=KEPT)
def unscaled(value: int, places: int) -> Decimal:
    """Kept, since lines of a paper read a dozen each, of which many are equal."""
    return Decimal(value).scaleb(-places)


class IntegerBackedDecimalField(models.Field):
    """A decimal with fixed places and a range, kept as a bigint with a CHECK of that range."""

    description = _("Decimal kept as an integer")
    places = 0
    whole_digits = 15

    def __init__(self, *args: Any, places: int | None = None, **kwargs: Any) -> None:
        if places is not None:
            self.places = places
            self.whole_digits = min(type(self).whole_digits, 18 - places)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.places != type(self).places:
            kwargs["places"] = self.places
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    @cached_property
    def greatest(self) -> int:
        """The greatest stored integer: |value| < 10^whole_digits (reliability V22)."""
        return 10 ** (self.whole_digits + self.places) - 1

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        return f"{column} BETWEEN {-self.greatest} AND {self.greatest}"

    def from_db_value(self, value: Any, *_rest: Any) -> Decimal | None:
        if type(value) is int:  # nearly always, and of every line a dozen
            return unscaled(value, self.places)
        return None if value is None else unscaled(int(value), self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = Decimal(value) if not isinstance(value, float) else None
        except (InvalidOperation, TypeError, ValueError):
            number = None
        if number is None or not number.is_finite():
            raise ValidationError(_("Enter a number."), code="invalid")
        return number

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value is None:
            return
        try:
            self.get_prep_value(value)
        except ValueError as error:
            sentence = _(
                "Enter a number with at most %(digits)s digits before the decimal point "
                "and %(places)s after it."
            )
            params = {"places": self.places, "digits": self.whole_digits}
            raise ValidationError(sentence, code="range", params=params) from error

    def get_prep_value(self, value: Any) -> int | None:
        if type(value) is not Decimal:
            value = super().get_prep_value(value)
            if value is None:
                return None
            value = value if isinstance(value, Decimal) else self._exact(value)
        whole = scaled(value, self.places)
        if abs(whole) > self.greatest:
            raise OutOfRange(f"{value} is out of range for {self.name}.")
        return whole

    def _exact(self, value: Any) -> Decimal:
        try:
            number = self.to_python(value)
        except ValidationError as error:
            raise ValueError(f"{value!r} is not an exact number.") from error
        if number is None:
            raise ValueError("An empty text is not a number.")
        return number

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        from ui.forms import DecimalField

        defaults: dict[str, Any] = {"places": self.places, "form_class": DecimalField}
        return super().formfield(**{**defaults, **kwargs})


class MoneyField(IntegerBackedDecimalField):
    """Yuan and fen; below 10^15."""

    places = MONEY_PLACES
    whole_digits = 15


class QuantityField(IntegerBackedDecimalField):
    """Quantities in any unit, four places; below 10^12."""

    places = QUANTITY_PLACES
    whole_digits = 12


class PriceField(IntegerBackedDecimalField):
    """Unit prices, six places; below 10^12."""

    places = PRICE_PLACES
    whole_digits = 12


class PercentField(IntegerBackedDecimalField):
    """Percent as people say it: 13 is thirteen percent, two places; below 10,000."""

    places = PERCENT_PLACES
    whole_digits = 4


for _field in (MoneyField, QuantityField, PriceField, PercentField):
    register_combinable_fields(_field, Combinable.ADD, _field, _field)
    register_combinable_fields(_field, Combinable.SUB, _field, _field)
    register_combinable_fields(_field, Combinable.MUL, models.IntegerField, _field)
    register_combinable_fields(models.IntegerField, Combinable.MUL, _field, _field)


def money_field(*args: Any, **kwargs: Any) -> MoneyField:
    return MoneyField(*args, **kwargs)


def quantity_field(*args: Any, **kwargs: Any) -> QuantityField:
    return QuantityField(*args, **kwargs)


def price_field(*args: Any, **kwargs: Any) -> PriceField:
    return PriceField(*args, **kwargs)


def percent_field(*args: Any, **kwargs: Any) -> PercentField:
    return PercentField(*args, **kwargs)


__all__ = [
    "IntegerBackedDecimalField",
    "MoneyField",
    "PercentField",
    "PriceField",
    "QuantityField",
    "money_field",
    "percent_field",
    "price_field",
    "quantity_field",
    "scaled",
    "unscaled",
]


def person_field(label: Any) -> Any:
    """Who did something to a paper, once somebody did; a person is never deleted under it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=label,
        related_name="+",
    )
