"""The duties of a day as one job: each is done once, and the administrators hear of failures."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from documents import books, inbox, milestones, recurring, tasks
from documents.jobs import clock, files, kinds, mails
from documents.jobs.kinds import Cancelled, Failed, Kind, Lost, PutBack
from documents.jobs.work import Work
from documents.models import Job, Task
from masterdata.roles import Role
from ui.punctuation import listed

log = logging.getLogger(__name__)
JOBS_KEPT = timedelta(days=90)
BOOKS, DUTIES = "books", "duties"
BOOKS_TITLE = gettext_noop("The books do not agree: open the self-check and see to it")
DUTIES_TITLE = gettext_noop("Duties of the night failed: see the background jobs")


def register() -> None:
    kinds.register(Kind(clock.DUTIES, do_all, failed=_tell))
    recurring.register_duty("check the books", check_books, reads=True)
    recurring.register_duty("tidy the jobs", tidy)
    inbox.register_place(BOOKS, "self_check")
    inbox.register_place(DUTIES, "jobs")


def do_all(work: Work) -> None:
    """A worker that is killed on the way leaves the rest, and only the rest, to the next."""
    names = recurring.names()
    now, failed = timezone.now(), []
    for number, name in enumerate(names):
        work.note(number, len(names))
        if work.is_done(name):
            continue
        try:
            _do(work, name, now=now)
        except (Lost, Cancelled, PutBack):
            raise
        except Exception:
            log.exception("the duty %s failed", name)
            failed.append(name)
    work.note(len(names), len(names))
    if failed:
        words = {"failed": len(failed), "of": len(names), "names": listed(failed)}
        raise Failed(_("%(failed)s of %(of)s duties failed: %(names)s.") % words)
    _close(DUTIES, at=now)
    work.sentence = _("%(count)s duties done.") % {"count": len(names)}


def _do(work: Work, name: str, *, now: datetime) -> None:
    """A duty that only reads holds no transaction: SQLite would let nobody write meanwhile."""
    if recurring.reads(name):
        work.mark(name, recurring.do(name, now=now))
    else:
        work.once(name, lambda: recurring.do(name, now=now))


def _tell(job: Job, at: datetime) -> None:
    _open(DUTIES, DUTIES_TITLE, at=at)
    mails.to_administrators(
        gettext_noop("Gendan: duties of the night failed"),
        job.sentence,
        at=at,
        once=f"{job.pk} {at:%j}",
    )


def check_books(now: datetime) -> str:
    """Every night; a breach opens a task and goes by mail, once a day and not once a try."""
    breaches = books.run_checks()
    milestones.books_were_checked(breaches, at=now)
    if not breaches:
        _close(BOOKS, at=now)
        return f"{len(books.names())} checks, the books are clean"
    with transaction.atomic():
        _open(BOOKS, BOOKS_TITLE, at=now)
        told = [f"{each.check}: {each.subject}: {each.sentence}" for each in breaches[:20]]
        mails.to_administrators(
            gettext_noop("Gendan: the books do not agree"),
            "\n".join([f"{len(breaches)}", *told]),
            at=now,
            once=f"books {timezone.localdate(now)}",
        )
    return f"{len(breaches)} breaches in the books"


def tidy(now: datetime) -> str:
    """Results some days old, jobs some months old, and what the queue remembers of them."""
    old = now - timedelta(days=settings.JOB_FILES_DAYS)
    Job.objects.filter(finished_at__lt=old).exclude(file="").update(file="")
    removed = files.remove_older(old)
    ended = Job.objects.filter(finished_at__lt=now - JOBS_KEPT)
    count = ended.count()
    ended.delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - JOBS_KEPT).delete()
    return f"{removed} files and {count} jobs removed"


def _open(kind: str, title: str, *, at: datetime) -> None:
    if not tasks.open_tasks().filter(kind=kind).exists():
        Task.objects.create(
            kind=kind, title=title, role=Role.ADMINISTRATOR, opened_at=at, due_at=at
        )


def _close(kind: str, *, at: datetime) -> None:
    tasks.open_tasks().filter(kind=kind).update(closed_at=at)
