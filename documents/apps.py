"""The documents app: registers its checks and its look-ups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from documents import append_only, checks, kernel_books, navigation  # noqa: F401
        from documents.pages import checks as page_checks  # noqa: F401

        navigation.register()
        append_only.register("documents_event")
        append_only.register("documents_periodevent")
        append_only.register("documents_comment")
        append_only.register("documents_operation")
        append_only.register("documents_attachment", mutable=("withdrawn_at",))
        append_only.register("documents_delegation", mutable=("ended_at",))
