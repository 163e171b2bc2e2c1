"""What the remittance tells the rest of the program at its start."""

from django.utils.translation import gettext_lazy as _

from finance.parties.figures import register_figure
from finance.parties.models import Side
from finance.remittance import books, flow, lookups, reactions  # noqa: F401
from finance.remittance.customer_money import free_by_party, kept_by_party, page_of


def register() -> None:
    books.register()
    lookups.register()
    side = Side.RECEIVABLE
    register_figure(side, _("Customer's own money"), free_by_party, url=page_of)
    register_figure(side, _("Kept for orders"), kept_by_party, url=page_of)
