"""What leaving, signing and filing write, and what they say to the books."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import attachments, content, links, rows
from documents.errors import Refused
from documents.flow import in_place, rewrites
from documents.models import Document
from finance.parties import funds
from inventory.stock.queries import reserved_parts, worth_that_left
from masterdata.money import AMOUNTS
from orders.customer_order.models import Terms
from orders.delivery import checks, postings, queries
from orders.delivery.account import uncovered
from orders.delivery.amounts import ZERO, Share, part_of, shares_in
from orders.delivery.effects import settle_amounts
from orders.delivery.models import Delivery, Paid
from orders.delivery.reckoning import forget_others
from ui import formats

Data = Mapping[str, Any]


@in_place
@rewrites(*AMOUNTS)
def leave(body: Any, actor: Any, data: Data) -> None:
    """出厂: the amounts are struck for the last time; what the driver collects follows."""
    settle_amounts(body)
    body.dispatched_at = data["at"]
    body.cod_due = uncovered(shares_in(body.shares)) if body.cod else ZERO
    rows.write([body], ["shares", "dispatched_at", "cod_due"])


@rewrites(*AMOUNTS)
def leave_directly(body: Any, actor: Any, data: Data) -> None:
    """直发: what the supplier brought to the customer leaves in the breath in which it came.

    The program's own steps lock their paper alone, so the orders are locked and asked here.
    """
    source_ids = queries.sources_of(body, body.lines.all())
    list(Document.objects.select_for_update(of=("self",)).filter(pk__in=source_ids).order_by("pk"))
    refusal = checks.within_orders(content.load_body(body.head), actor)
    if refusal:
        raise Refused(refusal)
    forget_others(body)
    lines = list(body.lines.all())
    for line in lines:
        line.picked = line.base_quantity
    rows.write(lines, ["picked"])
    links.set_sources(source_ids, body.head)
    leave(body, actor, data)


def goods_and_debt(body: Any, lines: list[Any]) -> list[Any]:
    """Stock leaves, the orders give up what was kept for them, each order's share is owed."""
    shares = shares_in(body.shares)
    order_ids = [share.order_id for share in shares]
    owed = postings.debts(
        shares,
        party_id=body.head.party_id,
        due_on=_due_on(body),
        credits=funds.credits_for(order_ids),
    )
    return [*postings.goods_out(lines, reserved_parts(order_ids)), *owed]


def _due_on(body: Any) -> date:
    """On account: within the customer's days; else at once."""
    day = timezone.localdate(body.dispatched_at)
    terms = {line.order_line.body.terms for line in body.lines.all() if line.order_line}
    on_account = not body.cod and terms == {Terms.CREDIT}
    return day + timedelta(days=body.head.party.credit_days) if on_account else day


def note_cost(body: Any) -> None:
    """The ledger values goods while it posts, so the lines are told of it afterwards."""
    cost = worth_that_left(body.pk, cause=postings.SENT)
    lines = list(body.lines.all())
    for line in lines:
        line.cost = cost.get(line.line_no, ZERO)
    rows.write(lines, ["cost"])


def sign(body: Any, actor: Any, data: Data) -> None:
    """签收: who signed, what was refused and why, what was paid; the scan if there is one.

    `refused` and `reasons` are by line id, in base units.
    """
    lines = list(body.lines.all())
    _note_refused(lines, data.get("refused") or {}, data.get("reasons") or {})
    shares = [_after_refusal(share, lines) for share in shares_in(body.shares)]
    body.shares = [share.plain() for share in shares]
    body.signed_at = data.get("signed_at") or data["at"]
    body.signer = (data.get("signer") or "").strip()[:60]
    body.sign_note = (data.get("sign_note") or "")[:300]
    if not body.signer:
        raise Refused(_("Say who signed for the goods."))
    if body.dispatched_at and body.signed_at < body.dispatched_at:
        raise Refused(_("The goods cannot be signed for before they left."))
    _note_cash(body, sum((share.refused for share in shares), ZERO), data)
    body.save(
        update_fields=[
            "shares", "signed_at", "signer", "sign_note",
            "cod_due", "cod_collected", "cod_method", "cod_collected_at",
        ]
    )  # fmt: skip
    _keep(body, actor, data)


def _keep(body: Any, actor: Any, data: Data) -> None:
    """The photo or scan lies with the paper; one that lies there already is no fault."""
    scan = data.get("scan")
    if scan and not attachments.is_attached(body.head, scan):
        attachments.attach(body.head, scan, by=actor, at=data["at"])


def due_after(body: Any, refused: Mapping[int, Decimal]) -> Decimal:
    """What is to be collected when so much is refused, by line id; nothing is written."""
    lines = list(body.lines.all())
    for line in lines:
        _weigh(line, refused.get(line.pk))
    shares = [_after_refusal(share, lines) for share in shares_in(body.shares)]
    return max(body.cod_due - sum((share.refused for share in shares), ZERO), ZERO)


