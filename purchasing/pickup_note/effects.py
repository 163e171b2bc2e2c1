"""What the note's steps write: who was told, confirmed and fetched, and what two people counted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import attachments, links, rows
from documents.errors import Refused
from inventory.places.direct import direct_bin
from ui import formats

Data = Mapping[str, Any]
FORWARDED = ("forwarded_to", "forwarded_name", "forwarded_by_channel", "forwarded_at")
CONFIRMED = ("confirmed_name", "confirmed_at")
COLLECTED = ("collector", "collector_id_no", "vehicle", "collected_at")


def orders_of(body: Any, lines: Iterable[Any]) -> list[int]:
    return sorted({line.order_line.body_id for line in lines})


def file(body: Any, actor: Any, data: Data) -> None:
    """The chain shows its orders; goods that go straight on have a place in the books ready."""
    links.set_sources(orders_of(body, body.lines.all()), body.head)
    if body.is_direct:
        direct_bin()


def forward(body: Any, actor: Any, data: Data) -> None:
    for name in ("forwarded_to", "forwarded_name", "forwarded_by_channel"):
        setattr(body, name, (data.get(name) or "").strip()[:60])
    body.forwarded_at = data.get("forwarded_at") or data["at"]
    if not body.forwarded_to or not body.forwarded_name or not body.forwarded_by_channel:
        raise Refused(_("Say to whom the note was sent on, and how."))
    body.save(update_fields=[*FORWARDED])


def unforward(body: Any, actor: Any, data: Data) -> None:
    body.forwarded_to = body.forwarded_name = body.forwarded_by_channel = ""
    body.forwarded_at = None
    body.save(update_fields=[*FORWARDED])


def confirm(body: Any, actor: Any, data: Data) -> None:
    body.confirmed_name = (data.get("confirmed_name") or "").strip()[:60]
    body.confirmed_at = data.get("confirmed_at") or data["at"]
    if not body.confirmed_name:
        raise Refused(_("Say who of the customer confirmed that the goods arrived."))
    body.save(update_fields=[*CONFIRMED])
    if data.get("scan"):
        attachments.attach(body.head, data["scan"], by=actor, at=data["at"])


def unconfirm(body: Any, actor: Any, data: Data) -> None:
    body.confirmed_name, body.confirmed_at = "", None
    body.save(update_fields=[*CONFIRMED])


def collect(body: Any, actor: Any, data: Data) -> None:
    for name in ("collector", "collector_id_no", "vehicle"):
        if name in data:
            setattr(body, name, (data.get(name) or "").strip()[:60])
    body.collected_at = data.get("collected_at") or data["at"]
    if not body.collector:
        raise Refused(_("Say who fetched the goods."))
    body.save(update_fields=[*COLLECTED])


def uncollect(body: Any, actor: Any, data: Data) -> None:
    body.collected_at = None
    body.save(update_fields=["collected_at"])


def count(body: Any, actor: Any, data: Data) -> None:
    """The storekeeper's count, by line id; what is not named is there as the note says."""
    lines = _counted_lines(body, data.get("counts") or {}, "counted")
    rows.write(lines, ["counted", "difference_reason"])
    body.counted_by, body.counted_at = actor, data["at"]
    body.save(update_fields=["counted_by", "counted_at"])


def agree(body: Any, actor: Any, data: Data) -> None:
    """The purchaser's own count; the two must be the same, or they count again together."""
    lines = _counted_lines(body, data.get("counts") or {}, "agreed")
    off = [line for line in lines if line.agreed != line.counted]
    if off:
        raise Refused(
            _(
                "The two counts differ. Count again together; correct yours, or send it back to"
                " the storekeeper:"
            ),
            details=[
                _("line %(line)s %(item)s: storekeeper %(counted)s, purchaser %(agreed)s")
                % {
                    "line": line.line_no,
                    "item": line.item.code,
                    "counted": formats.quantity(line.counted),
                    "agreed": formats.quantity(line.agreed),
                }
                for line in off
            ],
        )
    rows.write(lines, ["agreed", "difference_reason"])
    body.agreed_by, body.agreed_at = actor, data["at"]
    body.save(update_fields=["agreed_by", "agreed_at"])


def _counted_lines(body: Any, counts: Mapping[int, Mapping[str, Any]], name: str) -> list[Any]:
    lines = list(body.lines.all())
    if counts.keys() - {line.pk for line in lines}:
        raise Refused(_("A line of this form belongs to another document. Open the form anew."))
    for line in lines:
        found = counts.get(line.pk, {})
        quantity = found.get("quantity")
        setattr(line, name, line.quantity if quantity is None else quantity)
        line.difference_reason = (found.get("reason") or line.difference_reason).strip()[:200]
        _require_explained(line, getattr(line, name))
    if not any(getattr(line, name) > 0 for line in lines):
        raise Refused(_("Nothing arrived at all: take the fetching back, or void the note."))
    return lines


def _require_explained(line: Any, quantity: Any) -> None:
    words = {"line": line.line_no, "item": line.item.code}
    if quantity < 0:
        raise Refused(_("Line %(line)s %(item)s: a count is not negative.") % words)
    if quantity != line.quantity and not line.difference_reason:
        raise Refused(
            _("Line %(line)s %(item)s: say why the count is not what the note says.") % words
        )


def uncount(body: Any, actor: Any, data: Data) -> None:
    lines = list(body.lines.all())
    for line in lines:
        line.counted, line.agreed, line.difference_reason = None, None, ""
    rows.write(lines, ["counted", "agreed", "difference_reason"])
    body.counted_by = body.agreed_by = body.counted_at = body.agreed_at = None
    body.save(update_fields=["counted_by", "counted_at", "agreed_by", "agreed_at"])


def disagree(body: Any, actor: Any, data: Data) -> None:
    """The purchaser's count is taken back; the storekeeper's stays."""
    body.lines.update(agreed=None)
    body.agreed_by = body.agreed_at = None
    body.save(update_fields=["agreed_by", "agreed_at"])
