"""Brings the database up to date, loads the demo firm into an empty one, and serves."""

import os
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

STARTED_AS = os.getpid()
# Before a worker that has ended is followed by another.
REST_SECONDS = 2.0


class Command(BaseCommand):
    help = "Serves Gendan for trying it out, with a worker beside it. For real use see the README."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Use ./run; a production start is described in the README.")
        address = _with_port(options["address"])
        self.bring_up_to_date()
        self.say_who_can_sign_in(address)
        connections.close_all()
        worker = None if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true" else _start_worker()
        try:
            if settings.DEBUG:
                call_command("runserver", address)
            else:
                _serve(address)
        finally:
            _end_worker(worker)

    def bring_up_to_date(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            self.check(databases=["default"])
            if not executor.loader.applied_migrations:
                _write_without_waiting()
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if not get_user_model().objects.exists():
            self.stdout.write("Loading the demo firm (once) …")
            call_command("load_demo")

    def say_who_can_sign_in(self, address: str) -> None:
        self.stdout.write(f"\n{connection.vendor} · {_journal()}")
        call_command("demo_users")
        self.stdout.write(self.style.SUCCESS(f"\nGendan: http://{address}/   (Ctrl+C stops it)"))
        self.stdout.flush()


class Worker(threading.Thread):
    """Exports, mails and duties of the night: a process of its own, which ends when this one does,
    even if this one is killed. One that dies is followed by another."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self.process = _worker_process()

    def run(self) -> None:
        while not self._over.wait(REST_SECONDS):
            if self.process.poll() is not None:
                sys.stderr.write("The worker has ended; another one is started.\n")
                self.process = _worker_process()

    def end(self) -> None:
        self._over.set()
        self.join()
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _worker_process() -> "subprocess.Popen[bytes]":
    """In a session of its own: Ctrl+C is for the server, which then ends its worker."""
    return subprocess.Popen(_worker_command(), start_new_session=True)


def _worker_command() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--child"]


def _start_worker() -> Worker:
    worker = Worker()
    worker.start()
    return worker


def _end_worker(worker: Worker | None) -> None:
    """The server's own children come by here too, and must leave the worker alone."""
    if worker is not None and os.getpid() == STARTED_AS:
        worker.end()


def _write_without_waiting() -> None:
    """A database that is only just made has nothing to lose: the disk need not confirm it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def _with_port(address: str) -> str:
    host, _colon, port = address.rpartition(":")
    return f"{host or '127.0.0.1'}:{port}"


def _journal() -> str:
    if connection.vendor != "sqlite":
        return str(connection.settings_dict["NAME"])
    return f"{connection.settings_dict['NAME']} · journal {settings.SQLITE_JOURNAL}"


def _serve(address: str) -> None:
    """gunicorn in this very process: Django is loaded once, so a second start takes seconds."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", address)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 8)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("timeout", 120)

        def load(self) -> Any:
            return get_wsgi_application()

    Server().run()
