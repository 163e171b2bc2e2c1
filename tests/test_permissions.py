"""Every address × every role × GET and POST, against a table that a person has reviewed.

The table is `permissions.json`: for each address and method the answer most get ("rest"), and
the roles that get another; a `+` says that something was stored. A new address without a row
fails. After a look at the difference the rows are written anew with `WRITE_PERMISSIONS=1` in the
environment.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import resolve

from documents.pages import prints
from masterdata.models import User
from masterdata.roles import Role
from tests import factories, tally
from tests.bad_input import firm as firms
from tests.bad_input.firm import Firm
from tests.bad_input.fixtures import _django_db_helper, firm

__all__ = ["_django_db_helper", "firm"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]
TABLE = Path(__file__).with_name("permissions.json")
EXPECTED: dict[str, Any] = json.loads(TABLE.read_text()) if TABLE.exists() else {}
METHODS = ("GET", "POST")
WITHOUT_ROLE = "nobody"
OPEN_TO_STRANGERS = {"login", "set_language", "set_theme"}
# Looking is not changing; but a print is counted, and a list remembers what one looked for.
KEPT_BY_LOOKING = ('"masterdata_preference"',)
KEPT_BY_PRINTING = (*KEPT_BY_LOOKING, '"documents_event"')
SESSION = '"django_session"'


class Silent(BaseStorage):
    """Messages that nobody reads."""

    def _get(self, *args: Any, **options: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, *args: Any, **options: Any) -> list[Any]:
        return []


@pytest.fixture(scope="module")
def people(firm: Firm) -> dict[str, User]:
    made = {str(role): factories.user(role, username=f"may-{role}") for role in Role}
    return made | {WITHOUT_ROLE: factories.user(username="may-nothing")}


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are decided before a page is drawn; drawing is most of the time."""
    monkeypatch.setattr(Template, "render", lambda *args, **options: "")
    monkeypatch.setattr(prints, "render_pdf", lambda *args, **options: b"%PDF")


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that changed something."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def ask(address: str, method: str, user: User) -> tuple[int, list[str]]:
    """The view's own answer, and what it changed; the change is undone."""
    request: Any = RequestFactory().generic(method, address)
    request.user, request.session, request.htmx = user, {}, False
    request._messages = Silent(request)
    found = request.resolver_match = resolve(address)
    with firms.undone(), writes() as changed:
        try:
            status = found.func(request, *found.args, **found.kwargs).status_code
        except PermissionDenied:
            status = 403
        except Http404:
            status = 404
    return status, list(changed)


def address_of(name: str, firm: Firm) -> dict[str, str]:
    """By key: of the look-ups all, of the steps the first (their matrix is tested elsewhere)."""
    addresses = firm.addresses(name)
    if name == "lookup":
        return {f"lookup {address.split('/')[2]}": address for address in addresses}
    return {name: addresses[0]}


def row_of(answers: dict[str, str]) -> dict[str, Any]:
    """Short and readable: what most get, and who gets something else."""
    most = Counter(answers.values()).most_common(1)[0][0]
    others: dict[str, list[str]] = defaultdict(list)
    for who, status in sorted(answers.items()):
        if status != most:
            others[status].append(who)
    return {"rest": most, **dict(sorted(others.items()))}


@pytest.mark.parametrize("name", firms.NAMES)
def test_every_address_answers_every_role_as_the_table_says(
    name: str, firm: Firm, people: dict[str, User]
) -> None:
    faults = []
    for key, address in address_of(name, firm).items():
        row = {}
        for method in METHODS:
            answers = {}
            for who, user in people.items():
                status, changed = ask(address, method, user)
                tally.count("cells")
                faults += harm(f"{who}: {method} {address}", status, changed, method)
                wrote = any(not _by(sql, KEPT_BY_LOOKING) for sql in changed)
                answers[who] = f"{status}{'+' if method == 'POST' and wrote else ''}"
            row[method] = row_of(answers)
        if os.environ.get("WRITE_PERMISSIONS"):
            EXPECTED[key] = row
            write()
        if row != EXPECTED.get(key):
            faults.append(f"{key} is {json.dumps(row)}, expected {json.dumps(EXPECTED.get(key))}")

    assert not faults, "\n".join(faults)


def harm(what: str, status: int, changed: list[str], method: str) -> list[str]:
    """A refusal changes nothing, and neither does looking."""
    if status in (403, 404, 405) and changed:
        return [f"{what} was refused and yet wrote {changed}"]
    kept = KEPT_BY_PRINTING if "/print/" in what else KEPT_BY_LOOKING
    other = [sql for sql in changed if not _by(sql, kept)]
    return [f"{what} wrote {other}"] if method == "GET" and other else []


def _by(sql: str, tables: tuple[str, ...]) -> bool:
    return any(table in sql for table in tables)


def write() -> None:
    lines = (f"  {json.dumps(key)}: {json.dumps(EXPECTED[key])}" for key in sorted(EXPECTED))
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def test_the_table_names_no_address_that_is_gone(firm: Firm) -> None:
    keys = {key for name in firms.NAMES for key in address_of(name, firm)}

    assert not set(EXPECTED) - keys


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_the_sign_in_from_everywhere(method: str, firm: Firm) -> None:
    client = Client()
    open_doors = []
    for name in firms.NAMES:
        for address in firm.addresses(name)[:1]:
            answer = client.generic(method, address)
            shut = answer.status_code == 302 and answer.url.startswith("/login/?next=")
            if not shut and name not in OPEN_TO_STRANGERS:
                open_doors.append(f"{address}: {answer.status_code}")

    assert open_doors in ([], ["/logout/: 405"], ["/logout/: 302"])


def test_a_form_without_its_token_is_refused_everywhere(firm: Firm) -> None:
    client = firms.signed_in(firm.boss, enforce_csrf_checks=True)
    taken = []
    for name in firms.NAMES:
        for address in firm.addresses(name)[:1]:
            with firms.undone(), writes() as changed:
                status = client.post(address, {"reason": "x"}).status_code
            changed = [sql for sql in changed if SESSION not in sql]
            if status != 403 or changed:
                taken.append(f"{address}: {status} {changed}")

    assert not taken


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
def test_no_other_method_changes_anything(method: str, firm: Firm) -> None:
    changed = []
    for name in firms.NAMES:
        for address in firm.addresses(name)[:1]:
            status, written = ask(address, method, firm.boss)
            other = [sql for sql in written if not _by(sql, KEPT_BY_PRINTING)]
            if other or status >= 500:
                changed.append(f"{address}: {status} {other}")

    assert not changed
