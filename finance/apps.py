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
        from finance.cash import checks as cash_checks
        from finance.cash import ledger as cash_ledger
        from finance.cash import lookups as cash_lookups
        from finance.cash_handover import registering as cash_handover
        from finance.cash_voucher import flow as cash_voucher_flow  # noqa: F401
        from finance.closing import registering as closing
        from finance.opening_balance import flow  # noqa: F401
        from finance.parties import charts, checks, ledger
        from finance.payment_request import charts as due_charts
        from finance.payment_request import registering as payment_request
        from finance.remittance import registering as remittance
        from finance.settlement import registering as settlement
        from finance.statement import duties as statement_duties
        from finance.statement import flow as statement_flow  # noqa: F401

        append_only.register("finance_openitem", mutable=("allocated",))
        append_only.register("finance_allocation")
        append_only.register("finance_cashentry")
        for table in ("openitem", "allocation", "cashentry"):
            append_only.register_dated(f"finance_{table}", "on_date")
        append_only.register("finance_monthfigures")
        register_ledger(cash_ledger)
        register_ledger(ledger)
        cash_checks.register()
        cash_lookups.register()
        cash_handover.register()
        closing.register()
        charts.register()
        due_charts.register()
        checks.register()
        payment_request.register()
        remittance.register()
        settlement.register()
        statement_duties.register()
        menu.register()
