"""Every form of every page × the corpus: refused in a sentence and kept, or stored and harmless."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import tally
from tests.bad_input import filling
from tests.bad_input import firm as firms
from tests.bad_input.corpus import FAMILIES, MARK
from tests.bad_input.firm import Firm
from tests.bad_input.pages_read import SentForm, forms_of, shows
from ui.text import UnfitText, normalise

pytestmark = pytest.mark.django_db
ROUNDS = 2 * tally.TIMES
# Prints are drawn slowly and have no form; both lists below are tried elsewhere.
WITHOUT_FORMS = re.compile(r"_(print|import_template|history|delete|file)$|^(lookup|styleguide)")
# One view each for all papers: tried on the receipt, whose forms are no others.
SHARED = re.compile(r"/(comment|attach|urge/\d+|files/\d+/withdraw|copy|batch)/$")
PAGES = [name for name in firms.NAMES if not WITHOUT_FORMS.search(name)]
SAYS_NO = ("g-error", "g-alert", "g-tone-bad", "g-toast", '"errors": {"', "g-import-faults")


def forms_on(client: Client, name: str, firm: Firm) -> Iterator[SentForm]:
    """The forms of this page that no other page with an earlier address has."""
    seen = set()
    for address in firm.addresses(name):
        page = client.get(address)
        is_page = "html" in page.headers.get("Content-Type", "")
        if page.status_code != 200 or not is_page:
            continue
        for form in forms_of(page.content.decode(), address=address):
            elsewhere = SHARED.search(form.action) and "/receipt/" not in form.action
            if form.method == "post" and form.shape not in seen and not elsewhere:
                seen.add(form.shape)
                yield form


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
        for field, value, data in filling.one_wrong(form, right, start=start):
            found = faults_of(send(boss, form, data), {field: value}, form)
            wrong += [f"{form.action} {field}={value!r:.60}: {fault}" for fault in found]

    assert not wrong, "\n".join(wrong)
