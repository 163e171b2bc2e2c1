"""The pages of the statement: the paper, what the other side sent, what was posted since."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.pages import DocumentPages, Panel, Print
from finance.statement.difference_print import difference_list
from finance.statement.difference_table import differences
from finance.statement.flow import LIVE, STATEMENT
from finance.statement.forms import StatementHeadForm, StatementLineForm
from finance.statement.lists import StatementFilter, StatementTable
from finance.statement.panels import preview, since_then
from finance.statement.prints import detailed, summary
from ui.grid import Column
from ui.prints import A4_LANDSCAPE

SHOWN = (
    Column("on_date", _("Document date"), "date"),
    Column("number", _("Number"), "readonly", formula="document.number"),
    Column("words", _("Summary"), "readonly"),
    Column("increase", _("Increase"), "money", priced=True, total=True),
    Column("decrease", _("Decrease"), "money", priced=True, total=True),
    Column("discount", _("Settlement discount"), "money", priced=True, total=True),
    Column("balance", _("Balance"), "money", priced=True),
    Column("delivery_note", _("Delivery note")),
    Column("invoice_no", _("Invoice number")),
)


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """The way to the party's own page, where the same days read the same."""
    if body.head.party_id is None:
        return ()
    url = reverse(
        f"{body.side}_party",
        args=[body.head.party_id],
        query={"period_from": f"{body.first}", "period_to": f"{body.last}"},
    )
    return ({"label": _("Party account"), "value": _("Open the party's account"), "url": url},)


STATEMENT_PAGES = DocumentPages(
    STATEMENT,
    table=StatementTable,
    filter=StatementFilter,
    head_form=StatementHeadForm,
    line_form=StatementLineForm,
    columns=(),
    shown=SHOWN,
    facts=facts,
    templates={
        "form": "finance/statement/form.html",
        "list": "finance/statement/list.html",
    },
    panels=(
        Panel(_("As the books stand"), "finance/statement/_preview.html", preview),
        Panel(_("Posted since"), "finance/statement/_since_then.html", since_then),
        Panel(_("The other side's books"), "finance/statement/_differences.html", differences),
    ),
    prints=(
        Print(
            "summary",
            _("Statement of account"),
            "finance/statement/print.html",
            summary,
            styles=("css/print/statement.css",),
        ),
        Print(
            "detail",
            _("Statement with goods"),
            "finance/statement/print.html",
            detailed,
            papers=(A4_LANDSCAPE,),
            styles=("css/print/statement.css",),
        ),
        Print(
            "differences",
            _("Differences"),
            "print/a4.html",
            difference_list,
            papers=(A4_LANDSCAPE,),
            styles=("css/print/statement.css",),
            states=LIVE,
        ),
    ),
)
