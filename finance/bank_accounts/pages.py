"""The accounts of suppliers with how far their verification has come; ticked ones are verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents.errors import Refused
from documents.flow import Words
from documents.pages.doors import person, tell
from documents.pages.steps import posted_ids
from finance.bank_accounts import rules
from finance.bank_accounts.rules import VERIFIERS, Standing
from masterdata.models import BankAccount, Party
from masterdata.roles import OFFICE, has_any
from ui.filters import FilterSet, FlagFilter, LookupFilter
from ui.listing import listing
from ui.tables import BadgeColumn, Column, Table, TimeColumn

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Badge:
    label: Words
    tone: str


@dataclass(frozen=True)
class Row:
    """One account as the list shows it."""

    standing: Standing
    tickable: bool = False

    @property
    def pk(self) -> int:
        return int(self.standing.account.pk)

    @property
    def account(self) -> BankAccount:
        return self.standing.account

    @property
    def changed_by(self) -> str:
        return self.standing.changed_by.display_name if self.standing.changed_by else ""

    @property
    def changed_at(self) -> datetime | None:
        return self.standing.changed_at

    @property
    def verified_by(self) -> str:
        return self.standing.told

    @property
    def number(self) -> str:
        """With whose account it is, where that is not the supplier: it must not be overlooked."""
        account = self.standing.account
        name = account.account_name.strip()
        other = name and name != account.party.name
        return f"{account.account_number} · {name}" if other else account.account_number

    @property
    def rounds(self) -> str:
        return f"{len(self.standing.rounds)}/{self.standing.needed}"

    @property
    def badge(self) -> Badge:
        if self.standing.is_verified:
            return Badge(_("Verified"), "good")
        if self.standing.rounds:
            return Badge(_("Second verification missing"), "warning")
        if self.standing.needed > 1:
            return Badge(_("Changed, to be verified twice"), "bad")
        return Badge(_("To be verified"), "warning")

    def get_absolute_url(self) -> str:
        return reverse("party_detail", args=[self.account.party_id])


class AccountTable(Table):
    party = Column(_("Supplier"), accessor="account__party__name")
    bank = Column(_("Bank"), accessor="account__bank_name")
    number = Column(_("Account number"))
    state = BadgeColumn(_("State"), accessor="badge", badge_of=lambda badge, record: badge)
    verified_by = Column(_("Verified by"))
    changed_by = Column(_("Entered or changed by"))
    changed_at = TimeColumn(_("Changed at"))
    name = Column(_("Account name"), accessor="account__account_name", shown=False)
    rounds = Column(_("Rounds"), shown=False)
    code = Column(_("Party code"), accessor="account__party__code", shown=False)

    def row_url(self, record: Row) -> str:
        return record.get_absolute_url()


class VerifiersTable(AccountTable):
    """Only what would not be refused can be ticked."""

    selectable: ClassVar[bool] = True

    def tickable(self, record: Row) -> bool:
        return record.tickable


class AccountFilter(FilterSet):
    party = LookupFilter(
        "supplier", queryset=Party.objects.all(), field_name="party", label=_("Supplier")
    )
    waiting = FlagFilter(label=_("To be verified"))

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"waiting": "on"}


def rows(conditions: FilterSet) -> list[Row]:
    """Those that wait, or all; the latest change first."""
    chosen = conditions.form.cleaned_data
    accounts = BankAccount.objects.filter(party__is_supplier=True).select_related("party")
    if chosen.get("party"):
        accounts = accounts.filter(party=chosen["party"])
    if chosen.get("waiting"):
        accounts = accounts.filter(verified_at=None)
    found = list(accounts.order_by("-pk"))
    standings = rules.standings_of(found)
    user: Any = conditions.request.user
    return [
        Row(standings[account.pk], tickable=not rules.why_not(standings[account.pk], user))
        for account in found
    ]


@require_GET
def bank_accounts(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not has_any(user, OFFICE):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    extra: dict[str, Any] = {}
    table: type[Table] = AccountTable
    if has_any(user, frozenset(VERIFIERS)):
        table = VerifiersTable
        extra = {
            "batch_url": reverse("bank_accounts_verify"),
            "batch_actions": [{"code": "verify", "label": _("Verify the ticked ones")}],
            "note": _(
                "Compare bank, number and name with the supplier's letter or by a call on a known"
                " telephone number, then verify."
            ),
        }
    return listing(
        request,
        queryset=rows,
        table_class=table,
        filter_class=AccountFilter,
        title=_("Suppliers' bank accounts"),
        extra=extra,
    )


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Each ticked account stands for itself and gets its own answer."""
    user = person(request)
    if not has_any(user, frozenset(VERIFIERS)):
        raise PermissionDenied(gettext("Your role may not verify bank accounts."))
    ids = posted_ids(request)
    if not ids:
        messages.error(request, gettext("Tick at least one bank account."))
    if len(ids) > MOST_AT_ONCE:
        words = gettext("Tick %(most)s bank accounts at most; each is answered by itself.")
        messages.error(request, words % {"most": MOST_AT_ONCE})
        return redirect("bank_accounts")
    known = BankAccount.objects.filter(pk__in=ids, party__is_supplier=True).order_by("pk")
    for pk in known.values_list("pk", flat=True):
        _verify_one(request, pk)
    return redirect("bank_accounts")


def _verify_one(request: HttpRequest, pk: int) -> None:
    try:
        account = rules.verify(pk, by=person(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return
    words = {"account": str(account), "party": account.party}
    if account.verified_at is not None:
        sentence = gettext("%(party)s: %(account)s is verified.")
    else:
        sentence = gettext(
            "%(party)s: %(account)s is verified once; a colleague of finance verifies it a second"
            " time."
        )
    messages.success(request, sentence % words)
