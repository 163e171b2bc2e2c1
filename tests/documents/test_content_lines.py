"""Lines come with what they name, whatever they name."""

import pytest

from documents import content
from documents.registry import all_types
from tests.factories_papers import every_state, make

pytestmark = pytest.mark.django_db
FIRST = dict(reversed(list(every_state())))


@pytest.mark.parametrize("code", sorted(each.code for each in all_types()))
def test_every_paper_is_loaded_with_its_lines(code: str) -> None:
    head = make(code, state=FIRST[code])

    body = content.load_body(head)

    assert body.head == head
    assert [line.line_no for line in body.lines.all()] == sorted(
        line.line_no for line in body.lines.all()
    )
    assert all(line.body is body for line in body.lines.all())
