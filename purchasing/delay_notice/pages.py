"""The pages of the delay notice: from an order, its list with the days kept, its print."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Print, Pull, Pulled
from masterdata.models import User
from purchasing.delay_notice.actions import rows_from
from purchasing.delay_notice.flow import DELAY_NOTICE
from purchasing.delay_notice.forms import NoticeHeadForm, NoticeLineForm
from purchasing.delay_notice.lateness import CONFIRMED, UNCONFIRMED, is_late, last_day
from purchasing.delay_notice.lists import NoticeFilter, NoticeTable
from purchasing.delay_notice.prints import notice_slip
from purchasing.delay_notice.queries import draft_of, lines_of
from purchasing.purchase_order.models import LineState, PurchaseOrder, PurchaseOrderLine
from ui import formats
from ui.grid import Column
from ui.prints import A4

ENTRY = (
    Column("order_line", _("Order line"), "lookup", lookup="order_line", width=180),
    Column("item_text", _("Item"), "readonly", formula="item.name", width=180),
    Column("open_quantity", _("Open quantity"), "readonly", align="end", width=90),
    Column("contract_on", _("Contract date"), "readonly", width=100),
    Column("promised_on", _("New promise"), "readonly", width=100),
    Column("reason", _("Reason of the delay"), width=220),
    Column("measure", _("What is done about it"), width=220),
    Column("customer_orders", _("Customer orders concerned"), width=160),
)
SHOWN = (
    Column("order_line_no", _("Order line"), "readonly", formula="order_line.line_no"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("open_quantity", _("Open quantity"), "quantity"),
    Column("contract_on", _("Contract date"), "date"),
    Column("promised_on", _("New promise"), "date"),
    Column("days", _("Days later"), "readonly", align="end"),
    Column("reason", _("Reason of the delay")),
    Column("measure", _("What is done about it")),
    Column("customer_orders", _("Customer orders concerned")),
    Column("answer", _("Answer of the sales office"), "readonly"),
    Column("answer_text", _("Words to the answer")),
)


def orders_to_tell(user: User) -> "QuerySet[Document]":
    """Orders with open lines promised after the contract date, or not confirmed at all."""
    opened = PurchaseOrderLine.objects.filter(line_state=LineState.OPEN)
    later = opened.filter(promised_on__gt=F("contract_on")).values("body_id")
    silent = opened.filter(contract_on__isnull=False).values("body_id")
    return Document.objects.filter(
        Q(state__in=CONFIRMED, pk__in=later) | Q(state__in=UNCONFIRMED, pk__in=silent),
        type="purchase_order",
    )


def take_order(documents: Sequence[Document], user: User) -> Pulled:
    """All late lines of one order; while a notice of it is not sent yet, that one is edited."""
    if len(documents) != 1:
        raise Refused(_("A delay notice is about one order; choose a single one."))
    (order,) = documents
    draft = draft_of(order.pk)
    if draft is not None:
        raise Refused(
            _("%(number)s about this order is not sent yet; edit and send that one.")
            % {"number": draft.head.number}
        )
    late = [line for line in lines_of(order.pk) if is_late(line, order_state=order.state)]
    body = PurchaseOrder.objects.select_related("head").get(pk=order.pk)
    return Pulled({"party": order.party}, {"order": body}, rows_from(late))


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    yield {"label": _("Contract number"), "value": body.order.contract_number}
    deadline = last_day(body.lines.all())
    if deadline is not None:
        yield {"label": _("To be sent by"), "value": formats.day(deadline)}
    if body.on_time is not None:
        words = _("On time") if body.on_time else _("Late")
        yield {
            "label": _("Ten days ahead"),
            "value": words,
            "tone": "" if body.on_time else "bad",
        }


NOTICE_PAGES = DocumentPages(
    DELAY_NOTICE,
    table=NoticeTable,
    filter=NoticeFilter,
    head_form=NoticeHeadForm,
    line_form=NoticeLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    pull=Pull(
        "purchase_order",
        _("From an order"),
        _("Tell the delay"),
        orders_to_tell,
        take_order,
    ),
    prints=(
        Print(
            "notice",
            _("Delay notice"),
            "purchasing/delay_notice/print_notice.html",
            notice_slip,
            papers=(A4,),
            styles=("css/print/delay_notice.css",),
        ),
    ),
    templates={
        "list": "purchasing/delay_notice/list.html",
        "detail": "purchasing/delay_notice/detail.html",
    },
)
