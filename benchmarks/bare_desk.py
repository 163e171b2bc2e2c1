"""The floor of a page: the bytes it gave, served by a bare Django view under the same gunicorn."""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from django.conf import settings

from benchmarks.desk import WAIT, answers, free_port
from benchmarks.rates import rate, request


class BareDesk:
    """Use as `with BareDesk() as bare: bare.times(data, runs=30)`."""

    def __enter__(self) -> "BareDesk":
        self._folder = tempfile.TemporaryDirectory(prefix="bench-bare-")
        self._count = 0
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", "benchmarks.bare:application"]
        command += ["--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{self.port}"]
        env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        env |= {"BENCH_BYTES": self._folder.name}
        self._server = subprocess.Popen(
            [*command, "--keep-alive", "30", "--log-level", "error"], cwd=settings.BASE_DIR, env=env
        )
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait(WAIT)
        self._folder.cleanup()

    def times(self, data: bytes, *, runs: int) -> tuple[float, ...]:
        """Milliseconds of each answer with these bytes, after one that warms up."""
        name = self._keep(data)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        took = []
        for _turn in range(runs + 1):
            began = time.perf_counter()
            line.request("GET", f"/{name}", headers={"Host": "localhost"})
            got = line.getresponse().read()
            took.append((time.perf_counter() - began) * 1000)
            if got != data:
                raise RuntimeError("The bare view gave other bytes.")
        line.close()
        return tuple(took[1:])

    def rates(self, data: bytes, count: int, *, times: int) -> tuple[float, ...]:
        """How many such answers a second, so many times."""
        asked = [request(f"/{self._keep(data)}")] * count
        return tuple(rate(self.port, asked) for _turn in range(times))

    def _keep(self, data: bytes) -> str:
        self._count += 1
        name = f"page-{self._count}"
        (Path(self._folder.name) / name).write_bytes(data)
        return name

    def _wait(self) -> None:
        if not answers(self._server, self.port):
            raise RuntimeError("The bare server does not answer.")
