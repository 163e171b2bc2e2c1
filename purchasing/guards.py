"""Conditions that several purchasing papers share; each refusal says what to do and who can."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from masterdata.completeness import missing_of
from ui.punctuation import bracketed, listed, named


def has_lines(body: Any, actor: Any) -> Words:
    if body.lines.all():
        return ""
    return _("There are no lines yet: edit the document and add at least one.")


def has_supplier(body: Any, actor: Any) -> Words:
    if body.head.party_id:
        return ""
    return _("No supplier is named yet: edit the document and choose one.")


def supplier_may_be_ordered_from(body: Any, actor: Any) -> Words:
    party = body.head.party
    if party is None:
        return ""
    values = {"name": party.name, "reason": party.block_reason or "—"}
    if party.blocked_for_orders:
        return (
            _(
                "%(name)s is blocked for new orders (%(reason)s). The purchasing manager can lift"
                " the block on the supplier's page."
            )
            % values
        )
    if not party.is_active:
        return (
            _("%(name)s is no longer active. Choose another supplier or activate it again.")
            % values
        )
    return ""


def master_data_complete(body: Any, actor: Any) -> Words:
    """Quick-added records hold up the approval until their minimum is filled (R114)."""
    party = body.head.party
    records = [] if party is None else [party]
    records += {line.item_id: line.item for line in body.lines.all()}.values()
    lacking = [(record, missing_of(record)) for record in records if record.to_complete]
    told = [
        f"{record.code} {record.name}{bracketed(listed(parts))}"
        for record, parts in lacking
        if parts
    ]
    if not told:
        return ""
    return _(
        "Complete these quick-added records first (a purchaser can, on their pages): %(records)s."
    ) % {"records": named(told)}


def prices_given(body: Any, actor: Any) -> Words:
    free = [
        line.line_no
        for line in body.lines.all()
        if line.price == 0 and line.gross == 0 and not line.is_gift
    ]
    if not free:
        return ""
    return _("Enter the price of these lines, or tick them as gifts: %(lines)s.") % {
        "lines": named(free)
    }


def items_active(body: Any, actor: Any) -> Words:
    gone = [line for line in body.lines.all() if not line.item.is_active]
    if not gone:
        return ""
    return _("These items are no longer active; take their lines out: %(items)s.") % {
        "items": named(f"{line.line_no} {line.item.code}" for line in gone)
    }
