"""What the database refuses becomes a sentence, in the language of the reader."""

import pytest
from django.db import IntegrityError
from django.utils import translation

from documents.violations import refused_by


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_rule_without_a_sentence_of_its_own_never_shows_a_placeholder(language: str) -> None:
    error = IntegrityError("duplicate key value violates … document_number_unique")

    with translation.override(language):
        told = str(refused_by(error))

    assert told
    assert "%(" not in told
