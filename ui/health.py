"""`/healthz` and `/metrics`: for machines, without a sign-in, told in full only to our own.

They are answered before sessions, hosts and languages are looked at, so that they still answer
when those cannot: `MachineDoors` stands near the top of the middleware.
"""

import hmac
import ipaddress
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui import metrics
from ui.probes import Finding, ask_all, register_probe

log = logging.getLogger(__name__)

PROXY_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
FRESH_SECONDS = 2.0
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NOT_KEPT = {"Cache-Control": "no-store"}
_last: tuple[float, dict[str, Finding]] = (0.0, {})


class MachineDoors:
    """Answers the two addresses of machines; everything else goes on to the people's pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = {"/healthz": healthz, "/metrics": metrics_page}.get(request.path_info)
        if door is None or (door is metrics_page and not metrics_are_on()):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"} | NOT_KEPT)
        return door(request)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 or 503; which part it is, and how it is, is told to our own alone."""
    found = findings()
    well = all(finding.ok for finding in found.values())
    said: dict[str, object] = {"status": "ok" if well else "failing"}
    if is_this_machine(request) or shows_token(request):
        said |= {"version": settings.VERSION, "parts": {n: _told(f) for n, f in found.items()}}
    return JsonResponse(said, status=200 if well else 503, headers=NOT_KEPT)


def _told(finding: Finding) -> dict[str, object]:
    return {"ok": finding.ok, "said": str(finding.sentence), **finding.figures}


def findings() -> dict[str, Finding]:
    """Asked anew every two seconds at most: strangers may call, and may not cost much."""
    global _last
    now = time.monotonic()
    if not _last[1] or now - _last[0] >= FRESH_SECONDS:
        _last = (now, ask_all())
    return _last[1]


def metrics_page(request: HttpRequest) -> HttpResponse:
    if not is_ours(request):
        log.warning("metrics refused to %s", request.META.get("REMOTE_ADDR"))
        return HttpResponse(status=403, headers=NOT_KEPT)
    return HttpResponse(metrics.text(), content_type=METRICS_TYPE, headers=NOT_KEPT)


def metrics_are_on() -> bool:
    return bool(settings.METRICS_TOKEN or settings.METRICS_LOCAL)


def is_ours(request: HttpRequest) -> bool:
    """Who shows the token; this very machine where the settings let it."""
    return shows_token(request) or (settings.METRICS_LOCAL and is_this_machine(request))


def shows_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    shown = request.headers.get("Authorization", "")
    same = hmac.compare_digest(shown.encode(errors="replace"), f"Bearer {token}".encode())
    return bool(token) and same


def is_this_machine(request: HttpRequest) -> bool:
    """The caller sits on this machine, and is no proxy that speaks for somebody else."""
    if any(name in request.META for name in PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


# --- What this layer itself can ask ------------------------------------------------------------


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        answers = cursor.fetchone() == (1,)
    return Finding(answers, _("answers"), {"bytes": database_bytes()})


def database_bytes() -> int:
    """How much the database takes; 0 where it lies in memory."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(str(connection.settings_dict["NAME"]))
    return file.stat().st_size if file.is_file() else 0


_up_to_date = False


def migrations() -> Finding:
    """Once they are applied they stay so: the graph is read only until then."""
    global _up_to_date
    if not _up_to_date:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            sentence = _("%(count)s changes of the tables are missing: run “migrate”.")
            return Finding(False, sentence % {"count": len(waiting)}, {"missing": len(waiting)})
        _up_to_date = True
    return Finding(True, _("the tables are up to date"), {"missing": 0})


def disk() -> Finding:
    """The volumes of the files and of the database, as far as they are on this machine."""
    free = min(shutil.disk_usage(_standing(place)).free for place in places())
    least = settings.DISK_FREE_MB * 1024 * 1024
    words = {"free": f"{free / 1024**3:.1f}", "least": f"{least / 1024**3:.1f}"}
    sentence = _("%(free)s GB are free")
    if free < least:
        sentence = _("only %(free)s GB are free; %(least)s GB are needed: make room or add a disk")
    return Finding(free >= least, sentence % words, {"free_bytes": free, "least_bytes": least})


def places() -> list[Path]:
    found = [Path(settings.MEDIA_ROOT)]
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and name.is_absolute():
        found.append(name.parent)
    return found


def _standing(place: Path) -> Path:
    """The nearest folder that is there already: the first file makes the rest."""
    while not os.path.isdir(place):
        place = place.parent
    return place


def register() -> None:
    register_probe("database", database, label=gettext_lazy("Database"))
    register_probe("migrations", migrations, label=gettext_lazy("Tables"))
    register_probe("disk", disk, label=gettext_lazy("Space on the disk"))
