"""在哪个环节: every order under way, how long, whose turn it is, blocked by what (R17)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document, Event, Task
from documents.pages.doors import person
from documents.tables import page_of, state_of
from documents.visibility import may_read, visible_to
from masterdata.models import Region, User
from masterdata.roles import Role, may_see_list_prices
from orders.customer_order import blocks, figures
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.lists import OrderFilter
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, TextFilter
from ui.listing import Memory, in_force, listing
from ui.punctuation import clauses
from ui.tables import BadgeColumn, Column, CountColumn, DateColumn, LinkColumn, Table, UserColumn

UNDER_WAY = (*figures.UNDER_WAY, "fulfilled")
STAGES = tuple(state for state in CUSTOMER_ORDER.states if state.code in UNDER_WAY)


class BoardTable(Table):
    frozen = 2
    sees_prices = staticmethod(may_see_list_prices)

    number = LinkColumn(_("Number"), url=page_of, css="g-code")
    party = Column(_("Customer"), accessor="party__name")
    state = BadgeColumn(_("Stage"), badge_of=state_of)
    days = CountColumn(_("Days in stage"), accessor="since", order_by=("-since",))
    next_actor = Column(_("Whose turn"), accessor="next_role", orderable=False)
    blocked = Column(_("Blocked by"), accessor="pk", orderable=False)
    wanted_on = DateColumn(_("Agreed delivery date"), accessor="customerorder__wanted_on")
    late = CountColumn(_("Days late"), accessor="pk", orderable=False, blank_zero=True)
    salesperson = UserColumn(
        _("Salesperson"), accessor="party__owner", order_by=("party__owner__full_name",)
    )
    handler = UserColumn(_("Order clerk"), accessor="handler", order_by=("handler__full_name",))
    region = Column(_("Region"), accessor="party__region__name")
    date = DateColumn(_("Document date"), shown=False)

    class Meta(Table.Meta):
        empty_text = _("No order under way here. Widen the search or reset it.")

    def row_url(self, record: Any) -> str:
        return page_of(record)

    def row_tone(self, record: Any) -> str:
        return "late" if self.value_late(record) else ""

    def value_days(self, record: Any) -> int:
        return int((timezone.now() - record.since).days) if record.since else 0

    def render_days(self, record: Any) -> str:
        return str(self.value_days(record))

    def render_next_actor(self, record: Any) -> str:
        return whose_turn(record)

    def value_next_actor(self, record: Any) -> str:
        return whose_turn(record)

    def render_blocked(self, record: Any) -> str:
        return clauses(self._blocks.get(record.pk, ()))

    def value_blocked(self, record: Any) -> str:
        return self.render_blocked(record)

    def value_late(self, record: Any) -> int:
        wanted_on = record.customerorder.wanted_on
        return figures.days_late(record, wanted_on, today=timezone.localdate())

    def render_late(self, record: Any) -> str:
        days = self.value_late(record)
        return str(days) if days else ""

    @property
    def _blocks(self) -> Mapping[int, list[str]]:
        """Worked out once, for the rows of the page."""
        known: Mapping[int, list[str]] | None = getattr(self, "_known_blocks", None)
        if known is None:
            known = blocks.of(list(self.records), with_sums=not self.hide_prices)
            self._known_blocks = known
        return known


def whose_turn(record: Any) -> str:
    """The person who is awaited, else the desk; what waits for nobody, waits for an event."""
    parts = [record.next_person or ""]
    if record.next_role:
        parts.insert(0, str(Role(record.next_role).label))
    return " · ".join(part for part in parts if part)


class BoardFilter(FilterSet):
    text = TextFilter(
        fields=("number", "party__name", "party__code", "party__pinyin"),
        label=_("Number or customer"),
    )
    state = ChoiceFilter(
        field_name="state",
        label=_("Stage"),
        choices=[(state.code, state.label) for state in STAGES],
    )
    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="party__region", label=_("Region")
    )
    salesperson = LookupFilter(
        "user", queryset=User.objects.all(), field_name="party__owner", label=_("Salesperson")
    )
    handler = LookupFilter(
        "user", queryset=User.objects.all(), field_name="handler", label=_("Order clerk")
    )
    late = FlagFilter(label=_("Overdue only"), method="by_late")
    short = FlagFilter(label=_("Short of goods"), method="by_short")

    class Meta(FilterSet.Meta):
        model = Document
        fields: ClassVar[list[str]] = []

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        """As the list of orders: a clerk's own region first."""
        usual = OrderFilter.defaults(user)
        return {name: value for name, value in usual.items() if name == "region"}

    def by_late(self, orders: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return orders.filter(figures.late(timezone.localdate())) if value else orders

    def by_short(self, orders: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return orders.filter(figures.short_orders()) if value else orders


def under_way(user: User) -> "QuerySet[Document]":
    """With since when each is in its stage, and whom it waits for."""
    moved = Event.objects.filter(document=OuterRef("pk"), to_state=OuterRef("state"))
    moved = moved.exclude(from_state=F("to_state")).order_by("-id")
    open_tasks = Task.objects.filter(document=OuterRef("pk"), kind=Task.STATE, closed_at=None)
    name = Coalesce("person__full_name", "person__username")
    return (
        visible_to(user, of=CUSTOMER_ORDER)
        .filter(state__in=UNDER_WAY)
        .select_related("customerorder", "party__owner", "party__region", "handler")
        .annotate(
            since=Coalesce(Subquery(moved.values("at")[:1]), "created_at"),
            next_role=Subquery(open_tasks.values("role")[:1]),
            next_person=Subquery(
                open_tasks.filter(person__isnull=False).annotate(who=name).values("who")[:1],
                output_field=CharField(),
            ),
        )
        .order_by("customerorder__wanted_on", "-id")
    )


@require_GET
def order_board(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not may_read(CUSTOMER_ORDER, user):
        raise PermissionDenied(gettext("Your roles do not include customer orders."))
    chosen = in_force(request, Memory.of(request), BoardFilter).get("state", "")
    return listing(
        request,
        queryset=under_way(user),
        table_class=BoardTable,
        filter_class=BoardFilter,
        title=_("Where each order stands"),
        extra={"tabs": list(_tabs(request, user, chosen=chosen))},
    )


def _tabs(request: HttpRequest, user: User, *, chosen: str) -> Iterable[dict[str, Any]]:
    """How many orders stand in each stage; a click shows them."""
    orders = visible_to(user, of=CUSTOMER_ORDER).filter(state__in=UNDER_WAY)
    rows = orders.order_by().values_list("state").annotate(n=Count("pk"))
    counts: Counter[str] = Counter(dict(rows))
    yield {
        "label": _("All"),
        "url": f"{request.path}?text=",
        "is_current": not chosen,
        "count": counts.total(),
    }
    for state in STAGES:
        yield {
            "label": state.label,
            "url": f"{request.path}?state={state.code}",
            "is_current": chosen == state.code,
            "count": counts[state.code],
        }
