"""The law of a paper in words: who acts, what a guard refuses with, what is posted, when due."""

import re
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from documents import ledgers, reactions
from documents.flow import CHAIN, MAKER, SYSTEM, By, DocumentType, Due, State, Step, WorkingMinutes

DESKS = {CHAIN: _("Approval chain"), MAKER: _("Maker"), SYSTEM: _("The program")}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def who(by: By | None) -> str:
    """The roles or the desk that a step or a state names."""
    if by is None:
        return ""
    if isinstance(by, tuple):
        return " / ".join(str(role.label) for role in by)
    return str(DESKS[by])


def due_words(due: Due | None) -> str:
    if due is None:
        return ""
    if isinstance(due, WorkingMinutes):
        return _opening_hours(due.minutes)
    days = ngettext("%(count)s working day", "%(count)s working days", due.days)
    return days % {"count": due.days}


def _opening_hours(minutes: int) -> str:
    """In hours where they are whole: people say two hours, not 120 minutes."""
    hours, rest = divmod(minutes, 60)
    if rest:
        words = ngettext(
            "within %(count)s working minute", "within %(count)s working minutes", minutes
        )
        return words % {"count": minutes}
    words = ngettext("within %(count)s working hour", "within %(count)s working hours", hours)
    return words % {"count": hours}


def guard_words(guard: Callable[..., Any]) -> str:
    """The sentences with which a guard refuses; its docstring or its name if it has none."""
    found = list(dict.fromkeys(_sentences(guard, depth=2)))
    if found:
        return " ".join(found)
    written = (guard.__doc__ or "").strip().split("\n")[0]
    return written or guard.__name__.replace("_", " ")


def _sentences(guard: Callable[..., Any], *, depth: int) -> Iterator[str]:
    """Read from the function itself, so that what is shown is what would be said."""
    code = getattr(guard, "__code__", None)
    if code is None:
        return
    for constant in code.co_consts:
        if isinstance(constant, str) and constant != guard.__doc__ and _is_sentence(constant):
            yield _shown(gettext(constant))
    for name in code.co_names if depth else ():
        value = getattr(guard, "__globals__", {}).get(name)
        if isinstance(value, Promise) and _is_sentence(str(value)):
            yield _shown(str(value))
        elif callable(value) and not isinstance(value, type):
            yield from _sentences(value, depth=depth - 1)


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "。")) and len(text) > 8


def _shown(text: str) -> str:
    return PLACEHOLDER.sub("…", text).replace("%%", "%").removesuffix(".").removesuffix("。")


def posts_words(step: Step) -> str:
    """What a step posts: the entries that its pure function makes, by name."""
    if step.posts:
        known = {entry for ledger in ledgers.all_ledgers() for entry in ledger.entry_types}
        made = dict.fromkeys(gettext(entry.__name__) for entry in _made(step.posts, known, depth=3))
        return ", ".join(made) or step.posts.__name__.replace("_", " ")
    return gettext("equal and opposite entries") if step.reverses else ""


def _made(function: Callable[..., Any], known: set[type], *, depth: int) -> Iterator[type]:
    """The entry types that a function names, itself or through those it calls."""
    code = getattr(function, "__code__", None)
    if code is None or not depth:
        return
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    for name in (name for each in (code, *inner) for name in each.co_names):
        value = getattr(function, "__globals__", {}).get(name)
        if isinstance(value, type) and value in known:
            yield value
        elif callable(value) and not isinstance(value, type):
            yield from _made(value, known, depth=depth - 1)


def reaction_words(document_type: DocumentType) -> list[str]:
    """What other papers do when a step of this one was taken, in the order it happens."""
    sentence = gettext("After “%(step)s”: %(what)s")
    return [
        sentence % {"step": document_type.step(reaction.step_code).label, "what": reaction.name}
        for reaction in reactions.all_reactions()
        if reaction.type_code == document_type.code
    ]


def state_notes(state: State) -> str:
    """「审批流程 · 1 个工作日」: for whom a state waits and how long."""
    return " · ".join(part for part in (who(state.waits_for), due_words(state.due)) if part)
