"""On the first screen: reports to be read in one go, today's stock list, sales as pictures."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import tasks
from documents.models import Document
from documents.pages import url_for
from finance.parties.turnover import sums_by
from masterdata.calendar import firm_calendar
from masterdata.models import User
from masterdata.roles import Role, has_any, may_see_list_prices, roles_of
from orders.sales_report.access import ALL_REGIONS, READERS
from orders.sales_report.lists import region_words
from orders.sales_report.periods import Kind, Time, month_of, words_of
from orders.sales_report.sources import DELIVERIES, RETURNS, parties_of, within
from orders.stock_list.flow import STOCK_LIST
from orders.stock_list.models import StockList
from ui import formats
from ui.charts import Chart, Series, bars
from ui.panels import Panel, register_panel

MOST = 12
DAYS = 30
MANAGERS = frozenset({Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR, Role.GENERAL_MANAGER}) | {
    Role.DEPUTY_GENERAL_MANAGER
}
NONE = Decimal(0)


def to_read(request: HttpRequest) -> dict[str, Any]:
    """Submitted reports that wait for this reader; all ticked, so one click reads them."""
    user: Any = request.user
    waiting = tasks.tasks_of(user, now=timezone.now()).filter(
        document__type="sales_report", document__state="submitted"
    )
    papers = (
        Document.objects.filter(pk__in=waiting.order_by().values("document"))
        .select_related("salesreport__region", "maker")
        .order_by("salesreport__day", "pk")
    )
    priced = may_see_list_prices(user)
    rows = [_report_row(paper, priced=priced) for paper in papers[:MOST]]
    return {
        "rows": rows,
        "batch_url": reverse("sales_report_batch"),
        "list_url": reverse("sales_report_list", query={"view": "waiting"}),
        "back": reverse("home"),
    }


def _report_row(paper: Any, *, priced: bool) -> dict[str, Any]:
    body = paper.salesreport
    return {
        "pk": paper.pk,
        "url": url_for(paper),
        "report": Kind(body.kind).label,
        "time": words_of(body.kind, body.day),
        "region": region_words(body),
        "maker": paper.maker.display_name,
        "sales": formats.money(body.sales) if priced else "",
        "late": body.late_at(timezone.now()),
    }


def todays_list(request: HttpRequest) -> dict[str, Any]:
    """Clerks see that the list is there, or that it is missing and since when."""
    now = timezone.now()
    today = timezone.localdate(now)
    body = (
        StockList.objects.filter(held_on=today).select_related("head__maker").first()
        if firm_calendar().is_working_day(today)
        else None
    )
    if body is not None and body.frozen_at:
        words = gettext("The list of today is there, with the figures of %(time)s.")
        return {
            "sentence": words % {"time": formats.moment(body.frozen_at)},
            "tone": "good",
            "url": url_for(body.head),
        }
    if not firm_calendar().is_working_day(today):
        return {"sentence": gettext("Today is a rest day; no list is drawn up."), "tone": ""}
    late = body is None or body.late_at(now)
    words = gettext("The list of today is missing; it is due at 09:00.")
    return {"sentence": words, "tone": "bad" if late else "warning"}


def sales_of_days(user: User, today: date) -> Chart:
    """Net sales of the last thirty days, day by day; a regional manager's are of his region."""
    region = only_region(user)
    span = Time(today - timedelta(days=DAYS - 1), today)
    sold = Q(document__type__in=(*DELIVERIES, *RETURNS)) & within(span)
    sums = sums_by("on_date", {"sales": Q()}, of=sold & parties_of(region))
    days = [span.first + timedelta(days=n) for n in range(DAYS)]
    values = [sums.get(day, {}).get("sales", NONE) for day in days]
    return bars(
        "sales-of-days",
        _("Sales of the last thirty days"),
        [f"{day:%m-%d}" for day in days],
        [Series(_("Net sales"), values)],
        unit=_("yuan"),
        empty=_("Nothing was sold in this time."),
    )


def sales_by_region(today: date) -> Chart:
    """Net sales of this month, region by region, the greatest first."""
    sold = Q(document__type__in=(*DELIVERIES, *RETURNS)) & within(month_of(today))
    sums = sums_by("party__region__name", {"sales": Q()}, of=sold)
    found = sorted(sums.items(), key=lambda each: -each[1]["sales"])
    return bars(
        "sales-by-region",
        _("Sales of this month by region"),
        [name or gettext("No region") for name, _sums in found],
        [Series(_("Net sales"), [each["sales"] for _name, each in found])],
        across=True,
        unit=_("yuan"),
        empty=_("Nothing was sold in this time."),
    )


def only_region(user: User) -> int | None:
    """The one region that a regional manager looks at; None is all of them."""
    return None if roles_of(user) & ALL_REGIONS else user.region_id


def _of_days(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    return {"chart": sales_of_days(user, timezone.localdate())}


def _by_region(request: HttpRequest) -> dict[str, Any]:
    return {"chart": sales_by_region(timezone.localdate())}


def register() -> None:
    _register_tables()
    _register_charts()


def _register_tables() -> None:
    register_panel(
        Panel(
            "reports-to-read",
            _("Sales reports to read"),
            "orders/daily_papers/_to_read.html",
            to_read,
            order=15,
            may_see=lambda user: has_any(user, frozenset(READERS)),
        )
    )
    register_panel(
        Panel(
            "stock-list",
            STOCK_LIST.label,
            "orders/daily_papers/_todays_list.html",
            todays_list,
            order=16,
            may_see=lambda user: has_any(user, frozenset({Role.ORDER_CLERK, Role.BILLING_CLERK})),
        )
    )


def _register_charts() -> None:
    register_panel(
        Panel(
            "sales-of-days",
            _("Sales of the last thirty days"),
            "components/chart_panel.html",
            _of_days,
            order=20,
            may_see=lambda user: has_any(user, MANAGERS),
        )
    )
    register_panel(
        Panel(
            "sales-by-region",
            _("Sales of this month by region"),
            "components/chart_panel.html",
            _by_region,
            order=21,
            may_see=lambda user: has_any(user, MANAGERS & ALL_REGIONS),
        )
    )
