"""A PostgreSQL of its own in a folder that is thrown away, so that it may be killed."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 60


def binaries() -> Path | None:
    """Where `initdb` lies; None where no PostgreSQL is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def _owner() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as its own user, or as nobody."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Cluster:
    """Started, killed and started again; `stop` removes everything."""

    def __init__(self, *settings: str, data: Path | None = None) -> None:
        found = binaries()
        if found is None:
            raise FileNotFoundError("PostgreSQL is not installed: no initdb")
        self.bin, self.owner = found, _owner()
        # A socket's path may have 107 bytes, and must be reachable by the owner of the server.
        self.folder = Path(tempfile.mkdtemp(prefix="gendan-pg-", dir="/tmp"))
        self.data = (data or self.folder) / "data"
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        for folder in {self.folder, self.data.parent}:
            if self.owner:
                shutil.chown(folder, self.owner)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        self.start()

    @property
    def environment(self) -> dict[str, str]:
        return {"PGHOST": str(self.folder), "PGUSER": "postgres", "PGPORT": "5432"}

    @property
    def dsn(self) -> str:
        return f"host={self.folder} user=postgres port=5432"

    def _run(self, name: str, *arguments: Any) -> None:
        words = [str(self.bin / name), *map(str, arguments)]
        with (self.folder / "commands.log").open("ab") as log:
            subprocess.run(
                words, user=self.owner, cwd="/", stdout=log, stderr=log, check=True, timeout=120
            )

    def start(self) -> float:
        """Seconds until it answers."""
        begun = time.monotonic()
        own = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings)
        words = [str(self.bin / "postgres"), "-D", str(self.data)]
        words += [part for setting in own for part in ("-c", setting)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                words, user=self.owner, cwd="/", stdout=log, stderr=log, start_new_session=True
            )
        self.wait()
        return time.monotonic() - begun

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(f"{self.dsn} dbname=postgres", connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return

    def kill(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is an immediate shutdown; SIGKILL leaves the backends to notice by themselves."""
        process = self.process
        if process is None:
            return
        children = _children(process.pid)
        process.send_signal(how)
        process.wait(timeout=PATIENCE)
        until = time.monotonic() + PATIENCE
        while any(_alive(pid) for pid in children) and time.monotonic() < until:
            time.sleep(0.01)
        self.process = None

    def sql(self, statement: str, *, database: str = "postgres") -> list[Sequence[Any]]:
        dsn = f"{self.dsn} dbname={database}"
        with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        try:
            self.kill()
        finally:
            shutil.rmtree(self.data, ignore_errors=True)
            shutil.rmtree(self.folder, ignore_errors=True)


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def _alive(pid: int) -> bool:
    """A zombie whose parent is gone is waited for by init, and is no longer alive."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
