"""What the order's steps write into its own columns, in the step's transaction, before posting."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.flow import in_place
from documents.models import Attachment
from inventory.places.models import BinKind
from inventory.places.queries import first_bin
from purchasing.purchase_order.models import PromiseChange, PurchaseOrderLine
from purchasing.purchase_order.progress import state_of_line
from ui.prepared import Prepared
from ui.reading import unsaved
from ui.values import KEY

Data = Mapping[str, Any]
SIGNED = (
    "contract_number",
    "signed_on",
    "our_signer",
    "their_signer",
    "no_scan_reason",
    "scan",
)


@in_place
def propose_contract_number(body: Any, actor: Any, data: Data) -> None:
    """The order's own number under the contracts' prefix; it can be changed until it is signed."""
    if not body.contract_number:
        body.contract_number = contract_number_for(body.head.number)
        rows.write([body], ["contract_number"])


@in_place
def sign(body: Any, actor: Any, data: Data) -> None:
    """Contract number, both signers, and the scan or the reason why there is none (R100)."""
    body.contract_number = data.get("contract_number") or body.contract_number
    if not body.contract_number:
        raise Refused(_("Enter the contract number."))
    body.signed_on = data.get("signed_on") or timezone.localdate(data["at"])
    body.our_signer = data.get("our_signer", "")
    body.their_signer = data.get("their_signer", "")
    body.no_scan_reason = data.get("no_scan_reason", "")
    body.scan = _scan(body, actor, data)
    if body.scan is None and not body.no_scan_reason:
        raise Refused(_("Attach the scan of the signed contract, or say why there is none."))
    rows.write([body], SIGNED)


def _scan(body: Any, actor: Any, data: Data) -> Any:
    """What was sent along, else the newest attachment the order already has."""
    if data.get("scan"):
        from documents import attachments

        return attachments.attach(body.head, data["scan"], by=actor, at=data["at"])
    return _newest.first(body.pk)


_newest = Prepared(
    lambda document: Attachment.objects.filter(
        document=document, withdrawn_at__isnull=True
    ).order_by("-id")[:1],
    KEY,
)


def contract_number_for(number: str) -> str:
    return f"HT-{number.partition('-')[2] or number}"


@in_place
def confirm(body: Any, actor: Any, data: Data) -> None:
    """The first promise of every line; a line left blank keeps its contract date."""
    body.receiving_bin_id = first_bin(body.warehouse_id, BinKind.RECEIVING)
    rows.write([body], ["receiving_bin"])
    lines = list(body.lines.all())
    dates = {line.pk: _promised(line, data) or line.contract_on for line in lines}
    missing = [line.line_no for line in lines if dates[line.pk] is None]
    if missing:
        raise Refused(_("Enter a delivery date for every line."), details=map(str, missing))
    _promise(lines, dates, actor, data)


def promise(body: Any, actor: Any, data: Data) -> None:
    """New dates for the open lines; the contract date stays, every promise is kept (4.23)."""
    lines = [line for line in body.lines.all() if line.open_quantity > 0]
    dates = {line.pk: _promised(line, data) for line in lines}
    changed = [line for line in lines if dates[line.pk] and dates[line.pk] != line.promised_on]
    if not changed:
        raise Refused(_("No delivery date was changed: enter a new date for at least one line."))
    _promise(changed, dates, actor, data)


def _promised(line: Any, data: Data) -> date | None:
    by_line: Mapping[int, date | None] = data.get("promises") or {}
    return by_line.get(line.pk) or data.get("promised_on")


def _promise(lines: list[Any], dates: Mapping[int, date | None], actor: Any, data: Data) -> None:
    rows.insert(
        [
            unsaved(PromiseChange)(
                line=line,
                at=data["at"],
                actor=actor,
                old_on=line.promised_on,
                new_on=dates[line.pk],
                source=data.get("source", ""),
                reason=data.get("reason", ""),
            )
            for line in lines
        ]
    )
    for line in lines:
        line.promised_on = dates[line.pk]
    rows.write(lines, ["promised_on"])


def short_close(body: Any, actor: Any, data: Data) -> None:
    """The open rest of the chosen lines is given up (G9)."""
    chosen = _chosen(body, data, lambda line: line.open_quantity > 0)
    _refuse_while_on_receipts(chosen)
    reason = str(data.get("reason") or "")[:200]
    for line in chosen:
        _close(line, line.closed_quantity + line.open_quantity, reason)
    _save_closing(body, chosen)


def reopen_lines(body: Any, actor: Any, data: Data) -> None:
    chosen = _chosen(body, data, lambda line: line.closed_quantity > 0)
    for line in chosen:
        _close(line, Decimal(0), "")
    _save_closing(body, chosen)


def _close(line: Any, closed: Decimal, reason: str) -> None:
    before = line.open_quantity
    line.closed_quantity, line.closed_reason = closed, reason
    line.closed_now = before - line.open_quantity
    line.line_state = state_of_line(line)


def _chosen(body: Any, data: Data, fits: Any) -> list[Any]:
    """The lines named in the form, or all that fit when none was named."""
    wanted: Iterable[int] = [int(pk) for pk in data.get("lines") or ()]
    found = [line for line in body.lines.all() if fits(line)]
    chosen = [line for line in found if line.pk in set(wanted)] if wanted else found
    if not chosen:
        raise Refused(_("Choose at least one line for which this is possible."))
    return chosen


def _refuse_while_on_receipts(lines: list[Any]) -> None:
    from purchasing.purchase_order.queries import papers_in_the_way

    numbers = papers_in_the_way(line.pk for line in lines)
    if numbers:
        raise Refused(
            _("These unapproved receipts hold goods of the lines; finish or void them first."),
            details=numbers,
        )


def _save_closing(body: Any, chosen: list[Any]) -> None:
    """`closed_now` of all other lines is emptied: the posting that follows reads it."""
    PurchaseOrderLine.objects.filter(body=body).exclude(closed_now=0).update(closed_now=0)
    rows.write(chosen, ["closed_quantity", "closed_now", "closed_reason", "line_state"])


def close(body: Any, actor: Any, data: Data) -> None:
    body.archive_place = data.get("archive_place", "")
    if not body.archive_place:
        raise Refused(_("Say where the original of the contract is kept."))
    body.save(update_fields=["archive_place"])


def hold(body: Any, actor: Any, data: Data) -> None:
    body.head.held = True


def release(body: Any, actor: Any, data: Data) -> None:
    body.head.held = False
