"""What the in-times give to the rest of the program, named once for the app's start."""

from documents import append_only
from orders.in_times import books, clocks, panels, reactions  # noqa: F401

STOP = ("stopped_at", "stopped_by_id", "minutes", "escalated_at")


def register() -> None:
    append_only.register("orders_intime", mutable=STOP)
    clocks.register()
    books.register()
    panels.register()
