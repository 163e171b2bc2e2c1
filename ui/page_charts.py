"""Pictures on the pages of others: who knows the figures registers them by the page's name.

A list (`ui.listing`) and a record's page (`ui.record_views`) ask here, so that a page needs not
know who draws on it: `register_charts("payable_list", fn)`, with `fn(request, **page_arguments)`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from ui.charts import Chart

Charts = Callable[..., Iterable[Chart]]
_charts: dict[str, list[Charts]] = {}


def register_charts(view_name: str, fn: Charts) -> None:
    known = _charts.setdefault(view_name, [])
    if fn in known:
        raise ValueError(f"the same charts twice on {view_name}")
    known.append(fn)


def charts_for(request: HttpRequest) -> list[Chart]:
    """The charts of this page, in the order in which they were registered."""
    match = request.resolver_match
    if match is None:
        return []
    wanted = _charts.get(match.view_name, ())
    return [chart for fn in wanted for chart in fn(request, **match.kwargs)]


def waiting(request: HttpRequest) -> Callable[[], list[Chart]]:
    """For a template that may not ask at all: a part of the page draws nothing."""
    found: list[list[Any]] = []

    def charts() -> list[Chart]:
        if not found:
            found.append(charts_for(request))
        return found[0]

    return charts
