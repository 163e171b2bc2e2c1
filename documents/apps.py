"""The documents app: registers its checks and its look-ups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from documents import (  # noqa: F401
            append_only,
            checks,
            kernel_books,
            milestones,
            navigation,
            recurring,
            seal_check,
            sealing,
        )
        from documents.jobs import duties, mails, probe, requests
        from documents.pages import checks as page_checks  # noqa: F401
        from ui import metrics

        navigation.register()
        for jobs in (requests, mails, duties, probe):
            jobs.register()
        append_only.register("documents_event")
        append_only.register("documents_periodevent")
        append_only.register("documents_comment")
        append_only.register("documents_operation")
        append_only.register("documents_attachment", mutable=("withdrawn_at",))
        append_only.register("documents_delegation", mutable=("ended_at",))
        append_only.register("documents_seal")
        append_only.register("documents_sealedspan")
        metrics.register_figures(milestones.figures)
        # In short transactions of its own: a seal waits for whoever is writing.
        recurring.register_duty("seal of the day", sealing.of_the_day, reads=True)
