"""Parts of pages that are drawn once: they look as if they were drawn each time."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from ui import addresses, kept
from ui.filters import PeriodField
from ui.forms import DateField, Form, LookupField
from ui.templatetags.fields import FIELD, field_group

pytestmark = pytest.mark.urls("tests.ui.urls")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept._kept.clear()
    yield
    kept._kept.clear()


class Asked(Form):
    text = forms.CharField(label="Text", help_text="Some words", required=False, max_length=20)
    kind = forms.ChoiceField(choices=[("", "All"), ("a", "A & B")], required=False)
    tick = forms.BooleanField(required=False)
    day = DateField(required=False)
    span = PeriodField(required=False)
    thing = LookupField("nothing", required=False)


def drawn(form: Form, name: str) -> tuple[str, str]:
    """As the tag draws it, and as the template alone does."""
    return field_group(form[name]), render_to_string(FIELD, {"field": form[name]})


@pytest.mark.django_db  # in which month a day falls hangs on the firm's closing day
@pytest.mark.parametrize("name", list(Asked.base_fields))
@pytest.mark.parametrize("data", [None, {}, {"kind": "a", "span": "this_month", "tick": "on"}])
def test_a_field_looks_the_same_kept_or_not(name: str, data: Any) -> None:
    for _time in range(2):
        tag, template = drawn(Asked(data), name)
        assert tag == template


def test_what_was_typed_is_not_kept() -> None:
    for text in ("first", "second"):
        tag, template = drawn(Asked({"text": text, "day": "2026-07-01"}), "text")
        assert tag == template
        assert text in tag

    assert not kept._kept


def test_what_is_wrong_is_told_each_time() -> None:
    assert "g-error" in drawn(Asked({"kind": "forged"}), "kind")[0]
    assert "g-error" not in drawn(Asked({}), "kind")[0]


def test_other_choices_are_another_drawing() -> None:
    for words in ("One", "Two"):
        form = Asked()
        form.fields["kind"].choices = [("a", words)]  # type: ignore[attr-defined]
        assert words in field_group(form["kind"])


def test_each_language_has_its_own() -> None:
    words = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words[language] = kept.once("language", lambda: str(translation.get_language()))

    assert words == {"en": "en", "zh-hans": "zh-hans"}


def test_while_templates_are_worked_on_nothing_is_kept(settings: Any) -> None:
    settings.DEBUG = True
    drawings = iter(("first", "second"))

    assert [kept.once("key", lambda: next(drawings)) for _time in range(2)] == ["first", "second"]


def test_addresses_are_those_of_the_resolver() -> None:
    assert addresses.fixed("home") == "/home/"
    assert addresses.fixed("nowhere") == ""
    assert addresses.of_record("nowhere", 7) == ""
