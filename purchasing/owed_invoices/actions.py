"""Notes a talk with a supplier about invoices that he owes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from documents.errors import NotAllowed, Refused
from documents.models import Document
from documents.transactions import in_one_transaction
from masterdata.models import User
from masterdata.roles import Role, roles_of
from purchasing.owed_invoices import errands
from purchasing.owed_invoices.models import InvoiceChase, InvoiceChaseReceipt
from purchasing.owed_invoices.queries import owing
from purchasing.purchase_order.chasing.models import Channel

CHASERS = frozenset({Role.PURCHASER, Role.PURCHASING_MANAGER, Role.ACCOUNTANT})


@dataclass(frozen=True)
class Talk:
    contact: str
    said: str
    channel: str = Channel.PHONE
    next_on: date | None = None


def may_chase(user: User) -> bool:
    return bool(CHASERS & roles_of(user))


def note_chase(
    receipt_ids: Iterable[int],
    talk: Talk,
    *,
    actor: User,
    at: datetime,
    key: uuid.UUID | None = None,
) -> InvoiceChase:
    """The same key is the same talk: a form sent twice notes once (D6)."""
    if not may_chase(actor):
        raise NotAllowed(_("Invoices are asked for by purchasing and the accountant."))
    ids, key = sorted(set(receipt_ids)), key or uuid.uuid4()
    known = InvoiceChase.objects.filter(key=key).first()
    if known is not None:
        return known
    try:
        return in_one_transaction(lambda: _note(ids, talk, actor=actor, at=at, key=key))
    except Refused:
        known = InvoiceChase.objects.filter(key=key).first()
        if known is None:
            raise
        return known


def _note(ids: list[int], talk: Talk, *, actor: User, at: datetime, key: uuid.UUID) -> InvoiceChase:
    heads = Document.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    parties = {head.party_id for head in heads}
    receipts = list(owing().filter(pk__in=ids).order_by("pk"))
    if not ids:
        raise Refused(_("Tick at least one receipt whose invoice is owed."))
    if len(receipts) != len(ids):
        raise Refused(_("Some of these receipts owe no invoice by now; load the list anew."))
    if len(parties) != 1:
        raise Refused(
            _("These receipts are of several suppliers. A talk is with one; tick his alone.")
        )
    (party_id,) = parties
    chase = InvoiceChase.objects.create(
        key=key,
        party_id=party_id,
        at=at,
        actor=actor,
        channel=talk.channel,
        contact=talk.contact,
        said=talk.said,
        next_on=talk.next_on,
    )
    InvoiceChaseReceipt.objects.bulk_create(
        [InvoiceChaseReceipt(chase=chase, receipt=x, owed=x.owed_invoice) for x in receipts]
    )
    errands.follow(at=at, party_ids=[party_id], actor=actor)
    return chase
