"""What can go wrong around the program, each as a place to be in: it begins, it lasts, it ends."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from proving.outside.cluster import Cluster
from proving.outside.place import Place
from proving.outside.server import Server

Trouble = Callable[[Place, Server], Any]
MEGABYTE = 1024 * 1024


def may_mount() -> bool:
    """A small disk that can be filled; only root in a machine of its own gets one."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        if not mounted(Path(folder), megabytes=1):
            return False
        unmounted(Path(folder))
    return True


def mounted(folder: Path, *, megabytes: int) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    with suppress(OSError):
        return subprocess.run(words, capture_output=True).returncode == 0
    return False


def unmounted(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], capture_output=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte is left on the disk of this folder."""
    filler = folder / "filler"
    piece = MEGABYTE
    with filler.open("wb", buffering=0) as file:
        while piece:
            try:
                written = file.write(b"\0" * piece)
            except OSError:
                written = 0
            if written < piece:
                piece //= 4
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def disk_full(place: Place, server: Server) -> Iterator[None]:
    with full(place.folder):
        yield


@contextmanager
def disk_of_database_full(place: Place, server: Server) -> Iterator[None]:
    """PostgreSQL may give up altogether; then its supervisor starts it when there is room."""
    assert place.cluster is not None
    with full(place.cluster.data.parent):
        yield
    process = place.cluster.process
    time.sleep(1)
    if process is not None and process.poll() is not None:
        place.cluster.kill()
        place.cluster.start()
    place.cluster.wait()


@contextmanager
def read_only_disk(place: Place, server: Server) -> Iterator[None]:
    """As a kernel does that has met a fault on it."""
    _remounted(place.folder, "ro")
    try:
        yield
    finally:
        _remounted(place.folder, "rw")


def _remounted(folder: Path, how: str) -> None:
    """Whoever is writing just now keeps the disk writable for a moment."""
    until = time.monotonic() + 30
    words = ["mount", "-o", f"remount,{how}", str(folder)]
    while subprocess.run(words, capture_output=True).returncode and time.monotonic() < until:
        time.sleep(0.2)


@contextmanager
def read_only_database(place: Place, server: Server) -> Iterator[None]:
    """As after a change of roles between the two servers of a pair."""
    assert place.cluster is not None
    place.cluster.sql("ALTER SYSTEM SET default_transaction_read_only = on")
    place.cluster.sql("SELECT pg_reload_conf()")
    time.sleep(0.3)
    try:
        yield
    finally:
        dsn = f"{place.cluster.dsn} dbname=postgres"
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)


@contextmanager
def no_connections_left(place: Place, server: Server) -> Iterator[None]:
    """Somebody else has them all, and the program has lost its own."""
    cluster = place.cluster
    assert cluster is not None
    held: list[Any] = []
    everybody = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gendan'"
    try:
        cluster.sql(everybody)
        with suppress(psycopg.OperationalError):
            while len(held) < 200:
                held.append(psycopg.connect(f"{cluster.dsn} dbname=postgres"))
        yield
    finally:
        for connection in held:
            connection.close()


@contextmanager
def database_gone(place: Place, server: Server) -> Iterator[None]:
    assert place.cluster is not None
    place.cluster.kill()
    try:
        yield
    finally:
        place.cluster.start()


@contextmanager
def rows_locked(place: Place, server: Server) -> Iterator[None]:
    """A forgotten transaction holds every paper, as a tool of the administrator may."""
    assert place.cluster is not None
    with psycopg.connect(f"{place.cluster.dsn} dbname=gendan") as connection:
        connection.execute("LOCK TABLE documents_document IN SHARE ROW EXCLUSIVE MODE")
        yield
        connection.rollback()


@contextmanager
def file_locked(place: Place, server: Server) -> Iterator[None]:
    """Another program writes into the SQLite file and does not finish."""
    import sqlite3

    path = place.url.removeprefix("sqlite:///")
    ready, over = threading.Event(), threading.Event()

    def hold() -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        connection.execute("BEGIN IMMEDIATE")
        ready.set()
        over.wait(timeout=300)
        connection.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    ready.wait(timeout=60)
    try:
        yield
    finally:
        over.set()
        holder.join(timeout=60)


def small_disk_cluster(folder: Path) -> Cluster:
    """A cluster whose data lie on a disk of their own; few connections, small logs."""
    return Cluster(
        "max_connections=20",
        "superuser_reserved_connections=0",
        "max_wal_size=64MB",
        "min_wal_size=32MB",
        "shared_buffers=16MB",
        data=folder,
    )
