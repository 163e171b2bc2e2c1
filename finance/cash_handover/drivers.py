"""司机未交款: whose cash is still out, since when, and what is late (same working day, R37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.pages.declaration import url_for
from documents.pages.doors import person
from finance.cash_handover.queries import Open, open_cash
from masterdata.calendar import firm_calendar
from masterdata.models import User
from masterdata.roles import Role, has_any, roles_of
from masterdata.workdays import Calendar
from ui import formats
from ui.filters import FilterSet, FlagFilter, LookupFilter
from ui.listing import listing
from ui.tables import Column, DateColumn, MoneyColumn, Table

ALL_DRIVERS = frozenset(
    {
        Role.CASHIER,
        Role.ACCOUNTANT,
        Role.ORDER_CLERK,
        Role.WAREHOUSE_SUPERVISOR,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
    }
)
READERS = ALL_DRIVERS | {Role.DRIVER}
NONE = Decimal(0)


def due_of(since: date, calendar: Calendar) -> datetime:
    """Cash is handed over on the day it was collected; after a day off, on the next working day."""
    return calendar.end_of_working_day(calendar.add_working_days(since, 0))


@dataclass(frozen=True)
class Row:
    """One delivery whose cash is with its driver."""

    open: Open
    today: date
    due: datetime
    late: bool

    @property
    def pk(self) -> int:
        return self.open.delivery.pk

    @property
    def driver(self) -> str:
        return self.open.driver.display_name if self.open.driver else ""

    @property
    def number(self) -> str:
        return self.open.delivery.number

    @property
    def customer(self) -> str:
        return str(self.open.delivery.party or "")

    @property
    def days(self) -> int:
        return (self.today - self.open.since).days


class OpenCashTable(Table):
    driver = Column(_("Driver"))
    number = Column(_("Delivery"))
    customer = Column(_("Customer"))
    since = DateColumn(_("Collected on"), accessor="open__since")
    days = Column(_("Age in days"), css="g-number")
    collected = MoneyColumn(_("Collected"), accessor="open__collected", footer="sum")
    counted = MoneyColumn(_("Counted"), accessor="open__counted", footer="sum", blank_zero=True)
    waiting = MoneyColumn(
        _("To be counted"), accessor="open__waiting", footer="sum", blank_zero=True
    )
    left = MoneyColumn(_("With the driver"), accessor="open__left", footer="sum")

    def row_url(self, record: Row) -> str:
        return url_for(record.open.delivery)

    def row_tone(self, record: Row) -> str:
        return "bad" if record.late else ""


class OpenCashFilter(FilterSet):
    driver = LookupFilter("user", queryset=User.objects.all(), label=_("Driver"))
    late = FlagFilter(label=_("Not handed over in time"))


def rows(*, now: datetime, driver_id: int | None = None) -> list[Row]:
    """By driver, the oldest first."""
    today, calendar = timezone.localdate(now), firm_calendar()
    found = []
    for each in open_cash(driver_id):
        due = due_of(each.since, calendar)
        found.append(Row(each, today, due, late=due < now))
    return sorted(found, key=lambda row: (row.driver, row.open.since, row.pk))


@require_GET
def drivers_cash(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not has_any(user, READERS):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    own = None if has_any(user, ALL_DRIVERS) else user.pk

    def asked(conditions: FilterSet) -> list[Row]:
        chosen = conditions.form.cleaned_data
        driver = own or (chosen["driver"].pk if chosen.get("driver") else None)
        found = rows(now=timezone.now(), driver_id=driver)
        return [row for row in found if row.late] if chosen.get("late") else found

    return listing(
        request,
        queryset=asked,
        table_class=OpenCashTable,
        filter_class=OpenCashFilter,
        title=_("Drivers' open cash"),
        template="finance/account.html",
        extra={"actions": _actions(user), "fields": _by_driver(own)},
    )


def _by_driver(driver_id: int | None) -> list[dict[str, Any]]:
    """Each driver's sum, the late ones marked; it leads to the cash that he has to hand over."""
    found = rows(now=timezone.now(), driver_id=driver_id)
    sums: dict[User, Decimal] = {}
    late: set[User] = set()
    for row in found:
        if row.open.driver is not None:
            sums[row.open.driver] = sums.get(row.open.driver, NONE) + row.open.left
            late |= {row.open.driver} if row.late else set()
    return [_sum_of(driver, amount, late=driver in late) for driver, amount in sums.items()]


def _sum_of(driver: User, amount: Decimal, *, late: bool) -> dict[str, Any]:
    words = {"name": driver.display_name}
    return {
        "label": gettext("%(name)s, late") % words if late else driver.display_name,
        "value": formats.money(amount),
        "url": reverse("cash_handover_new", query={"driver": driver.pk}),
    }


def _actions(user: User) -> Iterable[dict[str, Any]]:
    if not roles_of(user) & {Role.DRIVER, Role.CASHIER}:
        return []
    url = reverse("cash_handover_new")
    return [{"label": _("Hand over the cash"), "url": url, "icon": "cash", "tone": "primary"}]
