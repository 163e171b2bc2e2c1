"""Ends of lines and orders: closed short, reopened, cancelled, and what becomes of the money."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from finance.parties import funds
from masterdata.roles import Role, roles_of
from orders.customer_order import gates, progress, queries, release
from orders.customer_order.models import CustomerOrderLine
from orders.customer_order.step_forms import FATES, MONEY_FORFEITED
from ui.punctuation import named

Data = Mapping[str, Any]
ZERO = Decimal(0)


def short_close(body: Any, actor: Any, data: Data) -> None:
    """The open rest of the chosen lines is given up (G9), and what was reserved for it is free."""
    chosen = _chosen(body, data, lambda line: line.open_quantity > 0)
    held = queries.held_on_deliveries([body.pk])
    numbers = sorted({number for line in chosen for number in held.get(line.pk, [])})
    if numbers:
        raise Refused(
            _("These deliveries hold goods of the lines; finish or void them first: %(numbers)s.")
            % {"numbers": named(numbers)}
        )
    reason = str(data.get("reason") or "")[:200]
    for line in chosen:
        line.closed_now = line.open_quantity
        line.closed_quantity += line.open_quantity
        line.closed_reason = reason
    _save_closing(body, chosen)
    release.free_all(body, [line.line_no for line in chosen])


def reopen_lines(body: Any, actor: Any, data: Data) -> None:
    chosen = _chosen(body, data, lambda line: line.closed_quantity > 0)
    for line in chosen:
        line.closed_now = -line.closed_quantity
        line.closed_quantity, line.closed_reason = ZERO, ""
    _save_closing(body, chosen)
    gates.still_within_credit(body)


def _chosen(body: Any, data: Data, fits: Any) -> list[Any]:
    """The lines named in the form, or all that fit when none was named."""
    wanted: Iterable[int] = [int(pk) for pk in data.get("lines_chosen") or ()]
    found = [line for line in body.lines.all() if fits(line)]
    chosen = [line for line in found if line.pk in set(wanted)] if wanted else found
    if not chosen:
        raise Refused(_("Choose at least one line for which this is possible."))
    return chosen


def _save_closing(body: Any, chosen: list[Any]) -> None:
    CustomerOrderLine.objects.filter(body=body).exclude(closed_now=0).update(closed_now=0)
    columns = ["closed_quantity", "closed_now", "closed_reason"]
    rows.write(chosen, columns)
    progress.settle_lines([body.pk])


def cancel(body: Any, actor: Any, data: Data) -> None:
    """Reservations are given up; money that is left is kept as his own, refunded or forfeited."""
    fate = data.get("money") or ""
    kept = funds.total(funds.credits_for([body.pk]).get(body.pk, []))
    if kept > 0 and fate not in dict(FATES):
        raise Refused(_("Say what becomes of the money that is kept for this order."))
    if kept > 0 and fate == MONEY_FORFEITED and Role.SALES_DIRECTOR not in roles_of(actor):
        raise Refused(_("Only the sales director may let a customer's money be forfeited."))
    body.money_after_cancel = fate if kept > 0 else ""
    body.save(update_fields=["money_after_cancel"])
    release.free_all(body)
