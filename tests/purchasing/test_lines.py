"""A typed line becomes its amounts as the firm reckons them; no database."""

from decimal import Decimal

import pytest

from purchasing.lines import ordered, received


def row(quantity: str, price: str, **more: object) -> dict[str, object]:
    return {"quantity": Decimal(quantity), "price": Decimal(price), **more}


@pytest.mark.parametrize(
    ("quantity", "price", "rate", "amounts"),
    [
        ("3", "9.99", "13", "26.52 3.45 29.97"),
        ("1000", "0.0357", "13", "31.59 4.11 35.70"),
        ("7", "128.50", "9", "825.23 74.27 899.50"),
        ("12", "15.333333", "6", "173.58 10.42 184.00"),
    ],
)
def test_a_price_with_tax_is_taken_apart(
    quantity: str, price: str, rate: str, amounts: str
) -> None:
    done = ordered(row(quantity, price, tax_rate=Decimal(rate)))

    assert [done["net"], done["tax"], done["gross"]] == [Decimal(a) for a in amounts.split()]


def test_a_price_without_tax_gets_it_on_top() -> None:
    done = ordered(row("3", "8.84", tax_rate=Decimal(13), price_includes_tax=False))

    assert (done["net"], done["gross"]) == (Decimal("26.52"), Decimal("29.97"))


def test_a_typed_total_wins_and_implies_the_price() -> None:
    done = ordered(row("3", "1", typed_total=Decimal("10.00")))

    assert (done["gross"], done["price"]) == (Decimal("10.00"), Decimal("3.333333"))
    assert "typed_total" not in done


def test_ninety_is_ninety_percent() -> None:
    assert ordered(row("10", "10", discount=Decimal(90)))["gross"] == Decimal("90.00")


def test_a_gift_costs_nothing_whatever_was_typed() -> None:
    done = ordered(row("10", "10", is_gift=True, typed_total=Decimal(5)))

    assert (done["price"], done["gross"]) == (Decimal(0), Decimal(0))


def test_packs_are_kept_and_counted_in_base_units() -> None:
    done = ordered(row("3", "120", ratio_numerator=12))

    assert (done["quantity"], done["base_quantity"]) == (Decimal(3), Decimal(36))


def test_only_what_is_accepted_is_paid_for() -> None:
    done = received(row("10", "2.00", rejected=Decimal(3)))

    assert (done["accepted"], done["base_accepted"]) == (Decimal(7), Decimal(7))
    assert (done["base_quantity"], done["gross"]) == (Decimal(10), Decimal("14.00"))


def test_everything_may_be_rejected() -> None:
    done = received(row("10", "2.00", rejected=Decimal(10)))

    assert (done["accepted"], done["gross"]) == (Decimal(0), Decimal("0.00"))
