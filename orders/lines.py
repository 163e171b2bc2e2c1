"""A typed line as its columns: base quantity and the three amounts, computed in one place; pure."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from masterdata.money import line_amounts, price_from_total, round_money, round_price
from masterdata.units import Ratio, from_base, to_base

ZERO = Decimal(0)
FULL = Decimal(100)
Row = dict[str, Any]


def ratio_of(row: Mapping[str, Any]) -> Ratio:
    return Ratio(row.get("ratio_numerator") or 1, row.get("ratio_denominator") or 1)


def ordered(row: Mapping[str, Any]) -> Row:
    """A line of an order or a delivery: the amounts are of the whole quantity; a typed total
    wins over the price, a gift costs nothing."""
    quantity: Decimal = row["quantity"]
    done = {name: value for name, value in row.items() if name != "typed_total"}
    done.setdefault("discount", FULL)
    done.setdefault("tax_rate", ZERO)
    done.setdefault("price_includes_tax", True)
    done["price"] = ZERO if done.get("is_gift") else done.get("price") or ZERO
    typed = None if done.get("is_gift") else row.get("typed_total")
    if typed is not None:
        implied = price_from_total(typed, quantity, discount=done["discount"])
        done["price"] = done["price"] if implied is None else implied
    amounts = line_amounts(
        quantity,
        done["price"],
        discount=done["discount"],
        tax_rate=done["tax_rate"],
        price_includes_tax=done["price_includes_tax"],
        typed_total=typed,
    )
    done["base_quantity"] = to_base(quantity, ratio_of(row))
    return done | {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}


def price_with_tax(line: Any) -> Decimal:
    """What customers are told: their amounts bear the tax, so the price beside them does too."""
    price: Decimal = line.price
    return price if line.price_includes_tax else round_price(price * (FULL + line.tax_rate) / FULL)


def parcels_in(line: Any, base_quantity: Decimal) -> int:
    """包数 of so much of a line: a piece may be packed in several parcels, and what is sold by the
    box goes in its boxes; a broken one is one more."""
    if line.item.parcels_per_piece > 1:
        parcels = base_quantity * line.item.parcels_per_piece
    else:
        ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
        parcels = from_base(base_quantity, ratio)
    return int(parcels.to_integral_value(ROUND_CEILING))


def share_of(amount: Decimal, part: Decimal, *, whole: Decimal) -> Decimal:
    """What a part of a quantity is worth, to the fen; the whole of it is worth all."""
    return amount if part == whole else round_money(amount * part / whole)
