"""发货通报: what left for a manager's region on a day, short, late, and what goes next (R56)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.pages import url_for
from documents.pages.doors import person, require_reader
from documents.tables import state_of
from documents.visibility import visible_to
from masterdata.fields import QuantityField
from masterdata.models import Party, Region, User
from masterdata.roles import Role, may_see_list_prices, roles_of
from orders.delivery.flow import DELIVERY
from orders.delivery.models import DeliveryLine
from orders.delivery.pages import DELIVERY_PAGES
from orders.delivery.queries import BINDING, OUT, SENT
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, PeriodFilter
from ui.listing import listing
from ui.tables import (
    BadgeColumn,
    Column,
    CountColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    QuantityColumn,
    Table,
    TimeColumn,
)

ZERO = Value(Decimal(0), QuantityField())
SHIPPED, SHORT, LATE, NEXT = "shipped", "short", "late", "next"
GROUPS = (
    (SHIPPED, _("Shipped")),
    (SHORT, _("Short or refused")),
    (LATE, _("Late")),
    (NEXT, _("Goes next")),
)


class DigestTable(Table):
    frozen: ClassVar[int] = 1
    sees_prices = staticmethod(may_see_list_prices)

    number = LinkColumn(_("Delivery"), url=url_for, css="g-code")
    region = Column(_("Region"), accessor="party__region__name")
    party = Column(_("Customer"), accessor="party__name")
    order_number = Column(_("Customer order"), css="g-code")
    wanted_on = DateColumn(_("Agreed delivery date"))
    plan_on = DateColumn(_("Planned for"), accessor="delivery__plan_on")
    left_at = TimeColumn(_("Left at"), accessor="delivery__dispatched_at")
    asked = QuantityColumn(_("Asked for"), footer="sum", blank_zero=True)
    sent = QuantityColumn(_("Sent"), footer="sum", blank_zero=True)
    short = QuantityColumn(_("Sent short"), footer="sum", blank_zero=True)
    refused = QuantityColumn(_("Refused by the customer"), footer="sum", blank_zero=True)
    days_late = CountColumn(_("Days late"), accessor="day", orderable=False)
    total = MoneyColumn(_("Amount with tax"), footer="sum", priced=True)
    carried_by = Column(_("Vehicle or carrier"), accessor="delivery__vehicle")
    state = BadgeColumn(_("State"), badge_of=state_of)

    class Meta(Table.Meta):
        empty_text = _("Nothing left for these regions in that time.")

    def render_carried_by(self, value: Any, record: Any) -> str:
        return str(record.delivery.vehicle or record.delivery.carrier)

    def value_carried_by(self, value: Any, record: Any) -> str:
        return self.render_carried_by(value, record)

    def render_days_late(self, value: Any, record: Any) -> str:
        return str(days_late(record) or "")

    def value_days_late(self, value: Any, record: Any) -> int:
        return days_late(record)

    def row_url(self, record: Any) -> str:
        return url_for(record)

    def row_tone(self, record: Any) -> str:
        return "late" if record.is_behind else ""


class DigestFilter(FilterSet):
    day = PeriodFilter(field_name="day", label=_("Day"))
    group = ChoiceFilter(label=_("What"), choices=GROUPS, method="by_group")
    manager = LookupFilter(
        "user", queryset=User.objects.all(), method="by_manager", label=_("Regional manager")
    )
    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="party__region", label=_("Region")
    )
    party = LookupFilter(
        "customer", queryset=Party.objects.all(), field_name="party", label=_("Customer")
    )

    class Meta(FilterSet.Meta):
        model = Document
        fields: ClassVar[list[str]] = []

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"day": "today"}

    def by_group(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        return rows.filter(conditions(timezone.localdate())[value]) if value else rows

    def by_manager(self, rows: "QuerySet[Any]", name: str, value: User | None) -> "QuerySet[Any]":
        if value is None:
            return rows
        return rows.filter(party__region=value.region_id) if value.region_id else rows.none()


def conditions(today: date) -> dict[str, Q]:
    return {
        SHIPPED: Q(state__in=OUT),
        SHORT: Q(state__in=OUT) & (Q(short__gt=0) | Q(refused__gt=0)),
        LATE: Q(is_behind=True),
        NEXT: ~Q(state__in=OUT),
    }


def with_figures(deliveries: "QuerySet[Document]", today: date) -> "QuerySet[Any]":
    """One query: sums of the lines, the first order, and how late it is.

    `day` is when it left, else when it is planned: the day's digest tells what went and what
    goes. Late is what left after the agreed day, or did not leave on the planned one.
    """
    lines = DeliveryLine._base_manager.filter(body_id=OuterRef("pk")).order_by()

    def total(value: Any) -> Any:
        sums = lines.values("body_id").annotate(sum=Sum(value, output_field=QuantityField()))
        return Coalesce(Subquery(sums.values("sum")), ZERO, output_field=QuantityField())

    ordered = lines.filter(order_line__isnull=False)
    number = ordered.order_by("line_no").values("order_line__body__head__number")[:1]
    wanted = ordered.values("body_id").annotate(
        day=Min(Coalesce("order_line__wanted_on", "order_line__body__wanted_on"))
    )
    gone_on = F("delivery__dispatched_at__date")
    found = deliveries.annotate(
        asked=total(F("base_quantity")),
        sent=total(SENT),
        refused=total(F("refused")),
        order_number=Subquery(number, output_field=CharField()),
        wanted_on=Subquery(wanted.values("day")),
        day=Coalesce(gone_on, F("delivery__plan_on"), F("date")),
    )
    behind = Q(state__in=OUT, wanted_on__lt=F("day")) | Q(
        state__in=("draft", *BINDING), delivery__plan_on__lt=today
    )
    return found.annotate(
        short=F("asked") - F("sent"),
        is_behind=Case(When(behind, then=True), default=False, output_field=BooleanField()),
    )


def days_late(row: Any) -> int:
    """After the agreed day, of what left; after the planned day, of what did not."""
    gone = row.state in OUT
    since = row.wanted_on if gone else row.delivery.plan_on
    until = row.day if gone else timezone.localdate()
    return max((until - since).days, 0) if since and until else 0


@require_GET
def digest(request: HttpRequest) -> HttpResponse:
    """A regional manager sees his region's; who stands above him chooses."""
    require_reader(request, DELIVERY_PAGES)
    user, today = person(request), timezone.localdate()
    papers = visible_to(user, of=DELIVERY).filter(state__in=("draft", *BINDING, *OUT))
    if _only_his(user):
        papers = papers.filter(party__region=user.region_id or 0)
    return listing(
        request,
        queryset=with_figures(papers, today)
        .select_related("party__region", "delivery")
        .order_by("party__region__code", "party__code", "pk"),
        table_class=DigestTable,
        filter_class=DigestFilter,
        title=_("Shipments to my region") if _only_his(user) else _("Shipments by region"),
    )


def _only_his(user: User) -> bool:
    roles = roles_of(user)
    above = {Role.SALES_DIRECTOR, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER}
    return Role.REGIONAL_MANAGER in roles and not roles & above
