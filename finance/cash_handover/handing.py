"""交款 in one act: a driver hands over all the cash that he has, on one paper."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from documents import drafts, engine
from documents.errors import Refused
from documents.models import Document
from documents.transactions import in_one_transaction
from finance.cash_handover.flow import CASH_HANDOVER
from finance.cash_handover.queries import open_cash
from masterdata.models import User


def hand_all(driver: User, *, key: UUID | None, at: datetime) -> Document:
    """The paper is made and handed in; the same form sent again gets the same paper."""
    made = Document.objects.filter(key=key, maker=driver).first() if key else None
    return made or in_one_transaction(lambda: _hand_all(driver, key, at))


def _hand_all(driver: User, key: UUID | None, at: datetime) -> Document:
    rows = [row for row in open_cash(driver.pk) if row.to_hand]
    if not rows:
        raise Refused(_("You have no cash that is not handed over yet."))
    paper = drafts.create(
        CASH_HANDOVER,
        actor=driver,
        head={"handler": driver},
        lines=[{"delivery": row.delivery, "amount": row.to_hand} for row in rows],
        key=key,
        at=at,
    )
    return engine.perform(paper.pk, "hand", actor=driver, at=at).document
