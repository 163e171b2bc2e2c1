"""What templates say in one word: money, quantity, badge, icon, rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, MultiWidget, Select
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from ui import formats, punctuation

register = template.Library()
for mark in (
    punctuation.colon,
    punctuation.labelled,
    punctuation.bracketed,
    punctuation.listed,
):
    register.filter(mark)

TONES = {
    "neutral": "neutral",
    "primary": "primary",
    "secondary": "neutral",
    "good": "good",
    "success": "good",
    "warning": "warning",
    "bad": "bad",
    "danger": "bad",
    "error": "bad",
    "void": "void",
    "info": "primary",
    "debug": "neutral",
}
BUTTONS = {
    "primary": "btn-primary",
    "good": "btn-success",
    "bad": "btn-outline-danger",
    "warning": "btn-outline-warning",
}


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def money(value: object) -> str:
    """1,234.50: always two places; nothing for nothing."""
    return formats.money(_decimal(value))


@register.filter
def yuan(value: object) -> str:
    """¥1,234.50, and -¥1,234.50 below zero."""
    return formats.yuan(_decimal(value))


@register.filter
def money_or_blank(value: object) -> str:
    """As `money`, but zero is blank, as grids and reports want it."""
    number = _decimal(value)
    return money(number) if number else ""


@register.filter
def price(value: object) -> str:
    """Two to six places, trailing zeros cut."""
    return formats.price(_decimal(value))


@register.filter
def quantity(value: object) -> str:
    """Up to four places, trailing zeros cut."""
    return formats.quantity(_decimal(value))


@register.filter
def percent(value: object) -> str:
    """13 becomes 13%."""
    number = _decimal(value)
    return "" if number is None else f"{formats.quantity(number, 2)}%"


@register.filter
def is_negative(value: object) -> bool:
    number = _decimal(value)
    return number is not None and number < 0


@register.filter
def tone(value: object) -> str:
    """The tone of a state, of a message tag or of a word, as the css knows it."""
    return _tone(str(_part(value, "tone") or value or "neutral"))


@lru_cache(maxsize=1024)
def _tone(words: str) -> str:
    return next((TONES[word] for word in reversed(words.split()) if word in TONES), "neutral")


@register.filter
def button(value: object) -> str:
    """The css class of a button of this tone."""
    return BUTTONS.get(str(_part(value, "tone") or value or ""), "btn-outline-secondary")


@register.filter
def part(value: object, name: str) -> Any:
    """The named part of a dict or of an object; empty when it has none."""
    found = _part(value, name)
    return "" if found is None else found


def _part(value: object, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, str):
        return None
    return getattr(value, name, None)


@register.filter
def split(value: str) -> list[str]:
    """The words of a text, for loops over a fixed few."""
    return value.split()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Bootstrap icon; silent to screen readers unless it is given a label."""
    if not name:
        return SafeString("")
    return _icon(str(name), str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, label: str) -> SafeString:
    if label:
        return format_html('<i class="bi bi-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def badge(state: object, label: object = "") -> SafeString:
    """A coloured word for a state: `{% badge state %}` or `{% badge "good" "Approved" %}`."""
    words = label or _part(state, "label") or state
    return SafeString(f'<span class="g-badge g-tone-{tone(state)}">{formats.escaped(words)}</span>')


@register.simple_tag
def swap_list(url: str) -> SafeString:
    """For links inside a list: htmx exchanges its part; without script the link leads there."""
    return SafeString(
        f'hx-get="{formats.escaped(url)}" hx-target="#list-part" hx-swap="outerHTML"'
        ' hx-push-url="true"'
    )


@register.simple_tag
def bare_fields(form: Iterable[BoundField], names: Iterable[str]) -> list[BoundField]:
    """The bound fields whose names are given, in the form's own order."""
    wanted = set(names or ())
    return [field for field in form if field.name in wanted and not field.is_hidden]


@register.filter
def kind_of(bound: BoundField) -> str:
    """What a form field is to the eye: check, choice, area, file, date, lookup, radio or text."""
    widget = bound.field.widget
    if hasattr(widget, "kind"):
        return "lookup"
    if isinstance(widget, MultiWidget):
        return "several"
    names = {
        "CheckboxInput": "check",
        "CheckboxSelectMultiple": "checks",
        "RadioSelect": "radio",
        "Select": "choice",
        "SelectMultiple": "choices",
        "NullBooleanSelect": "choice",
        "Textarea": "area",
        "ClearableFileInput": "file",
        "FileInput": "file",
    }
    for klass in type(widget).__mro__:
        if klass.__name__ in names:
            return names[klass.__name__]
    return "text"


CONTROLS = {
    "check": "form-check-input",
    "choice": "form-select form-select-sm",
    "choices": "form-select form-select-sm",
    "checks": "g-checks",
    "radio": "g-checks",
}


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The widget of a field with the right css class, its help and its errors tied to it."""
    attrs: dict[str, str | bool] = {}
    widget = bound.field.widget
    if isinstance(widget, MultiWidget):
        return _controls(bound, widget)
    given = str(widget.attrs.get("class", ""))
    css = CONTROLS.get(kind_of(bound), "form-control form-control-sm")
    if bound.errors:
        css += " is-invalid"
        attrs["aria-invalid"] = "true"
    attrs["class"] = f"{given} {css}".strip()
    said = [f"{bound.auto_id}_{word}" for word, has in _said_of(bound) if has and bound.auto_id]
    if said:
        attrs["aria-describedby"] = " ".join(said)
    return bound.as_widget(attrs=attrs)


def _controls(bound: BoundField, widget: MultiWidget) -> SafeString:
    """Several boxes of one field side by side, each with a name of its own for screen readers."""
    for part_widget in widget.widgets:
        select = isinstance(part_widget, Select)
        css = "form-select form-select-sm" if select else "form-control form-control-sm"
        part_widget.attrs = {"aria-label": str(bound.label), **part_widget.attrs, "class": css}
    return format_html('<div class="g-several">{}</div>', bound.as_widget())


def _said_of(bound: BoundField) -> tuple[tuple[str, object], ...]:
    return ("helptext", bound.help_text), ("error", bound.errors)


@register.filter
def head_css(column: Any) -> str:
    """The css of a bound column's heading."""
    return css_of(column.column, "th") or css_of(column.column, "td")


def css_of(column: Any, part_of_row: str) -> str:
    attrs = getattr(column, "attrs", None) or {}
    return str((attrs.get(part_of_row) or {}).get("class", ""))


@register.simple_tag
def footer_cells(table: Any, footer: Any) -> list[tuple[str, object]]:
    """The cells of a sum row in the order of the visible columns; the label takes the first gap."""
    texts = dict(_part(footer, "cells") or {})
    label = _part(footer, "label")
    cells: list[tuple[str, object]] = []
    for column in table.columns.itervisible():
        text = texts.get(column.name, "")
        if label and not text:
            text, label = label, ""
        cells.append((css_of(column.column, "td"), text))
    return cells


@register.filter
def page_numbers(paginator: Any, current: int) -> list[int]:
    """The page numbers to offer; 0 stands for a gap."""
    last = paginator.num_pages
    wanted = {1, 2, last - 1, last, *range(current - 2, current + 3)}
    shown = sorted(number for number in wanted if 1 <= number <= last)
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


@register.filter
def at(items: Sequence[Any], position: int) -> Any:
    """The item at this position; nothing when there is none."""
    return items[position] if items and position < len(items) else ""


@register.simple_tag
def json_block(value: Any, name: str, suffix: str = "") -> SafeString:
    """Data for a script, as a JSON block that the page's policy allows."""
    return json_script(value, f"{name}-{suffix}" if suffix else name)
