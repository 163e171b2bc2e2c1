"""Rounding, line amounts, spreading and capital amounts; the only place that rounds. Pure.

Half up (四舍五入) everywhere, away from zero for negative amounts, so that a reversal is the exact
opposite of what it reverses.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

CENT = Decimal("0.01")
QUANTITY_STEP = Decimal("0.0001")
PRICE_STEP = Decimal("0.000001")
HUNDRED = Decimal(100)
# A product of the greatest quantity and the greatest price has more digits than the default 28.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACE_UNITS = ("仟", "佰", "拾", "")
YI = 10**8
LARGEST_CAPITAL = Decimal(10) ** 15


def round_money(value: Decimal) -> Decimal:
    return value.quantize(CENT, context=EXACT)


def round_quantity(value: Decimal) -> Decimal:
    return value.quantize(QUANTITY_STEP, context=EXACT)


def round_price(value: Decimal) -> Decimal:
    return value.quantize(PRICE_STEP, context=EXACT)


@dataclass(frozen=True)
class LineAmounts:
    """net + tax = gross, to the cent."""

    net: Decimal
    tax: Decimal
    gross: Decimal


# The columns in which lines of papers keep them.
AMOUNTS = ("net", "tax", "gross")


def line_amounts(
    quantity: Decimal,
    price: Decimal,
    *,
    discount: Decimal | int = 100,
    tax_rate: Decimal | int,
    price_includes_tax: bool,
    typed_total: Decimal | None = None,
) -> LineAmounts:
    """The three amounts of a line; a typed total (gross, or net without tax) wins over the price.

    Discount is said the Chinese way: 90 means ninety percent are paid.
    """
    with localcontext(EXACT):
        share = Decimal(tax_rate) / HUNDRED
        total = quantity * price * Decimal(discount) / HUNDRED
        total = round_money(total if typed_total is None else typed_total)
        if price_includes_tax:
            net = round_money(total / (1 + share))
            return LineAmounts(net=net, tax=total - net, gross=total)
        tax = round_money(total * share)
        return LineAmounts(net=total, tax=tax, gross=total + tax)


def price_from_total(
    total: Decimal, quantity: Decimal, *, discount: Decimal | int = 100
) -> Decimal | None:
    """The price a typed total implies; shown and stored, never multiplied back into a total."""
    with localcontext(EXACT):
        divisor = quantity * Decimal(discount)
        return None if divisor == 0 else round_price(total * HUNDRED / divisor)


def capital_amount(amount: Decimal, *, yuan_character: str = "元") -> str:
    """The amount in capital characters by the bank rule and the accounting rule (大写金额)."""
    rounded = round_money(amount)
    if abs(rounded) >= LARGEST_CAPITAL:
        raise ValueError("The amount is too large to be written in capitals.")
    fen_total = int(abs(rounded) * HUNDRED)
    yuan, rest = divmod(fen_total, 100)
    jiao, fen = divmod(rest, 10)
    sign = "负" if rounded < 0 else ""
    whole = _whole_yuan(yuan) + yuan_character if yuan or not rest else ""
    return f"人民币{sign}{whole}{_jiao_and_fen(yuan, jiao, fen)}"


def _jiao_and_fen(yuan: int, jiao: int, fen: int) -> str:
    if not jiao and not fen:
        return "整"
    # After a yuan part that ends in 0, or before a lone 分, one 零 keeps a digit from being added.
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    jiao_part = f"{DIGITS[jiao]}角" if jiao else ""
    return f"{gap}{jiao_part}{DIGITS[fen]}分" if fen else f"{gap}{jiao_part}整"


def _whole_yuan(yuan: int) -> str:
    if yuan == 0:
        return DIGITS[0]
    above, below = divmod(yuan, YI)
    if not above:
        return _below_yi(below)
    if not below:
        return f"{_below_yi(above)}亿"
    gap = "零" if below < YI // 10 else ""
    return f"{_below_yi(above)}亿{gap}{_below_yi(below)}"


def _below_yi(number: int) -> str:
    above, below = divmod(number, 10_000)
    if not above:
        return _group(below)
    if not below:
        return f"{_group(above)}万"
    gap = "零" if below < 1_000 else ""
    return f"{_group(above)}万{gap}{_group(below)}"


def _group(number: int) -> str:
    """One group of four digits; a run of zeros inside is one 零, at either end nothing."""
    text, pending = "", False
    for digit, unit in zip(f"{number:04d}", PLACE_UNITS, strict=True):
        if digit == "0":
            pending = bool(text)
            continue
        text += "零" * pending + DIGITS[int(digit)] + unit
        pending = False
    return text
