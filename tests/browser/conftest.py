"""A real Chromium for the tests that need one; where there is none they are skipped, and say so."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = next((Path(__file__).parent / "vendor").glob("axe-core-*/axe.min.js"))
# A busy machine is no fault of the code.
PATIENCE = 60_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> Iterator[None]:
    """Playwright's loop runs in this thread; the ORM would refuse to work beside it."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """The server's threads share the one connection to a database in memory, and with it whatever
    transaction is open: what a page fetches beside it must not fall into another's."""
    turn = threading.Lock()
    plain: Callable[..., Any] = WSGIHandler.__call__

    def in_turn(handler: WSGIHandler, environ: Any, start_response: Any) -> Any:
        with turn:
            return plain(handler, environ, start_response)

    WSGIHandler.__call__ = in_turn  # type: ignore[method-assign]
    yield
    WSGIHandler.__call__ = plain  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; headless, without anything that talks to the outside."""
    api = pytest.importorskip(
        "playwright.sync_api", reason="BROWSER TESTS NOT RUN: Playwright is not installed"
    )
    if not Path(CHROMIUM).exists():
        pytest.skip(f"BROWSER TESTS NOT RUN: no browser at {CHROMIUM}; set CHROMIUM or install it")
    api.expect.set_options(timeout=PATIENCE)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`browse(user, "/path/")`: that user's own page; faults in its console fail the test."""
    opened: list[tuple[Any, list[str]]] = []

    def open_page(user: Any, path: str = "/", *, language: str = "zh-hans", **options: Any) -> Any:
        options.setdefault("viewport", {"width": 1366, "height": 800})
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE)
        context.add_cookies(_cookies(user, live_server.url, language=language))
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.extend(_fault_of(message)))
        opened.append((context, faults))
        page.goto(path)
        return page

    yield open_page
    said = [fault for _context, faults in opened for fault in faults]
    for context, _faults in opened:
        context.close()
    assert said == []


def _cookies(user: Any, url: str, *, language: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return [
        {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url},
        {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url},
    ]


def _fault_of(message: Any) -> list[str]:
    """Errors count; that a refused form answers 409 or 422 is no fault of the page."""
    if message.type != "error" or re.search(r"status of 4(00|03|09|22)", message.text):
        return []
    return [message.text]


@pytest.fixture
def accessibility_faults() -> Callable[..., list[str]]:
    """What axe finds of WCAG 2 A and AA on a page; looked at last, for axe tries inline styles."""

    def look(page: Any, rules: list[str] = RULES) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text())
        found = page.evaluate(
            "(rules) => axe.run(document, {runOnly: rules, preload: false})"
            ".then((result) => result.violations.map("
            "(one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`))",
            rules,
        )
        return list(found)

    return look