def _weigh(line: Any, refused: Decimal | None) -> None:
    line.refused = refused or ZERO
    line.refused_gross = part_of(line.gross, line.refused, line.sent) if line.refused else ZERO


def _note_refused(
    lines: list[Any], refused: Mapping[int, Decimal], reasons: Mapping[int, str]
) -> None:
    for line in lines:
        _weigh(line, refused.get(line.pk))
        line.refuse_reason = (reasons.get(line.pk) or "").strip()[:200]
        words = {"line": line.line_no, "sent": formats.quantity(line.sent)}
        if line.refused < 0 or line.refused > line.sent:
            raise Refused(_("Line %(line)s: only %(sent)s was sent.") % words)
        if line.refused and not line.refuse_reason:
            raise Refused(_("Line %(line)s: say why it was refused.") % words)
    rows.write(lines, ["refused", "refuse_reason", "refused_gross"])


def _after_refusal(share: Share, lines: list[Any]) -> Share:
    own = [line for line in lines if line.order_line and line.order_line.body_id == share.order_id]
    refused = sum((line.refused_gross for line in own), ZERO)
    all_of_it = all(line.refused == line.sent for line in own)
    return share.with_refused(refused, all_of_it=all_of_it)


def _note_cash(body: Any, refused: Decimal, data: Data) -> None:
    """The driver collects what is due for what was taken; less, or none, is explained."""
    body.cod_due = max(body.cod_due - refused, ZERO)
    collected = data.get("cod_collected") or ZERO
    method = data.get("cod_method") or (Paid.NONE if body.cod_due else "")
    if collected < 0 or collected > body.cod_due:
        raise Refused(
            _("At most %(due)s is to be collected for this delivery.")
            % {"due": formats.money(body.cod_due)}
        )
    if collected and method not in (Paid.CASH, Paid.TRANSFER):
        raise Refused(_("Say how it was paid: in cash, or by a transfer shown on the phone."))
    if collected < body.cod_due and not body.sign_note:
        raise Refused(
            _("%(left)s was not collected. Say in the note why.")
            % {"left": formats.money(body.cod_due - collected)}
        )
    body.cod_collected, body.cod_method = collected, method if collected or body.cod_due else ""
    if body.cod_due and not collected:
        body.cod_method = Paid.NONE
    body.cod_collected_at = body.signed_at if collected else None


def refused_part(body: Any, lines: list[Any]) -> list[Any]:
    """Refused goods lie apart at what they cost, and are owed no longer."""
    shares = [share for share in shares_in(body.shares) if share.refused > 0]
    back = [line for line in lines if line.refused > 0]
    if not back and not shares:
        return []
    credits = postings.credits_back(
        shares, party_id=body.head.party_id, open_debts=funds.open_lines_of(body.pk)
    )
    return [*postings.goods_back(back, bin_id=_taking_back(body).reject_bin.pk), *credits]


def _taking_back(body: Any) -> Any:
    """What went straight to the customer and is refused comes to the store that serves him."""
    if not body.pickup_note_id:
        return body.warehouse
    return next(line.order_line.body.warehouse for line in body.lines.all() if line.order_line)


def install(body: Any, actor: Any, data: Data) -> None:
    body.installed_at = data.get("installed_at") or data["at"]
    body.installer = (data.get("installer") or actor.display_name)[:60]
    body.save(update_fields=["installed_at", "installer"])
    _keep(body, actor, data)


def file_slip(body: Any, actor: Any, data: Data) -> None:
    """回单归档: the original lies in its place, its scan is with the paper, or why not."""
    _keep(body, actor, data)
    body.slip_place = (data.get("slip_place") or "").strip()[:100]
    body.no_scan_reason = (data.get("no_scan_reason") or "").strip()[:200]
    if not body.slip_place:
        raise Refused(_("Say where the signed slip is kept."))
    if not body.no_scan_reason and not _has_scan(body):
        raise Refused(_("Attach the scan of the signed slip, or say why there is none."))
    body.slip_filed_at = data["at"]
    body.save(update_fields=["slip_place", "no_scan_reason", "slip_filed_at"])


def _has_scan(body: Any) -> bool:
    return bool(body.head.attachments.filter(withdrawn_at__isnull=True).exists())


def reopen(body: Any, actor: Any, data: Data) -> None:
    body.slip_filed_at = None
    body.save(update_fields=["slip_filed_at"])


def recount_cash(delivery_ids: Iterable[int], *, handed_over: Mapping[int, Decimal]) -> None:
    """Set what the cashier counted of each; told twice, it changes nothing."""
    for pk in sorted(set(delivery_ids)):
        Delivery.objects.filter(pk=pk).update(cod_handed_over=handed_over.get(pk, ZERO))
