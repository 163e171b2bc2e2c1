"""What is done with statements beside their steps: many at once, and the other side's sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from documents import content, drafts, engine, timeline
from documents.errors import Refused
from documents.flow import Words
from documents.models import Document, Event
from documents.transactions import in_one_transaction
from finance.parties import queries
from finance.statement.flow import LIVE, OPEN_FOR_SHEETS, STATEMENT
from finance.statement.models import Statement, SupplierRow, SupplierSheet
from finance.statement.reading import TheirRow
from masterdata.models import Party, User
from masterdata.roles import roles_of

# --- The other side's sheet -------------------------------------------------------------------


class Sent(TypedDict):
    """What the other side's sheet says beside its rows; no opening means ours is taken."""

    actor: User
    opening: Decimal | None
    closing: Decimal | None
    file_name: str
    at: datetime


def keep_sheet(document_id: int, rows: Sequence[TheirRow], **sent: Unpack[Sent]) -> None:
    """Their rows instead of those sent before; the timeline keeps that it happened."""
    in_one_transaction(lambda: _keep_sheet(document_id, rows, sent))


def _keep_sheet(document_id: int, rows: Sequence[TheirRow], sent: Sent) -> None:
    document = Document.objects.select_for_update().get(pk=document_id)
    _require_comparable(document, sent["actor"])
    body = content.load_body(document)
    opening = sent["opening"]
    SupplierRow.objects.filter(sheet=body.pk).delete()
    SupplierSheet.objects.filter(pk=body.pk).delete()
    sheet = SupplierSheet.objects.create(
        statement=body,
        opening=body.opening if opening is None else opening,
        opening_is_ours=opening is None,
        closing=sent["closing"],
        file_name=sent["file_name"],
        read_by=sent["actor"],
        read_at=sent["at"],
    )
    SupplierRow.objects.bulk_create([SupplierRow(sheet=sheet, **vars(row)) for row in rows])
    details = {"compared": f"{sent['file_name']} ({len(rows)})"}
    happening = timeline.Happening(Event.Kind.NOTE, details=details)
    timeline.record(document, happening, actor=sent["actor"], at=sent["at"])


def _require_comparable(document: Document, actor: User) -> None:
    if not set(STATEMENT.makers) & roles_of(actor):
        raise Refused(_("Statements are compared by those who make them."))
    refusal = why_not_compared(document)
    if refusal:
        raise Refused(refusal)


def why_not_compared(document: Document) -> Words:
    """A draft has no figures yet, an agreed one needs no comparison any more."""
    if document.state in OPEN_FOR_SHEETS:
        return ""
    return _("%(number)s is “%(state)s”; only a sent or disputed statement is compared.") % {
        "number": document.number,
        "state": STATEMENT.state(document.state).label,
    }


# --- Many at once -----------------------------------------------------------------------------


@dataclass
class Batch:
    """What one act made: sent ones, drafts that were refused with why, and who had one already."""

    made: list[Document] = field(default_factory=list)
    refused: list[tuple[Document, str]] = field(default_factory=list)
    already: int = 0


def moved(side: str, *, first: date, last: date) -> list[Party]:
    """The parties of a side with a movement in these days, by code."""
    found = queries.movements(side, first=first, last=last)
    ids = [pk for pk, each in found.items() if each.increase or each.decrease]
    return list(Party.objects.filter(pk__in=ids).order_by("code"))


def without_statement(side: str, *, first: date, last: date) -> list[Party]:
    """Those of them for whom there is none of these very days yet, as a draft or sent."""
    kept = Statement.objects.filter(side=side, first__lte=last, last__gte=first)
    kept = kept.filter(head__state__in=("draft", *LIVE))
    done = set(kept.values_list("head__party_id", flat=True))
    return [party for party in moved(side, first=first, last=last) if party.pk not in done]


class Wanted(TypedDict):
    """Who makes them, when, under which one-time key, and whether they are sent at once."""

    actor: User
    at: datetime
    key: UUID
    issue: bool


def make_all(side: str, *, first: date, last: date, **wanted: Unpack[Wanted]) -> Batch:
    """A statement for everybody who moved; each is sent by itself, so that one refusal does not
    hold up the rest. The same form sent twice makes them once."""
    actor, at, key = wanted["actor"], wanted["at"], wanted["key"]
    parties = without_statement(side, first=first, last=last)
    batch = Batch(already=len(moved(side, first=first, last=last)) - len(parties))
    body = {"side": side, "first": first, "last": last}
    rows: list[drafts.Given] = [
        {"head": {"party": party}, "body": body, "key": uuid5(key, str(party.pk))}
        for party in parties
    ]
    for document in drafts.create_many(STATEMENT, rows, actor=actor, at=at):
        try:
            if wanted["issue"]:
                once = uuid5(key, f"issue {document.pk}")
                engine.perform(document.pk, "issue", actor=actor, at=at, key=once)
            batch.made.append(document)
        except Refused as refused:
            batch.refused.append((document, str(refused)))
    return batch
