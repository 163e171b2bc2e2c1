"""What `check_books` asks of the in-times: none runs on a finished paper or without its task."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from documents import registry, tasks
from documents.books import Breach, register_check
from documents.flow import Words
from documents.models import Task
from orders.in_times import clocks
from orders.in_times.clocks import LIMITS, kind_of
from orders.in_times.models import InTime

CHECK = "in-times"


def check_in_times() -> Iterator[Breach]:
    finished = {
        (kind.code, state.code)
        for kind in registry.all_types()
        for state in kind.states
        if state.final
    }
    beside = {kind_of(rule) for rule, limit in LIMITS.items() if limit.title}
    opened = tasks.open_tasks().filter(kind__in=beside).select_related("document")
    open_tasks = {(task.document_id, task.kind): task for task in opened}
    for clock in clocks.running().select_related("document").order_by("pk"):
        task = open_tasks.pop((clock.document_id, kind_of(clock.rule)), None)
        paper = clock.document
        if (paper.type, paper.state) in finished:
            yield _breach(paper.number, _("The clock %(rule)s runs on a finished document."), clock)
        elif task is None and LIMITS[clock.rule].title:
            yield _breach(paper.number, _("The clock %(rule)s runs without its task."), clock)
    for task in open_tasks.values():
        yield _breach(
            str(task.document), _("The task of %(rule)s is open and no clock runs."), task
        )


def _breach(subject: str, sentence: Words, found: InTime | Task) -> Breach:
    return Breach(CHECK, subject, sentence % {"rule": found.rule})


def register() -> None:
    register_check(CHECK, check_in_times)
