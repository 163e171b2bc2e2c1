"""Columns of our tables: each knows how its value looks on screen, in a total and in a sheet."""

import copy
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

import django_tables2
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ui import formats
from ui.templatetags.ui import badge


class Column(django_tables2.Column):
    """`priced` hides the column from those who may not see prices, `footer="sum"` adds it up
    (`total` names the database field where it differs from the accessor), `shown=False` keeps it
    back until the user chooses it.
    """

    css: ClassVar[str] = ""
    sheet_format: ClassVar[str] = ""
    sheet_width: ClassVar[int] = 16

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        self.priced: bool = options.pop("priced", False)
        self.sums: bool = options.get("footer") == "sum"
        self.total: Any = options.pop("total", None)
        self.shown: bool = options.pop("shown", True)
        css = " ".join(part for part in (self.css, options.pop("css", "")) if part)
        if self.sums:
            del options["footer"]
        attrs = dict(options.pop("attrs", None) or {})
        if css:
            for tag in ("td", "th", "tf"):
                attrs[tag] = {**attrs.get(tag, {}), "class": css}
        super().__init__(verbose_name, attrs=attrs, **options)

    def show(self, value: Any) -> str:
        return str(value)

    def __deepcopy__(self, _memo: Any) -> Self:
        """Each table has columns of its own; what a column is made of is never changed."""
        return copy.copy(self)


class _NumberColumn(Column):
    css = "text-end g-number"

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        self.blank_zero: bool = options.pop("blank_zero", False)
        super().__init__(verbose_name, **options)

    def render(self, value: Any) -> str | SafeString:
        if not value and self.blank_zero:
            return ""
        text = self.show(value)
        negative = isinstance(value, Decimal | int) and value < 0
        return format_html('<span class="g-negative">{}</span>', text) if negative else text

    def value(self, value: Any) -> Any:
        return value


class MoneyColumn(_NumberColumn):
    sheet_format = "#,##0.00"

    def show(self, value: Any) -> str:
        return formats.money(value)


class PriceColumn(_NumberColumn):
    sheet_format = "#,##0.00####"

    def show(self, value: Any) -> str:
        return formats.price(value)


class QuantityColumn(_NumberColumn):
    sheet_format = "#,##0.####"

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        self.decimals: int = options.pop("decimals", 4)
        super().__init__(verbose_name, **options)

    def show(self, value: Any) -> str:
        return formats.quantity(value, self.decimals)


class PercentColumn(_NumberColumn):
    sheet_format = '0.##"%"'

    def show(self, value: Any) -> str:
        return f"{formats.quantity(value, 2)}%"


class CountColumn(_NumberColumn):
    sheet_format = "0"

    def show(self, value: Any) -> str:
        return f"{value}"


class DateColumn(Column):
    css = "g-date"
    sheet_format = "yyyy-mm-dd"
    sheet_width = 12

    def show(self, value: Any) -> str:
        return formats.day(value)

    def render(self, value: Any) -> str:
        return self.show(value)

    def value(self, value: Any) -> Any:
        # Of a moment the day on the wall's calendar; a sheet knows no time zones.
        if isinstance(value, datetime):
            return timezone.localdate(value) if timezone.is_aware(value) else value.date()
        return value


class TimeColumn(Column):
    css = "g-date"
    sheet_format = "yyyy-mm-dd hh:mm"
    sheet_width = 17

    def show(self, value: Any) -> str:
        return formats.moment(value)

    def render(self, value: Any) -> str:
        return self.show(value)

    def value(self, value: Any) -> Any:
        # A sheet knows no time zones: it gets the time as the clock on the wall shows it.
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value).replace(tzinfo=None)
        return value


class BadgeColumn(Column):
    """Shows a state: `badge_of` turns the value into a thing with `label` and `tone`, or None."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        self.badge_of: Callable[..., Any] = options.pop("badge_of", lambda value: value)
        # With the state itself, so that no other can come to have its id.
        self._drawn: dict[int, tuple[Any, SafeString]] = {}
        self._words: dict[int, tuple[Any, str]] = {}
        super().__init__(verbose_name, **options)

    def __deepcopy__(self, memo: Any) -> Self:
        copied = super().__deepcopy__(memo)
        copied._drawn, copied._words = {}, {}
        return copied

    def render(self, value: Any, record: Any) -> str | SafeString:
        """Many rows of a table show the same few states: each is drawn once."""
        state = self._badge(value, record)
        if state is None:
            return ""
        known = self._drawn.get(id(state))
        if known is None:
            known = self._drawn[id(state)] = (state, badge(state))
        return known[1]

    def value(self, value: Any, record: Any) -> str:
        state = self._badge(value, record)
        if state is None:
            return ""
        known = self._words.get(id(state))
        if known is None:
            known = self._words[id(state)] = (state, str(getattr(state, "label", state)))
        return known[1]

    def _badge(self, value: Any, record: Any) -> Any:
        """`badge_of` may ask for the value alone, or for the record as well."""
        if getattr(self.badge_of, "__code__", None) and self.badge_of.__code__.co_argcount == 2:
            return self.badge_of(value, record)
        return self.badge_of(value)


class LinkColumn(Column):
    """Text that opens something: `url(record)`, or the record's own page."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        self.url: Callable[[Any], str] | None = options.pop("url", None)
        super().__init__(verbose_name, **options)

    def render(self, value: Any, record: Any) -> str | SafeString:
        url = self.url(record) if self.url else page_of(record)
        if not url:
            return str(value)
        return SafeString(f'<a href="{formats.escaped(url)}">{formats.escaped(value)}</a>')

    def value(self, value: Any) -> Any:
        return value


class UserColumn(Column):
    """A person by the name people call him."""

    def render(self, value: Any) -> str:
        return str(getattr(value, "display_name", "") or value)


class BooleanColumn(Column):
    css = "text-center"

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        options.setdefault("empty_values", (None,))
        super().__init__(verbose_name, **options)

    def render(self, value: Any) -> str | SafeString:
        if not value:
            return ""
        return format_html('<span role="img" aria-label="{}">✓</span>', gettext("Yes"))

    def value(self, value: Any) -> str:
        return gettext("Yes") if value else gettext("No")


def page_of(record: Any) -> str:
    own = getattr(record, "get_absolute_url", None)
    return str(own()) if callable(own) else ""
