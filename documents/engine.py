"""The engine: the only writer of a paper's state. One step, one transaction, all of it or none."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any, Unpack

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import (
    approvals,
    content,
    drafts,
    ledgers,
    reactions,
    registry,
    rows,
    step_log,
    tasks,
    timeline,
)
from documents.act import Act, Options, Outcome, Taken
from documents.errors import NotAllowed, Refused
from documents.flow import CHAIN, SYSTEM, DocumentType, State, Step
from documents.locking import MoreToLock, lock_head
from documents.locking import lock as _lock
from documents.models import Document, Event, Operation
from documents.refusals import not_from_here, refusals_of_guards, refusals_of_state
from documents.rights import Authority, authority
from documents.transactions import in_one_transaction
from masterdata.models import company
from masterdata.people import person

if TYPE_CHECKING:
    from masterdata.models import User

__all__ = ["Act", "insist", "perform", "refusals_of_guards", "system"]

logger = logging.getLogger(__name__)


def perform(document_id: int, step: str, *, actor: "User", **options: Unpack[Options]) -> Outcome:
    """Take a step: lock, re-read, check rights and guards, post, record; retried when busy.

    Raises Refused with a sentence when it may not be; then nothing was changed.
    """
    with step_log.watched(document_id, step, actor):
        try:
            return in_one_transaction(lambda: _perform(document_id, step, actor, options))
        except MoreToLock as more:
            wanted = more.heads
        return in_one_transaction(lambda: _perform(document_id, step, actor, options, wanted))


def system(
    document_id: int,
    step: str,
    *,
    at: datetime,
    cause: Document,
    **taken: Unpack[Taken],
) -> Outcome | None:
    """A step the program takes by itself, from a reaction; None, and a line in the log, if the
    state has moved on or its guards do not hold yet. Unless an actor is named, it stands to the
    name of whoever made its cause."""
    document = lock_head(document_id)
    document_type = registry.get(document.type)
    found = _find(document_type, document, step)
    if found is None:
        logger.info("%s is %s: no %s for %s", document, document.state, step, cause)
        return None
    if found.by is not SYSTEM:
        raise NotAllowed(_("The program may not take this step."))
    options: Options = {"reason": cause.number, "on": taken.get("on")}
    body = _load(document)
    actor = taken.get("actor") or person(cause.maker_id)
    refusals = refusals_of_guards(body, found, actor)
    if refusals:
        logger.info("%s does not %s for %s: %s", document, step, cause, refusals[0])
        return None
    act = Act(document_type, document, body, found, actor, at, options, Authority())
    return _carry_out(act)


def _load(locked: Document) -> Any:
    """With the paper's last event, since nobody adds another while its head is locked, and with
    what is asked of the firm."""
    body = content.load_body(locked)
    timeline.learn_last_hash(locked.pk, body.last_hash or "")
    company.learn(body)
    return body


def insist(
    document_id: int,
    step: str,
    *,
    at: datetime,
    cause: Document,
    **taken: Unpack[Taken],
) -> Outcome:
    """The same, where its cause must not happen without it: refused with this step's own reasons,
    and the cause with it."""
    outcome = system(document_id, step, at=at, cause=cause, **taken)
    if outcome is not None:
        return outcome
    document = Document.objects.get(pk=document_id)
    document_type = registry.get(document.type)
    found = _find(document_type, document, step)
    if found is None:
        raise not_from_here(document_type, document, step)
    body = content.load_body(document)
    refusals = refusals_of_guards(body, found, taken.get("actor") or person(cause.maker_id))
    raise Refused(
        _("%(number)s must go along with this, and cannot:") % {"number": document.number},
        details=[str(refusal) for refusal in refusals],
    )


def _perform(
    document_id: int,
    code: str,
    actor: "User",
    options: Options,
    wanted: frozenset[int] = frozenset(),
) -> Outcome:
    document, locked = _lock(document_id, wanted)
    done = _done_before(document, code, actor, options)
    if done:
        return done
    document_type = registry.get(document.type)
    version = options.get("version")
    step = _find(document_type, document, code)
    if step is None:
        raise not_from_here(document_type, document, code)
    if version is not None and version != document.version:
        raise drafts.stale(document)
    at = options.get("at") or timezone.now()
    granted = authority(document, step, actor=actor, on=timezone.localdate(at))
    _require_granted(granted)
    body = _load(document)
    sources = _sources_of(document_type, body)
    if not sources <= locked:
        if wanted:
            raise drafts.stale(document)  # its lines changed between the look and the lock
        raise MoreToLock(frozenset(sources))
    act = Act(document_type, document, body, step, actor, at, options, granted)
    _check(act)
    return _carry_out(act)


def _sources_of(document_type: DocumentType, body: Any) -> set[int]:
    sources = document_type.sources
    return set(sources(body, list(body.lines.all()))) if sources else set()


def _done_before(document: Document, code: str, actor: "User", options: Options) -> Outcome | None:
    """The same form sent again gets the first answer; the head's lock makes resends wait."""
    key = options.get("key")
    done = Operation.objects.filter(key=key).select_related("event").first() if key else None
    if done is None:
        return None
    if (done.document_id, done.step, done.actor_id) != (document.pk, code, actor.pk):
        raise Refused(_("This form was already used for another act. Load the page anew."))
    return Outcome(document, done.event, repeated=True)


