"""到期应付: what falls due when, what of it is applied for, and requests for the ticked rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents.errors import Refused
from documents.pages.doors import may_make, person, require_maker, tell
from documents.pages.steps import posted_ids
from documents.visibility import readable_types
from finance.parties.models import Side
from finance.parties.pages import READERS
from finance.parties.tables import PaperTable, paper_link
from finance.payment_request import actions
from finance.payment_request.debts import applied_of, live
from finance.payment_request.pages import PAYMENT_REQUEST_PAGES
from finance.payment_request.standing import DRAFTS, OPEN
from masterdata.fields import MoneyField
from masterdata.models import Party
from masterdata.roles import has_any
from ui.filters import FilterSet, FlagFilter, LookupFilter, TextFilter
from ui.forms import DateField
from ui.listing import Memory, in_force, listing
from ui.punctuation import listed
from ui.tables import Column, DateColumn, MoneyColumn

MOST_AT_ONCE = 500


def debts(today: date) -> "QuerySet[Any]":
    """Every open debt to a supplier with what is asked for of it; one query for the page."""
    asked = live().annotate(applied=applied_of(OPEN), drafted=applied_of(DRAFTS))
    rest = ExpressionWrapper(F("amount") - F("allocated") - F("applied"), output_field=MoneyField())
    overdue = Case(
        When(due_on__lt=today, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return (
        asked.annotate(free=rest, is_overdue=overdue)
        .select_related("document", "party")
        .order_by(F("due_on").asc(nulls_last=True), "party__code", "id")
    )


def week_of(day: date | None) -> str:
    """Monday to Sunday of the week in which it falls due."""
    if day is None:
        return ""
    monday = day - timedelta(days=day.weekday())
    return f"{monday:%m-%d} ~ {monday + timedelta(days=6):%m-%d}"


class DueTable(PaperTable):
    selectable: ClassVar[bool] = True
    frozen: ClassVar[int] = 3

    due_on = DateColumn(_("Due date"))
    week = Column(_("Week"), accessor="due_on", order_by="due_on")
    party = Column(_("Supplier"), accessor="party__name", order_by="party__code")
    number = Column(_("Number"), accessor="document__number", order_by="document__number")
    description = Column(_("Summary"))
    amount = MoneyColumn(_("Payable"), footer="sum", priced=True)
    allocated = MoneyColumn(_("Paid"), footer="sum", blank_zero=True, priced=True)
    applied = MoneyColumn(_("Applied for"), footer="sum", blank_zero=True, priced=True)
    drafted = MoneyColumn(_("On drafts"), footer="sum", blank_zero=True, priced=True)
    free = MoneyColumn(_("Free to apply for"), footer="sum", priced=True)

    def render_week(self, value: date) -> str:
        return week_of(value)

    value_week = render_week

    def render_number(self, record: Any) -> Any:
        """Also of a paper that he may not open: the request he makes of it prints this number."""
        return paper_link(record.document) if self.may_read(record) else self.value_number(record)

    def value_number(self, record: Any) -> str:
        return str(record.document.number)

    def row_tone(self, record: Any) -> str:
        return "warning" if record.is_overdue else ""


class DayFilter(django_filters.Filter):
    """Up to and with this day; what has no day is always in."""

    field_class = DateField

    def filter(self, qs: "QuerySet[Any]", value: date | None) -> "QuerySet[Any]":
        return qs if value is None else qs.filter(Q(due_on__lte=value) | Q(due_on=None))


class DueFilter(FilterSet):
    q = TextFilter(fields=("document__number", "description", "party__code", "party__name"))
    party = LookupFilter(
        "supplier", queryset=Party.objects.all(), field_name="party", label=_("Supplier")
    )
    due_until = DayFilter(label=_("Due until"))
    overdue = FlagFilter(field_name="is_overdue", label=_("Overdue"))
    free = FlagFilter(label=_("With something free"), method="by_free")

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"free": "on"}

    def by_free(self, debts: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return debts.filter(free__gt=0) if value else debts


@require_GET
def due_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not has_any(user, READERS[Side.PAYABLE]):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    today = timezone.localdate()
    codes = frozenset(each.code for each in readable_types(user))
    extra: dict[str, Any] = {"tabs": _tabs(request, today)}
    if may_make(user, PAYMENT_REQUEST_PAGES.type):
        extra |= {
            "batch_url": reverse("payables_due_request"),
            "batch_actions": [
                {"code": "request", "label": _("Request payment of the ticked ones")}
            ],
            "note": _("Ticked debts become one draft for each supplier."),
        }
    return listing(
        request,
        queryset=debts(today),
        table_class=type("DueTable", (DueTable,), {"readable": codes, "Meta": DueTable.Meta}),
        filter_class=DueFilter,
        title=_("Payables falling due"),
        extra=extra,
    )


def _tabs(request: HttpRequest, today: date) -> list[dict[str, Any]]:
    """Overdue, this week, next week, everything; each is a filter that may be narrowed."""
    given = in_force(request, Memory.of(request), DueFilter)
    sunday = today + timedelta(days=6 - today.weekday())
    tabs = (
        (_("Overdue"), {"overdue": "on"}),
        (_("Due this week"), {"due_until": f"{sunday}"}),
        (_("Due next week"), {"due_until": f"{sunday + timedelta(days=7)}"}),
        (_("All"), {}),
    )
    here = {name: given.get(name) or "" for name in ("overdue", "due_until")}
    return [
        {
            "label": label,
            "url": reverse("payables_due", query={"free": "on", **chosen}),
            "is_current": here == {name: chosen.get(name, "") for name in here},
        }
        for label, chosen in tabs
    ]


@require_POST
def request_due(request: HttpRequest) -> HttpResponse:
    """批量申请: one draft for each supplier, and a word about whatever was left out."""
    require_maker(request, PAYMENT_REQUEST_PAGES)
    ids = posted_ids(request)[:MOST_AT_ONCE]
    back = reverse("payables_due")
    if not ids:
        messages.error(request, gettext("Tick at least one debt."))
        return redirect(back)
    try:
        made = actions.request_due(ids, actor=person(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return redirect(back)
    for sentence in made.left_out:
        messages.warning(request, sentence)
    if not made.requests:
        return redirect(back)
    numbers = listed(document.number for document in made.requests)
    messages.success(request, gettext("Drafts were made: %(numbers)s.") % {"numbers": numbers})
    if len(made.requests) == 1:
        return redirect(PAYMENT_REQUEST_PAGES.url("detail", made.requests[0].pk))
    return redirect(PAYMENT_REQUEST_PAGES.url("list", view="drafts"))
