"""Loads the demo firm: master data first, then whatever the apps above bring; twice is once."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# In the order in which one builds on the other.
PARTS = (
    "masterdata.demo",
    "documents.demo",
    "inventory.demo",
    "finance.demo",
    "purchasing.demo",
    "purchasing.demo_money",
    "orders.demo",
    "purchasing.demo_changes",
    "orders.demo_changes",
    "inventory.demo_transfers",
)


class Command(BaseCommand):
    help = "Load the demo firm (only in the demo); what is already there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or settings.TESTING):
            raise CommandError(
                "The demo firm is loaded only into a demo; set GENDAN_DEMO=1 if this is one."
            )
        for name in PARTS:
            if find_spec(name) is None:
                continue
            import_module(name).load()
            self.stdout.write(f"loaded {name}")
        self.stdout.write("The demo firm is loaded; `manage.py demo_users` says who can log in.")
