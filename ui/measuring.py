"""What every request costs: its time, its queries, the slow ones among them; one line in the log.

The meter hangs on the connection for the length of one request (`execute_wrapper`). It costs
one to three microseconds a query, against ten (SQLite) to a hundred that the smallest one takes.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from ui import metrics

log = logging.getLogger("gendan.access")
slow_log = logging.getLogger("gendan.slow_query")

LONGEST_STATEMENT = 2_000
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_SPACE = re.compile(r"\s+")


class Meter:
    """Counts queries and their time; tells of each that takes longer than the setting allows."""

    def __init__(self) -> None:
        self.queries = 0
        self.limit = settings.SLOW_QUERY_MS / 1000

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.queries += 1
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = perf_counter() - began
            if took >= self.limit:
                tell_slow(sql, took)


def tell_slow(sql: Any, took: float) -> None:
    metrics.SLOW_QUERIES.inc()
    ms = round(took * 1000)
    slow_log.warning("query of %s ms: %s", ms, statement(str(sql)), extra={"ms": ms})


def statement(sql: str) -> str:
    """The statement without what was asked for: parameters are apart, literals are blanked."""
    return _SPACE.sub(" ", _LITERAL.sub("'?'", sql)).strip()[:LONGEST_STATEMENT]


@contextmanager
def metered() -> Iterator[Meter]:
    """Measures the queries inside; for whatever works outside of a request too."""
    meter = Meter()
    with connection.execute_wrapper(meter):
        yield meter


class MeasuringMiddleware:
    """One line and one measurement for each request, however it ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        with metered() as meter:
            response = self.get_response(request)
        took = perf_counter() - began
        view = view_name(request)
        metrics.observe(view, request.method or "", response.status_code, took, meter.queries)
        self.tell(request, response, view=view, took=took, queries=meter.queries)
        return response

    def tell(
        self, request: HttpRequest, response: HttpResponse, *, view: str, took: float, queries: int
    ) -> None:
        """The address without its query: what people search for is nobody else's business."""
        ms = round(took * 1000, 1)
        status = response.status_code
        log.info(
            *("%s %s %s, %s ms, %s queries", request.method, request.path, status, ms, queries),
            extra={
                "method": request.method,
                "view": view,
                "status": status,
                "ms": ms,
                "queries": queries,
            },
        )


def view_name(request: HttpRequest) -> str:
    """The name of the address, never the address itself: there are few of the first."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "-"
