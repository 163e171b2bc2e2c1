"""The office app: it stands above all others and gives the first screen what looks across them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        from office.home import arrivals

        arrivals.register()
