"""When a list may be handed over: only matched invoices, and each on this list alone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from purchasing.invoice_handover.queries import also_listed
from ui.punctuation import bracketed, named

MATCHED = "matched"


def all_matched(body: Any, actor: Any) -> Words:
    """The heads are read under the list's lock, so what is matched here is handed over below."""
    other = [line for line in body.lines.all() if line.invoice.head.state != MATCHED]
    if not other:
        return ""
    return _(
        "Only matched invoices that finance does not have yet can be handed over. Take these out,"
        " or match them first (accountant or purchaser): %(invoices)s."
    ) % {"invoices": named(f"{x.invoice.head.number} {x.invoice.full_number}" for x in other)}


def on_this_list_alone(body: Any, actor: Any) -> Words:
    elsewhere = also_listed([line.invoice_id for line in body.lines.all()], but=body.pk)
    if not elsewhere:
        return ""
    said = named(
        f"{line.invoice.full_number}{bracketed(line.body.head.number)}"
        for line in sorted(elsewhere.values(), key=lambda line: line.invoice_id)
    )
    return _(
        "These invoices stand on another list too; take them out here, or out of that one:"
        " %(invoices)s."
    ) % {"invoices": said}
