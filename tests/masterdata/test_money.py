"""Rounding, tax and capital amounts, by the tables of the firm's conventions."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterdata.money import (
    capital_amount,
    line_amounts,
    price_from_total,
    round_money,
    round_price,
    round_quantity,
)

CAPITALS = {
    "0": "零元整",
    "0.01": "壹分",
    "0.10": "壹角整",
    "0.55": "伍角伍分",
    "1": "壹元整",
    "10": "壹拾元整",
    "15": "壹拾伍元整",
    "20.05": "贰拾元零伍分",
    "101": "壹佰零壹元整",
    "110": "壹佰壹拾元整",
    "1000.10": "壹仟元零壹角整",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元零叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "10001": "壹万零壹元整",
    "10010": "壹万零壹拾元整",
    "10100": "壹万零壹佰元整",
    "12000.01": "壹万贰仟元零壹分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "20300.40": "贰万零叁佰元零肆角整",
    "100000": "壹拾万元整",
    "110000": "壹拾壹万元整",
    "107000.53": "壹拾万柒仟元零伍角叁分",
    "107000.05": "壹拾万柒仟元零伍分",
    "1000000": "壹佰万元整",
    "1000001": "壹佰万零壹元整",
    "1010000": "壹佰零壹万元整",
    "10000010": "壹仟万零壹拾元整",
    "99999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    "100000000": "壹亿元整",
    "200000000": "贰亿元整",
    "100000000.01": "壹亿元零壹分",
    "100050000": "壹亿零伍万元整",
    "105000000": "壹亿零伍佰万元整",
    "110000000.50": "壹亿壹仟万元零伍角整",
    "1000000010.10": "壹拾亿零壹拾元零壹角整",
    "-35.50": "负叁拾伍元伍角整",
    "-0.01": "负壹分",
    "0.005": "壹分",
    "2.675": "贰元陆角捌分",
    "-0.001": "零元整",
}
DIGIT_OF = {character: n for n, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNIT_OF = {"拾": 10, "佰": 100, "仟": 1000}


def read_capitals(text: str) -> D:
    """The amount that a reader takes from the words; the inverse the code does not have."""
    text = text.removeprefix("人民币").removesuffix("整")
    sign = -1 if text.startswith("负") else 1
    text = text.removeprefix("负")
    whole, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    fen = 0
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            fen += DIGIT_OF[rest[rest.index(unit) - 1]] * worth
    return sign * (D(read_whole(whole)) + D(fen) / 100)


def read_whole(text: str) -> int:
    for unit, worth in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            above, _, below = text.rpartition(unit)
            return read_whole(above) * worth + read_whole(below)
    total, digit = 0, 0
    for character in text:
        if character in UNIT_OF:
            total += digit * UNIT_OF[character]
            digit = 0
        else:
            digit = DIGIT_OF[character]
    return total + digit


@pytest.mark.parametrize(("figure", "words"), CAPITALS.items())
def test_amounts_are_written_in_capitals_by_the_table(figure: str, words: str) -> None:
    assert capital_amount(D(figure)) == f"人民币{words}"


@given(st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=2))
def test_capitals_read_back_give_the_same_amount(amount: D) -> None:
    assert read_capitals(capital_amount(amount)) == amount


@given(st.integers(0, 10**7).map(lambda n: D(n * 10**6) / 100))
def test_capitals_never_double_a_zero_nor_end_the_yuan_on_one(amount: D) -> None:
    words = capital_amount(amount)

    assert "零零" not in words
    assert amount == 0 or "零元" not in words
    assert "亿万" not in words


def test_the_yuan_character_can_be_the_old_one() -> None:
    assert capital_amount(D("1409.50"), yuan_character="圆") == "人民币壹仟肆佰零玖圆伍角整"


def test_an_amount_beyond_the_books_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        capital_amount(D(10) ** 15)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1.004", 1)]
)
def test_money_is_rounded_half_up_away_from_zero(exact: str, rounded: str) -> None:
    assert round_money(D(exact)) == D(rounded)


def test_quantities_keep_four_and_prices_six_places() -> None:
    assert round_quantity(D("1.00005")) == D("1.0001")
    assert round_price(D("1.0000005")) == D("1.000001")


@pytest.mark.parametrize(
    ("quantity", "price", "rate", "gross", "net", "tax", "derived"),
    [
        ("3", "9.99", 13, "29.97", "26.52", "3.45", "8.84"),
        ("1000", "0.0357", 13, "35.70", "31.59", "4.11", "0.03159"),
        ("7", "128.50", 9, "899.50", "825.23", "74.27", "117.89"),
        ("12", "15.333333", 6, "184.00", "173.58", "10.42", "14.465"),
    ],
)
def test_a_price_with_tax_gives_the_amounts_of_the_table(
    quantity: str, price: str, rate: int, gross: str, net: str, tax: str, derived: str
) -> None:
    amounts = line_amounts(D(quantity), D(price), tax_rate=rate, price_includes_tax=True)

    assert (amounts.gross, amounts.net, amounts.tax) == (D(gross), D(net), D(tax))
    assert price_from_total(amounts.net, D(quantity)) == D(derived)


def test_a_price_without_tax_gives_the_amounts_of_the_table() -> None:
    amounts = line_amounts(D(3), D("8.84"), tax_rate=13, price_includes_tax=False)

    assert (amounts.gross, amounts.net, amounts.tax) == (D("29.97"), D("26.52"), D("3.45"))
    assert price_from_total(amounts.gross, D(3)) == D("9.99")


def test_a_discount_of_90_means_ninety_percent_are_paid() -> None:
    amounts = line_amounts(D(10), D(10), discount=90, tax_rate=0, price_includes_tax=True)

    assert amounts.gross == D("90.00")


def test_a_typed_total_wins_over_quantity_and_price() -> None:
    typed = D("100.01")

    amounts = line_amounts(D(3), D(33), tax_rate=13, price_includes_tax=True, typed_total=typed)

    assert amounts.gross == typed
    assert price_from_total(typed, D(3)) == D("33.336667")


def test_nothing_can_be_derived_from_a_quantity_of_zero() -> None:
    assert price_from_total(D(5), D(0)) is None


quantities = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
prices = st.decimals(min_value=0, max_value=10**5, places=6)
rates = st.sampled_from([D(0), D(1), D(3), D(5), D(6), D(9), D(13), D("16.5")])


@given(quantities, prices, rates, st.booleans())
def test_net_and_tax_are_the_gross_and_a_reversal_is_the_exact_opposite(
    quantity: D, price: D, rate: D, included: bool
) -> None:
    forth = line_amounts(quantity, price, tax_rate=rate, price_includes_tax=included)
    back = line_amounts(-quantity, price, tax_rate=rate, price_includes_tax=included)

    assert forth.net + forth.tax == forth.gross
    assert (back.net, back.tax, back.gross) == (-forth.net, -forth.tax, -forth.gross)
