"""`python -m proving.outside.mailing`: the job worker, but for the time between two attempts at a
mail, of which a tenth is waited here; and what the keeper asks and is asked of mails."""

import os
from dataclasses import replace

import django

TO = "reader@example.cn"
QUICKER = 10


def subject(mark: str, number: int) -> str:
    return f"proof {mark} mail {number}."


def ask(mark: str, count: int) -> None:
    from django.utils import timezone

    from documents.jobs import mails
    from masterdata.models import User
    from masterdata.roles import Role

    reader = User.objects.get(username=Role.PURCHASER.value)
    reader.email = TO
    for number in range(count):
        words = subject(mark, number)
        mails.post(reader, words, "Goods left.", at=timezone.now(), once=words)


def found(mark: str) -> list[list[object]]:
    """Subject, status, attempts and sentence of each of these mails."""
    from documents.models import Job

    jobs = Job.objects.filter(title__startswith=f"proof {mark} mail ").order_by("pk")
    return [[job.title, job.status, job.attempts, job.sentence] for job in jobs]


def work() -> None:
    from django.core.management import call_command

    from documents.jobs import kinds, mails

    kinds._kinds[mails.MAIL] = replace(
        kinds.get(mails.MAIL), wait=lambda attempt: mails.wait_after(attempt) / QUICKER
    )
    call_command("worker")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proving.outside.settings")
    django.setup()
    work()
