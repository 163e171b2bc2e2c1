"""销售台账: the year of all customers, one customer's book, as lists with export."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.pages import url_for
from documents.visibility import readable_types
from masterdata.customer_scope import customers_of
from masterdata.models import Party, Region, User
from orders.receivables import book, year_sums
from orders.receivables.access import require_reader
from orders.receivables.lists import words_of
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, TextFilter
from ui.listing import listing
from ui.tables import Column, CountColumn, DateColumn, LinkColumn, MoneyColumn, Table, UserColumn

YEARS_BACK = 10
TITLE = _("Sales ledger")


def years() -> list[tuple[str, str]]:
    this = timezone.localdate().year
    return [(str(year), str(year)) for year in range(this, this - YEARS_BACK, -1)]


class YearFilter(FilterSet):
    year = ChoiceFilter(label=_("Year"), empty_label=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["year"].extra["choices"] = years()

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"year": str(timezone.localdate().year)}

    @property
    def asked_year(self) -> int:
        """This year where none is asked for, or none that can be read."""
        chosen = self.form.cleaned_data.get("year") if self.is_valid() else ""
        return int(chosen or timezone.localdate().year)


class SummaryFilter(YearFilter):
    q = TextFilter(fields=("party__code", "party__name"), label=_("Customer"))
    region = LookupFilter("region", queryset=Region.objects.all(), label=_("Region"))
    owner = LookupFilter("user", queryset=User.objects.all(), label=_("Salesperson"))


class SummaryTable(Table):
    frozen: ClassVar[int] = 2

    code = LinkColumn(_("Party code"), accessor="party__code", css="g-code")
    name = Column(_("Customer"), accessor="party__name")
    opening = MoneyColumn(_("Opening"), footer="sum", blank_zero=True)
    orders = CountColumn(_("Orders"), footer="sum", blank_zero=True)
    ordered = MoneyColumn(_("Ordered"), footer="sum", blank_zero=True)
    shipped = MoneyColumn(_("Shipped, less returns"), footer="sum", blank_zero=True)
    paid = MoneyColumn(_("Paid in by the customer"), footer="sum", blank_zero=True)
    other = MoneyColumn(_("Other"), footer="sum", blank_zero=True)
    closing = MoneyColumn(_("Closing"), footer="sum")
    region = Column(_("Region"), accessor="party__region__name")
    owner = UserColumn(_("Salesperson"), accessor="party__owner")

    class Meta(Table.Meta):
        empty_text = _("No customer of yours ordered, got or paid anything in this year.")


class BookTable(Table):
    """Who may not know of a paper sees the money, not its number."""

    frozen: ClassVar[int] = 2
    readable: ClassVar[frozenset[str]] = frozenset()
    salesperson: ClassVar[str] = ""

    on_date = DateColumn(_("Date"), orderable=False)
    order_number = Column(_("Order number"), orderable=False, css="g-code")
    order_amount = MoneyColumn(_("Order amount"), footer="sum", orderable=False)
    deposit = MoneyColumn(_("Deposit"), blank_zero=True, orderable=False)
    shipped_on = DateColumn(_("Shipped on"), orderable=False)
    delivery_number = Column(_("Delivery or return"), orderable=False, css="g-code")
    shipped_amount = MoneyColumn(_("Amount shipped"), footer="sum", orderable=False)
    paid_on = DateColumn(_("Received on"), orderable=False)
    paid_amount = MoneyColumn(_("Paid in by the customer"), footer="sum", orderable=False)
    balance = MoneyColumn(_("Receivable balance"), orderable=False)
    days_overdue = CountColumn(_("Days overdue"), blank_zero=True, orderable=False)
    owner = Column(_("Salesperson"), accessor="kind", orderable=False)
    other_amount = MoneyColumn(_("Other"), footer="sum", orderable=False)
    paper_number = Column(_("Paper"), orderable=False, css="g-code")
    description = Column(_("Summary"), orderable=False)

    class Meta(Table.Meta):
        empty_text = _("Nothing was ordered, delivered or paid in this year.")

    def render_order_number(self, record: book.BookRow) -> Any:
        if record.kind == book.OPENING:
            return record.description
        return format_html_join(", ", "{}", ((self._cited(one),) for one in record.orders))

    def value_order_number(self, record: book.BookRow) -> str:
        return record.order_number or (record.description if record.kind == book.OPENING else "")

    def render_delivery_number(self, record: book.BookRow) -> Any:
        return self._cited(record.paper) if record.delivery_number else ""

    def value_delivery_number(self, record: book.BookRow) -> str:
        return record.delivery_number if self._knows(record.paper) else ""

    def render_paper_number(self, record: book.BookRow) -> Any:
        return self._cited(record.paper) if record.paper_number else ""

    def value_paper_number(self, record: book.BookRow) -> str:
        return record.paper_number if self._knows(record.paper) else ""

    def render_owner(self, record: book.BookRow) -> str:
        return self.salesperson if record.on_date else ""

    value_owner = render_owner

    def _knows(self, paper: Document | None) -> bool:
        return paper is not None and paper.type in self.readable

    def _cited(self, paper: Document | None) -> Any:
        if paper is None or not self._knows(paper):
            return "—"
        return format_html('<a href="{}">{}</a>', url_for(paper), paper.number)

    def row_url(self, record: book.BookRow) -> str:
        paper = record.paper or next(iter(record.orders), None)
        return url_for(paper) if paper is not None and self._knows(paper) else ""

    def row_tone(self, record: book.BookRow) -> str:
        return "warning" if record.days_overdue else ""


@require_GET
def sales_ledger(request: HttpRequest) -> HttpResponse:
    """Every customer's year; a row opens his book."""
    user = require_reader(request)

    def rows(asked: Any) -> list[year_sums.YearRow]:
        found = year_sums.year_rows(asked.asked_year, scope=customers_of(user))
        return _chosen(found, asked.form.cleaned_data)

    return listing(
        request,
        queryset=rows,
        table_class=SummaryTable,
        filter_class=SummaryFilter,
        title=TITLE,
    )


