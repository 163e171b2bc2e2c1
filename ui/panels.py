"""Panels of the first screen, contributed by the apps that know their figures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


def _everyone(user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Panel:
    """`context_fn(request)` gives what the template needs; it is asked only for who may see it."""

    name: str
    title: str | Promise
    template: str
    context_fn: Callable[[Any], dict[str, Any]] = field(compare=False)
    order: int = 100
    may_see: Callable[[Any], bool] = field(default=_everyone, compare=False)


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> Panel:
    known = _panels.get(panel.name)
    if known is not None and known != panel:
        raise ValueError(f"two home panels of the name {panel.name!r}")
    _panels[panel.name] = panel
    return panel


def panels_for(request: Any) -> list[dict[str, Any]]:
    """The panels this user may see, in order, each with its title, template and context."""
    shown = [panel for panel in _panels.values() if panel.may_see(request.user)]
    shown.sort(key=lambda panel: (panel.order, panel.name))
    return [
        {
            "name": panel.name,
            "title": panel.title,
            "template": panel.template,
            "context": panel.context_fn(request),
        }
        for panel in shown
    ]
