"""Several workers count together, and their figures go away with the server."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import ROOT

pytestmark = pytest.mark.once
TOKEN = "a-token-for-tests"
ADDRESS = "http://127.0.0.1:{port}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """gunicorn as in production, two workers, without a database that knows anything."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(tmp_path),
        "SECRET_KEY": "0123456789" * 6,
        "STATIC_ROOT": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'firm.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "files"),
        "METRICS_TOKEN": TOKEN,
        "WEB_WORKERS": "2",
        "BIND": f"127.0.0.1:{port}",
    }
    log = (tmp_path / "log").open("w")
    command = [sys.executable, "-m", "gunicorn", "config.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield ADDRESS.format(port=port)
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read().decode()


def until_it_answers(address: str) -> tuple[int, str]:
    for _try in range(600):
        try:
            return get(address)
        except OSError:
            time.sleep(0.2)
    raise AssertionError("gunicorn does not start")


def test_the_figures_of_all_workers_meet_and_the_folder_goes_with_the_server(
    server: str, tmp_path: Path
) -> None:
    status, said = until_it_answers(f"{server}/healthz")
    assert status == 503, "its tables are missing"
    assert '"migrations": {"ok": false' in said
    asked = 30
    for _number in range(asked - 1):
        get(f"{server}/healthz")

    refused, nothing = get(f"{server}/metrics")
    status, text = get(f"{server}/metrics", Authorization=f"Bearer {TOKEN}")

    assert (refused, nothing) == (403, "")
    assert status == 200
    assert f'gendan_requests_total{{method="GET",status="503",view="-"}} {asked}.0' in text
    assert len([line for line in text.splitlines() if "process_memory_bytes{" in line]) >= 1
    assert list(tmp_path.glob("gendan-metrics-*/*.db"))


def test_nothing_is_left_of_a_server_that_ended(server: str, tmp_path: Path) -> None:
    until_it_answers(f"{server}/healthz")
    (pid,) = _masters(tmp_path)

    os.kill(pid, 15)
    for _try in range(300):
        if not list(tmp_path.glob("gendan-metrics-*")):
            break
        time.sleep(0.2)

    assert not list(tmp_path.glob("gendan-metrics-*"))


def _masters(folder: Path) -> list[int]:
    """The process that gunicorn's own log names as listening."""
    lines = (folder / "log").read_text().splitlines()
    starts = [line for line in lines if "Listening at" in line]
    return [int(line.rpartition("(")[2].rstrip(")")) for line in starts]
