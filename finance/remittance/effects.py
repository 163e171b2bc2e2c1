"""What the steps write into the remittance: who filed it, its surplus, the bank's line."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import links
from documents.errors import Refused
from finance.remittance.figures import surplus_of
from finance.remittance.models import BankLine, Kind, Remittance
from ui import formats

Data = Mapping[str, Any]


def sources_of(_body: Any, lines: Iterable[Any]) -> list[int]:
    """The orders and the papers of the old debts; their heads are locked while it is posted."""
    return sorted({line.order_id or line.open_item.document_id for line in lines})


def file(body: Any, actor: Any, data: Data) -> None:
    """A claim without a time was reported now; what its lines draw on is tied to it."""
    if body.kind == Kind.RECEIPT:
        body.reported_at = body.reported_at or data["at"]
    lines = list(body.lines.all())
    body.filed_by = actor
    body.surplus = surplus_of(body, lines)
    body.save(update_fields=["filed_by", "surplus", "reported_at"])
    links.link_many(sources_of(body, lines), body.head)


def take_back(body: Any, _actor: Any, _data: Data) -> None:
    """Back in the clerk's hands nothing is struck any more."""
    body.surplus, body.filed_by = None, None
    body.save(update_fields=["surplus", "filed_by"])


def confirm(body: Any, actor: Any, data: Data) -> None:
    """到账确认: the account is the bank line's; the line is used once, under its lock."""
    chosen: BankLine | None = data.get("bank_line")
    if chosen is None:
        raise Refused(_("Choose the line of the bank's statement; without it nothing arrived."))
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=chosen.pk)
    _require_fit(body, line)
    body.bank_line, body.account = line, line.account
    _sign(body, actor, data)


def _require_fit(body: Any, line: BankLine) -> None:
    used = Remittance.objects.filter(bank_line=line).select_related("head").first()
    if used is not None:
        raise Refused(
            _("This bank line is used by %(number)s already. Choose another line.")
            % {"number": used.head.number}
        )
    if line.withdrawn_at is not None:
        raise Refused(_("This bank line was withdrawn. Choose another line."))
    if line.amount != body.money:
        raise Refused(
            _(
                "The bank has %(bank)s and the claim says %(claim)s. Choose the line of the same"
                " amount, or reject the claim so that the clerk corrects it."
            )
            % {"bank": formats.money(line.amount), "claim": formats.money(body.money)}
        )
    if not line.account.is_active:
        raise Refused(
            _("%(account)s is closed. Choose another account.") % {"account": line.account}
        )


def _sign(body: Any, actor: Any, data: Data) -> None:
    body.confirmed_by, body.confirmed_at = actor, data["at"]
    body.save(update_fields=["bank_line", "account", "confirmed_by", "confirmed_at"])


def allot(body: Any, actor: Any, data: Data) -> None:
    _sign(body, actor, data)


def refund(body: Any, actor: Any, data: Data) -> None:
    if data.get("account") is None:
        raise Refused(_("Choose the cash or bank account that the money goes through."))
    body.account = data["account"]
    _sign(body, actor, data)


def free_the_line(body: Any, _actor: Any, _data: Data) -> None:
    """After the reversal the bank's line is there for the right claim."""
    body.bank_line = None
    body.save(update_fields=["bank_line"])
