"""What the cash hand-over tells the rest of the program at its start."""

from finance.cash_handover import books, duties, flow, lookups  # noqa: F401


def register() -> None:
    books.register()
    duties.register()
    lookups.register()
