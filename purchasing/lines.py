"""A typed line as its columns: base quantity and the three amounts, computed in one place; pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from masterdata.money import LineAmounts, line_amounts, price_from_total
from masterdata.units import Ratio, to_base

ZERO = Decimal(0)
Row = dict[str, Any]


def ratio_of(row: Mapping[str, Any]) -> Ratio:
    return Ratio(row.get("ratio_numerator") or 1, row.get("ratio_denominator") or 1)


def ordered(row: Mapping[str, Any]) -> Row:
    """An order line: the amounts are of the whole quantity."""
    quantity: Decimal = row["quantity"]
    done = _with_amounts(row, quantity)
    done["base_quantity"] = to_base(quantity, ratio_of(row))
    return done


def received(row: Mapping[str, Any]) -> Row:
    """A receipt line: what is accepted, else all that arrived, is what is paid for."""
    quantity: Decimal = row["quantity"]
    rejected: Decimal = row.get("rejected") or ZERO
    accepted: Decimal | None = row.get("accepted")
    if accepted is None:
        accepted = max(quantity - rejected, ZERO)
    done = _with_amounts(row, accepted)
    ratio = ratio_of(row)
    return done | {
        "accepted": accepted,
        "rejected": rejected,
        "base_quantity": to_base(quantity, ratio),
        "base_accepted": to_base(accepted, ratio),
    }


def _with_amounts(row: Mapping[str, Any], quantity: Decimal) -> Row:
    done = {name: value for name, value in row.items() if name != "typed_total"}
    done.setdefault("discount", Decimal(100))
    done.setdefault("tax_rate", ZERO)
    done.setdefault("price_includes_tax", True)
    if done.get("is_gift"):
        done["price"] = ZERO
    typed = None if done.get("is_gift") else row.get("typed_total")
    if typed is not None:
        implied = price_from_total(typed, quantity, discount=done["discount"])
        done["price"] = done.get("price") or ZERO if implied is None else implied
    amounts = amounts_of(done, quantity, typed_total=typed)
    return done | {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}


def amounts_of(
    row: Mapping[str, Any], quantity: Decimal, *, typed_total: Decimal | None = None
) -> LineAmounts:
    return line_amounts(
        quantity,
        row["price"],
        discount=row["discount"],
        tax_rate=row["tax_rate"],
        price_includes_tax=row["price_includes_tax"],
        typed_total=typed_total,
    )
