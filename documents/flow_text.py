"""The law of a paper as text and as Mermaid, for `manage.py flows` and the documentation; pure."""

from collections.abc import Iterator

from documents.flow import DocumentType
from documents.flow_words import due_words, guard_words, posts_words, reaction_words, who


def mermaid(document_type: DocumentType) -> str:
    """A state diagram as Mermaid draws it."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.code}: {state.label}" for state in document_type.states]
    lines += [f"    [*] --> {state.code}" for state in document_type.initial_states]
    for step in document_type.steps:
        for code in step.from_states:
            lines.append(f"    {code} --> {step.target or code}: {step.label}")
    lines += [f"    {state.code} --> [*]" for state in document_type.states if state.final]
    return "\n".join(lines)


def text(document_type: DocumentType) -> str:
    """States, steps and what follows by itself, one to a line."""
    return "\n".join(_lines(document_type))


def _lines(document_type: DocumentType) -> Iterator[str]:
    yield f"{document_type.label} ({document_type.code}, {document_type.prefix})"
    for state in document_type.states:
        waits = f" — {who(state.waits_for)}" if state.waits_for else ""
        due = f", {due_words(state.due)}" if state.due else ""
        rule = f" ({state.rule})" if state.rule else ""
        yield f"  [{state.code}] {state.label}{waits}{due}{rule}"
    for step in document_type.steps:
        target = step.target or "="
        yield (
            f"  {step.code}: {', '.join(step.from_states)} → {target}: {step.label}"
            f" — {who(step.by)}"
        )
        for guard in step.guards:
            yield f"      ? {guard_words(guard)}"
        if posts_words(step):
            yield f"      + {posts_words(step)}"
    for reaction in reaction_words(document_type):
        yield f"  ! {reaction}"
