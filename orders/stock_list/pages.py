"""The pages of the stock list: the goods on one screen, who has read it, spreadsheet and print."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import content
from documents.filters import DocumentFilter
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print
from documents.pages.doors import of_paper
from documents.tables import DocumentTable
from masterdata.roles import Role, holders
from orders.daily_papers.punctual import badge_of, due_fact, late_only
from orders.daily_papers.sheets import book_of
from orders.stock_list.figures import blocks_shown
from orders.stock_list.flow import STOCK_LIST, readers_of
from orders.stock_list.forms import ListHeadForm, ListLineForm
from orders.stock_list.prints import PAPER, list_slip
from ui import formats
from ui.exports import XLSX, attachment
from ui.filters import FlagFilter, PeriodFilter
from ui.grid import Column
from ui.tables import BadgeColumn, DateColumn, TimeColumn

if TYPE_CHECKING:
    from django.db.models import QuerySet

COLUMNS = (
    Column("item", _("Item"), "lookup", lookup="item", width=260),
    Column("note", _("Remark"), "text", width=480),
)


class ListTable(DocumentTable):
    party = None
    goods = None
    total = None
    day = DateColumn(_("Day"), accessor="stocklist__day")
    frozen_at = TimeColumn(_("Figures of"), accessor="stocklist__frozen_at")
    due_at = TimeColumn(_("Due"), accessor="stocklist__due_at")
    on_time = BadgeColumn(
        _("Punctuality"), accessor="pk", badge_of=badge_of("stocklist"), orderable=False
    )

    class Meta(DocumentTable.Meta):
        sequence = ("day", "number", "state", "frozen_at", "due_at", "on_time", "...")


class ListFilter(DocumentFilter):
    document_type = STOCK_LIST
    more_filters = ("date", "handler", "maker", "item")
    party = None
    day = PeriodFilter(field_name="stocklist__day", label=_("Day"))
    late = FlagFilter(label=_("Late only"), method="by_late")

    def by_late(self, found: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return late_only("stocklist", found, value)


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    yield {"label": _("Figures of"), "value": taken(body)}
    yield due_fact(body)


def taken(body: Any) -> str:
    if body.frozen_at:
        return formats.moment(body.frozen_at)
    return gettext("now; frozen when it is submitted")


def figures_panel(body: Any, user: Any) -> dict[str, Any]:
    return {
        "blocks": blocks_shown(body),
        "export_url": LIST_PAGES.url("export", body.pk),
        "empty": _("No finished goods lie there, and none are coming."),
    }


def readers_panel(body: Any, user: Any) -> dict[str, Any] | None:
    """Clerk by clerk, who has taken note of it and when; once it is handed in."""
    if not body.frozen_at:
        return None
    noted = readers_of(body)
    clerks = {clerk.pk: clerk for clerk in holders(Role.ORDER_CLERK)}
    people = [*clerks.values(), *(e.actor for pk, e in noted.items() if pk not in clerks)]
    rows = [
        {"name": who.display_name, "at": noted[who.pk].at if who.pk in noted else None}
        for who in people
    ]
    return {"rows": rows, "missing": sum(row["at"] is None for row in rows)}


@require_GET
@of_paper
def export(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    body: Any = content.load_body(document)
    above = [f"{STOCK_LIST.label} {document.number}", formats.day(body.day), taken(body)]
    name = f"{STOCK_LIST.label}_{formats.day(body.day)}.xlsx"
    return attachment(book_of(blocks_shown(body), above), name, content_type=XLSX)


LIST_PAGES = DocumentPages(
    STOCK_LIST,
    table=ListTable,
    filter=ListFilter,
    head_form=ListHeadForm,
    line_form=ListLineForm,
    columns=COLUMNS,
    facts=facts,
    subject=lambda body: formats.day(body.day),
    templates={"detail": "orders/daily_papers/detail.html"},
    panels=(
        Panel(_("Figures"), "orders/daily_papers/_blocks.html", figures_panel),
        Panel(_("Read by"), "orders/daily_papers/_readers.html", readers_panel),
    ),
    prints=(
        Print(
            "list",
            _("Finished-goods stock list"),
            "orders/daily_papers/print_paper.html",
            list_slip,
            papers=(PAPER,),
            styles=("css/print/daily_paper.css", "css/print/stock_list.css"),
        ),
    ),
)
