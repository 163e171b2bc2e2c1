"""How a payment spreads over the lines; no database. The money itself is posted by settlements."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from finance.payment_request.flow import PAYMENT_REQUEST
from finance.payment_request.spread import spread

amounts = st.decimals(min_value=0, max_value=10_000, places=2)


def test_each_line_is_paid_in_full_before_the_next() -> None:
    rests = [(1, Decimal(30)), (2, Decimal(50)), (3, Decimal(20))]

    assert spread(Decimal(45), rests) == {1: Decimal(30), 2: Decimal(15)}


def test_a_line_with_nothing_left_takes_no_part() -> None:
    assert spread(Decimal(10), [(1, Decimal(0)), (2, Decimal(50))]) == {2: Decimal(10)}


@given(amount=amounts, rests=st.lists(amounts, max_size=8))
def test_nothing_vanishes_and_no_line_takes_more_than_its_rest(
    amount: Decimal, rests: list[Decimal]
) -> None:
    lines = dict(enumerate(rests))

    parts = spread(amount, lines.items())

    assert sum(parts.values(), Decimal(0)) == min(amount, sum(rests, Decimal(0)))
    assert all(0 < part <= lines[line] for line, part in parts.items())


def test_the_request_posts_nothing_by_itself() -> None:
    assert not [step.code for step in PAYMENT_REQUEST.steps if step.posts or step.reverses]
