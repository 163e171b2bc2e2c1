"""The law of a paper as one value: states, steps, and the checks of their graph; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from masterdata.roles import Role

Words = str | Promise


class Desk(Enum):
    """Who acts when it is not a fixed role."""

    CHAIN = "chain"  # the approval chain copied at submit
    MAKER = "maker"  # whoever made the paper
    SYSTEM = "system"  # the program itself, by a reaction


CHAIN, MAKER, SYSTEM = Desk.CHAIN, Desk.MAKER, Desk.SYSTEM
By = tuple[Role, ...] | Desk
Guard = Callable[[Any, Any], Words]
Posts = Callable[[Any, list[Any]], Iterable[Any]]
Effect = Callable[[Any, Any, Mapping[str, Any]], None]
E = TypeVar("E", bound=Effect)
Sources = Callable[[Any, list[Any]], Iterable[int]]


@dataclass(frozen=True)
class WorkingDays:
    """Due at the end of the n-th working day after the start."""

    days: int


@dataclass(frozen=True)
class WorkingMinutes:
    """Due when so many minutes of opening hours have passed since the start."""

    minutes: int


Due = WorkingDays | WorkingMinutes


@dataclass(frozen=True)
class State:
    """One state; `waits_for` makes it open a task, due as `due` says (rule T…)."""

    code: str
    label: Words
    initial: bool = False
    editable: bool = False
    final: bool = False
    tone: str = "neutral"
    waits_for: By | None = None
    due: Due | None = None
    rule: str = ""
    task: Words = ""


_in_place: set[Effect] = set()


def in_place(effect: E) -> E:
    """Declares that what this effect writes of its paper it also leaves in the body that it was
    given, and nothing that would be stored otherwise: so the paper need not be loaded once more."""
    _in_place.add(effect)
    return effect


def is_in_place(effect: Effect) -> bool:
    return effect in _in_place


_rewriting: dict[Effect, frozenset[str]] = {}


def rewrites(*columns: str) -> Callable[[E], E]:
    """Declares which columns of its paper's content this effect writes where the paper is not
    edited any more; all others stay as they were submitted, and without this all do (V13)."""

    def declared(effect: E) -> E:
        _rewriting[effect] = frozenset(columns)
        return effect

    return declared


def rewritten_by(effect: Effect) -> frozenset[str]:
    return _rewriting.get(effect, frozenset())


@dataclass(frozen=True)
class Step:
    """One way from a state to another.

    `target` "" stays where it is. `four_eyes`: neither maker nor editor may do it, a superuser
    included; a chain step always is. `effect` writes the paper's own body columns from the
    step's form, before anything is posted.
    """

    code: str
    label: Words
    sources: str | tuple[str, ...]
    target: str
    by: By = ()
    guards: tuple[Guard, ...] = ()
    posts: Posts | None = None
    reverses: bool = False
    needs_reason: bool = False
    four_eyes: bool = False
    tone: str = "primary"
    form: type[Any] | None = None
    effect: Effect | None = None
    help: Words = ""

    @property
    def from_states(self) -> tuple[str, ...]:
        return (self.sources,) if isinstance(self.sources, str) else self.sources

    @property
    def different_person(self) -> bool:
        return self.four_eyes or (self.by is CHAIN and not self.backward)

    @property
    def backward(self) -> bool:
        """A refusal or withdrawal: it needs no second pair of eyes to be safe."""
        return self.tone == "danger" and not self.reverses


@dataclass(frozen=True)
class DocumentType:
    """Everything the kernel knows of a paper; buttons, rights, tests and pages are read from it."""

    code: str
    label: Words
    prefix: str
    body: type[Any]
    line: type[Any]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    makers: tuple[Role, ...]
    readers: tuple[Role, ...] = ()
    sources: Sources | None = None
    party_label: Words = ""
    synonyms: tuple[str, ...] = ()
    chain_starts_at: str = "submitted"
    # A paper that the program draws up of all that a month brought may hold more than people type.
    most_lines: int = 1000
    extra: Mapping[str, Any] = field(default_factory=dict)
    # Which of its papers somebody sees whose part in them is small, as a condition on their heads;
    # None: all of them. It is told who asks, he and those he deputises for, and with which roles.
    narrowed: Callable[[Iterable[int], frozenset[Role]], Any] | None = None

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    @property
    def initial_states(self) -> tuple[State, ...]:
        return tuple(state for state in self.states if state.initial)

    @property
    def has_chain(self) -> bool:
        return any(step.by is CHAIN for step in self.steps)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if state in step.from_states)


def reversal(
    source: str | tuple[str, ...],
    by: By,
    guards: tuple[Guard, ...] = (),
    target: str = "reversed",
) -> Step:
    """红冲: equal and opposite entries for whatever the ledgers hold of this paper."""
    return Step(
        "reverse",
        _("Reverse"),
        source,
        target,
        by=by,
        guards=guards,
        reverses=True,
        needs_reason=True,
        tone="danger",
    )


def voiding(
    source: str | tuple[str, ...], by: By, guards: tuple[Guard, ...] = (), target: str = "void"
) -> Step:
    """作废: nothing was posted yet; the number stays and explains the gap."""
    return Step(
        "void",
        _("Void"),
        source,
        target,
        by=by,
        guards=guards,
        needs_reason=True,
        tone="danger",
    )


def rejection(source: str, target: str = "draft", by: By = CHAIN) -> Step:
    """驳回: one "no" sends the paper back to its maker, with a reason."""
    return Step("reject", _("Reject"), source, target, by=by, needs_reason=True, tone="danger")


def faults_of(document_type: DocumentType) -> list[str]:
    """What is wrong with the graph of this type; empty when it is sound."""
    codes = [state.code for state in document_type.states]
    faults = [f"state {code} twice" for code in codes if codes.count(code) > 1]
    if not document_type.initial_states:
        faults.append("no initial state")
    for step in document_type.steps:
        unknown = [code for code in (*step.from_states, step.target) if code and code not in codes]
        faults += [f"step {step.code} names the unknown state {code}" for code in unknown]
        if not step.by:
            faults.append(f"step {step.code} has no role")
        if step.posts and step.reverses:
            faults.append(f"step {step.code} posts and reverses")
    if not faults:
        faults += _doubled_steps(document_type) + _unreachable(document_type)
        faults += _dead_ends(document_type)
    return faults


def _doubled_steps(document_type: DocumentType) -> list[str]:
    pairs = [(code, step.code) for step in document_type.steps for code in step.from_states]
    return [
        f"step {step} twice from {state}" for state, step in pairs if pairs.count((state, step)) > 1
    ]


def _unreachable(document_type: DocumentType) -> list[str]:
    reached = {state.code for state in document_type.initial_states}
    grew = True
    while grew:
        more = {
            step.target
            for step in document_type.steps
            if step.target and reached & set(step.from_states)
        }
        grew = not more <= reached
        reached |= more
    return [f"state {s.code} is unreachable" for s in document_type.states if s.code not in reached]


def _dead_ends(document_type: DocumentType) -> list[str]:
    return [
        f"state {state.code} has no way out and is not final"
        for state in document_type.states
        if not state.final and not document_type.steps_from(state.code)
    ]
