"""What `./run` hands over to: an empty database gets the demo firm, any other keeps its data."""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import start
from tests.factories import user


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """The commands and the server that were started, in order; none of them really runs."""
    settings.DEMO = True
    started: list[str] = []
    monkeypatch.setattr(start, "call_command", lambda name, *_a, **_k: started.append(name))
    monkeypatch.setattr(start, "_serve", lambda address: started.append(f"serve {address}"))
    monkeypatch.setattr(start.connections, "close_all", lambda: None)
    monkeypatch.setattr(start, "_start_worker", lambda: started.append("worker"))
    return started


@pytest.mark.django_db
def test_an_empty_database_gets_the_demo_firm(calls: list[str]) -> None:
    call_command("start")

    assert calls[-4:] == ["load_demo", "demo_users", "worker", "serve 127.0.0.1:8000"]


@pytest.mark.django_db
def test_a_database_with_people_in_it_keeps_its_data(calls: list[str]) -> None:
    user()

    call_command("start", "0.0.0.0:9000")

    assert "load_demo" not in calls
    assert calls[-1] == "serve 0.0.0.0:9000"


@pytest.mark.django_db
def test_in_production_it_refuses_and_says_where_to_read(calls: list[str], settings: Any) -> None:
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="README"):
        call_command("start")

    assert calls == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [("8001", "127.0.0.1:8001"), (":8001", "127.0.0.1:8001"), ("[::1]:80", "[::1]:80")],
)
def test_a_port_alone_is_served_to_this_machine(typed: str, address: str) -> None:
    assert start._with_port(typed) == address


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[start.Worker]:
    """Beside the server stands a process that does nothing."""
    idle = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(start, "_worker_command", lambda: idle)
    monkeypatch.setattr(start, "REST_SECONDS", 0.01)
    worker = start._start_worker()
    yield worker
    worker.end()


def test_a_worker_that_is_killed_is_followed_by_another(worker: start.Worker) -> None:
    killed = worker.process
    killed.kill()

    for _turn in range(3000):
        if worker.process is not killed:
            break
        time.sleep(0.01)

    assert worker.process.pid != killed.pid
    assert worker.process.poll() is None


def test_with_the_server_its_worker_ends_and_none_follows(worker: start.Worker) -> None:
    process = worker.process

    start._end_worker(worker)

    assert process.poll() is not None
    assert worker.process is process
    assert not worker.is_alive()


def test_ctrl_c_of_the_terminal_does_not_reach_the_worker_before_the_server_ends_it(
    worker: start.Worker,
) -> None:
    assert os.getsid(worker.process.pid) != os.getsid(0)
