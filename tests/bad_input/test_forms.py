"""Every form of every page × the corpus: refused in a sentence and kept, or stored and harmless.

Every control meets every family of the corpus, some of its values here and others on the next
form. What is one view and one form for all papers is asked of the receipt. `./run prove --only
fuzz` asks it of every paper, and every control twice as often.
"""

import re
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import registry
from tests import tally
from tests.bad_input import filling
from tests.bad_input import firm as firms
from tests.bad_input.corpus import FAMILIES, MARK
from tests.bad_input.firm import Firm
from tests.bad_input.pages_read import Input, SentForm, forms_of, shows
from tests.frames import bare_frame
from ui.text import UnfitText, normalise

__all__ = ["bare_frame"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_frame")]
ROUNDS = 2 * tally.TIMES if tally.ALL else 1
# Prints are drawn slowly and have no form; both lists below are tried elsewhere.
WITHOUT_FORMS = re.compile(
    r"_(print|import_template|history|delete|file)$|^(lookup|styleguide|printer_test)"
)
# One view each for all papers: tried on the receipt, whose forms are no others.
SHARED = re.compile(r"/(comment|attach|urge/\d+|files/\d+/withdraw|copy|batch)/$")
SHARED_PAGES = ("list", "detail", "pull", "pull_from", "copy", "batch", "print_many", "undo")
IMPORTS = ("receipt_import", "receipt_import_into", "item_import")


def is_like_another(name: str) -> bool:
    """A page that has no form but those which the receipt has too, or an import."""
    codes = [kind.code for kind in registry.all_types() if kind.code != "receipt"]
    is_import = name.endswith(("_import", "_import_into"))
    ours = {f"{code}_{page}" for code in codes for page in SHARED_PAGES}
    return name in ours or (is_import and name not in IMPORTS)


PAGES = [
    name
    for name in firms.NAMES
    if not WITHOUT_FORMS.search(name) and (tally.ALL or not is_like_another(name))
]
SAYS_NO = ("g-error", "g-alert", "g-tone-bad", "g-toast", '"errors": {"', "g-import-faults")


def addresses_of(name: str, firm: Firm) -> list[str]:
    """Of the steps of a paper those of its state; what no step leads to has no form."""
    addresses = firm.addresses(name)
    paper = firm.drafts.get(name.removesuffix("_step"))
    if tally.ALL or paper is None or not name.endswith("_step"):
        return addresses
    here = {step.code for step in registry.get(paper.type).steps_from(paper.state)}
    return [each for each in addresses if each.split("/")[-2] in here]


def forms_on(client: Client, name: str, firm: Firm) -> Iterator[SentForm]:
    """The forms into which something is typed, and which no other address of this page has."""
    seen = set()
    for address in addresses_of(name, firm):
        page = client.get(address)
        is_page = "html" in page.headers.get("Content-Type", "")
        if page.status_code != 200 or not is_page:
            continue
        for form in forms_of(page.content.decode(), address=address):
            wanted = form.method == "post" and form.shape not in seen and filling.typed(form)
            if wanted and not is_elsewhere(form):
                seen.add(form.shape)
                yield form


def is_elsewhere(form: SentForm) -> bool:
    """The receipt's forms, and its step that asks for nothing but a reason, are those of all."""
    if "/receipt/" in form.action:
        return False
    reason_alone = [one.name for one in filling.typed(form)] == ["reason"]
    return bool(SHARED.search(form.action)) or (
        reason_alone and "/step/" in form.action and not tally.ALL
    )


def met_alone(name: str, form: SentForm) -> list[Input]:
    """All controls; of a form that also stands on another page half of them, there the others."""
    controls = filling.typed(form)
    doors = ("_new", "_edit")
    place = next((n for n, door in enumerate(doors) if name.endswith(door)), None)
    if tally.ALL or place is None or not {f"{_stem(name)}{door}" for door in doors} <= set(PAGES):
        return controls
    return [one for one in controls if crc32(one.name.encode()) % 2 == place]


def _stem(name: str) -> str:
    return name.removesuffix("_new").removesuffix("_edit")


def send(client: Client, form: SentForm, data: dict[str, Any]) -> Any:
    """The answer, or the failure itself: one bad case must not hide the next."""
    tally.count("forms")
    files = {one.name: _file() for one in form.inputs.values() if one.kind == "file"}
    try:
        with firms.undone():
            return client.post(form.action, {**data, **files})
    except Exception as failure:
        return failure


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.txt", "一张图".encode())


def faults_of(answer: Any, sent: dict[str, Any], form: SentForm) -> list[str]:
    if isinstance(answer, Exception):
        return [f"failed: {answer!r:.300}"]
    if answer.status_code >= 500:
        return [f"answered {answer.status_code}"]
    page = answer.content.decode(errors="replace")
    faults = []
    is_page = "html" in answer.headers.get("Content-Type", "")
    if is_page and (MARK in page or "<script>alert" in page):
        faults.append("markup is alive")
    if answer.status_code == 422:
        if not any(sign in page for sign in SAYS_NO):
            faults.append("refused without a sentence")
        faults += [f"{name} lost {value!r:.60}" for name, value in _lost(page, sent, form)]
    return faults


def _lost(page: str, sent: dict[str, Any], form: SentForm) -> Iterator[tuple[str, str]]:
    """What was typed and does not stand in the page any more."""
    for one in filling.typed(form):
        value = sent.get(one.name, "")
        if one.kind in ("select", "radio", "checkbox", "password") or "-" in one.name:
            continue
        try:
            value = normalise(value)
        except UnfitText:
            continue
        # A look-up box and a paste box bring back just what was typed, invisible signs and all.
        as_typed = shows(page, sent.get(one.name, "")[:2000].strip())
        if value and not as_typed and not shows(page, value[:2000]):
            yield one.name, value


@pytest.mark.parametrize("name", PAGES)
def test_nothing_typed_breaks_a_form_or_is_lost(name: str, boss: Client, firm: Firm) -> None:
    start = PAGES.index(name) + tally.START
    wrong = []
    for form in forms_on(boss, name, firm):
        for values in FAMILIES.values():
            for data in filling.all_wrong(form, values, rounds=ROUNDS, start=start):
                answer = send(boss, form, data)
                wrong += [f"{form.action}: {fault}" for fault in faults_of(answer, data, form)]
        right = filling.rightly(form, firm)
        for field, value, data in filling.one_wrong(met_alone(name, form), right, start=start):
            found = faults_of(send(boss, form, data), {field: value}, form)
            wrong += [f"{form.action} {field}={value!r:.60}: {fault}" for fault in found]

    assert not wrong, "\n".join(wrong)
