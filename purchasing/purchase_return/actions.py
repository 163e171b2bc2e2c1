"""Makes a return from receipts: their lines, less what went back and lies on other returns."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from masterdata.units import Ratio, from_base
from purchasing.purchase_return.forms import give_amounts
from purchasing.purchase_return.models import Outcome
from purchasing.purchase_return.queries import held_on_returns, returnable, returnable_of
from purchasing.receipt.models import Receipt, ReceiptLine

TERMS = ("item", "unit", "ratio_numerator", "ratio_denominator", "price", "price_includes_tax")
MORE_TERMS = ("discount", "tax_rate", "is_gift", "bin")
Row = dict[str, Any]


def require_one_origin(receipts: Sequence[Receipt]) -> None:
    """One supplier, who takes the goods, and one warehouse, which gives them out."""
    if len({receipt.head.party_id for receipt in receipts}) != 1:
        raise Refused(
            _("These receipts come from several suppliers. A return goes to one; choose his only.")
        )
    if len({receipt.warehouse_id for receipt in receipts}) != 1:
        raise Refused(
            _("The goods lie in several warehouses. Make a return for each; choose one's only.")
        )


def rows_of(receipts: Sequence[Receipt]) -> list[Row]:
    """A row for all that may still go back of each line, in the line's own unit."""
    lines = list(
        returnable()
        .filter(body__in=receipts)
        .select_related("body__head")
        .order_by("body_id", "line_no")
    )
    held = held_on_returns(line.pk for line in lines)
    rows = [_row(line, held) for line in lines if returnable_of(line, held) > 0]
    give_amounts(rows)
    return rows


def _row(line: ReceiptLine, held: dict[int, Any]) -> Row:
    left = returnable_of(line, held)
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    row = {name: getattr(line, name) for name in (*TERMS, *MORE_TERMS)}
    return row | {
        "receipt_line": line,
        "quantity": from_base(left, ratio),
        "base_quantity": left,
        "outcome": "" if line.order_line_id else Outcome.CREDIT.value,
        "received": line.base_accepted,
        "returned": line.returned_quantity,
        "on_returns": held[line.pk].quantity if line.pk in held else None,
    }


def receipts_in(documents: Sequence[Document]) -> list[Receipt]:
    found = Receipt.objects.filter(pk__in=[document.pk for document in documents])
    return list(found.select_related("head__party", "warehouse").order_by("pk"))
