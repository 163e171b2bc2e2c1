"""The worker: exports, batches of slips, mails and the duties of the night, until it is stopped."""

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents.jobs import heart
from documents.jobs.worker import Worker
from ui.collector import settle


class Command(BaseCommand):
    help = "Work off background jobs until stopped (SIGTERM puts what is begun back)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Work off what waits, then end.")
        parser.add_argument(
            "--child", action="store_true", help="End when the process that started it ends."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settle()
        worker = Worker()
        worker.configure_signals()
        heart.start(heart.Heart(orphaned=_stop if options["child"] else None))
        try:
            if options["once"]:
                worker.work_off()
            else:
                worker.run()
        finally:
            heart.end()


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
