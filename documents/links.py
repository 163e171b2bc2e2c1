"""What a paper came from and led to, and the whole chain it belongs to (D9)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet

from documents import registry, rows
from documents.models import Document, Link
from documents.transactions import once_on_a_page
from ui import prepared
from ui.prepared import Prepared
from ui.values import KEY, WORD, Given

MOST = 500
# Made for the sake of another paper, which does not hang on it: neither has to be undone first.
SERVES = "serves"


def link(source: Document, target: Document, kind: str = "led_to") -> None:
    """Tie two papers; tying them again changes nothing."""
    Link.objects.bulk_create([Link(source=source, target=target, kind=kind)], ignore_conflicts=True)


def link_many(source_ids: Iterable[int], target: Document, kind: str = "led_to") -> None:
    ties = [Link(source_id=pk, target=target, kind=kind) for pk in sorted(set(source_ids))]
    rows.insert(ties, or_ignore=True)


def set_sources(source_ids: Iterable[int], target: Document) -> None:
    """After an edit: tie what its lines draw on now, untie what they draw on no more."""
    ids, tied = set(source_ids), set(_tied(target.pk, "led_to"))
    if tied - ids:
        Link.objects.filter(target=target, kind="led_to").exclude(source_id__in=ids).delete()
    if ids - tied:
        link_many(ids, target)


_tied = Prepared(
    lambda target, kind: Link.objects.filter(target=target, kind=kind).values_list(
        "source_id", flat=True
    ),
    KEY,
    WORD,
)


def sources_of(document: Document) -> list[Document]:
    return list(Document.objects.filter(led_to__target=document).distinct().order_by("id"))


def targets_of(document: Document) -> list[Document]:
    return list(Document.objects.filter(came_from__source=document).distinct().order_by("id"))


def is_live(document: Document) -> bool:
    """A paper counts until it is void, cancelled or reversed; finished papers count."""
    return not registry.get(document.type).state(document.state).final or document.state not in {
        "void",
        "reversed",
        "cancelled",
    }


def chain(document: Document) -> list[Document]:
    """Every paper reachable over links either way, by date; a few queries, whatever its size.

    A paper of no one party (opening balances, a list handed over) is shown and not walked
    through: it would tie the papers of all parties into one chain.
    """
    seen = {document.pk}
    edge = {document.pk}
    while edge and len(seen) < MOST:
        found = _beside(edge) - seen
        if not found:
            break
        seen |= found
        of_one_party = Document.objects.filter(pk__in=found, party__isnull=False)
        edge = set(of_one_party.values_list("pk", flat=True))
    if len(seen) == 1:
        return [document]
    return list(Document.objects.filter(pk__in=seen).order_by("date", "id"))


def _beside(edge: set[int]) -> set[int]:
    """The papers one link away; most papers have few, so of a single one it is quickly asked."""
    if len(edge) == 1:
        (paper,) = edge
        return {pk for pair in prepared.rows("links", _links, paper=paper) for pk in pair}
    ahead = Link.objects.filter(source_id__in=edge).values_list("target_id", flat=True)
    behind = Link.objects.filter(target_id__in=edge).values_list("source_id", flat=True)
    return {*ahead, *behind}


def _links() -> QuerySet[Link, Any]:
    paper = Given("paper", BigIntegerField())
    found = Link.objects.filter(Q(source_id=paper) | Q(target_id=paper))
    return found.order_by().values_list("source_id", "target_id")


def dependants(document: Document) -> list[Document]:
    """Everything live that came from this paper, the latest first: the order of undoing."""
    return list(once_on_a_page(("dependants", document.pk), lambda: _dependants(document)))


def _dependants(document: Document) -> list[Document]:
    seen: dict[int, int] = {}
    edge, depth = {document.pk}, 0
    while edge and depth < 50:
        depth += 1
        pairs = Link.objects.filter(source_id__in=edge, kind="led_to")
        edge = set(pairs.values_list("target_id", flat=True)) - {document.pk}
        for pk in edge:
            seen[pk] = max(depth, seen.get(pk, 0))
    found = [d for d in Document.objects.filter(pk__in=seen) if is_live(d)]
    by_depth: dict[int, list[Document]] = defaultdict(list)
    for each in found:
        by_depth[seen[each.pk]].append(each)
    return [
        d
        for level in sorted(by_depth, reverse=True)
        for d in sorted(by_depth[level], key=lambda d: -d.pk)
    ]
