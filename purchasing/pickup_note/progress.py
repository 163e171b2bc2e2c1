"""The way of a note as one list: what is done, when and by whom, and what comes next (R57, R58)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.models import Document, Event
from documents.pages import url_for
from purchasing.pickup_note.queries import deliveries_of, receipts_of
from ui import formats

HEADS = ("", _("What"), _("At"), _("Who"), _("Remark"))


@dataclass(frozen=True)
class Stage:
    """One stage; without a time it is not done."""

    what: Any
    at: str = ""
    who: str = ""
    words: str = ""
    url: str = ""


def stages(body: Any, user: Any) -> Mapping[str, Any]:
    """a to f where the goods go straight to the customer, a to e where they are fetched."""
    way = _direct if body.is_direct else _fetched
    rows = [_row("abcdef"[place], stage) for place, stage in enumerate(way(body))]
    return {"table": {"columns": [{"label": head} for head in HEADS], "rows": rows}}


def _row(letter: str, stage: Stage) -> dict[str, Any]:
    words: dict[str, Any] = {"text": stage.words}
    if stage.url:
        words["url"] = stage.url
    mark = "✓" if stage.at else ""
    cells = [{"text": f"{letter} {mark}"}, {"text": stage.what}, {"text": stage.at}]
    return {"cells": [*cells, {"text": stage.who}, words]}


def _direct(body: Any) -> Iterator[Stage]:
    yield _filed(body)
    yield _forwarded(body)
    yield _paper(
        _("Delivery drawn up and authorised"), deliveries_of(body.head), until="authorised"
    )
    yield Stage(
        _("Customer confirmed the arrival"),
        _moment(body.confirmed_at),
        body.confirmed_name,
    )
    receipts = receipts_of(body.pk)
    yield _paper(_("Receipt made"), receipts)
    yield _paper(_("Receipt and delivery posted as a pair"), receipts, until="approved")


def _fetched(body: Any) -> Iterator[Stage]:
    yield _filed(body)
    yield _forwarded(body)
    yield Stage(_("Goods fetched"), _moment(body.collected_at), body.collector, body.vehicle)
    by = [each.display_name for each in (body.counted_by, body.agreed_by) if each]
    yield Stage(_("Handed over, counted by both"), _moment(body.agreed_at), " / ".join(by))
    yield _paper(_("Receipt approved"), receipts_of(body.pk), until="approved")


def _filed(body: Any) -> Stage:
    step = Event.objects.filter(document=body.pk, kind=Event.Kind.STEP, step="file")
    event = step.select_related("actor").order_by("-id").first()
    if event is None or body.head.state == "draft":
        return Stage(_("Note filed, sales office told"))
    what = _("Note filed, sales office told")
    return Stage(what, _moment(event.at), event.actor.display_name, body.supplier_number)


def _forwarded(body: Any) -> Stage:
    words = [body.get_forwarded_to_display(), body.get_forwarded_by_channel_display()]
    return Stage(
        _("Note sent on"),
        _moment(body.forwarded_at),
        body.forwarded_name,
        " · ".join(str(word) for word in words if word),
    )


def _paper(what: Any, papers: list[Document], *, until: str = "made") -> Stage:
    """A stage that another paper is: done when that is made, authorised or approved."""
    if not papers:
        return Stage(what)
    paper = papers[-1]
    state = registry.get(paper.type).state(paper.state)
    done = {
        "made": True,
        "authorised": not state.editable,
        "approved": paper.approver_id is not None and state.tone == "good",
    }[until]
    at = paper.created_at if until == "made" else paper.approved_at or paper.changed_at
    who = paper.maker if until == "made" else paper.approver or paper.maker
    words = f"{paper.number} {state.label}"
    name = who.display_name if done else ""
    return Stage(what, _moment(at) if done else "", name, words, url_for(paper))


def _moment(at: Any) -> str:
    return formats.moment(at) if at else ""
