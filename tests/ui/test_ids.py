"""What counts as the key of a record, as a browser sends it."""

import pytest
from django.http import QueryDict

from ui.ids import LARGEST_ID, as_id, id_in, ids_in


@pytest.mark.parametrize("text", ["1", "0017", str(LARGEST_ID)])
def test_digits_that_fit_a_column_are_a_key(text: str) -> None:
    assert as_id(text) == int(text)


@pytest.mark.parametrize(
    "text", ["", " 1", "-1", "1.0", "１", "1e3", "0x1", str(LARGEST_ID + 1), "9" * 5000, "1\x00"]
)
def test_anything_else_is_no_key_and_no_error(text: str) -> None:
    assert as_id(text) is None


def test_the_first_parameter_that_holds_a_key_is_taken() -> None:
    assert id_in({"party": "x", "customer": "7"}, "party", "customer") == 7
    assert id_in({"party": "x"}, "party", "customer") is None


def test_ticked_rows_come_one_by_one_or_in_a_row_and_what_is_no_key_is_left_out() -> None:
    sent = QueryDict("ids=3&ids=1,2&ids=,x," + "9" * 30)

    assert ids_in(sent) == [3, 1, 2]
