"""后台作业: own jobs with their progress and results; administrators see everybody's."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import BigIntegerField, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents.errors import Refused
from documents.jobs import files, queue
from documents.models import Job
from documents.pages.doors import person
from documents.pages.files import LOCKED
from masterdata.models import User
from masterdata.roles import Role, roles_of
from ui import prepared
from ui.htmx import answer
from ui.safe_next import safe_next
from ui.values import Given

MOST = 100
TONES = {"running": "primary", "done": "good", "failed": "bad", "cancelled": "void"}
PDF = "application/pdf"
NOTE = _(
    "Results can be fetched for %(days)s days. Jobs go on when you leave this page or sign out."
)


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    of_all = request.GET.get("of") == "all" and keeps_the_program(user)
    found = seen_by(user) if of_all else _own(user)
    late = set(queue.late(at=now).values_list("pk", flat=True)) if of_all else set()
    here = reverse("jobs") + ("?of=all" if of_all else "")
    rows = list(found.select_related("owner").order_by("-id")[:MOST])
    context = {
        "title": _("Background jobs"),
        "tabs": _tabs(of_all) if keeps_the_program(user) else [],
        "note": NOTE % {"days": settings.JOB_FILES_DAYS},
        "here": here,
        "jobs": [shown(job, user=user, now=now, is_late=job.pk in late) for job in rows],
        "asks_again": of_all or any(job.status in Job.UNFINISHED for job in rows),
        "empty": _("Nothing here. Long exports and batches of slips will stand here."),
    }
    return answer(
        request, whole="documents/jobs.html", part="documents/_jobs.html", context=context
    )


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The result, for its owner alone: it was made with the owner's rights."""
    job = Job.objects.filter(pk=pk, owner=person(request), status=Job.Status.DONE).first()
    opened = files.opened(job.file) if job is not None and job.file else None
    if job is None or opened is None:
        raise Http404
    is_pdf = job.content_type == PDF
    response = FileResponse(
        opened, as_attachment=not is_pdf, filename=job.file_name, content_type=job.content_type
    )
    response["Content-Security-Policy"] = LOCKED
    return response


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, queue.cancel, said=_("The job is being cancelled."))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, queue.retry, said=_("The job is tried again."))


def _act(request: HttpRequest, pk: int, act: Any, *, said: Any) -> HttpResponse:
    job = seen_by(person(request)).select_related("owner").filter(pk=pk).first()
    if job is None:
        raise Http404
    try:
        act(job, at=timezone.now())
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(safe_next(request, reverse("jobs")))


def keeps_the_program(user: User) -> bool:
    return Role.ADMINISTRATOR in roles_of(user)


def seen_by(user: User) -> "QuerySet[Job]":
    """Whose jobs a person may stop and try again; what came of them is the owner's alone."""
    return Job.objects.all() if keeps_the_program(user) else Job.objects.filter(owner=user)


def _own(user: User) -> "QuerySet[Job]":
    """What fails of the program's own jobs is the administrators' as well."""
    own = Q(owner=user)
    if keeps_the_program(user):
        own |= Q(owner=None, status=Job.Status.FAILED)
    return Job.objects.filter(own)


def frame_part(request: HttpRequest) -> dict[str, Any]:
    """The badge in the frame of every page, while something is on its way."""
    owner = Given("owner", BigIntegerField())

    def waiting() -> "QuerySet[Any, Any]":
        return Job.objects.filter(owner=owner, status__in=Job.UNFINISHED).order_by().values("pk")

    count = prepared.count("unfinished jobs", waiting, owner=request.user.pk)
    return {"jobs_url": reverse("jobs"), "job_count": count}


def _tabs(of_all: bool) -> list[dict[str, Any]]:
    here = reverse("jobs")
    return [
        {"label": _("My jobs"), "url": here, "is_current": not of_all},
        {"label": _("All jobs"), "url": f"{here}?of=all", "is_current": of_all},
    ]


def shown(job: Job, *, user: User, now: datetime, is_late: bool) -> dict[str, Any]:
    running = job.status == Job.Status.RUNNING
    label = _("Being cancelled") if running and job.cancel_asked_at else job.get_status_display()
    return {
        "pk": job.pk,
        "title": gettext(job.title),
        "facts": _facts(job, user=user, now=now),
        "badge": {"label": label, "tone": TONES.get(job.status, "neutral")},
        "is_late": is_late,
        "late_badge": {"label": _("Late"), "tone": "bad"},
        "is_running": running,
        "done": job.done,
        "total": job.total,
        "sentence": job.sentence,
        "sentence_tone": "bad" if job.status == Job.Status.FAILED else "",
        "file": _file(job) if job.owner_id == user.pk else None,
        "acts": _acts(job),
    }


def _waited(now: datetime, since: datetime) -> str:
    if now - since < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago") % {"time": timesince(since, now, depth=1)}


def _facts(job: Job, *, user: User, now: datetime) -> list[str]:
    facts = [f"{timezone.localtime(job.made_at):%Y-%m-%d %H:%M}"]
    if job.status in Job.UNFINISHED:
        facts.append(_waited(now, job.made_at))
    if job.owner is None:
        facts.append(gettext("by the program itself"))
    elif job.owner_id != user.pk:
        facts.append(job.owner.display_name)
    if job.attempts > 1:
        facts.append(gettext("attempt %(number)s") % {"number": job.attempts})
    if job.size and job.status == Job.Status.DONE:
        kept = filesizeformat(job.size) if job.file else gettext("the file was deleted")
        facts.append(str(kept))
    return facts


def _file(job: Job) -> dict[str, Any] | None:
    if not job.file or job.status != Job.Status.DONE:
        return None
    is_pdf = job.content_type == PDF
    return {
        "url": reverse("job_file", args=[job.pk]),
        "name": job.file_name,
        "label": _("Open") if is_pdf else _("Download"),
        "new_tab": is_pdf,
    }


def _acts(job: Job) -> list[dict[str, Any]]:
    if job.status in Job.AGAIN:
        name, label, tone = "retry", _("Try again"), ""
    elif job.status in Job.UNFINISHED and not job.cancel_asked_at:
        name, label, tone = "cancel", _("Cancel"), "bad"
    else:
        return []
    url = reverse(f"job_{name}", args=[job.pk])
    return [{"id": f"{name}-{job.pk}", "url": url, "label": label, "tone": tone}]
