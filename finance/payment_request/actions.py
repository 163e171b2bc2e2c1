"""Makes drafts from the due list: one request for each supplier, of what is free of his debts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext

from documents import drafts
from documents.drafts import Given
from documents.models import Document
from documents.transactions import in_one_transaction
from finance.parties.models import OpenItem
from finance.payment_request import standing
from finance.payment_request.debts import live
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.payment_request.forms import default_account
from finance.payment_request.standing import Standing
from masterdata.models import User
from ui.punctuation import listed


@dataclass
class Made:
    """The drafts, and the debts that were left out with the reason why."""

    requests: list[Document] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def request_due(item_ids: Iterable[int], *, actor: User, at: datetime) -> Made:
    """Twice at once makes no second drafts: the papers of the debts are locked, and what lies on
    a draft already is left out."""
    wanted = set(item_ids)
    return in_one_transaction(lambda: _request_due(wanted, actor, at))


def _request_due(item_ids: set[int], actor: User, at: datetime) -> Made:
    papers = live().filter(pk__in=item_ids).order_by().values("document_id")
    list(Document.objects.select_for_update().filter(pk__in=papers).order_by("pk"))
    items = live().filter(pk__in=item_ids).select_related("document", "party")
    ordered = list(items.order_by("party__code", "due_on", "on_date", "id"))
    standings = standing.of_items([item.pk for item in ordered])
    made, by_party = Made(), cast("dict[int, list[OpenItem]]", {})
    for item in ordered:
        reason = _why_not(item, standings[item.pk])
        if reason:
            made.left_out.append(reason)
        else:
            by_party.setdefault(item.party_id, []).append(item)
    rows = [_request(found, standings, today=timezone.localdate(at)) for found in by_party.values()]
    made.requests = drafts.create_many(PAYMENT_REQUEST, rows, actor=actor, at=at)
    return made


def _why_not(item: OpenItem, found: Standing) -> str:
    words = {
        "number": item.document.number,
        "party": item.party,
        "requests": listed([*found.requests, *found.drafts]),
    }
    if found.drafts:
        return gettext("%(number)s (%(party)s) is on %(requests)s already.") % words
    if not found.free:
        return gettext("%(number)s (%(party)s) is applied for by %(requests)s.") % words
    return ""


def _request(items: list[OpenItem], standings: dict[int, Standing], *, today: date) -> Given:
    party = items[0].party
    days = [item.due_on for item in items if item.due_on]
    lines: list[dict[str, Any]] = [
        {"open_item": item, "source": item.document, "amount": standings[item.pk].free}
        for item in items
    ]
    return Given(
        head={"party": party},
        body={
            "bank_account": default_account(party),
            "wanted_on": max(min(days), today) if days else None,
        },
        lines=lines,
        sources={item.document_id: item.document for item in items}.values(),
    )
