"""Prints who can log in to the demo; refuses outside it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from masterdata.demo import demo_users


class Command(BaseCommand):
    help = "Print the demo users with their roles and passwords (only in the demo)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Demo users exist only in the demo; set GENDAN_DEMO=1 to have one.")
        # Chinese last: its signs are twice as wide as the columns count.
        self.stdout.write(f"{'login':<12}{'password':<22}role")
        for user in demo_users():
            with override("zh-hans"):
                label = str(user.role.label)
            line = f"{user.username:<12}{user.password:<22}{user.role.value:<24}{label} {user.name}"
            self.stdout.write(line)
