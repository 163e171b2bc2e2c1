"""Parts around a list that are the same for everybody who chose the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui import kept

register = template.Library()
CHOICES = "components/column_choices.html"


@register.simple_tag
def column_choices(columns: Iterable[Mapping[str, Any]]) -> SafeString:
    """The columns of a list with their ticks, in order."""
    said = tuple((each["name"], str(each["label"]), each["visible"]) for each in columns)
    return kept.once((CHOICES, said), lambda: render_to_string(CHOICES, {"columns": columns}))
