"""`/healthz` and `/metrics`: for machines, open by a token or on this machine, silent to others."""

import shutil
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ui import health, probes
from ui.probes import Finding

pytestmark = pytest.mark.django_db
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
TOKEN = "a-token-for-tests"


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(health, "FRESH_SECONDS", 0.0)
    # Tests may build their tables without migrations.
    monkeypatch.setattr(health, "_up_to_date", True)
    kept = probes.parts()
    yield
    probes._parts.clear()
    probes._parts.update(kept)


def test_a_well_program_says_so_to_everybody(client: Client) -> None:
    answer = client.get("/healthz", **STRANGER)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


def test_a_stranger_learns_nothing_of_what_ails_it(client: Client) -> None:
    probes.register_probe("wheels", lambda: Finding(ok=False, sentence="3 are late"))

    answer = client.get("/healthz", **STRANGER)

    assert (answer.status_code, answer.json()) == (503, {"status": "failing"})


def test_this_machine_learns_which_part_ails_and_how(client: Client) -> None:
    probes.register_probe("wheels", lambda: Finding(False, "3 are late", {"late": 3}))

    parts = client.get("/healthz").json()["parts"]

    assert parts["wheels"] == {"ok": False, "said": "3 are late", "late": 3}
    assert parts["database"]["ok"]
    assert parts["disk"]["free_bytes"] > 0


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"])
def test_a_proxy_on_this_machine_is_a_stranger(client: Client, settings: Any, header: str) -> None:
    settings.METRICS_LOCAL = True

    assert "parts" not in client.get("/healthz", headers={header: "x"}).json()
    assert client.get("/metrics", headers={header: "x"}).status_code == 403


def test_a_probe_that_fails_is_a_part_that_is_not_well(client: Client) -> None:
    def broken() -> Finding:
        raise RuntimeError("secret detail")

    probes.register_probe("wheels", broken)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert not answer.json()["parts"]["wheels"]["ok"]
    assert b"secret detail" not in answer.content


def test_a_full_disk_is_a_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage(10, 9, 1))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert not answer.json()["parts"]["disk"]["ok"]


def test_missing_migrations_are_a_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Behind:
        def __init__(self, _connection: Any) -> None:
            self.loader = self
            self.graph = self

        def leaf_nodes(self) -> list[str]:
            return []

        def migration_plan(self, _targets: Any) -> list[str]:
            return ["documents.0009"]

    monkeypatch.setattr(health, "_up_to_date", False)
    monkeypatch.setattr(health, "MigrationExecutor", Behind)

    parts = client.get("/healthz").json()["parts"]

    assert (parts["migrations"]["ok"], parts["migrations"]["missing"]) == (False, 1)


def test_health_needs_no_host_no_session_and_no_sign_in(client: Client) -> None:
    client.cookies["sessionid"] = "nonsense"

    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
    assert client.post("/healthz").status_code == 405


# --- Metrics -----------------------------------------------------------------------------------


def test_without_a_setting_there_are_no_metrics(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN, settings.METRICS_LOCAL = "", False

    assert client.get("/metrics").status_code == 302 or client.get("/metrics").status_code == 404
    shown = client.get("/metrics", headers={"Authorization": "Bearer "})
    assert b"gendan_" not in shown.content


@pytest.mark.parametrize("shown", ["", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer 令牌"])
def test_a_wrong_token_is_refused(client: Client, settings: Any, shown: str) -> None:
    settings.METRICS_TOKEN, settings.METRICS_LOCAL = TOKEN, False

    answer = client.get("/metrics", HTTP_AUTHORIZATION=shown, **STRANGER)

    assert (answer.status_code, answer.content) == (403, b"")


def test_the_token_opens_from_anywhere(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN, settings.METRICS_LOCAL = TOKEN, False

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, **STRANGER)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")


def test_the_metrics_count_requests_by_view_method_and_status(
    client: Client, settings: Any
) -> None:
    settings.METRICS_LOCAL = True
    client.get("/login/")
    client.generic("BREW", "/no-such-address-of-ours/")

    text = client.get("/metrics").content.decode()

    assert 'gendan_requests_total{method="GET",status="200",view="login"}' in text
    assert 'gendan_request_seconds_bucket{le="0.3",view="login"}' in text
    assert "gendan_request_queries_count" in text
    assert 'gendan_part_ok{part="database"} 1.0' in text
    assert "gendan_process_memory_bytes" in text
    assert "BREW" not in text
    assert "no-such-address" not in text


def test_jobs_show_their_figures_in_the_metrics(client: Client, settings: Any) -> None:
    settings.METRICS_LOCAL = True
    probes.register_probe("wheels", lambda: Finding(ok=True, figures={"waiting": 4}))

    text = client.get("/metrics").content.decode()

    assert 'gendan_part_figure{name="waiting",part="wheels"} 4.0' in text


def test_a_probe_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        probes.register_probe("disk", health.disk)


def test_the_database_knows_its_size() -> None:
    in_memory = "memory" in str(connection.settings_dict["NAME"])

    assert (health.database_bytes() > 0) is not in_memory
