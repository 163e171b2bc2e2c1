"""What the sales return tells the apps below at start."""

from documents import append_only
from orders.sales_return import books, lookups


def register() -> None:
    append_only.register("orders_returnmessage")
    lookups.register()
    books.register()
