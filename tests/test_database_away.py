"""While the database is away people get a page with a number, and monitors get 503."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.sources import ROOT

# A process of its own, against an address where no database answers.
ASK = """
import json, sys
import django
django.setup()
from django.test import Client
asked, language = sys.argv[1:]
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "s" * 32
client.cookies["gendan_language"] = language
accept = "application/json" if asked == "/keys/" else "text/html"
answer = client.get(asked, headers={"Accept": accept})
print(json.dumps({
    "status": answer.status_code,
    "text": answer.content.decode(),
    "number": answer["X-Request-ID"],
    "headers": dict(answer.headers),
    "cookies": [name for name, one in answer.cookies.items() if not one.value],
}))
"""


def ask(address: str, language: str = "zh-hans") -> dict[str, Any]:
    path = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-c", ASK, address, language],
        cwd=ROOT,
        env=path
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "GENDAN_TESTING": "1",
            "DATABASE_URL": "postgres://clerk:opensesame@127.0.0.1:1/away",
            "ALLOWED_HOSTS": "testserver",
            "METRICS_LOCAL": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    answer["log"] = result.stderr
    return answer


@pytest.mark.parametrize(
    ("language", "word"), [("en", "cannot be reached"), ("zh-hans", '<html lang="zh-hans">')]
)
def test_a_person_gets_a_page_with_a_number_and_stays_signed_in(language: str, word: str) -> None:
    answer = ask("/", language)

    assert answer["status"] == 503
    assert word in answer["text"]
    assert f"<code>{answer['number']}</code>" in answer["text"]
    assert answer["headers"]["Retry-After"] == "30"
    assert answer["cookies"] == [], "the session is kept for when the database is back"


def test_neither_the_page_nor_the_log_gives_anything_away() -> None:
    answer = ask("/", "en")

    assert "Traceback" not in answer["text"]
    assert "127.0.0.1" not in answer["text"]
    assert answer["number"] in answer["log"]
    assert "opensesame" not in answer["log"]
    assert "s" * 32 not in answer["log"]


def test_a_script_gets_json() -> None:
    answer = ask("/keys/")

    assert answer["status"] == 503
    assert json.loads(answer["text"])["number"] == answer["number"]


def test_the_monitor_gets_503_and_the_part_that_is_away() -> None:
    answer = ask("/healthz")

    parts = json.loads(answer["text"])["parts"]
    assert answer["status"] == 503
    assert not parts["database"]["ok"]
    assert parts["disk"]["ok"]


def test_the_counters_are_told_without_the_figures_of_the_database() -> None:
    answer = ask("/metrics")

    assert answer["status"] == 200
    assert 'gendan_part_ok{part="database"} 0.0' in answer["text"]
