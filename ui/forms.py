"""The base of every form: texts are normalised, numbers are read as people type them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ui.formats import plain
from ui.lookup_field import LookupField, LookupInput, Typed
from ui.text import UnfitText, normalise, parse_date, parse_decimal

__all__ = [
    "DateField",
    "DecimalField",
    "Form",
    "IntegerField",
    "LineFormSet",
    "LookupField",
    "LookupInput",
    "ModelForm",
    "NormalisedMixin",
    "Typed",
    "line_formset",
    "longest",
]

LONGEST_TEXT = 10_000
MOST_DIGITS = 15
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
FIRST_MOMENT, LAST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
OUT_OF_TIME = _("Give a day between the years 1900 and 2999.")


def longest(model: Any, name: str) -> int:
    """How many characters this text column of a model keeps."""
    return int(model._meta.get_field(name).max_length)


class NormalisedMixin:
    """Normalises every text (full-width digits, invisible signs) before its field sees it.

    Text that cannot be stored (half a surrogate pair) is refused by a sentence, and stays as typed.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    _bound_items: Callable[[], Iterator[tuple[str, forms.BoundField]]]
    add_error: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            _tame(field)

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        value = super()._widget_data_value(widget, html_name)  # type: ignore[misc]
        if not isinstance(value, str) or isinstance(widget, forms.PasswordInput):
            return value
        try:
            return normalise(value)
        except UnfitText:
            return value

    def _clean_fields(self) -> None:
        for name, bound in self._bound_items():
            try:
                refuse_unfit(bound)
                clean: Any = bound.field._clean_bound_field  # type: ignore[attr-defined]
                self.cleaned_data[name] = clean(bound)
                own = getattr(self, f"clean_{name}", None)
                if own is not None:
                    self.cleaned_data[name] = own()
            except ValidationError as fault:
                self.add_error(name, fault)


def refuse_unfit(bound: forms.BoundField) -> None:
    value = bound.data
    if bound.field.disabled or isinstance(bound.field.widget, forms.PasswordInput):
        return
    for text in value if isinstance(value, list | tuple) else (value,):
        if isinstance(text, str):
            try:
                normalise(text)
            except UnfitText as fault:
                raise ValidationError(_sentence(fault)) from fault


def _sentence(fault: Exception) -> str:
    """The sentence an exception carries."""
    unfit = _("This text holds signs that cannot be stored. Type it again.")
    return str(fault.args[0] if fault.args and fault.args[0] else unfit)


def _tame(field: forms.Field) -> None:
    """Sets the limits and the input types that Django's own fields lack."""
    if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
        field.widget = _date_input()
        field.widget.is_required = field.required
        field.input_formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"]
        field.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    if isinstance(field, forms.DateTimeField):
        # The first hours of the year 1 do not exist in every time zone: no database takes them.
        field.validators = [*field.validators, _within_time]
    if type(field) is forms.CharField and field.max_length is None:
        field.validators = [*field.validators, _not_endless]


def _within_time(moment: datetime) -> None:
    if not FIRST_MOMENT <= moment <= LAST_MOMENT:
        raise ValidationError(OUT_OF_TIME)


def _not_endless(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise ValidationError(
            _("This text has %(length)s characters. Shorten it to %(most)s."),
            params={"length": len(text), "most": LONGEST_TEXT},
        )


def _date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "2999-12-31"})


class Form(NormalisedMixin, forms.Form):
    """A form of ours."""


class ModelForm(NormalisedMixin, forms.ModelForm):
    """A model's form of ours."""


class DecimalField(forms.Field):
    """An exact number as people type it: full-width digits and thousands commas are welcome."""

    widget = forms.TextInput
    default_error_messages = {  # noqa: RUF012
        "too_long": _("This number has more than %(most)s digits before the point. Check it."),
        "too_small": _("The number must not be below %(limit)s."),
        "too_large": _("The number must not be above %(limit)s."),
    }

    def __init__(
        self,
        *,
        places: int = 2,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        max_digits: int = MOST_DIGITS,
        **options: Any,
    ) -> None:
        self.places = places
        self.max_digits = max_digits
        self.min_value = min_value
        self.max_value = max_value
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        return attrs | {"inputmode": "decimal", "autocomplete": "off", "class": "text-end g-number"}

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, float):
            value = repr(value)
        try:
            number = parse_decimal(str(value), places=self.places)
        except ValueError as fault:
            raise ValidationError(_sentence(fault), code="invalid") from fault
        # By the whole part: what stands behind the point has its own limit.
        most = self.max_digits - self.places
        if abs(number) >= 10**most:
            raise ValidationError(self.error_messages["too_long"], "too_long", {"most": most})
        return number

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(
                self.error_messages["too_small"], "too_small", {"limit": self.min_value}
            )
        if self.max_value is not None and value > self.max_value:
            raise ValidationError(
                self.error_messages["too_large"], "too_large", {"limit": self.max_value}
            )

    def prepare_value(self, value: Any) -> Any:
        return plain(value, self.places) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class IntegerField(forms.IntegerField):
    """A whole number; Python's own generosity (1_000, Arabic digits) is not wanted here."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        return attrs | {"inputmode": "numeric", "autocomplete": "off", "class": "text-end g-number"}

    def to_python(self, value: Any) -> int | None:
        if value is None or value == "":
            return None
        try:
            return int(parse_decimal(str(value), places=0))
        except ValueError as fault:
            raise ValidationError(_sentence(fault), code="invalid") from fault


class DateField(forms.Field):
    """A day as people type it: 2026-07-01, 2026/7/1, 20260701."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", _date_input())
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return value
        try:
            day = parse_date(str(value))
        except ValueError as fault:
            raise ValidationError(_sentence(fault), code="invalid") from fault
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(OUT_OF_TIME)
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


from ui.lines import LineFormSet, line_formset  # noqa: E402  (lines need the fields above)
