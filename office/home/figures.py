"""The figure cards of the first screen, each for those whose roles may see it: one query each."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from finance.parties import queries as parties
from inventory.stock import queries as stock
from masterdata.models import User
from masterdata.roles import may_see_cost, may_see_purchase_prices
from office.home.cards import Figure, left_of, reads, yuan
from office.home.sales_figures import sales_figures
from purchasing.purchase_order.models import LineState, PurchaseOrderLine
from ui import prepared


def figures(user: User, *, today: date) -> list[Figure]:
    return [*sales_figures(user, today=today), *_figures(user, today)]


def _figures(user: User, today: date) -> Iterator[Figure]:
    if reads("purchase_order", user):
        yield orders_in_approval()
        yield goods_overdue(today)
    if reads("receipt", user):
        yield receipts_unapproved()
    if may_see_purchase_prices(user):
        yield payables_due(today)
    if may_see_cost(user):
        yield Figure(
            _("Stock value"),
            yuan(stock.total_value()),
            reverse("stock_list"),
            _("yuan"),
            _("All goods at the moving average"),
        )


def _papers(code: str, states: tuple[str, ...]) -> int:
    def found() -> "QuerySet[Document, Any]":
        return Document.objects.filter(type=code, state__in=states).order_by().values("pk")

    return prepared.count(("papers", code, states), found)


def _card(label: str | Promise, count: int, address: Callable[[], str], hint: Any) -> Figure:
    return Figure(label, url=address(), unit=_("papers"), hint=hint).counted(count)


def orders_in_approval() -> Figure:
    def address() -> str:
        return reverse("purchase_order_list", query={"view": "all", "state": "submitted"})

    count = _papers("purchase_order", ("submitted",))
    return _card(_("Orders in approval"), count, address, _("Purchase orders not approved yet"))


def receipts_unapproved() -> Figure:
    """未审核进货单: a list of its own (P4)."""

    def address() -> str:
        return reverse("receipt_list", query={"view": "all"})

    count = _papers("receipt", ("arrived", "draft", "inspecting", "submitted"))
    return _card(_("Receipts not approved"), count, address, _("Neither stock nor payable yet"))


def goods_overdue(today: date) -> Figure:
    """逾交: lines whose promised day is past and that are still open."""

    def lines() -> "QuerySet[PurchaseOrderLine, Any]":
        late = PurchaseOrderLine.objects.filter(
            line_state=LineState.OPEN, body__head__state="active", promised_on__lt=today
        )
        return late.order_by().values("pk")

    late = prepared.count(("goods overdue", today), lines)
    url = reverse("purchase_order_list", query={"view": "all", "state": "active"})
    hint = _("Order lines whose promised day is past")
    return Figure(_("Goods overdue"), f"{late:,}", url, _("lines"), hint, "bad" if late else "good")


def payables_due(today: date) -> Figure:
    """What must be paid until Sunday, with what is late already."""
    sunday = today + timedelta(days=6 - today.weekday())
    left = left_of(
        ("payables due", sunday), lambda: parties.unsettled("payable").filter(due_on__lte=sunday)
    )
    hint = gettext("Due until %(day)s, late ones included") % {"day": f"{sunday:%Y-%m-%d}"}
    return Figure(
        _("Payables due this week"), yuan(left), reverse("payable_items"), _("yuan"), hint
    )
