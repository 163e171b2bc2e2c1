"""The figure cards of the sale on the first screen, each for those whose roles may see it."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.parties import queries as parties
from masterdata.models import User
from masterdata.roles import Role, has_any
from office.home.cards import Counted, Figure, left_of, reads, yuan
from orders.customer_order.figures import late, short_orders
from orders.delivery import queries as deliveries

# Who answers for all customers' debts, not for those of one region.
OF_ALL_CUSTOMERS = frozenset(
    {
        Role.ACCOUNTANT,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
    }
)


def sales_figures(user: User, *, today: date) -> Iterator[Figure]:
    if reads("customer_order", user):
        yield orders_to_deliver(user)
        yield orders_late(user, today=today)
    if reads("remittance", user):
        yield remittances_to_confirm(user)
    if reads("delivery", user) and not has_any(user, {Role.DRIVER}):
        yield slips_missing(user)
    if has_any(user, OF_ALL_CUSTOMERS):
        yield receivables_overdue(today)


def orders_to_deliver(user: User) -> Figure:
    """Released and not delivered in full; those that lack goods are told beside it."""
    counted = Counted(user, "customer_order")
    short = counted.count("short", lambda found: found.filter(short_orders(("released",))))
    count = counted.count("released", lambda found: found.filter(state="released"))
    url = reverse("customer_order_list", query={"view": "all", "state": "released"})
    hint = gettext("%(count)s of them are short of goods") % {"count": short}
    return Figure(_("Orders to deliver"), f"{count:,}", url, _("papers"), hint)


def orders_late(user: User, *, today: date) -> Figure:
    """逾交: past the day that was agreed with the customer."""
    counted = Counted(user, "customer_order")
    count = counted.count(("late", today), lambda found: found.filter(late(today)))
    url = reverse("customer_order_list", query={"view": "all", "late": "on"})
    hint = _("Past the agreed delivery date")
    return Figure(_("Orders overdue"), url=url, unit=_("papers"), hint=hint).counted(count)


def remittances_to_confirm(user: User) -> Figure:
    counted = Counted(user, "remittance")
    count = counted.count("filed", lambda found: found.filter(state="filed"))
    url = reverse("remittance_list", query={"view": "all", "state": "filed"})
    hint = _("Told by customers and not found at the bank yet")
    card = Figure(_("Remittances to confirm"), url=url, unit=_("papers"), hint=hint)
    return card.counted(count)


def slips_missing(user: User) -> Figure:
    out = deliveries.slips_missing(user)
    hint = _("The goods left, the signed slip is not filed")
    card = Figure(_("Slips not back"), url=reverse("delivery_slips"), unit=_("papers"), hint=hint)
    return card.counted(out.count())


def receivables_overdue(today: date) -> Figure:
    left = left_of(
        ("receivables overdue", today),
        lambda: parties.unsettled("receivable").filter(due_on__lt=today, amount__gt=0),
    )
    url, tone = reverse("receivable_items"), "bad" if left else "good"
    hint = _("Open items whose day is past")
    return Figure(_("Receivables overdue"), yuan(left), url, _("yuan"), hint, tone)
