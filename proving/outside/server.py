"""gunicorn on a free port, as the guide to operations starts it; and what kills it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from proving.outside.place import ROOT, Place

PATIENCE = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """Started at once; `stop` ends every process it has."""

    def __init__(self, place: Place, *, workers: int = 2, limit: int = 0) -> None:
        self.place, self.workers, self.limit = place, workers, limit
        self.port = free_port()
        # Not on the place's own disk, which may fill or become read-only.
        self.folder = Path(tempfile.mkdtemp(prefix="gendan-server-"))
        self.marks = self.folder / "marks"
        self.marks.mkdir()
        self.log = self.folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Seconds until it serves a page."""
        begun = time.monotonic()
        words = [sys.executable, "-m", "gunicorn", "proving.outside.served", "--no-control-socket"]
        words += ["--worker-class", "gthread", "--workers", str(self.workers), "--threads", "4"]
        words += ["--bind", f"127.0.0.1:{self.port}", "--timeout", "120", "--log-level", "warning"]
        environment = self.place.environment | {"PROVE_MARKS": str(self.marks)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words,
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._limited if self.limit else None,
            )
        self.wait()
        return time.monotonic() - begun

    def _limited(self) -> None:
        """No file may grow beyond the limit: a full disk where none can be mounted."""
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, self.limit))

    def answers(self, path: str = "/login/", *, patience: float = 10) -> int:
        """The status of the page, 0 if nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=patience) as page:
                return int(page.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def wait(self) -> float:
        """Seconds until the page is served again."""
        begun = time.monotonic()
        while self.answers() != 200:
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(f"no service again: {self.tail()}")
            time.sleep(0.05)
        return time.monotonic() - begun

    @property
    def worker_pids(self) -> list[int]:
        if self.process is None:
            return []
        pid = self.process.pid
        with suppress(OSError):
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            return [int(word) for word in text.split()]
        return []

    def aim(self, moment: str) -> None:
        (self.marks / "hit").unlink(missing_ok=True)
        (self.marks / "aim").write_text(moment)

    def hit(self, *, patience: float = 60) -> tuple[int, int] | None:
        """Worker and database backend that are at the aimed moment now; None if nobody came."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            with suppress(OSError, ValueError):
                worker, backend = (self.marks / "hit").read_text().split()
                return int(worker), int(backend)
            time.sleep(0.002)
        (self.marks / "aim").unlink(missing_ok=True)
        return None

    def set_clock(self, seconds: float) -> None:
        fresh = self.marks / "clock.new"
        fresh.write_text(str(seconds))
        fresh.rename(self.marks / "clock")

    def kill(self) -> None:
        """kill -9 of the master and of every worker."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)
        self.process = None

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-1500:]


@contextmanager
def serving(place: Place, *, workers: int = 2, limit: int = 0) -> Iterator[Server]:
    server = Server.__new__(Server)
    server.process, server.folder = None, place.folder / "none"
    try:
        Server.__init__(server, place, workers=workers, limit=limit)
        yield server
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)
