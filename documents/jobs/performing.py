"""One attempt at a job: claimed, done, and ended by what came of it."""

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.errors import Refused
from documents.jobs import files, heart, kinds, queue
from documents.jobs.kinds import Again, Cancelled, Failed, Lost, PutBack
from documents.jobs.work import Work
from documents.models import Job
from ui import request_id
from ui.measuring import metered

log = logging.getLogger(__name__)


def perform(job_id: int) -> str:
    """Says how it ended, for the log of the queue; a claim that comes too late does nothing."""
    job = queue.claim(job_id, at=timezone.now())
    if job is None:
        return "not waiting any more"
    token = request_id.current.set(job.request_id or "-")
    beats_itself = not heart.is_beating()
    work = Work(job, stopping=heart.stopping.is_set, beats_itself=beats_itself)
    try:
        with translation.override(job.data.get("language") or settings.LANGUAGE_CODE):
            return _attempt(work)
    except Lost:
        log.warning("job %s was taken up by another worker", job.pk)
        files.remove(work.result.get("file", ""))
        return "lost"
    finally:
        request_id.current.reset(token)


def _attempt(work: Work) -> str:
    try:
        with heart.for_work(work), metered():
            kinds.get(work.job.kind).act(work)
        _end(work, Job.Status.DONE, work.sentence)
    except Cancelled:
        _end(work, Job.Status.CANCELLED)
    except PutBack:
        files.remove(work.result.get("file", ""))
        queue.put_back(work.job, at=timezone.now(), counts=False)
        return "put back"
    except (Failed, Refused) as failed:
        _fail(work, str(failed))
    except Again as again:
        return _again(work, str(again))
    except (OperationalError, InterfaceError) as error:
        log.warning("job %s: the database failed: %s", work.job.pk, error)
        if not connection.in_atomic_block:
            connection.close()
        return _again(work, _("The database did not answer."))
    except Lost:
        raise
    except Exception:
        log.exception("job %s failed", work.job.pk)
        words = {"number": work.job.request_id}
        _fail(work, _("Something went wrong on our side. Report this number: %(number)s.") % words)
    return "ended"


def _end(work: Work, status: str, sentence: str = "") -> None:
    if status != Job.Status.DONE:
        files.remove(work.result.get("file", ""))
        work.result = {}
    figures = {"done": work.done, "total": work.total}
    if status == Job.Status.DONE:
        figures["done"] = work.total = max(work.total, work.done)
        figures["total"] = figures["done"]
    queue.finish(work.job, status, at=timezone.now(), sentence=sentence, **figures, **work.result)


def _fail(work: Work, sentence: str) -> None:
    log.warning("job %s of user %s failed: %s", work.job.pk, work.job.owner_id, sentence)
    _end(work, Job.Status.FAILED, sentence)


def _again(work: Work, sentence: str) -> str:
    kind, tried = kinds.get(work.job.kind), work.job.attempts
    if tried >= kind.most_attempts:
        _fail(work, sentence)
        return "ended"
    files.remove(work.result.get("file", ""))
    at, wait = timezone.now(), kind.wait(tried)
    next_try = f"{timezone.localtime(at + wait):%m-%d %H:%M}"
    told = _("%(why)s Next try: %(when)s.") % {"why": sentence, "when": next_try}
    queue.put_back(work.job, at=at, wait=wait, sentence=told, counts=True)
    return "tried again later"
