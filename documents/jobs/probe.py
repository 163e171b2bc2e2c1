"""How the queue is, for the monitor and the self-check: what waits, and what nobody does."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.jobs import queue
from documents.models import Job
from ui.probes import Finding, register_probe


def register() -> None:
    register_probe("jobs", probe, label=_("Background jobs"))


def probe() -> Finding:
    late = queue.late(at=timezone.now()).count()
    waiting = Job.objects.filter(status=Job.Status.WAITING).count()
    running = Job.objects.filter(status=Job.Status.RUNNING).count()
    sentence = ""
    if late:
        sentence = gettext("%(count)s jobs are late: is a worker running?") % {"count": late}
    figures = {"late": float(late), "waiting": float(waiting), "running": float(running)}
    return Finding(ok=not late, sentence=sentence, figures=figures)
