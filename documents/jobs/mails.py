"""The outbox: a mail is a job, written with what it tells of, and sent once that is committed.

A mail server that is gone loses nothing: it is tried for about a day, then the job says so. A mail
whose worker is killed between sending and noting it goes out twice, with the same Message-ID.
"""

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from documents.jobs import kinds, queue
from documents.jobs.kinds import Again, Failed, Kind
from documents.jobs.work import Work
from documents.models import Job
from masterdata.models import User
from masterdata.roles import Role, holders

MAIL = "mail"
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=4)
# What a server refuses for good: there is no such address, or the mail is not wanted.
FOR_GOOD = 500


def register() -> None:
    kinds.register(Kind(MAIL, send, priority=10, most_attempts=MOST_ATTEMPTS, wait=wait_after))


def wait_after(attempt: int) -> timedelta:
    """One minute, two, four … and never longer than some hours."""
    return min(timedelta(minutes=2 ** (attempt - 1)), LONGEST_WAIT)


def post(to: User, subject: str, text: str, *, at: datetime, once: str) -> Job | None:
    """In the reader's language; `once` names the occasion, and each reader is told of it once."""
    if not (to.email and to.is_active):
        return None
    data = {"to": to.email, "subject": subject, "text": text, "language": to.language}
    order = queue.Order(MAIL, subject, data, key=f"mail {to.pk} {once}"[:80])
    return queue.add_once(order, at=at)


def to_administrators(subject: str, text: str, *, at: datetime, once: str) -> int:
    """`subject` is an English msgid; how many have an address and were not told yet."""
    told = 0
    for each in holders(Role.ADMINISTRATOR):
        with translation.override(each.language):
            told += post(each, translation.gettext(subject), text, at=at, once=once) is not None
    return told


def send(work: Work) -> None:
    data = work.job.data
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    number = {"Message-ID": f"<gendan-{work.job.pk}-{int(work.job.made_at.timestamp())}@{host}>"}
    mail = EmailMessage(data["subject"], data["text"], to=[data["to"]], headers=number)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        if min(codes, default=0) >= FOR_GOOD:
            raise Failed(
                _("The mail server knows no %(address)s.") % {"address": data["to"]}
            ) from refused
        raise Again(_("The mail server does not take the mail just now.")) from refused
    except (OSError, smtplib.SMTPException) as fault:
        raise Again(_("The mail server does not answer.")) from fault
    work.sentence = _("Sent to %(address)s.") % {"address": data["to"]}
