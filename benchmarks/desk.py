"""A web server beside the bench, as in production, and people signed in at it.

gunicorn, two workers of four threads, on the database of the bench. Requests go over a kept
connection, as a browser's do; what is timed is from the request's first byte to the answer's last.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from masterdata.models import User
from masterdata.roles import Role

BACKEND = "masterdata.backend.PeopleBackend"
CSRF = "b" * 32
WAIT = 60
Answer = tuple[int, bytes, float]


class HttpDesk:
    def __init__(self, person: Callable[[Role], User]) -> None:
        self.person = person
        self._sessions: dict[Role, str] = {}
        self._log = Path(tempfile.mkstemp(prefix="bench-gunicorn-", suffix=".log")[1])
        self.port = free_port()
        self._server = self._start()
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        self._wait()

    def get(self, path: str, *, role: Role, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("GET", path, role, headers=headers or {})

    def post(self, path: str, data: Iterable[tuple[str, str]], *, role: Role) -> Answer:
        """A form as a browser sends it, with its CSRF token; redirects are not followed."""
        body = urlencode([("csrfmiddlewaretoken", CSRF), *data])
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, role, headers=kind, body=body)

    def cookie(self, role: Role) -> str:
        """The cookies of somebody of that role, signed in."""
        if role not in self._sessions:
            self._sessions[role] = _session_of(self.person(role))
        return f"{settings.SESSION_COOKIE_NAME}={self._sessions[role]}; csrftoken={CSRF}"

    def stop(self) -> None:
        self._line.close()
        self._server.terminate()
        self._server.wait(WAIT)
        self._log.unlink(missing_ok=True)

    def _ask(
        self, method: str, path: str, role: Role, *, headers: dict[str, str], body: str = ""
    ) -> Answer:
        sent = {"Cookie": self.cookie(role), "Host": "localhost", **headers}
        began = time.perf_counter()
        try:
            answer = self._send(method, path, body, sent)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server lets go of idle connections; a browser opens another.
            self._line.close()
            began = time.perf_counter()
            answer = self._send(method, path, body, sent)
        text = answer.read()
        self.location = answer.getheader("Location", "")
        return answer.status, text, (time.perf_counter() - began) * 1000

    def _send(
        self, method: str, path: str, body: str, sent: dict[str, str]
    ) -> http.client.HTTPResponse:
        self._line.request(method, path, body=body or None, headers=sent)
        return self._line.getresponse()

    def _start(self) -> subprocess.Popen[bytes]:
        _collect_static()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", "2"]
        command += ["--threads", "4", "--bind", f"127.0.0.1:{self.port}", "--keep-alive", "30"]
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=os.environ.copy(), stdout=log, stderr=log
            )

    def _wait(self) -> None:
        if not answers(self._server, self.port):
            raise RuntimeError(f"gunicorn does not answer: {self._log.read_text()[-2000:]}")


def answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Waits until this server takes a connection; False if it ended or took too long."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _collect_static() -> None:
    """Compressing them takes half a minute, so only when one is newer than what was collected."""
    done = Path(settings.STATIC_ROOT) / "staticfiles.json"
    files = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*")]
    newest = max(path.stat().st_mtime for path in files)
    if not done.exists() or done.stat().st_mtime < newest:
        manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
        subprocess.run(manage, check=True, cwd=settings.BASE_DIR)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", int(os.environ.get("BENCH_PORT", "0"))))
        return int(free.getsockname()[1])


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
