"""What log and metrics learn of steps: of taken ones once committed, of refused ones at once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from documents.errors import Refused
from documents.models import Document
from ui import metrics

if TYPE_CHECKING:
    from masterdata.models import User

log = logging.getLogger(__name__)


@contextmanager
def watched(document_id: int, step: str, actor: "User") -> Iterator[None]:
    """A refusal passes on; who was refused what, and in which words, stays in the log."""
    try:
        yield
    except Refused as refused:
        reason = type(refused).__name__
        kind = Document.objects.filter(pk=document_id).values_list("type", flat=True).first()
        metrics.STEP_REFUSALS.labels(kind or "-", reason).inc()
        log.warning(
            *("%s refused to user %s: paper %s: %s: %s", step, actor.pk, document_id),
            *(reason, refused),
        )
        raise


def taken(document: Document, step: str, actor: "User") -> None:
    """Counted and told when it is in the books: a step that is rolled back was none."""
    tell = partial(_tell, document.type, document.number, step, actor.pk)
    transaction.on_commit(tell, robust=True)


def _tell(kind: str, number: str, step: str, actor_id: int) -> None:
    metrics.STEPS.labels(kind, step).inc()
    log.info("%s of %s by user %s", step, number, actor_id)
