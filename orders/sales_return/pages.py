"""The pages of the return: application from deliveries or without, what was found, the prints."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Pull, Pulled
from masterdata.models import User
from masterdata.roles import may_see_list_prices
from orders.sales_return import panels
from orders.sales_return.actions import body_of, deliveries_in, require_one_origin, rows_of
from orders.sales_return.flow import SALES_RETURN
from orders.sales_return.forms import ReturnHeadForm, ReturnLineForm
from orders.sales_return.lists import ReturnFilter, ReturnTable
from orders.sales_return.prints import COPIES, application, return_note
from orders.sales_return.queries import returnable
from ui.grid import Column
from ui.prints import A4, HALF_241

ENTRY = (
    Column(
        "delivery_line",
        _("Delivery line"),
        "lookup",
        lookup="returnable_delivery_line",
        width=170,
        fills={"item": "item", "quantity": "available"},
    ),
    Column("item", _("Item"), "lookup", lookup="item", width=220),
    Column("unit", _("Unit"), "choice", lookup="unit", width=72),
    Column("sent", _("Sent"), "readonly", align="end", width=76),
    Column("returned", _("Returned so far"), "readonly", align="end", width=76),
    Column("on_returns", _("On other returns"), "readonly", align="end", width=90),
    Column("quantity", _("Returned quantity"), "quantity", total=True),
    Column("wish", _("Wished outcome"), "choice", width=110),
    Column("reason", _("Reason of return"), width=170),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True, editable=False),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True, editable=False),
    Column("net", _("Net amount"), "money", priced=True, total=True, editable=False),
    Column("is_gift", _("Gift"), "check"),
    Column("line_remark", _("Line remark"), width=140),
)
SHOWN = (
    Column(
        "delivery_number",
        _("Original delivery"),
        "readonly",
        formula="delivery_line.body.head.number",
    ),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Returned quantity"), "quantity", total=True),
    Column("wish", _("Wished outcome"), "choice"),
    Column("reason", _("Reason of return")),
    Column("counted", _("Counted quantity"), "quantity", total=True),
    Column("count_note", _("Why the count differs")),
    Column("good", _("Good"), "quantity", total=True),
    Column("to_repair", _("To repair"), "quantity", total=True),
    Column("scrap", _("Scrap"), "quantity", total=True),
    Column("not_ours", _("Not ours"), "quantity", total=True),
    Column("outcome", _("Outcome"), "choice"),
    Column("taken", _("Accepted back"), "quantity", total=True),
    Column("bin", _("Bin of the good ones"), "readonly"),
    Column("grade_note", _("Found at the check")),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("is_gift", _("Gift"), "check"),
    Column("line_remark", _("Line remark")),
)
PRINTABLE = ("posted", "replied", "closed", "reversed")


def deliveries_to_return(user: User) -> "QuerySet[Document]":
    """Signed deliveries of which something may still come back."""
    deliveries = returnable().order_by().values("body_id")
    return Document.objects.filter(type="delivery", pk__in=deliveries)


def take_deliveries(documents: Sequence[Document], user: User) -> Pulled:
    deliveries = deliveries_in(documents)
    require_one_origin(deliveries)
    rows = rows_of(deliveries)
    if not rows:
        raise Refused(_("All of it lies on other returns already; finish or void those first."))
    first = deliveries[0]
    return Pulled({"party": first.head.party}, body_of(deliveries), rows, documents)


RETURN_PAGES = DocumentPages(
    SALES_RETURN,
    table=ReturnTable,
    filter=ReturnFilter,
    head_form=ReturnHeadForm,
    line_form=ReturnLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=panels.facts,
    told=panels.told,
    pull=Pull(
        "delivery",
        _("From deliveries"),
        _("Take goods back"),
        deliveries_to_return,
        take_deliveries,
    ),
    panels=(
        Panel(_("What was delivered"), panels.TEMPLATE, panels.what_was_delivered),
        Panel(_("Count against application"), panels.TEMPLATE, panels.differences),
        Panel(_("Credit of the return"), panels.TEMPLATE, panels.credit),
        Panel(_("Messages to the customer"), panels.TEMPLATE, panels.messages),
    ),
    prints=(
        Print(
            "slip",
            _("Sales return note"),
            "orders/sales_return/print_slip.html",
            return_note,
            papers=(HALF_241, A4),
            styles=("css/print/sales_return.css",),
            states=PRINTABLE,
            copies=COPIES,
        ),
        Print(
            "application",
            _("Application for a return"),
            "orders/sales_return/print_application.html",
            application,
            papers=(A4, HALF_241),
            styles=("css/print/sales_return.css",),
        ),
    ),
    sees_prices=may_see_list_prices,
)
