"""What the frame draws once for all pages: the menu of a set of pages, parts that never differ."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui import kept, navigation

register = template.Library()


@register.simple_tag
def kept_part(name: str) -> SafeString:
    """A part that shows nothing but words, addresses and icons."""
    return kept.once(name, lambda: render_to_string(name))


@register.simple_tag
def main_menu(request: Any) -> SafeString:
    """The menu for whoever asks; drawn once for the pages he may open and the one he is on."""
    chosen = navigation.chosen(request.user, path=request.path)
    match = request.resolver_match
    at_home = match is not None and match.view_name == "home"

    def draw() -> str:
        shown = {"menu": navigation.sections_of(chosen), "at_home": at_home}
        return render_to_string("components/_menu.html", shown)

    return kept.once(("menu", chosen, at_home), draw)
