"""The types page tells the law that is in force, in the reader's language; so does the command."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from documents import flow_words, registry
from documents.flow import DocumentType
from purchasing.guards import has_lines
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def test_every_type_is_listed_with_what_people_also_call_it(client: Client, as_user: Any) -> None:
    page = as_user(client, factories.user()).get(reverse("document_types")).content.decode()

    for document_type in registry.all_types():
        assert document_type.prefix in page
        assert reverse("document_type", args=[document_type.code]) in page
    assert "采购入库单" in page


@pytest.mark.parametrize("document_type", registry.all_types(), ids=lambda each: each.code)
def test_a_type_shows_its_states_steps_and_drawing(
    client: Client, as_user: Any, document_type: DocumentType
) -> None:
    as_user(client, factories.user())
    page = client.get(reverse("document_type", args=[document_type.code])).content.decode()

    assert "<svg" in page
    for step in document_type.steps:
        assert step.code in page


def test_a_type_that_does_not_exist_is_not_found(client: Client, as_user: Any) -> None:
    as_user(client, factories.user())

    assert client.get(reverse("document_type", args=["no_such"])).status_code == 404


def test_a_guard_is_told_by_its_own_refusal_in_the_readers_language() -> None:
    with translation.override("en"):
        english = flow_words.guard_words(has_lines)

    assert english == has_lines.__code__.co_consts[1] or "no lines yet" in english


def test_a_guard_without_a_sentence_is_told_by_its_docstring_or_its_name() -> None:
    def waits_for_rain(body: Any, actor: Any) -> str:
        return ""

    def dry(body: Any, actor: Any) -> str:
        """It must be dry."""
        return ""

    assert flow_words.guard_words(waits_for_rain) == "waits for rain"
    assert flow_words.guard_words(dry) == "It must be dry."


def test_the_glossary_has_every_word_in_both_languages(client: Client, as_user: Any) -> None:
    page = as_user(client, factories.user()).get(reverse("glossary")).content.decode()

    for document_type in registry.all_types():
        for language in ("zh-hans", "en"):
            with translation.override(language):
                assert str(document_type.label) in page


def test_the_command_prints_text_or_mermaid(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("flows", "receipt", mermaid=True)
    assert "stateDiagram-v2" in capsys.readouterr().out

    call_command("flows")
    said = capsys.readouterr().out
    assert all(f"({each.code}, {each.prefix})" in said for each in registry.all_types())

    with pytest.raises(CommandError):
        call_command("flows", "no_such")


def test_a_type_shows_the_chain_as_it_is_set_up_today(client: Client, as_user: Any) -> None:
    firm.people()
    as_user(client, factories.user())

    page = client.get(reverse("document_type", args=["purchase_order"])).content.decode()

    assert "50,000.00" in page
