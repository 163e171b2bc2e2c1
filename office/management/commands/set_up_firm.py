"""What a new firm begins with: units, tax rates, working calendar, approval chains, numbers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from finance import seeds as finance_seeds
from masterdata import seeds as masterdata_seeds
from orders import seeds as orders_seeds
from purchasing import seeds as purchasing_seeds


class Command(BaseCommand):
    help = "Seed an empty database for a real firm; what the firm has set already stays."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        masterdata_seeds.seed_basics()
        purchasing_seeds.seed()
        finance_seeds.seed()
        orders_seeds.seed()
        self.stdout.write(
            "Units, tax rates, the working calendar and the approval chains are there. "
            "Next: createsuperuser, then Settings in the program."
        )
