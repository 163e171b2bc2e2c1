"""What the steps write into the hand-over: what the cashier counted, into which box, and why."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import links
from documents.errors import Refused
from finance.cash.models import AccountKind
from finance.cash_handover.models import CashHandoverLine
from finance.cash_handover.queries import open_cash
from ui import formats

Data = Mapping[str, Any]
NONE = Decimal(0)


def sources_of(_body: Any, lines: Iterable[Any]) -> list[int]:
    """The deliveries; their heads are locked while it is counted: no cash is counted twice."""
    return sorted({line.delivery_id for line in lines})


def hand(body: Any, _actor: Any, _data: Data) -> None:
    links.link_many(sources_of(body, body.lines.all()), body.head)


def count(body: Any, actor: Any, data: Data) -> None:
    """`counts` is by line what was found; without it, what the driver said."""
    lines = list(body.lines.all())
    _require_cash_box(data.get("account"))
    found = {line.pk: _found(line, data.get("counts") or {}) for line in lines}
    reason = (data.get("difference_reason") or "").strip()
    _require_counts(body, lines, found=found, reason=reason)
    for line in lines:
        CashHandoverLine.objects.filter(pk=line.pk).update(counted=found[line.pk])
    body.account, body.counted = data["account"], sum(found.values(), NONE)
    body.counted_by, body.counted_at = actor, data["at"]
    body.difference_reason = reason[:300]
    body.save(update_fields=["account", "counted", "counted_by", "counted_at", "difference_reason"])


def _found(line: Any, counts: Mapping[int, Decimal]) -> Decimal:
    counted = counts.get(line.pk)
    return line.amount if counted is None else counted


def _require_cash_box(account: Any) -> None:
    if account is None or account.kind != AccountKind.CASH or not account.is_active:
        raise Refused(_("Cash goes into a cash box: choose one that is in use."))


def _require_counts(
    body: Any, lines: list[Any], *, found: Mapping[int, Decimal], reason: str
) -> None:
    """Nothing vanishes: what was not found stays the driver's, what is too much has no debt."""
    if not any(found.values()):
        raise Refused(_("Nothing was counted. Reject the hand-over instead, with the reason."))
    there = {each.delivery.pk: each.to_hand for each in open_cash(None, but=body.pk)}
    for line in lines:
        most = there.get(line.delivery_id, NONE)
        if not 0 <= found[line.pk] <= most:
            raise Refused(
                _("%(number)s: between nothing and %(most)s can be counted, not %(counted)s.")
                % {
                    "number": line.delivery.number,
                    "most": formats.money(most),
                    "counted": formats.money(found[line.pk]),
                }
            )
    if not reason and any(found[line.pk] != line.amount for line in lines):
        raise Refused(_("The count differs from what was handed over. Say why."))
