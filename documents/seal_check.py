"""What `check_books` verifies of the seals: their chain, their copy outside, every sealed row."""

from collections.abc import Iterator
from itertools import groupby, islice

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents import seal_file, sealing
from documents.books import Breach, register_check
from documents.models import Seal, SealedSpan

CHECK = "documents.outer_seals"
MOST = 200


def outer_seals() -> Iterator[Breach]:
    """Nothing that was sealed was changed, taken away, put in or renumbered since (V17)."""
    yield from _chain()
    yield from _copy_outside()
    tables = SealedSpan.objects.order_by("table").values_list("table", flat=True).distinct()
    for table in tables:
        yield from islice(_rows(table), MOST)


def _breach(subject: object, sentence: str | Promise, **details: object) -> Breach:
    return Breach(CHECK, str(subject), sentence, details)


def _chain() -> Iterator[Breach]:
    """Each seal fits its spans and the seal before it; none is missing."""
    previous, expected = "", 1
    spans = SealedSpan.objects.defer("marks").order_by("seal_id", "id").iterator()
    of_seal = groupby(spans, key=lambda span: span.seal_id)
    current = next(of_seal, None)
    for seal in Seal.objects.order_by("id").iterator():
        mine = []
        if current and current[0] == seal.pk:
            mine = list(current[1])
            current = next(of_seal, None)
        if seal.number != expected or seal.previous_hash != previous:
            yield _breach(_name(seal.number), _("does not follow the seal before it"))
        elif sealing.hash_of(seal, mine) != seal.hash:
            yield _breach(_name(seal.number), _("was altered"))
        previous, expected = seal.hash, seal.number + 1


def _name(number: int) -> str | Promise:
    return _("Seal %(number)s") % {"number": number}


def _copy_outside() -> Iterator[Breach]:
    """The file outside names no seal that the database lacks or tells otherwise."""
    try:
        told = seal_file.lines()
    except (OSError, ValueError):
        yield _breach("SEAL_FILE", _("the copy of the seals cannot be read"))
        return
    held = dict(Seal.objects.filter(number__in=list(told)).values_list("number", "hash"))
    for number, its_hash in sorted(told.items()):
        if number not in held:
            yield _breach(_name(number), _("stands in the copy outside and not in the database"))
        elif held[number] != its_hash:
            yield _breach(_name(number), _("is not the one of the copy outside"))


def _rows(table: str) -> Iterator[Breach]:
    """Span by span: what the seal says of each row against what the row says now."""
    end = 0
    spans = SealedSpan.objects.filter(table=table).order_by("after_id").iterator(50)
    for span in spans:
        if sealing.digest_of(span) != span.digest:
            subject = f"{span.table} {span.after_id + 1}–{span.last_id}"
            yield _breach(subject, _("the seal of these rows was altered"), table=span.table)
        if span.after_id != end:
            subject = f"{span.table} {end + 1}–{span.after_id}"
            yield _breach(subject, _("the seal of these rows is missing"), table=span.table)
        # What an altered span names need not exist: its rows are told by the line above alone.
        if sealing.digest_of(span) == span.digest:
            yield from _differences(span)
        end = span.last_id


def _differences(span: SealedSpan) -> Iterator[Breach]:
    sheet = sealing.sheet_of(span.table, span.columns.split(" "))
    sealed = dict(mark.split(":") for mark in span.marks.split(" ") if ":" in mark)
    for number, mark in sheet.marked(span.after_id, span.last_id):
        was = sealed.pop(str(number), None)
        if was is None:
            yield _row(span, number, _("row %(id)s was put in after it was sealed"))
        elif was != mark:
            yield _row(span, number, _("row %(id)s was changed after it was sealed"))
    for left in sealed:
        yield _row(span, int(left), _("row %(id)s was taken away after it was sealed"))


def _row(span: SealedSpan, number: int, sentence: Promise) -> Breach:
    words = sentence % {"id": number}
    return _breach(f"{span.table} {number}", words, table=span.table, id=number)


register_check(CHECK, outer_seals)
