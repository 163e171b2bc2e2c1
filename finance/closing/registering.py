"""What closing a month means to the money side, told once at start."""

from documents import periods
from finance.closing import checks, sources
from finance.closing.recording import record


def register() -> None:
    periods.on_closing(record)
    sources.register()
    checks.register()
