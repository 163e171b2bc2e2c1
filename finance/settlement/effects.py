"""What the steps write into the settlement: its sums, its payee, consents and reasons."""

from collections.abc import Mapping
from typing import Any

from documents import links
from documents.flow import rewrites
from finance.settlement.figures import figures_of

Data = Mapping[str, Any]
SUMS = ("credits_used", "debts_settled", "surplus")
PAYEE = ("payee", "payee_bank", "payee_account")
# What is content of these, by column.
CONTENT = (
    *("our_consent_by_id", "our_consent_at", "their_consent_by", "their_consent_on"),
    *("consent_note", "prepayment_reason", "reason_by_id"),
)
CONSENT = ("our_consent_by", "our_consent_at", "their_consent_by", "their_consent_on")


def strike(body: Any, _actor: Any, _data: Data) -> None:
    """Fix the sums (V6), copy whom the money goes to, tie the papers that it draws on."""
    found = figures_of(body, body.lines.all())
    body.credits_used, body.debts_settled = found.used, found.settled
    body.surplus = found.surplus
    account = body.bank_account
    body.payee = (account.account_name or body.head.party.name) if account else ""
    body.payee_bank = account.bank_name if account else ""
    body.payee_account = account.account_number if account else ""
    body.save(update_fields=[*SUMS, *PAYEE])
    links.link_many(sources_of(body, body.lines.all()), body.head)


def sources_of(body: Any, lines: Any) -> list[int]:
    """The papers of its items, the prepaid order, the request it pays."""
    ids = {line.open_item.document_id for line in lines}
    return sorted(ids | ({body.for_document_id, body.request_id} - {None}))


@rewrites(*CONTENT)
def reopen(body: Any, _actor: Any, _data: Data) -> None:
    """Back in the maker's hands nothing is struck, and whatever was consented to may change."""
    body.credits_used = body.debts_settled = body.surplus = None
    body.our_consent_by = body.our_consent_at = body.their_consent_on = None
    body.their_consent_by = body.consent_note = ""
    body.prepayment_reason, body.reason_by = "", None
    reasons = ("consent_note", "prepayment_reason", "reason_by")
    body.save(update_fields=[*SUMS, *CONSENT, *reasons])


@rewrites(*CONTENT)
def consent(body: Any, actor: Any, data: Data) -> None:
    body.our_consent_by, body.our_consent_at = actor, data["at"]
    body.their_consent_by = data["their_consent_by"]
    body.their_consent_on = data["their_consent_on"]
    body.consent_note = data["consent_note"]
    body.save(update_fields=[*CONSENT, "consent_note"])


@rewrites("prepayment_reason", "reason_by_id")
def give_reason(body: Any, actor: Any, data: Data) -> None:
    body.prepayment_reason, body.reason_by = data["reason"][:500], actor
    body.save(update_fields=["prepayment_reason", "reason_by"])
