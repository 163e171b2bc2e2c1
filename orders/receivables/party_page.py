"""What the pages of a customer have of this folder: his ledger, a talk, and what a limit means."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from masterdata import party_hooks
from masterdata.customer_scope import customers_of
from masterdata.models import Party, User
from masterdata.roles import has_any
from orders.receivables import actions, watch
from orders.receivables.access import READERS


def links(party: Party, user: User) -> list[dict[str, Any]]:
    """To what he owes, his ledger, and the form of a talk."""
    if not party.is_customer or not has_any(user, READERS):
        return []
    if not Party.objects.filter(customers_of(user), pk=party.pk).exists():
        return []
    found = [
        _link(_("Receivables"), reverse("receivable_party", args=[party.pk]), "journal-text"),
        _link(_("Sales ledger"), reverse("sales_ledger_of", args=[party.pk]), "book"),
    ]
    if actions.may_chase(user):
        talk = reverse("debt_talk", query={"ids": party.pk})
        found.append(_link(_("Note a payment talk"), talk, "telephone"))
    return found


def _link(label: Words, url: str, icon: str) -> dict[str, Any]:
    return {"label": label, "url": url, "icon": icon}


def limit_told(party: Party, changed: Collection[str], user: User) -> list[str]:
    """A limit that is lower than what is used takes nothing back: it is told, and stops more."""
    if "credit_limit" not in changed or not party.is_customer:
        return []
    return watch.limit_changed(party, actor=user, at=timezone.now())


def register() -> None:
    party_hooks.register_actions(links)
    party_hooks.register_told(limit_told)