def _chosen(found: list[year_sums.YearRow], asked: dict[str, Any]) -> list[year_sums.YearRow]:
    for word in (asked.get("q") or "").casefold().split():
        found = [row for row in found if word in words_of(row.party)]
    if asked.get("region"):
        found = [row for row in found if row.party.region_id == asked["region"].pk]
    if asked.get("owner"):
        found = [row for row in found if row.party.owner_id == asked["owner"].pk]
    return found


@require_GET
def sales_ledger_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer's book of a year: the opening, every row, the totals."""
    user = require_reader(request)
    party = customer_of(pk, user)

    def rows(asked: Any) -> list[book.BookRow]:
        year = asked.asked_year
        found = book.book_of(party, year, today=timezone.localdate())
        return [opening_row(found, year), *found.rows]

    extra = {
        "back_url": reverse("sales_ledger"),
        "actions": [_printing(request, party), *_to_account(party)],
    }
    return listing(
        request,
        queryset=rows,
        table_class=table_for(party, user),
        filter_class=YearFilter,
        title=gettext("Sales ledger: %(party)s") % {"party": party.name},
        extra=extra,
    )


def customer_of(pk: int, user: User) -> Party:
    """404 for a customer whom somebody else looks after."""
    parties = Party.objects.filter(customers_of(user), is_customer=True)
    return get_object_or_404(parties.select_related("owner"), pk=pk)


def opening_row(found: book.Book, year: int) -> book.BookRow:
    """期初, always, even where nothing moved."""
    words = gettext("Carried over from %(year)s") % {"year": year - 1}
    return book.BookRow(
        date(year, 1, 1), book.OPENING, balance=found.opening, description=words, pk=0
    )


def table_for(party: Party, user: User) -> type[BookTable]:
    codes = frozenset(each.code for each in readable_types(user))
    name = party.owner.display_name if party.owner else ""
    return type("BookTable", (BookTable,), {"readable": codes, "salesperson": name})


def _printing(request: HttpRequest, party: Party) -> dict[str, Any]:
    year = request.GET.get("year")
    url = reverse("sales_ledger_print", args=[party.pk], query={"year": year} if year else None)
    return {"label": _("Print"), "url": url, "icon": "printer", "new_tab": True}


def _to_account(party: Party) -> list[dict[str, Any]]:
    url = reverse("receivable_party", args=[party.pk])
    return [{"label": _("Receivables"), "url": url, "icon": "journal-text"}]


def year_in(request: HttpRequest) -> int:
    text = request.GET.get("year") or str(timezone.localdate().year)
    if text not in dict(years()):
        raise Http404
    return int(text)
