"""The pages of payment requests: entry, list, the paper with what is applied for, the prints."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Pull, Pulled
from finance.bank_accounts.payees import payee_once
from finance.payment_request import panels
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.payment_request.forms import (
    PaymentRequestForm,
    PaymentRequestLineForm,
    as_typed,
    default_account,
)
from finance.payment_request.lists import PaymentRequestFilter, PaymentRequestTable
from finance.payment_request.prints import request_slip
from finance.payment_request.sources import PaymentSource, registered
from masterdata.models import User
from ui.grid import Column
from ui.prints import A4, A5_LANDSCAPE

# What a chosen debt or order brings into its row; the amount is what is free of it.
FILLED = {name: name for name in ("due", "settled", "applied", "free", "amount")}
ENTRY = (
    Column("open_item", _("Debt"), "lookup", lookup="open_debt", width=170, fills=FILLED),
    Column(
        "source", _("Order to prepay"), "lookup", lookup="advance_order", width=140, fills=FILLED
    ),
    Column("via", _("Asked for by invoice"), "lookup", lookup="payment_via", width=120),
    Column("due_on", _("Due date"), "readonly", width=95),
    Column("due", _("Payable"), "readonly", align="end", priced=True, width=100),
    Column("settled", _("Paid"), "readonly", align="end", priced=True, width=100),
    Column("applied", _("Applied for"), "readonly", align="end", priced=True, width=120),
    Column("free", _("Free to apply for"), "readonly", align="end", priced=True, width=100),
    Column("amount", _("Requested now"), "money", priced=True, total=True, width=110),
)
SHOWN = (
    Column("number", _("Source"), "readonly", formula="source.number"),
    Column("on_date", _("Document date"), "date", formula="source.date"),
    Column("due_on", _("Due date"), "date", formula="open_item.due_on"),
    Column("description", _("Summary"), "readonly", formula="open_item.description"),
    Column("invoice", _("Asked for by invoice"), "readonly", formula="via.number"),
    Column("due", _("Payable"), "money", priced=True, formula="open_item.amount"),
    Column("amount", _("Requested now"), "money", priced=True, total=True),
    Column("paid", _("Paid on this request"), "money", priced=True, total=True),
    Column("dropped", _("Not paid any more"), "money", priced=True, total=True),
)


def pulls() -> list[Pull]:
    """One for each kind of paper that the apps above named."""
    return [
        Pull(source.type_code, source.label, source.push_label, source.candidates, _taker(source))
        for source in registered()
    ]


def _taker(source: PaymentSource):  # type: ignore[no-untyped-def]
    def take(documents: Sequence[Document], _user: User) -> Pulled:
        parties = {document.party_id for document in documents}
        if len(parties) != 1:
            raise Refused(
                _("These documents are of several suppliers. A request is of one; choose his only.")
            )
        rows = source.rows(documents)
        if not rows:
            raise Refused(_("All of this is paid or applied for already."))
        party = documents[0].party
        body = {"bank_account": default_account(party)}
        return Pulled({"party": party}, body, as_typed(list(rows)), documents)

    return take


PAYMENT_REQUEST_PAGES = DocumentPages(
    PAYMENT_REQUEST,
    table=PaymentRequestTable,
    filter=PaymentRequestFilter,
    head_form=PaymentRequestForm,
    line_form=PaymentRequestLineForm,
    columns=ENTRY,
    shown=SHOWN,
    pull=pulls,
    facts=panels.facts,
    told=payee_once,
    panels=(
        Panel(
            _("Payable, paid, applied for"),
            "finance/payment_request/table_panel.html",
            panels.sources,
        ),
        Panel(
            _("Open prepayments"), "finance/payment_request/table_panel.html", panels.prepayments
        ),
        Panel(_("Payments made"), "finance/payment_request/table_panel.html", panels.payments),
    ),
    prints=(
        Print(
            "request",
            _("Payment request"),
            "finance/payment_request/print_request.html",
            request_slip,
            papers=(A4, A5_LANDSCAPE),
            styles=("css/print/payment_request.css",),
        ),
    ),
)
