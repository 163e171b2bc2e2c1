"""The lowest app: it has no models and imports nothing of ours."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ui"

    def ready(self) -> None:
        from ui import health

        health.register()
