"""Credits fill debts to the cent, whatever the amounts; no database."""

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from finance.settlement.pairing import Part, pair

CENTS = some.integers(min_value=1, max_value=10_000_000).map(lambda n: Decimal(n).scaleb(-2))
AMOUNTS = some.lists(CENTS, max_size=12)


@given(AMOUNTS, AMOUNTS)
def test_neither_debt_nor_credit_is_ever_exceeded_and_the_smaller_sum_is_used_up(
    debts: list[Decimal], credits: list[Decimal]
) -> None:
    owed = [Part(amount, item=number) for number, amount in enumerate(debts, start=1)]
    there = [Part(amount, line=number) for number, amount in enumerate(credits, start=1)]

    settled: Counter[int | None] = Counter()
    used: Counter[int | None] = Counter()
    for each in pair(owed, there):
        settled[each.debit_item] += each.amount  # type: ignore[assignment]
        used[each.credit_line] += each.amount  # type: ignore[assignment]

    assert all(settled[part.item] <= part.amount for part in owed)
    assert all(used[part.line] <= part.amount for part in there)
    assert sum(settled.values()) == min(sum(debts), sum(credits))


def test_credits_are_used_in_their_order() -> None:
    found = list(
        pair(
            [Part(Decimal(10), item=1), Part(Decimal(5), item=2)],
            [Part(Decimal(4), item=8), Part(Decimal(20), line=9001)],
        )
    )

    assert [(e.debit_item, e.credit_item or e.credit_line, e.amount) for e in found] == [
        (1, 8, 4),
        (1, 9001, 6),
        (2, 9001, 5),
    ]
