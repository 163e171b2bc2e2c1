"""Pages of parties: customer and supplier in one, with contacts, addresses and bank accounts."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from masterdata import party_hooks, party_sheet, verification
from masterdata.children import Rows
from masterdata.completeness import missing_of, missing_parts
from masterdata.filters import PartyFilter
from masterdata.forms.parties import (
    AccountLine,
    AddressLine,
    ContactLine,
    PartyForm,
    accounts_fit,
    addresses_fit,
    contacts_fit,
)
from masterdata.models import BankAccount, Contact, Party
from masterdata.roles import (
    CHANGE_CUSTOMERS,
    CHANGE_SUPPLIERS,
    Role,
    has_any,
    may_see_list_prices,
)
from masterdata.sheets import with_sheet
from masterdata.tables import PartyTable
from ui.grid import Column
from ui.pages import RecordPages

log = logging.getLogger(__name__)
FIELDSETS = (
    (
        "",
        (
            "code",
            "name",
            "short_name",
            "pinyin",
            "is_supplier",
            "is_customer",
            "is_active",
            "head_person",
            "region",
            "owner",
            "level",
        ),
    ),
    (
        _("Money and tax"),
        (
            "payment_terms",
            "credit_days",
            "credit_limit",
            "default_tax_rate",
            "tax_number",
            "tax_title",
            "invoice_address",
        ),
    ),
    (_("Block and remark"), ("blocked_for_orders", "block_reason", "remark")),
)
VERIFIERS = frozenset({Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER})


def may_change(user: Any) -> bool:
    return has_any(user, CHANGE_SUPPLIERS | CHANGE_CUSTOMERS)


def mark_complete(party: Party) -> None:
    """Contacts are stored after the party itself, so the mark is looked at last."""
    if party.to_complete and not missing_parts(party):
        party.to_complete = False
        party.save(update_fields=["to_complete"])


class AccountRows(Rows):
    """A changed account must be verified anew by somebody else than who changed it."""

    def shown(self, record: Any) -> dict[str, Any]:
        """With who verified each account; one that nobody did stands out."""
        part = super().shown(record)
        part["table"]["columns"].append({"label": _("Verified by")})
        accounts = list(record.bank_accounts.select_related("verified_by").order_by("pk"))
        begun = verification.progress([one for one in accounts if not one.verified_by])
        for row, account in zip(part["table"]["rows"], accounts, strict=True):
            name = account.verified_by and account.verified_by.display_name
            tone = "" if name else "warning" if account.pk in begun else "bad"
            text = name or begun.get(account.pk) or _("Nobody yet")
            row["cells"].append({"text": text, "tone": tone})
        return part

    def _write(self, manager: Any, row: Any, values: dict[str, Any]) -> None:
        telling = ("bank_name", "account_number", "account_name")
        if row is not None and any(getattr(row, name) != values[name] for name in telling):
            manager.filter(pk=row.pk).update(verified_by=None, verified_at=None)
            row.verified_by, row.verified_at = None, None
        super()._write(manager, row, values)


CONTACTS = Rows(
    name="contacts",
    title=_("Contacts"),
    related="contacts",
    form=ContactLine,
    columns=(
        Column("name", _("Contact"), width=120),
        Column("mobile", _("Mobile"), width=140),
        Column("phone", _("Phone"), width=140),
        Column("fax", _("Fax"), width=140),
        Column("email", _("Mail"), width=200),
        Column("is_main", _("Main contact"), "check", width=80),
    ),
    max_rows=50,
    flag="is_main",
    check=contacts_fit,
)
ADDRESSES = Rows(
    name="addresses",
    title=_("Addresses"),
    related="addresses",
    form=AddressLine,
    columns=(
        Column("receiver", _("Receiver"), width=120),
        Column("phone", _("Phone"), width=140),
        Column("address", _("Address"), width=400),
        Column("is_default", _("Default"), "check", width=80),
    ),
    max_rows=50,
    flag="is_default",
    check=addresses_fit,
)
ACCOUNTS = AccountRows(
    name="accounts",
    title=_("Bank accounts"),
    related="bank_accounts",
    form=AccountLine,
    columns=(
        Column("bank_name", _("Bank"), width=220),
        Column("account_number", _("Account number"), width=220),
        Column("account_name", _("Account name"), width=220),
        Column("is_default", _("Default"), "check", width=80),
    ),
    max_rows=50,
    flag="is_default",
    check=accounts_fit,
    after=mark_complete,
)


def seen(_request: HttpRequest) -> "QuerySet[Party]":
    contact = Contact.objects.filter(party=OuterRef("pk")).order_by("-is_main", "id")
    reached = Coalesce(NullIf("mobile", Value("")), "phone")
    return Party.objects.select_related("region", "owner").annotate(
        contact_name=Subquery(contact.values("name")[:1]),
        contact_phone=Subquery(contact.annotate(reached=reached).values("reached")[:1]),
    )


def save(form: PartyForm, request: HttpRequest) -> Party:
    form.prepare()
    party: Party = form.save()
    user: Any = request.user
    for sentence in party_hooks.told_of(party, form.changed_data, user):
        messages.warning(request, sentence)
    return party


def small_tables(party: Party, _request: HttpRequest) -> list[dict[str, Any]]:
    parts = (CONTACTS, ADDRESSES, ACCOUNTS)
    return [rows.shown(party) for rows in parts if getattr(party, rows.related).exists()]


def sections_of(party: Party, request: HttpRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = PARTIES.views._plain_sections(party, request)
    if missing := missing_of(party):
        fact = {"label": _("To be completed"), "value": ", ".join(missing), "tone": "bad"}
        found[0]["fields"].append(fact)
    return found


def actions_of(party: Party, request: HttpRequest) -> list[dict[str, Any]]:
    """Verifying bank accounts is offered to those who may, as long as one is open to them."""
    user: Any = request.user
    found = party_hooks.actions_for(party, user)
    if not has_any(user, VERIFIERS):
        return found
    unverified = list(party.bank_accounts.filter(verified_by=None))
    if not unverified or not verification.may_verify(unverified, user):
        return found
    url = reverse("party_verify_accounts", args=[party.pk])
    verify = {"label": _("Verify bank accounts"), "url": url, "icon": "shield-check", "post": True}
    return [*found, verify]


@require_POST
def verify_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """A second pair of eyes, as `masterdata.verification` says."""
    user: Any = request.user
    if not has_any(user, VERIFIERS):
        raise PermissionDenied(gettext("Your role may not verify bank accounts."))
    party = get_object_or_404(Party, pk=pk)
    now = timezone.now()
    accounts = BankAccount.objects.filter(party=party, verified_by=None).order_by("pk")
    refusals = [verification.verify(account, by=user, at=now) for account in accounts]
    for refusal in dict.fromkeys(str(each) for each in refusals if each):
        messages.warning(request, refusal)
    if not any(refusals):
        messages.success(request, gettext("The bank accounts are verified."))
    return redirect(party.get_absolute_url())


class PartyPages(RecordPages):
    """With the second pair of eyes for bank accounts, and a sheet for editing."""

    def hidden_fields(self, request: HttpRequest) -> frozenset[str]:
        """The limit is a matter of the sale: whoever sells sees it, and the store does not."""
        user: Any = request.user
        return frozenset() if may_see_list_prices(user) else frozenset({"credit_limit"})

    @property
    def urls(self) -> list[URLPattern]:
        return [
            *super().urls,
            path("<int:pk>/verify/", verify_accounts, name="party_verify_accounts"),
            path("for-editing/", self.for_editing, name="party_for_editing"),
        ]

    def for_editing(self, request: HttpRequest) -> HttpResponse:
        self.require(request, self.may_change)
        return party_sheet.export(request)

    def _list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        return with_sheet(super()._list_actions(request), "party_for_editing")


PARTIES = PartyPages(
    model=Party,
    name="party",
    table=PartyTable,
    filter=PartyFilter,
    form=PartyForm,
    title=_("Party"),
    title_plural=_("Parties"),
    may_change=may_change,
    queryset=seen,
    save=save,
    form_kwargs=lambda request: {"actor": request.user},
    importer=party_sheet.IMPORTER,
    children=(CONTACTS, ADDRESSES, ACCOUNTS),
    fieldsets=FIELDSETS,
    tables=small_tables,
    sections=sections_of,
    actions=actions_of,
)
