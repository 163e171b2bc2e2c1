"""The headers of every page: no foreign script, no frame, no guess, no copy left behind."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.bad_input import firm as firms
from tests.bad_input.firm import Firm

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src|type=.application/json))|<style|\sstyle=|\son\w+=|javascript:"
)
# Drawn slowly, and without anything of a page in it.
SLOW = re.compile(r"_print$")


def faults_of(address: str, answer: Any) -> list[str]:
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    wanted = {
        "default-src": "default-src 'self'" in policy or "default-src 'none'" in policy,
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "no unsafe": "unsafe" not in policy and "*" not in policy,
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "same-origin",
        "no-store": "no-store" in headers.get("Cache-Control", ""),
        "frames": headers.get("X-Frame-Options") == "DENY",
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "number": bool(headers.get("X-Request-ID")),
        "silent server": "Server" not in headers and "X-Powered-By" not in headers,
    }
    faults = [f"{address}: {name}" for name, holds in wanted.items() if not holds]
    page = "html" in headers.get("Content-Type", "")
    if page and (found := INLINE.search(answer.content.decode())):
        faults.append(f"{address}: inline {found[0]!r}")
    return faults


@pytest.mark.parametrize("part", range(4))
def test_every_answer_carries_every_guard(part: int, boss: Client, firm: Firm) -> None:
    faults = []
    for name in firms.NAMES[part::4]:
        for address in [] if SLOW.search(name) else firm.addresses(name)[:2]:
            with firms.undone():
                faults += faults_of(address, boss.get(address))

    assert not faults


def test_refusals_and_pages_for_strangers_carry_them_too(boss: Client) -> None:
    stranger = Client()
    answers = {
        "sign-in": stranger.get("/login/"),
        "to the sign-in": stranger.get("/"),
        "not found": boss.get("/nothing/"),
        "unreadable": boss.post("/login/", "x", content_type="text/plain; charset=utf-7"),
        "without token": firms.Client(enforce_csrf_checks=True).post("/login/", {}),
        "wrong method": boss.get("/logout/"),
    }
    faults = [fault for what, answer in answers.items() for fault in faults_of(what, answer)]

    assert not faults


def test_a_foreign_host_is_refused(boss: Client) -> None:
    for host in ("evil.example", "testserver@evil.example", "testserver:99999x", "a b"):
        assert boss.get("/", headers={"host": host}).status_code == 400
