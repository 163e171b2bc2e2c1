"""What the store writes: the count of what came, its grades, and what becomes of each line."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from inventory.places.actions import hold_bin
from inventory.places.models import Bin, BinKind
from inventory.places.queries import usual_bins
from orders.delivery.postings import is_goods
from orders.sales_return import checks
from orders.sales_return.amounts import costs_of, valued
from orders.sales_return.models import Outcome, SalesReturnLine
from orders.sales_return.queries import costs_gone_of
from ui import formats
from ui.punctuation import named

Data = Mapping[str, Any]
ZERO = Decimal(0)
CAME_WITH = ("carrier", "waybill", "packages")
COUNT = ("counted", "count_note", "cost")
GRADES = ("good", "to_repair", "scrap", "not_ours")
GRADED = (*GRADES, "outcome", "grade_note", "bin", "taken")


def receive(body: Any, actor: Any, data: Data) -> None:
    """`counted` and `notes` by line id, in base units; lines not named came as approved."""
    counted: Mapping[int, Any] = data.get("counted") or {}
    notes: Mapping[int, str] = data.get("notes") or {}
    lines = _own_lines(body, {**counted, **notes})
    for line in lines:
        quantity = counted.get(line.pk)
        line.counted = line.base_quantity if quantity is None else quantity
        line.count_note = (notes.get(line.pk) or "").strip()[:200]
    _refuse_unfit_counts(lines)
    for line in lines:
        line.cost = None if line.delivery_line_id else (None if is_goods(line) else ZERO)
    _give_costs(body, [line for line in lines if line.delivery_line_id])
    rows.write(lines, COUNT)
    for name in CAME_WITH:
        setattr(body, name, data.get(name) or getattr(body, name))
    body.hold_bin = hold_bin(body.warehouse)
    body.received_by, body.received_at = actor, data["at"]
    body.save(update_fields=[*CAME_WITH, "hold_bin", "received_by", "received_at"])


def _own_lines(body: Any, told: Mapping[int, Any]) -> list[Any]:
    lines = list(body.lines.all())
    if told.keys() - {line.pk for line in lines}:
        raise Refused(_("A line of this form belongs to another document. Open the form anew."))
    return lines


def _refuse_unfit_counts(lines: list[Any]) -> None:
    if any(line.counted < 0 for line in lines):
        raise Refused(_("A count is not below zero."))
    if not any(line.counted for line in lines):
        raise Refused(
            _("Nothing came. Leave the return as it is until the goods are there, or void it.")
        )
    bare = [line.line_no for line in lines if line.difference and not line.count_note]
    if bare:
        raise Refused(
            _("Say on these lines why the count differs from the application: %(lines)s.")
            % {"lines": named(bare)}
        )


def _give_costs(body: Any, lines: list[Any]) -> None:
    """What the goods cost when they left; a surplus brings nothing, a service costs nothing."""
    gone = costs_gone_of((line.delivery_line_id for line in lines), but=body.head_id)
    parts = [(line.delivery_line, valued(line)) for line in lines]
    for line, cost in zip(lines, costs_of(parts, gone), strict=True):
        line.cost = cost if is_goods(line) else ZERO


def unreceive(body: Any, actor: Any, data: Data) -> None:
    """The goods went away again before they were graded."""
    lines = list(body.lines.all())
    for line in lines:
        line.counted, line.count_note, line.cost = None, "", None
    rows.write(lines, COUNT)
    body.received_by = body.received_at = None
    body.save(update_fields=["received_by", "received_at"])


def grade(body: Any, actor: Any, data: Data) -> None:
    """`grades` by line id: so many good, to repair, scrap, not ours; outcome, note and bin.

    A line that is not named is good and gets what the customer wished for.
    """
    given: Mapping[int, Mapping[str, Any]] = data.get("grades") or {}
    lines = _own_lines(body, given)
    for line in lines:
        _judge(line, given.get(line.pk) or {"good": line.counted})
    _refuse_unfit_grades(lines)
    _put_away(body, lines)
    refusal = checks.replaceable(body, actor)
    if refusal:
        raise Refused(refusal)
    rows.write(lines, GRADED)
    body.graded_by, body.graded_at = actor, data["at"]
    body.save(update_fields=["graded_by", "graded_at"])


def _judge(line: Any, given: Mapping[str, Any]) -> None:
    for name in GRADES:
        setattr(line, name, given.get(name) or ZERO)
    line.grade_note = (given.get("note") or "").strip()[:200]
    line.outcome = given.get("outcome") or line.wish
    if not line.usable:
        line.outcome = Outcome.REJECT
    line.bin = given.get("bin")
    line.taken = ZERO if line.outcome == Outcome.REJECT else line.usable


def _refuse_unfit_grades(lines: Iterable[Any]) -> None:
    found = [fault for line in lines if (fault := _unfit(line))]
    if found:
        raise Refused(_("Correct the grades of these lines: %(lines)s.") % {"lines": named(found)})


def _unfit(line: Any) -> Any:
    words = {"line": line.line_no, "counted": formats.quantity(line.counted)}
    grades = [getattr(line, name) for name in GRADES]
    if min(grades) < 0 or sum(grades) != line.counted:
        return _("line %(line)s: the grades do not add up to the %(counted)s counted") % words
    if line.outcome not in Outcome.values:
        return _("line %(line)s: say what becomes of it") % words
    if line.taken > line.base_quantity:
        most = formats.quantity(line.base_quantity)
        return _(
            "line %(line)s: only %(most)s were approved; the surplus is not ours, or goes on an"
            " application of its own"
        ) % (words | {"most": most})
    if line.outcome == Outcome.REJECT and line.usable and not line.grade_note:
        return _("line %(line)s: say why it is not taken back") % words
    return ""


def _put_away(body: Any, lines: list[Any]) -> None:
    """Good pieces go to the bin that was named, else to the item's usual one."""
    shelved = [line for line in lines if is_goods(line) and line.taken and line.good]
    strange = [
        line.line_no
        for line in shelved
        if line.bin is not None
        and (line.bin.warehouse_id != body.warehouse_id or line.bin.kind != BinKind.NORMAL)
    ]
    if strange:
        raise Refused(
            _("Choose storage bins of %(warehouse)s for the good ones of these lines: %(lines)s.")
            % {"warehouse": body.warehouse.name, "lines": named(strange)}
        )
    homeless = {line.item_id for line in shelved if line.bin is None}
    usual = usual_bins(homeless, warehouse_id=body.warehouse_id) if homeless else {}
    bins = Bin.objects.in_bulk(set(usual.values()))
    for line in lines:
        if line not in shelved:
            line.bin = None
        elif line.bin is None:
            line.bin = bins[usual[line.item_id]]


def regrade(body: Any, actor: Any, data: Data) -> None:
    lines = list(body.lines.all())
    for line in lines:
        for name in GRADES:
            setattr(line, name, ZERO)
        line.outcome, line.grade_note, line.bin, line.taken = "", "", None, None
    rows.write(lines, GRADED)
    body.graded_by = body.graded_at = None
    body.save(update_fields=["graded_by", "graded_at"])


def note_cost(document_id: int, found: Mapping[int, Decimal]) -> None:
    """The ledger values goods of no delivery while it posts, so the lines are told afterwards."""
    lines = list(SalesReturnLine._base_manager.filter(body=document_id, cost__isnull=True))
    for line in lines:
        line.cost = found.get(line.line_no, ZERO)
    rows.write(lines, ["cost"])
