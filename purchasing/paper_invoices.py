"""What lies around supplier invoices, told at the start: those owed, and those handed over."""

from purchasing.invoice_handover import flow, lookups  # noqa: F401
from purchasing.owed_invoices import duties


def register() -> None:
    duties.register()
    lookups.register()
