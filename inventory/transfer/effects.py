"""What the transfer's steps write: who shipped, what was counted, what became of the rest."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import links, rows
from documents.errors import Refused
from documents.models import Link
from inventory.places.actions import transit_bin

NONE = Decimal(0)


def cite(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """The chain shows the order for whose sake goods are fetched; it does not hang on them, so
    the tie is no step from one to the other that would have to be undone first."""
    Link.objects.filter(target=body.head, kind=links.SERVES).exclude(
        source=body.for_document
    ).delete()
    if body.for_document is not None:
        links.link(body.for_document, body.head, links.SERVES)


def ship(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """Old warehouses have no bin for what is on its way: it is made now."""
    body.transit_bin = transit_bin(body.from_warehouse)
    body.shipped_by, body.shipped_at = actor, data["at"]
    body.save(update_fields=["transit_bin", "shipped_by", "shipped_at"])


def receive(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """`counted`: per line id the base quantity and the reason; lines not named came in full."""
    counted: Mapping[int, Mapping[str, Any]] = data.get("counted") or {}
    lines = _own_lines(body, counted)
    for line in lines:
        found = counted.get(line.pk, {})
        quantity = found.get("quantity")
        line.received_quantity = line.base_quantity if quantity is None else quantity
        line.difference_reason = (found.get("reason") or "").strip()
        _require_possible(line)
    rows.write(lines, ["received_quantity", "difference_reason"])
    body.received_by, body.received_at = actor, data["at"]
    body.save(update_fields=["received_by", "received_at"])


def _require_possible(line: Any) -> None:
    words = {"line": line.line_no, "item": line.item.code}
    if not NONE <= line.received_quantity <= line.base_quantity:
        raise Refused(
            _(
                "Line %(line)s %(item)s: more is counted in than was shipped. Count again; a"
                " surplus is entered by a stocktake."
            )
            % words
        )
    if line.received_quantity < line.base_quantity and not line.difference_reason:
        raise Refused(_("Line %(line)s %(item)s: say why goods are missing.") % words)


def settle_difference(body: Any, actor: Any, data: Mapping[str, Any]) -> None:
    """`late`: per line id the base quantity that came after all; the rest goes back."""
    late: Mapping[int, Decimal] = data.get("late") or {}
    lines = [line for line in _own_lines(body, late) if line.missing > 0]
    for line in lines:
        missing, came = line.missing, late.get(line.pk, NONE)
        if not NONE <= came <= missing:
            raise Refused(
                _("Line %(line)s %(item)s: more came late than is missing.")
                % {"line": line.line_no, "item": line.item.code}
            )
        line.late_quantity, line.returned_quantity = came, missing - came
    rows.write(lines, ["late_quantity", "returned_quantity"])


def _own_lines(body: Any, told: Mapping[int, Any]) -> list[Any]:
    lines = list(body.lines.all())
    if told.keys() - {line.pk for line in lines}:
        raise Refused(_("A line of this form belongs to another document. Open the form anew."))
    return lines
