"""What the customer order tells the apps below at start."""

from documents import append_only, approvals
from orders.customer_order import books, errands, lookups, pricing


def register() -> None:
    for table in ("callrecord", "sent"):
        append_only.register(f"orders_{table}")
    approvals.register_condition(
        "customer_order", pricing.CONDITION, pricing.CONDITION_WORDS, pricing.needs_director
    )
    lookups.register()
    books.register()
    errands.register()
