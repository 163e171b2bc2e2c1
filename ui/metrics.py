"""Figures for Prometheus: what is counted, and the text that `/metrics` answers with.

With several gunicorn workers each writes into a file of its own and the answer adds them up
(`PROMETHEUS_MULTIPROC_DIR`, set by `gunicorn.conf.py`).
"""

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from ui import probes

log = logging.getLogger(__name__)
REGISTRY = CollectorRegistry(auto_describe=False)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
MEMORY_EVERY = 10.0

REQUESTS = Counter(
    "gendan_requests", "Requests answered.", ["view", "method", "status"], registry=REGISTRY
)
SECONDS = Histogram(
    "gendan_request_seconds",
    "Time from request to answer.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
QUERIES = Histogram(
    "gendan_request_queries",
    "Queries of a request.",
    buckets=(0, 2, 5, 10, 20, 30, 50, 100, 200, 500),
    registry=REGISTRY,
)
SLOW_QUERIES = Counter("gendan_slow_queries", "Queries above SLOW_QUERY_MS.", registry=REGISTRY)
STEPS = Counter("gendan_steps", "Steps taken.", ["type", "step"], registry=REGISTRY)
STEP_REFUSALS = Counter(
    "gendan_step_refusals", "Steps refused, by reason.", ["type", "reason"], registry=REGISTRY
)
SIGN_INS = Counter("gendan_sign_ins", "Sign-ins by outcome.", ["outcome"], registry=REGISTRY)
MEMORY = Gauge(
    "gendan_process_memory_bytes",
    "Resident memory of each worker.",
    multiprocess_mode="liveall",
    registry=REGISTRY,
)

# Name, help and value of a figure that is read from the database when somebody asks.
Figure = tuple[str, str, float]
_figures: list[Callable[[], Iterable[Figure]]] = []
_memory_at = 0.0


def register_figures(figures: Callable[[], Iterable[Figure]]) -> None:
    """Parts above name what only they know: the last check of the books, the last seal."""
    _figures.append(figures)


def observe(view: str, method: str, status: int, seconds: float, queries: int) -> None:
    # Strangers may send any method and any address: neither may make a new row for each.
    REQUESTS.labels(view, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(view).observe(seconds)
    QUERIES.observe(queries)
    note_memory()


def note_memory() -> None:
    """Reading it takes ten microseconds, so it is not done at every request."""
    global _memory_at
    now = time.monotonic()
    if now - _memory_at >= MEMORY_EVERY:
        _memory_at = now
        MEMORY.set(resident_bytes())


def resident_bytes() -> int:
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def text() -> bytes:
    """Everything, as Prometheus reads it."""
    note_memory()
    asked = CollectorRegistry()
    asked.register(_Asked())
    return generate_latest(_counted()) + generate_latest(asked)


def _counted() -> CollectorRegistry:
    """This process's own counters, or those of all workers together."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def slow_queries() -> int:
    """How many there were since the start, in all workers."""
    return int(_counted().get_sample_value("gendan_slow_queries_total") or 0)


class _Asked:
    """What is asked at the moment of reading: probes, and figures from the database."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("gendan_info", "The version that runs.", {"version": settings.VERSION}, 1)
        up = GaugeMetricFamily("gendan_part_ok", "1 where a part is well.", labels=["part"])
        told = GaugeMetricFamily(
            "gendan_part_figure", "What a part's probe told.", labels=["part", "name"]
        )
        for name, finding in probes.ask_all().items():
            up.add_metric([name], float(finding.ok))
            for figure, value in finding.figures.items():
                told.add_metric([name, figure], float(value))
        yield from (up, told)
        for figures in _figures:
            yield from (_gauge(name, words, {}, value) for name, words, value in _read(figures))


def _read(figures: Callable[[], Iterable[Figure]]) -> list[Figure]:
    """While the database is away the counters are still told."""
    try:
        return list(figures())
    except DatabaseError as fault:
        log.warning("figures of the database are left out: %s", fault)
        return []


def _gauge(name: str, words: str, labels: dict[str, str], value: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family
