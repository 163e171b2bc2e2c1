"""The finance app: registers its ledger, its papers, its checks and its pages' parts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "finance"
    verbose_name = _("Finance")

    def ready(self) -> None:
        from documents import append_only
        from documents.ledgers import register_ledger
        from finance import menu
        from finance.opening_balance import flow  # noqa: F401
        from finance.parties import checks, ledger

        append_only.register("finance_openitem", mutable=("allocated",))
        append_only.register("finance_allocation")
        register_ledger(ledger)
        checks.register()
        menu.register()
