"""How the program itself is, in words for the owner: space, backup, seal, versions, settings."""

import platform
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import milestones
from documents.models import Milestone, Seal
from ui import metrics, probes
from ui.health import database_bytes

GOOD, BAD, WARNING = "good", "bad", "warning"
# A backup each night and a seal every five minutes, with room for a holiday of the machine.
OLDEST = {Milestone.Kind.BACKUP: timedelta(hours=26), Milestone.Kind.BOOKS: timedelta(hours=26)}
OLDEST_SEAL = timedelta(hours=26)
MEGABYTE = 1024 * 1024


class Fact(NamedTuple):
    """One line of the table: what, how it stands, and the colour of that."""

    label: str | Promise
    said: str | Promise
    tone: str = ""


def table() -> dict[str, Any]:
    """As the page of acts takes it."""
    rows = [
        {"cells": [{"text": fact.label}, {"text": fact.said, "tone": fact.tone}]}
        for fact in facts(now=timezone.now())
    ]
    columns = [{"label": _("What")}, {"label": _("How it stands")}]
    title = _("The program itself")
    return {"title": title, "columns": columns, "rows": rows, "wraps": True}


def facts(*, now: datetime) -> Iterator[Fact]:
    for name, finding in probes.ask_all().items():
        said = finding.sentence or (gettext("all is well") if finding.ok else "")
        yield Fact(probes.parts()[name].label, said, GOOD if finding.ok else BAD)
    yield Fact(_("Size of the database"), f"{database_bytes() / MEGABYTE:,.1f} MB")
    yield _milestone(Milestone.Kind.BACKUP, now)
    yield _milestone(Milestone.Kind.BOOKS, now)
    yield _seal(now)
    slow = metrics.slow_queries()
    yield Fact(_("Slow queries since the start"), str(slow), WARNING if slow else GOOD)
    yield Fact(_("Versions"), _versions())
    for warning in warnings():
        yield Fact(_("Setting"), warning, WARNING)


def _milestone(kind: Milestone.Kind, now: datetime) -> Fact:
    labels = {
        Milestone.Kind.BACKUP: _("Last backup"),
        Milestone.Kind.BOOKS: _("Last full check of the books"),
    }
    found = milestones.last(kind)
    if found is None:
        return Fact(labels[kind], NEVER[kind], BAD)
    when = _when(found.at)
    if not found.ok:
        said = gettext("%(when)s, and it failed: see the log") % {"when": when}
        return Fact(labels[kind], said, BAD)
    old = now - found.at > OLDEST[kind]
    return Fact(labels[kind], _aged(when, old), BAD if old else GOOD)


NEVER = {
    Milestone.Kind.BACKUP: _("never: let “backup” run every night"),
    Milestone.Kind.BOOKS: _("never: let “check_books” run every night"),
}


def _seal(now: datetime) -> Fact:
    last = Seal.objects.order_by("-number").first()
    if last is None:
        return Fact(_("Last seal"), _("none: let “seal” run every five minutes"), BAD)
    old = now - last.at > OLDEST_SEAL
    words = {"number": last.number, "when": _when(last.at), "hash": last.hash[:12]}
    said = gettext("No. %(number)s, %(when)s, %(hash)s…") % words
    return Fact(_("Last seal"), _aged(said, old), BAD if old else GOOD)


def _aged(said: str, old: bool) -> str:
    return gettext("%(said)s: too long ago") % {"said": said} if old else said


def _when(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _versions() -> str:
    parts = [f"Gendan {settings.VERSION}", f"Django {django.get_version()}"]
    return " · ".join([*parts, f"Python {platform.python_version()}", _database_version()])


def _database_version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version} ({settings.SQLITE_JOURNAL})"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def warnings() -> Iterator[str | Promise]:
    """What in the settings is not as a firm should run it."""
    if settings.DEMO or settings.DEBUG:
        yield _("This is the demo: anybody who knows its passwords can sign in.")
    if not settings.SECURE_TLS:
        yield _("Pages go over the wire in the clear (SECURE_TLS is off).")
    if settings.EVENT_CHAIN_KEY == settings.SECRET_KEY:
        yield _("The seals have no key of their own: set EVENT_CHAIN_KEY once, before the start.")
    if not settings.SEAL_FILE:
        yield _("The seals are kept nowhere else: name a file on another machine (SEAL_FILE).")
    if not (settings.METRICS_TOKEN or settings.METRICS_LOCAL):
        yield _("Nobody can measure the program: set METRICS_TOKEN if you watch it.")
