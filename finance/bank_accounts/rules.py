"""Whether money may go to a bank account, who must still look at it, and what to warn of.

Details that replace earlier ones, of this account or of another of the same supplier, are the
way in which money is led astray: they need two people of finance, and warn on every payment.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import approvals
from documents.errors import NotAllowed, Refused
from documents.flow import Words
from documents.transactions import in_one_transaction
from finance.bank_accounts.models import BankVerification
from masterdata.models import BankAccount, Party, User
from masterdata.roles import Role, roles_of
from ui.punctuation import listed

VERIFIERS = (Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)
TELLING = ("bank_name", "account_number", "account_name")


def fingerprint(account: BankAccount) -> str:
    """What was vouched for: bank, number and name, and nothing else."""
    text = "\n".join(str(getattr(account, name)).strip() for name in TELLING)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Standing:
    """How far the verification of an account's present details has come."""

    account: BankAccount
    rounds: list[BankVerification] = field(default_factory=list)
    replaces_others: bool = False
    writers: dict[int, User] = field(default_factory=dict)
    changed_by: User | None = None
    changed_at: datetime | None = None
    was_changed: bool = False

    @property
    def needed(self) -> int:
        return self.rounds[0].needed if self.rounds else (2 if self.replaces_others else 1)

    @property
    def is_verified(self) -> bool:
        return len(self.rounds) >= self.needed

    @property
    def told(self) -> str:
        """Who looked at it, and of how many where one is still missing."""
        names = listed(row.by.display_name for row in self.rounds)
        done = f"{len(self.rounds)}/{self.needed}"
        return f"{done} {names}" if names and not self.is_verified else names


def standing_of(account: BankAccount) -> Standing:
    return standings_of([account])[account.pk]


def standings_of(accounts: Sequence[BankAccount]) -> dict[int, Standing]:
    """Of many accounts at once: two queries, whatever their number."""
    found = {account.pk: Standing(account) for account in accounts}
    rows = BankVerification.objects.filter(party__in={a.party_id for a in accounts})
    by_party: dict[int, list[BankVerification]] = defaultdict(list)
    for row in rows.select_related("by").order_by("id"):
        by_party[row.party_id].append(row)
    for standing in found.values():
        _take_rounds(standing, by_party[standing.account.party_id])
    _take_histories(found)
    return found


def _take_rounds(standing: Standing, rows: Iterable[BankVerification]) -> None:
    mark = fingerprint(standing.account)
    for row in rows:
        if row.account_id == standing.account.pk and row.fingerprint == mark:
            standing.rounds.append(row)
        elif row.fingerprint != mark:
            standing.replaces_others = True


def _take_histories(standings: dict[int, Standing]) -> None:
    """Who wrote the details, ever, and when they last changed."""
    history: Any = BankAccount.history  # type: ignore[attr-defined]
    last: dict[int, tuple[str, ...]] = {}
    rows = history.filter(id__in=standings).select_related("history_user").order_by("history_id")
    for row in rows:
        details = tuple(getattr(row, name) for name in TELLING)
        if last.get(row.id) == details:
            continue
        standing = standings[row.id]
        standing.was_changed = row.id in last
        standing.changed_by, standing.changed_at = row.history_user, row.history_date
        if row.history_user is not None:
            standing.writers[row.history_user_id] = row.history_user
        last[row.id] = details


def refusal(account: BankAccount) -> Words:
    """Why no money may go there yet, and who can change that; empty when it may."""
    standing = standing_of(account)
    if standing.is_verified:
        return ""
    but = {*standing.writers, *(row.by_id for row in standing.rounds)}
    words = {"account": str(account), "who": approvals.people_for(VERIFIERS, but=but)}
    if standing.rounds:
        return (
            _(
                "The bank account %(account)s was changed and needs a second verification. It can"
                " be done by %(who)s."
            )
            % words
        )
    return _("The bank account %(account)s is not verified yet. It can be done by %(who)s.") % words


def warning(account: BankAccount) -> Words:
    """What whoever asks for or pays money must know of this account; empty when nothing."""
    standing = standing_of(account)
    if standing.needed < 2:
        return ""
    words = {
        "account": str(account),
        "date": f"{timezone.localtime(standing.changed_at):%Y-%m-%d}"
        if standing.changed_at
        else "—",
        "name": standing.changed_by.display_name if standing.changed_by else "—",
        "verified": listed(row.by.display_name for row in standing.rounds) or "—",
    }
    if standing.was_changed:
        return (
            _(
                "The bank account %(account)s was changed on %(date)s by %(name)s (verified by:"
                " %(verified)s). Ask the supplier on a known telephone number."
            )
            % words
        )
    return (
        _(
            "The bank account %(account)s is a further one, entered on %(date)s by %(name)s"
            " (verified by: %(verified)s). Ask the supplier on a known telephone number."
        )
        % words
    )


def why_not(standing: Standing, user: User) -> Words:
    """Why this person may not verify these details now; empty when he may."""
    words = {"account": str(standing.account)}
    if standing.is_verified:
        return _("The bank account %(account)s is verified already.") % words
    if user.pk in standing.writers:
        return (
            _("You entered or changed %(account)s yourself; a colleague of finance verifies it.")
            % words
        )
    if any(row.by_id == user.pk for row in standing.rounds):
        return (
            _("You verified %(account)s already; the second verification is a colleague's.") % words
        )
    return ""


def progress(accounts: Sequence[BankAccount]) -> dict[int, str]:
    """Of those somebody looked at already, how far they are."""
    return {pk: standing.told for pk, standing in standings_of(accounts).items() if standing.rounds}


def may_verify_any(accounts: Sequence[BankAccount], user: User) -> bool:
    return any(not why_not(standing, user) for standing in standings_of(accounts).values())


def verify(account_id: int, *, by: User, at: datetime) -> BankAccount:
    """One round of looking; with the last one needed the account is open for money."""
    if not set(VERIFIERS) & roles_of(by):
        raise NotAllowed(_("Your role may not verify bank accounts."))
    return in_one_transaction(lambda: _verify(account_id, by, at))


def _verify(account_id: int, by: User, at: datetime) -> BankAccount:
    peek = BankAccount.objects.get(pk=account_id)
    # The supplier is locked, so that two accounts of one cannot both be his first.
    Party.objects.select_for_update().get(pk=peek.party_id)
    account = BankAccount.objects.select_related("party").get(pk=account_id)
    standing = standing_of(account)
    refused = why_not(standing, by)
    if refused:
        raise Refused(refused)
    row = BankVerification.objects.create(
        account=account,
        party=account.party,
        fingerprint=fingerprint(account),
        round=len(standing.rounds) + 1,
        needed=standing.needed,
        by=by,
        at=at,
    )
    if row.round == row.needed:
        account.verified_by, account.verified_at = by, at
        account.save(update_fields=["verified_by", "verified_at"])
    return account


def verify_from_the_party(account: BankAccount, user: User, at: datetime) -> Words:
    """The button on the supplier's page goes the same way."""
    try:
        done = verify(account.pk, by=user, at=at)
    except Refused as refused:
        return refused.sentence
    if done.verified_at is not None:
        return ""
    return _("%(account)s is verified once; a colleague of finance verifies it a second time.") % {
        "account": str(done)
    }