def _find(document_type: DocumentType, document: Document, code: str) -> Step | None:
    steps = document_type.steps_from(document.state)
    return next((step for step in steps if step.code == code), None)


def _require_granted(granted: Authority) -> None:
    """Before the paper is read: who may not, learns it at once and learns nothing else."""
    if granted.refusals:
        raise NotAllowed(granted.refusals[0])


def _check(act: Act) -> None:
    """Hold, reason, unchanged content, guards: the first kind that fails refuses."""
    refusals = refusals_of_state(act.document, act.step)
    if act.step.needs_reason and not act.reason:
        refusals.append(_("Give the reason."))
    if not refusals:
        _require_unchanged(act)
        refusals = refusals_of_guards(act.body, act.step, act.actor)
    if refusals:
        raise Refused(refusals[0], details=refusals[1:])


def _require_unchanged(act: Act) -> None:
    """An approval is bound to what was submitted; a change behind the program stops it (I8)."""
    frozen = not act.document_type.state(act.document.state).editable
    if not frozen or not act.document.content_hash:
        return
    if act.content_hash != act.document.content_hash:
        raise Refused(
            _("The content of %(number)s is not the one that was submitted. Tell an administrator.")
            % {"number": act.document.number}
        )


def _carry_out(act: Act) -> Outcome:
    """Everything after the checks, in the one order that the docstring of the ledgers names."""
    came_from = act.document.state
    target = act.document_type.state(act.step.target or came_from)
    target = _chain(act, target)
    moved_on = target.code != came_from or not act.step.target or act.step.by is not CHAIN
    if act.step.effect and moved_on:
        act.take_effect(act.step.effect)
    if target.waits_for is CHAIN and target.code != came_from:
        # After the effect: what it wrote decides which desks sign.
        approvals.start(act.document, act.document_type, body=act.body)
    posts = act.step.posts if moved_on else None
    entries = posts(act.body, list(act.body.lines.all())) if posts else None
    on = act.on
    event = _write(act, came_from, target)
    content.keep_loaded(act.body)
    following = reactions.of(act.document.type, act.step.code) if moved_on else []
    _react(act, [each for each in following if each.before_posting])
    # Late, since others wait for the rows that the ledgers lock.
    if entries is not None:
        ledgers.post(act.document, entries, at=act.at, on=on, actor=act.actor)
    if act.step.reverses:
        ledgers.reverse(act.document, at=act.at, on=on, actor=act.actor)
    step_log.taken(act.document, act.step.code, act.actor)
    _react(act, [each for each in following if not each.before_posting])
    return Outcome(act.document, event)


def _react(act: Act, following: list[reactions.Registered]) -> None:
    for reaction in following:
        reaction.call(act.document, actor=act.actor, at=act.at)


def _chain(act: Act, target: State) -> State:
    """Sign a desk of the chain, and stay while another is left (D3)."""
    came_from = act.document.state
    if act.step.by is CHAIN and act.authority.desk and not act.step.backward:
        through = approvals.sign(
            act.document,
            act.authority.desk,
            actor=act.actor,
            acting_for=act.authority.acting_for,
            at=act.at,
        )
        if not through:
            return act.document_type.state(came_from)
        act.document.approver, act.document.approved_at = act.actor, act.at
    return target


def _write(act: Act, came_from: str, target: State) -> Event:
    """Compare and set the head, append the event, hand the task on, remember the form's key."""
    document, version = act.document, act.document.version
    document.state, document.version, document.changed_at = target.code, version + 1, act.at
    if target.editable:
        document.content_hash = ""
        document.approver = document.approved_at = None
    else:
        document.content_hash = act.content_hash
    if act.step.four_eyes and not (act.step.reverses or target.editable or document.approver_id):
        # A paper without a chain is approved by its one step of four eyes.
        document.approver, document.approved_at = act.actor, act.at
    document.held = act.body.head.held
    columns = ("state", "version", "changed_at", "content_hash", "approver", "approved_at", "held")
    stays = target.code == came_from and act.step.by is not CHAIN
    before = act.document_type.state(came_from)
    rows.write_if(
        document,
        columns,
        only={"state": came_from, "version": version},
        otherwise=lambda: drafts.stale(document),
    )
    tasks.follow_state(document, before, target, actor=act.actor, at=act.at, stays=stays)
    # Last, for it is answered with its key; all before it goes along (`ui/sending.py`).
    event = _record(act, came_from)
    key = act.options.get("key")
    if key:
        Operation.objects.create(
            key=key, document=document, actor=act.actor, step=act.step.code, event=event
        )
    return event


def _record(act: Act, came_from: str) -> Event:
    happening = timeline.Happening(
        Event.Kind.STEP,
        step=act.step.code,
        from_state=came_from,
        to_state=act.document.state,
        reason=act.reason[:500],
        content_hash=act.document.content_hash,
        by_system=act.step.by is SYSTEM,
        details=act.changes,
    )
    given = act.authority.acting_for
    return timeline.record(act.document, happening, actor=act.actor, at=act.at, acting_for=given)
