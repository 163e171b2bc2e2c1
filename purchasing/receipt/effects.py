"""What the inspection writes into the receipt's lines; amounts follow the accepted quantity."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import links, rows
from documents.errors import Refused
from documents.flow import in_place, rewrites
from documents.models import Document
from masterdata.money import AMOUNTS
from purchasing import lines as arithmetic

FOUND = ("accepted", "rejected", "reject_reason", "unpacked", "bin_id")
COMPUTED = ("base_accepted", "base_quantity", *AMOUNTS)


@in_place
def link_orders(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """The chain shows the orders whose lines it draws on, however they came into it."""
    order_ids = {line.order_line.body_id for line in body.lines.all() if line.order_line_id}
    note = {body.pickup_note_id} if body.pickup_note_id else set()
    links.link_many(order_ids | note, body.head)


@rewrites(*FOUND, *COMPUTED)
def inspection(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """`findings`: per line id what was found; lines not named stay as they are."""
    findings: Mapping[int, Mapping[str, Any]] = data.get("findings") or {}
    lines = {line.pk: line for line in body.lines.all()}
    if not findings or not findings.keys() <= lines.keys():
        raise Refused(_("Enter what was found for at least one line of this receipt."))
    for pk, found in findings.items():
        _note(lines[pk], found, actor=actor, at=data["at"])
    changed = [lines[pk] for pk in findings]
    columns = ["accepted", "rejected", "reject_reason", "unpacked", "bin", *COMPUTED]
    rows.write(changed, [*columns, "inspected_by", "inspected_at"])
    total = sum((line.gross for line in lines.values()), Decimal(0))
    Document.objects.filter(pk=body.pk).update(total=total)
    body.head.total = total


def _note(line: Any, found: Mapping[str, Any], *, actor: Any, at: Any) -> None:
    if found.get("unpacked") and not line.unpacked:
        line.inspected_by, line.inspected_at = actor, at
    for name in FOUND:
        if found.get(name) is not None:
            setattr(line, name, found[name])
    if line.accepted + line.rejected > line.quantity:
        raise Refused(
            _("Line %(line)s: accepted and rejected are more than what arrived.")
            % {"line": line.line_no}
        )
    names = ("quantity", "price", "discount", "tax_rate", "price_includes_tax", "is_gift")
    row = {name: getattr(line, name) for name in (*names, "accepted", "rejected")}
    row |= {"ratio_numerator": line.ratio_numerator, "ratio_denominator": line.ratio_denominator}
    done = arithmetic.received(row)
    for name in COMPUTED:
        setattr(line, name, done[name])
