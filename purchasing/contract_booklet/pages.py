"""The pages of the contract booklet: a month to choose, gaps to explain, its print."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.pages import DocumentPages, Print
from purchasing.contract_booklet.flow import CONTRACT_BOOKLET
from purchasing.contract_booklet.forms import BookletHeadForm, BookletLineForm
from purchasing.contract_booklet.lists import BookletFilter, BookletTable
from purchasing.contract_booklet.models import Kind
from purchasing.contract_booklet.prints import booklet_slip
from ui.grid import Column
from ui.prints import A4

ENTRY = (
    Column("contract_number", _("Contract No."), "readonly", width=170),
    Column("kind_text", _("Kind"), "readonly", width=90),
    Column("explanation", _("Explanation"), width=260),
    Column("signed_on", _("Day of signing"), "readonly", width=100),
    Column("supplier", _("Supplier"), "readonly", width=180),
    Column("subject", _("Subject of contract"), "readonly", width=180),
    Column("amount", _("Amount"), "readonly", align="end", priced=True, width=100),
    Column("delivery_on", _("Delivery date"), "readonly", width=100),
    Column("fulfilment_text", _("Fulfilment"), "readonly", width=90),
    Column("archive_place", _("Original kept at"), "readonly", width=120),
)
# What the check is about comes first; the number of our order follows where there is room.
SHOWN = (
    Column("contract_number", _("Contract No."), "readonly"),
    Column("kind", _("Kind"), "readonly"),
    Column("explanation", _("Explanation")),
    Column("supplier", _("Supplier"), "readonly"),
    Column("subject", _("Subject of contract"), "readonly"),
    Column("amount", _("Amount"), "money", priced=True, total=True),
    Column("signed_on", _("Day of signing"), "date"),
    Column("delivery_on", _("Delivery date"), "date"),
    Column("fulfilment", _("Fulfilment"), "readonly"),
    Column("archive_place", _("Original kept at"), "readonly"),
    Column("order_number", _("Purchase order"), "readonly"),
)


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """How many numbers are missing without a word of why: what the check is for."""
    gaps = [line for line in body.lines.all() if line.kind == Kind.MISSING]
    silent = [line for line in gaps if not line.explanation]
    yield {"label": _("Missing numbers"), "value": str(len(gaps))}
    if silent:
        yield {"label": _("Not explained"), "value": str(len(silent)), "tone": "bad"}
    if body.on_time is not None:
        words = _("On time") if body.on_time else _("Late")
        yield {"label": _("Punctuality"), "value": words, "tone": "" if body.on_time else "bad"}


def told(body: Any) -> Mapping[str, Any]:
    """The month is stored as its first day and read as a month."""
    return {"month": {"label": _("Month"), "value": f"{body.month:%Y-%m}"}}


BOOKLET_PAGES = DocumentPages(
    CONTRACT_BOOKLET,
    table=BookletTable,
    filter=BookletFilter,
    head_form=BookletHeadForm,
    line_form=BookletLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    told=told,
    prints=(
        Print(
            "booklet",
            _("Contract booklet"),
            "purchasing/contract_booklet/print_booklet.html",
            booklet_slip,
            papers=(A4,),
            styles=("css/print/contract_booklet.css",),
        ),
    ),
)
