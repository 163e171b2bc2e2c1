"""Every address × every role × GET and POST, against a table that a person has reviewed.

The table is `permissions.json`: for each address and method the answer most get ("rest"), and
the roles that get another; a `+` says that something was stored. A new address without a row
fails. After a look at the difference the rows are written anew with `WRITE_PERMISSIONS=1` in the
environment.

Who is to be kept out is asked at every address. Of those who are let in alike, of those to whom
a paper is not there, and where a method is none of the address's, two are asked, others at the
next address; all of them in `./run prove --only rights`, and where a row is missing.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
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
WRITES = bool(os.environ.get("WRITE_PERMISSIONS"))
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
    most = Counter(answers.values()).most_common(1)[0][0] if answers else "unknown"
    others: dict[str, list[str]] = defaultdict(list)
    for who, status in sorted(answers.items()):
        if status != most:
            others[status].append(who)
    return {"rest": most, **dict(sorted(others.items()))}


def expected(key: str, method: str, people: Iterable[str]) -> dict[str, str]:
    """What the table says of each of them; nothing of an address that it does not know."""
    row = EXPECTED.get(key, {}).get(method)
    if row is None:
        return {}
    others = {who: status for status, named in row.items() if status != "rest" for who in named}
    return {who: others.get(who, row["rest"]) for who in people}


def askers(key: str, method: str, people: Iterable[str]) -> list[str]:
    """Whoever is kept out, and two of those whom the table gives the same other answer."""
    alike: dict[str, list[str]] = defaultdict(list)
    for who, status in expected(key, method, people).items():
        alike[status].append(who)
    if not alike or WRITES:
        return list(people)
    kept_out = alike.pop("403", [])
    some = [tally.some(alike[status], 2, of=f"{key} {method}") for status in sorted(alike)]
    return [*kept_out, *(who for each in some for who in each)]


@pytest.mark.parametrize("name", firms.NAMES)
def test_every_address_answers_as_the_table_says(
    name: str, firm: Firm, people: dict[str, User]
) -> None:
    faults = []
    for key, address in address_of(name, firm).items():
        row = {}
        for method in METHODS:
            answers = {}
            for who in askers(key, method, people):
                status, changed = ask(address, method, people[who])
                tally.count("cells")
                faults += harm(f"{who}: {method} {address}", status, changed, method)
                wrote = any(not _by(sql, KEPT_BY_LOOKING) for sql in changed)
                answers[who] = f"{status}{'+' if method == 'POST' and wrote else ''}"
            row[method] = row_of(answers)
            awaited = expected(key, method, answers)
            if answers != awaited and not WRITES:
                faults.append(f"{key} {method} is {row[method]}, expected {row_of(awaited)}")
        if WRITES:
            EXPECTED[key] = row
            write()

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


OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")


@pytest.mark.parametrize("method", OTHER_METHODS)
def test_no_other_method_changes_anything(method: str, firm: Firm) -> None:
    """Two of the six at each address, others at the next: what answers them is one door."""
    changed = []
    for turn, name in enumerate(firms.NAMES):
        if method not in tally.in_turn(OTHER_METHODS, 2, turn=turn):
            continue
        for address in firm.addresses(name)[:1]:
            status, written = ask(address, method, firm.boss)
            other = [sql for sql in written if not _by(sql, KEPT_BY_PRINTING)]
            if other or status >= 500:
                changed.append(f"{address}: {status} {other}")

    assert not changed
