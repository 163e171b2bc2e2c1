"""A form field with its label, help and errors; one that says nothing of its own is drawn once."""

from collections.abc import Hashable, Iterable
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_filters.fields import ChoiceIterator

from ui import kept, lookups
from ui.filters import PeriodWidget, YesNoSelect
from ui.lookup_field import LookupInput

register = template.Library()

FIELD = "django/forms/field.html"
EMPTY = (None, "")
# Widgets of which is known what they show. Others are drawn each time, subclasses of these too.
TEXTS = (forms.TextInput, forms.NumberInput, forms.DateInput, forms.Textarea)
CHOICES = (forms.Select, forms.NullBooleanSelect, YesNoSelect)


@register.simple_tag
def field_group(bound: BoundField) -> SafeString:
    said = None if bound.errors else _said(bound)
    if said is None:
        return _drawn(bound)
    return kept.once(("field", said), lambda: _drawn(bound))


def _drawn(bound: BoundField) -> SafeString:
    return render_to_string(FIELD, {"field": bound})


def _said(bound: BoundField) -> Hashable:
    """All that the drawing of a field hangs on; None where somebody typed into it, or where it
    may show more than is known here."""
    field = bound.field
    widget = _widget(field.widget)
    value = _chosen(field.widget, bound.value())
    if widget is None or value is None or field.show_hidden_initial:
        return None
    form: Any = bound.form
    names = (bound.html_name, bound.auto_id, str(bound.label), str(bound.help_text))
    rules = (field.required, field.disabled, form.use_required_attribute)
    return (*names, *rules, widget, value)


def _widget(widget: forms.Widget) -> Hashable:
    kind = type(widget)
    attrs = tuple((name, type(value), str(value)) for name, value in widget.attrs.items())
    said = (kind, attrs, widget.is_required)
    if kind in TEXTS:
        return (*said, getattr(widget, "input_type", ""))
    if kind in CHOICES:
        choices: Any = widget.choices  # type: ignore[attr-defined]
        known = type(choices) in (list, ChoiceIterator)
        return (*said, _choices(choices)) if known else None
    if isinstance(widget, LookupInput) and kind is LookupInput:
        return (*said, widget.kind, lookups.create_address(widget.kind))
    if isinstance(widget, PeriodWidget):
        parts = tuple(_widget(each) for each in widget.widgets)
        return None if None in parts else (*said, parts)
    return None


def _choices(choices: Iterable[Any]) -> Hashable:
    return tuple(
        (str(value), _choices(label) if isinstance(label, list | tuple) else str(label))
        for value, label in choices
    )


def _chosen(widget: forms.Widget, value: Any) -> Hashable:
    """The value where it is nothing or one of a few."""
    kind = type(widget)
    if kind in CHOICES:
        return (type(value), str(value)) if isinstance(value, str | int | None) else None
    if kind is PeriodWidget and isinstance(value, list):
        return ("period", str(value[0])) if all(day in EMPTY for day in value[1:]) else None
    is_empty = value in EMPTY or (kind is LookupInput and not value)
    return "nothing" if is_empty else None
