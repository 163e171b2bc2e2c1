"""The columns of each sales report, as the firm's forms have them (conventions 3.5).

The firm's forms also ask for targets and their fulfilment; the master data has no targets yet, so
these columns are left out.
"""

from django.utils.translation import gettext_lazy as _

from orders.daily_papers.tables import (
    COUNT,
    DAY,
    MONEY,
    PERCENT,
    QUANTITY,
    Block,
    FigureColumn,
)
from orders.sales_report.periods import Kind

NUMBER = FigureColumn("no", _("No."), css="c-no")
CUSTOMER = FigureColumn("party", _("Customer"), css="c-name", room=20)
REGION = FigureColumn("region", _("Region"), css="c-region", room=8)
NOTE = FigureColumn("note", _("Remark"), css="c-note", room=12)


def money(name: str, label: object, *, lasting: bool = True) -> FigureColumn:
    return FigureColumn(
        name,
        label,
        MONEY,
        "c-money",
        total=True,
        priced=True,
        lasting=lasting,  # type: ignore[arg-type]
    )


def pieces(name: str, label: object) -> FigureColumn:
    return FigureColumn(name, label, QUANTITY, "c-pieces", total=True, lasting=True)  # type: ignore[arg-type]


def change(label: object, *of: str) -> FigureColumn:
    return FigureColumn(
        f"change_{of[1]}",
        label,
        PERCENT,
        "c-percent",
        priced=True,
        change=(of[0], of[1]),  # type: ignore[arg-type]
    )


OWED = money("owed", _("Receivable at the end"))
DAY_LIST = (
    NUMBER,
    FigureColumn("time", _("Time"), css="c-time"),
    CUSTOMER,
    FigureColumn("order", _("Customer order"), css="c-number", room=17),
    FigureColumn("item", _("Item and model"), css="c-item", room=26),
    FigureColumn("quantity", _("Quantity"), QUANTITY, "c-pieces", total=True, lasting=True),
    money("ordered", _("Amount")),
    money("received", _("Money arrived")),
    FigureColumn("delivery", _("Delivery"), css="c-number", room=17),
    FigureColumn("shipped", _("Quantity sent"), QUANTITY, "c-pieces", total=True, lasting=True),
    money("sales", _("Amount sent")),
    FigureColumn("owner", _("Salesperson"), css="c-person", room=8),
    NOTE,
)
DAILY = (
    NUMBER,
    CUSTOMER,
    FigureColumn("count", _("Orders today"), COUNT, "c-count", total=True, lasting=True),
    money("ordered", _("Ordered today")),
    pieces("pieces", _("Pieces sent today")),
    money("shipped", _("Sent today")),
    money("received", _("Received today")),
    money("returned", _("Returned today")),
    money("month_ordered", _("Ordered this month")),
    money("month_shipped", _("Sent this month")),
    money("month_received", _("Received this month")),
    money("unshipped", _("Not sent yet"), lasting=False),
    OWED,
    NOTE,
)
TEN_DAYS = (
    NUMBER,
    REGION,
    CUSTOMER,
    money("ordered", _("Ordered")),
    pieces("pieces", _("Pieces sent")),
    money("shipped", _("Amount sent")),
    money("returned", _("Amount returned")),
    money("sales", _("Net sales")),
    money("received", _("Paid in by the customer")),
    money("month_shipped", _("Sent this month")),
    money("month_received", _("Received this month")),
    OWED,
    change(_("Against the ten days before"), "sales", "before"),
    NOTE,
)
MONTH = (
    NUMBER,
    CUSTOMER,
    money("first", _("First ten days")),
    money("middle", _("Middle ten days")),
    money("last", _("Last days")),
    money("sales", _("Month in all")),
    money("before", _("Month before")),
    change(_("Against the month before"), "sales", "before"),
    money("last_year", _("Month of last year")),
    change(_("Against last year"), "sales", "last_year"),
    money("year", _("Year so far")),
    money("received", _("Received this month")),
    money("year_received", _("Received this year")),
    OWED,
)
SHORT = (
    FigureColumn("order", _("Customer order"), css="c-number", room=17),
    CUSTOMER,
    FigureColumn("item", _("Item and model"), css="c-item", room=26),
    FigureColumn("short", _("Short"), QUANTITY, "c-pieces", total=True),
    FigureColumn("earliest", _("Earliest date"), DAY, "c-date"),
)
LATE = (
    FigureColumn("order", _("Customer order"), css="c-number", room=17),
    CUSTOMER,
    FigureColumn("wanted", _("Agreed delivery date"), DAY, "c-date"),
    FigureColumn("days", _("Days late"), COUNT, "c-count"),
    money("left", _("Not sent yet"), lasting=False),
)
PUNCTUAL = (
    FigureColumn("clerk", _("Order clerk"), css="c-person", room=12),
    CUSTOMER,
    FigureColumn("lines", _("Lines sent"), COUNT, "c-count", total=True),
    FigureColumn("on_time", _("Of which on time"), COUNT, "c-count", total=True),
    FigureColumn("exact", _("Of which exact"), COUNT, "c-count", total=True),
    FigureColumn("both", _("On time and exact"), COUNT, "c-count", total=True),
)
COLUMNS = {
    Kind.DAY_LIST: DAY_LIST,
    Kind.DAILY: DAILY,
    Kind.TEN_DAYS: TEN_DAYS,
    Kind.MONTH: MONTH,
}
MAIN = "main"


def blocks_of(kind: str, *, whole_firm: bool) -> list[Block]:
    """The empty tables of a report, the main one first."""
    grouped = "region" if whole_firm else ""
    found = [Block(MAIN, Kind(kind).label, COLUMNS[Kind(kind)], grouped=grouped)]
    if kind == Kind.DAILY:
        found.append(Block("short", _("Goods that orders lack"), SHORT))
        found.append(Block("late", _("Orders past their day"), LATE))
    if kind == Kind.MONTH:
        found.append(Block("punctual", _("Deliveries on time and exact"), PUNCTUAL))
    return found
