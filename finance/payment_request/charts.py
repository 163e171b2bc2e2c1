"""Payments due week by week as a picture: what is applied for, and what nobody asked for yet."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.parties.charts import MANAGERS
from finance.payment_request import debts
from masterdata.roles import Role, has_any
from ui.charts import Chart, Series, bars
from ui.page_charts import register_charts
from ui.panels import Panel, register_panel

WEEKS = 8
NOTHING = Decimal(0)
PAYERS = MANAGERS | {Role.CASHIER}


def due_by_week(today: date) -> Chart:
    """What is left of the debts by the week it falls due: overdue, eight weeks, and the rest."""
    asked = debts.asked_by_day()
    applied = weekly(asked, today=today)
    taken_off = ((day, -amount) for day, amount in asked)
    free = weekly(chain(debts.left_by_day(), taken_off), today=today)
    overdue = [amount if n == 0 else None for n, amount in enumerate(free.values())]
    coming = [None if n == 0 else amount for n, amount in enumerate(free.values())]
    return bars(
        "due-by-week",
        _("Payments due by week"),
        free,
        [
            Series(_("Applied for"), [applied.get(week, NOTHING) for week in free], "good"),
            Series(_("Overdue, not applied for"), overdue, "bad"),
            Series(_("Not applied for"), coming, "warning"),
        ],
        stacked=True,
        unit=_("yuan"),
        note=_("A week is named by its Monday."),
        empty=_("Nothing is due."),
    )


def weekly(amounts: Iterable[tuple[date | None, Decimal]], *, today: date) -> dict[str, Decimal]:
    """Amounts by day put together: before today, each of eight weeks, later, without a date."""
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + timedelta(weeks=n) for n in range(WEEKS)]
    last = weeks[-1] + timedelta(days=6)
    # Asked once: there are as many days as debts may have.
    overdue, later, undated = gettext("Overdue"), gettext("Later"), gettext("No due date")
    found = {overdue: NOTHING} | {f"{week:%m-%d}": NOTHING for week in weeks}
    beyond: dict[str, Decimal] = defaultdict(Decimal)
    for day, amount in amounts:
        if day is None:
            beyond[undated] += amount
        elif day < today:
            found[overdue] += amount
        elif day > last:
            beyond[later] += amount
        else:
            found[f"{day - timedelta(days=day.weekday()):%m-%d}"] += amount
    return found | dict(sorted(beyond.items()))


def on_page(request: HttpRequest, **_page: object) -> list[Chart]:
    return [due_by_week(timezone.localdate())]


def register() -> None:
    """Beside the ageing of the payables, above the open ones, and on the payers' first screen."""
    register_charts("payable_list", on_page)
    register_charts("payable_items", on_page)
    register_charts("payables_due", on_page)
    register_panel(
        Panel(
            "due-by-week",
            _("Payments due by week"),
            "components/chart_panel.html",
            lambda request: {"chart": due_by_week(timezone.localdate())},
            order=30,
            may_see=lambda user: has_any(user, PAYERS),
        )
    )
