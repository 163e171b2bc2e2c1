"""What `check_books` verifies of the kernel itself: states, events, numbers, tasks, bodies."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from documents import frozen, registry, timeline
from documents.books import Breach, register_check
from documents.models import Document, Event, Task


def bodies() -> Iterable[Breach]:
    """Every head has exactly the body its type names."""
    for document_type in registry.all_types():
        body = document_type.body._default_manager.filter(pk=OuterRef("pk"))
        lonely = Document.objects.filter(type=document_type.code).filter(~Exists(body))
        for document in lonely[:100]:
            yield Breach("bodies", document.number, _("has no body"))
    codes = [document_type.code for document_type in registry.all_types()]
    for document in Document.objects.exclude(type__in=codes)[:100]:
        yield Breach(
            "bodies",
            document.number,
            _("is of the unknown type %(type)s") % {"type": document.type},
        )


def totals() -> Iterable[Breach]:
    """Every head's total is the sum of its lines, with what its body says is added to it (`ADDED`)
    and taken off (`TAKEN_OFF`)."""
    for document_type in registry.all_types():
        line = document_type.line
        column = getattr(line, "TOTAL_COLUMN", "gross")
        if column not in {field.name for field in line._meta.concrete_fields}:
            continue
        table, head = line._meta.db_table, Document._meta.db_table
        field = line._meta.get_field(column).column
        sql = (
            f"SELECT d.id, d.number FROM {head} d LEFT JOIN (SELECT body_id, SUM({field}) AS s "
            f"FROM {table} GROUP BY body_id) l ON l.body_id = d.id "
            f"WHERE d.type = %s AND d.total <> COALESCE(l.s, 0){_charges(document_type.body)} "
            "LIMIT 100"
        )
        for document in Document.objects.raw(sql, [document_type.code]):
            yield Breach("totals", document.number, _("its total is not the sum of its lines"))


def _charges(body: Any) -> str:
    """What the body's own columns add to the sum of the lines, as SQL."""
    added, taken = getattr(body, "ADDED", ()), getattr(body, "TAKEN_OFF", ())
    columns = [f"+ b.{name}" for name in added] + [f"- b.{name}" for name in taken]
    if not columns:
        return ""
    of_head = f"FROM {body._meta.db_table} b WHERE b.head_id = d.id"
    return f" + COALESCE((SELECT 0 {' '.join(columns)} {of_head}), 0)"


def states() -> Iterable[Breach]:
    """The state of a paper is the one its last step led to (V14)."""
    last = Event.objects.filter(
        document=OuterRef("pk"), kind__in=(Event.Kind.CREATED, Event.Kind.STEP)
    ).order_by("-id")
    told = last.values("to_state")[:1]
    for document in Document.objects.annotate(told=told).exclude(state=told)[:100]:
        yield Breach("states", document.number, _("its events say that it is in another state"))


def bound() -> Iterable[Breach]:
    """A paper that its last step bound to its content is bound to something still (V13)."""
    steps = Event.objects.filter(document=OuterRef("pk"), kind=Event.Kind.STEP).order_by("-id")
    loose = Document.objects.filter(Q(content_hash="") | Q(content_hash__startswith=frozen.OPEN))
    told = Subquery(steps.values("content_hash")[:1])
    for document in loose.annotate(told=told).filter(told__gt="")[:100]:
        sentence = _(
            "The content of %(number)s is not the one that was submitted. Tell an administrator."
        )
        yield Breach("bound", document.number, sentence % {"number": document.number})


def seals() -> Iterable[Breach]:
    """Each event's hash fits its content and the event before it (V17)."""
    previous: dict[int, str] = {}
    events = Event.objects.order_by("id").iterator(chunk_size=2000)
    for event in events:
        if event.previous_hash != previous.get(event.document_id, ""):
            yield Breach(
                "seals",
                str(event.document_id),
                _("event %(id)s breaks the chain") % {"id": event.pk},
            )
        elif timeline.seal(event) != event.hash:
            yield Breach(
                "seals", str(event.document_id), _("event %(id)s was altered") % {"id": event.pk}
            )
        previous[event.document_id] = event.hash


def numbers() -> Iterable[Breach]:
    """Numbers of a prefix and period run 1…n without a gap (V18); imported ones included."""
    from documents.models import NumberCounter

    for counter in NumberCounter.objects.iterator():
        stem = f"{counter.prefix}-{counter.period}-"
        found = Document.objects.filter(number__startswith=stem).count()
        if found != counter.last:
            yield Breach(
                "numbers",
                stem,
                _("%(drawn)s numbers drawn, %(papers)s papers")
                % {"drawn": counter.last, "papers": found},
            )


def tasks() -> Iterable[Breach]:
    """Every waiting paper has exactly one open task of its state, every other has none (V28)."""
    waiting = Q(pk__in=[])
    for document_type in registry.all_types():
        codes = [state.code for state in document_type.states if state.waits_for is not None]
        waiting |= Q(type=document_type.code, state__in=codes)
    one = Count("tasks", filter=Q(tasks__kind=Task.STATE, tasks__closed_at__isnull=True))
    counted = Document.objects.annotate(open_tasks=one)
    for document in counted.filter(waiting, held=False).exclude(open_tasks=1)[:100]:
        yield Breach("tasks", document.number, _("waits without one open task"))
    for document in counted.exclude(waiting).filter(open_tasks__gt=0)[:100]:
        yield Breach("tasks", document.number, _("waits for nobody but has a task"))
    for number in _of_another_role():
        yield Breach("tasks", number, _("waits for another role than its state says"))


def _of_another_role() -> Iterable[str]:
    """Who shares a state with others finds its papers by the role named first (`documents.tasks`):
    a task that bears another would be seen by none of them."""
    astray = Q(pk__in=[])
    for document_type in registry.all_types():
        for state in document_type.states:
            if isinstance(state.waits_for, tuple) and len(state.waits_for) > 1:
                here = Q(document__type=document_type.code, document__state=state.code)
                astray |= here & ~Q(role=state.waits_for[0])
    waiting = Task.objects.filter(astray, kind=Task.STATE, closed_at__isnull=True)
    return waiting.values_list("document__number", flat=True)[:100]


for name, check in (
    ("bodies", bodies),
    ("totals", totals),
    ("states", states),
    ("bound", bound),
    ("seals", seals),
    ("numbers", numbers),
    ("tasks", tasks),
):
    register_check(f"documents.{name}", check)
