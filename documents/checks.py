"""System checks on every declared type: what a newcomer forgets is told at start."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from documents import reactions, registry
from documents.flow import CHAIN, DocumentType


@register("documents")
def check_types(**kwargs: Any) -> list[CheckMessage]:
    """Chains have a state to start in, reactions name real steps, finals have no task."""
    found: list[CheckMessage] = []
    for document_type in registry.all_types():
        for fault in _faults(document_type):
            found.append(Error(f"{document_type.code}: {fault}", id="documents.E001"))
    known = {(t.code, s.code) for t in registry.all_types() for s in t.steps}
    for reaction in reactions.all_reactions():
        if (reaction.type_code, reaction.step_code) not in known:
            name = f"{reaction.type_code}.{reaction.step_code}"
            found.append(Error(f"a reaction follows the unknown step {name}", id="documents.E002"))
    return found


def _faults(document_type: DocumentType) -> list[str]:
    faults = []
    for step in document_type.steps:
        if step.by is CHAIN:
            waiting = [document_type.state(code).waits_for for code in step.from_states]
            if any(waits is not CHAIN for waits in waiting):
                faults.append(f"step {step.code} is signed in a state that waits for no chain")
    for state in document_type.states:
        if state.final and state.waits_for is not None:
            faults.append(f"final state {state.code} waits for somebody")
        if state.due and state.waits_for is None:
            faults.append(f"state {state.code} is due but waits for nobody")
    return faults
