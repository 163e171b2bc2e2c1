"""What the settlement tells the rest of the program at its start."""

from finance.settlement import books, flow, lookups, reactions  # noqa: F401


def register() -> None:
    books.register()
    lookups.register()
