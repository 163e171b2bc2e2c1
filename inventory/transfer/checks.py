"""The transfer's guards; each names every line that is wrong and says what to do about it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from inventory.places.models import BinKind
from masterdata.completeness import missing_of
from masterdata.models.items import ItemKind
from ui.punctuation import bracketed, listed

MOST_NAMED = 10

# The papers whose goods lie there move them themselves.
NOT_MOVED = (BinKind.TRANSIT, BinKind.HOLD, BinKind.DIRECT)


def named(findings: Iterable[object]) -> str:
    """The first few findings, joined for one sentence."""
    found = [str(finding) for finding in findings]
    return "; ".join([*found[:MOST_NAMED], *(["…"] if len(found) > MOST_NAMED else [])])


def has_lines(body: Any, actor: Any) -> Words:
    if body.lines.all():
        return ""
    return _("There are no lines yet: edit the document and add at least one.")


def two_warehouses(body: Any, actor: Any) -> Words:
    if body.from_warehouse_id != body.to_warehouse_id:
        return ""
    return _("A transfer goes from one warehouse to another.")


def bins_fit(body: Any, actor: Any) -> Words:
    """Each bin lies in its warehouse; a bin of goods on their way is nobody's to take from."""
    strange = [line.line_no for line in body.lines.all() if not _bins_fit(body, line)]
    if not strange:
        return ""
    return _(
        "Choose bins in use of %(from)s and of %(to)s, and none for goods in transit or held"
        " until decided, on these lines: %(lines)s."
    ) % {
        "from": body.from_warehouse.name,
        "to": body.to_warehouse.name,
        "lines": named(strange),
    }


def _bins_fit(body: Any, line: Any) -> bool:
    homes = (line.from_bin.warehouse_id, line.to_bin.warehouse_id)
    bins = (line.from_bin, line.to_bin)
    return homes == (body.from_warehouse_id, body.to_warehouse_id) and all(
        each.is_active and each.kind not in NOT_MOVED for each in bins
    )


def goods_only(body: Any, actor: Any) -> Words:
    services = [line.item.code for line in body.lines.all() if line.item.kind == ItemKind.SERVICE]
    if not services:
        return ""
    return _("Services lie in no warehouse; take these lines out: %(items)s.") % {
        "items": named(services)
    }


def reason_given(body: Any, actor: Any) -> Words:
    if body.reason or body.for_document_id:
        return ""
    return _("Say why the goods are moved, or for which customer order they are fetched.")


def items_are_complete(body: Any, actor: Any) -> Words:
    """Quick-added items hold up the approval until their minimum is filled (D11)."""
    items = {line.item_id: line.item for line in body.lines.all() if line.item.to_complete}
    lacking = [(item, missing_of(item)) for item in items.values()]
    told = [
        f"{item.code} {item.name}{bracketed(listed(parts))}" for item, parts in lacking if parts
    ]
    if not told:
        return ""
    return _(
        "Complete these quick-added records first (a purchaser can, on their pages): %(records)s."
    ) % {"records": named(told)}


def counted_by_another(body: Any, actor: Any) -> Words:
    """Who sent the goods does not say what came."""
    if body.shipped_by_id is None or actor.pk != body.shipped_by_id:
        return ""
    return _("%(name)s shipped these goods; somebody else counts them in.") % {
        "name": actor.display_name
    }


def nothing_missing(body: Any, actor: Any) -> Words:
    lines = missing_lines(body)
    if not lines:
        return ""
    return _("Still in transit are goods of these lines: %(lines)s.") % {
        "lines": named(line.line_no for line in lines)
    }


def something_missing(body: Any, actor: Any) -> Words:
    return "" if missing_lines(body) else _("Nothing is missing; there is nothing to settle.")


def missing_lines(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if line.missing > 0]
