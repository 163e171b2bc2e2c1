"""单据类型: every type's law as the program itself obeys it, with its drawing; and the glossary."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import chains, diagram, registry
from documents.flow import DocumentType, State, Step, Words
from documents.flow_words import due_words, guard_words, posts_words, reaction_words, who
from masterdata.roles import Role
from ui.formats import money
from ui.navigation import SECTIONS
from ui.punctuation import bracketed, labelled

LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


@require_GET
def types(request: HttpRequest) -> HttpResponse:
    rows = [_row(document_type) for document_type in registry.all_types()]
    actions = [{"label": _("Glossary"), "url": reverse("glossary"), "icon": "book"}]
    context = {"title": _("Document types"), "types": rows, "actions": actions}
    return render(request, "documents/types.html", context)


def _row(document_type: DocumentType) -> dict[str, Any]:
    return {
        "code": document_type.code,
        "label": document_type.label,
        "prefix": document_type.prefix,
        "url": reverse("document_type", args=[document_type.code]),
        "state_count": len(document_type.states),
        "step_count": len(document_type.steps),
        "synonyms": document_type.synonyms,
        "app": document_type.body._meta.app_label,
    }


@require_GET
def type_detail(request: HttpRequest, code: str) -> HttpResponse:
    if code not in {document_type.code for document_type in registry.all_types()}:
        raise Http404
    document_type = registry.get(code)
    context = {
        "title": document_type.label,
        "type": document_type,
        "back_url": reverse("document_types"),
        "diagram": diagram.svg(document_type),
        "states": [_state(state) for state in document_type.states],
        "steps": [_step(document_type, step) for step in document_type.steps],
        "reactions": reaction_words(document_type),
        "rules": [_makers(document_type), *_chain(document_type)],
    }
    return render(request, "documents/type_detail.html", context)


def _makers(document_type: DocumentType) -> str:
    return gettext("Made by: %(roles)s") % {"roles": who(document_type.makers)}


def _chain(document_type: DocumentType) -> list[str]:
    """The desks as they are set up today."""
    desks = [
        f"{Role(desk.role).label}{bracketed(f'≥ {money(desk.from_amount)}')}"
        for desk in chains.desks_of(document_type)
    ]
    return [labelled(gettext("Approval chain"), " → ".join(desks))] if desks else []


def _state(state: State) -> dict[str, Any]:
    return {
        "code": state.code,
        "label": state.label,
        "tone": state.tone,
        "waits_for": who(state.waits_for),
        "due": due_words(state.due),
        "rule": state.rule,
    }


def _step(document_type: DocumentType, step: Step) -> dict[str, Any]:
    sources = [str(document_type.state(code).label) for code in step.from_states]
    return {
        "code": step.code,
        "label": step.label,
        "sources": " / ".join(sources),
        "target": document_type.state(step.target).label
        if step.target
        else gettext("stays in its state"),
        "by": who(step.by),
        "guards": _conditions(step),
        "posts": posts_words(step),
        "needs_reason": step.needs_reason,
    }


def _conditions(step: Step) -> list[str]:
    """The guards' own refusals, and the rule of different people where it holds."""
    rules = (
        [gettext("Neither maker, editor nor an earlier signer.")] if step.different_person else []
    )
    return rules + [guard_words(guard) for guard in step.guards]


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word of papers, states, steps and roles in both languages, read from the program."""
    parts = [
        (_("Document types"), _type_words()),
        (_("States"), _words(s.label for t in registry.all_types() for s in t.states)),
        (_("Steps"), _words(s.label for t in registry.all_types() for s in t.steps)),
        (_("Roles"), _words(role.label for role in Role)),
        (_("Menu"), _words(section.title for section in SECTIONS)),
    ]
    tables = [{"title": title, "table": _glossary_table(rows)} for title, rows in parts]
    context = {"title": _("Glossary"), "tables": tables, "back_url": reverse("document_types")}
    return render(request, "ui/detail.html", context)


def _words(labels: Iterable[Words]) -> list[list[str]]:
    """Each word once, in the order met: Chinese, English, nothing more."""
    pairs = dict.fromkeys(_in_both(label) for label in labels)
    return [[chinese, english, ""] for chinese, english in pairs]


def _in_both(label: Words) -> tuple[str, str]:
    said = []
    for language, _name in LANGUAGES:
        with translation.override(language):
            said.append(str(label))
    return said[0], said[1]


def _type_words() -> Iterator[list[str]]:
    for document_type in registry.all_types():
        note = " · ".join([document_type.code, document_type.prefix, *document_type.synonyms])
        yield [*_in_both(document_type.label), note]


def _glossary_table(rows: Iterable[list[str]]) -> dict[str, Any]:
    labels = [*(name for _code, name in LANGUAGES), _("Code and other names")]
    return {
        "columns": [{"label": label} for label in labels],
        "rows": [{"cells": [{"text": text} for text in row]} for row in rows],
    }
