"""The pages of the hand-over; a new one starts from the cash that the driver still has."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext_lazy as _

from documents.pages import DocumentPages, Print, Pulled
from documents.pages import entry as kernel
from documents.pages.doors import person, require_maker
from documents.pages.entry_form import Entry
from finance.cash_handover.flow import CASH_HANDOVER
from finance.cash_handover.forms import HandoverForm, HandoverLineForm
from finance.cash_handover.lists import HandoverFilter, HandoverTable
from finance.cash_handover.lookups import driver_for
from finance.cash_handover.prints import COPIES, handover_slip
from finance.cash_handover.pulling import pulls
from finance.cash_handover.queries import open_cash
from masterdata.models import User
from masterdata.roles import OFFICE, SALES, Role, has_any
from ui.grid import Column
from ui.prints import A4, A5_LANDSCAPE, THIRD_241

ENTRY = (
    Column(
        "delivery",
        _("Delivery"),
        "lookup",
        lookup="cash_delivery",
        width=180,
        fills={"amount": "to_hand"},
    ),
    Column("customer", _("Customer"), "readonly", width=180),
    Column("since", _("Collected on"), "readonly", width=110),
    Column("collected", _("Collected"), "readonly", align="end", priced=True, width=120),
    Column("left", _("With the driver"), "readonly", align="end", priced=True, width=120),
    Column("amount", _("Cash handed over"), "money", priced=True, total=True, width=130),
    Column("line_remark", _("Line remark"), width=160),
)
SHOWN = (
    Column("number", _("Delivery"), "readonly", formula="delivery.number"),
    Column("customer", _("Customer"), "readonly", formula="delivery.party.name"),
    Column("amount", _("Cash handed over"), "money", priced=True, total=True),
    Column("counted", _("Counted"), "money", priced=True, total=True),
    Column("line_remark", _("Line remark")),
)


def may_see_cash(user: Any) -> bool:
    """Cash on delivery is no secret to who brings it."""
    return has_any(user, OFFICE | SALES | {Role.DRIVER})


def new(request: HttpRequest, *, pages: DocumentPages) -> HttpResponseBase:
    """Blank, it begins with all cash that the driver (or `?driver=`) has not handed over."""
    if request.method != "GET" or request.GET.get("from"):
        return kernel.new(request, pages=pages)
    require_maker(request, pages)
    pulled = proposed_for(person(request), request.GET.get("driver", ""))
    return Entry.blank(request, pages, pulled=pulled).page(key=uuid4())


def proposed_for(user: User, asked: str) -> Pulled:
    driver = User.objects.filter(pk=driver_for(user, asked)).first()
    if driver is None:
        return Pulled()
    rows = [row for row in open_cash(driver.pk) if row.to_hand]
    lines = [{"delivery": row.delivery, "amount": row.to_hand} for row in rows]
    head = {"handler": driver} if lines or asked else {}
    return Pulled(head=head, lines=lines)


CASH_HANDOVER_PAGES = DocumentPages(
    CASH_HANDOVER,
    table=HandoverTable,
    filter=HandoverFilter,
    head_form=HandoverForm,
    line_form=HandoverLineForm,
    columns=ENTRY,
    shown=SHOWN,
    subject=lambda body: body.head.handler.display_name if body.head.handler else "",
    subject_with=("head__handler",),
    prints=(
        Print(
            "slip",
            _("Cash hand-over"),
            "finance/cash_voucher/print_slip.html",
            handover_slip,
            papers=(THIRD_241, A5_LANDSCAPE, A4),
            styles=("css/print/cash_voucher.css",),
            copies=COPIES,
        ),
    ),
    pull=pulls,
    sees_prices=may_see_cash,
)
CASH_HANDOVER_URLS = [
    path("new/", new, {"pages": CASH_HANDOVER_PAGES}, name="cash_handover_new"),
    *CASH_HANDOVER_PAGES.urls,
]
