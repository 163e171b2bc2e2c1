"""Compare the installed packages with the hashed lock, offline; exit 1 if anything differs."""

import importlib.util
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from config import dependencies


class Command(BaseCommand):
    help = "Prove that the installed packages are those of the hashed lock, allowed and complete."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lock", nargs="?", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        lock = options["lock"] or default_lock()
        faults = dependencies.audit(lock)
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} packages are not as {lock.name} says.")
        count = len(dependencies.installed())
        self.stdout.write(f"{count} packages, all of them as {lock.name} says.")


def default_lock() -> Path:
    """The tools' lock contains the runtime's; it counts where the tools are installed."""
    name = "tools" if importlib.util.find_spec("pytest") else "runtime"
    return Path(settings.BASE_DIR) / "requirements" / f"{name}.lock"
