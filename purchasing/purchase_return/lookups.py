"""Receipt lines in look-up boxes, with what may still go back of them and from where."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from masterdata.money import round_price
from masterdata.roles import may_see_purchase_prices
from purchasing.purchase_return.queries import held_on_returns, returnable, returnable_of
from purchasing.receipt.models import ReceiptLine
from purchasing.suppliers.prices import gross_of, net_of
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_lines(user: Any, q: str, params: dict[str, str]) -> QuerySet[ReceiptLine]:
    """Of the supplier and item in the form; newest receipts last, as everywhere by key."""
    lines = returnable().filter(body__head__in=visible_to(user)).select_related("body__head")
    party, item = id_in(params, "party"), id_in(params, "item")
    if party is not None:
        lines = lines.filter(body__head__party_id=party)
    if item is not None:
        lines = lines.filter(item_id=item)
    return ranked_search(
        lines,
        q,
        exact=("body__head__number", "item__code"),
        prefix=("item__code", "item__pinyin"),
        contains=("body__head__number", "item__code", "item__name", "item__pinyin"),
    )


def line_row(line: ReceiptLine) -> Row:
    return {
        "id": line.pk,
        "code": f"{line.body.head.number}/{line.line_no}",
        "name": f"{line.item.code} {line.item.name}",
        "text": f"{line.body.head.number}/{line.line_no}",
        "item": line.item_id,
        "item_text": f"{line.item.code} {line.item.name}",
        "bin": line.bin_id,
        "bin_text": str(line.bin),
    }


def line_figures(ids: list[int], params: dict[str, str], user: Any) -> dict[int, Row]:
    """In base units; returns other than this `document` that have not left yet count too."""
    held = held_on_returns(ids, but=id_in(params, "document"))
    priced = may_see_purchase_prices(user)
    wish = {"0": False, "1": True}.get(params.get("price_includes_tax", ""))
    found: dict[int, Row] = {}
    for line in ReceiptLine.objects.filter(pk__in=ids).select_related("body__head"):
        row: Row = {
            "received": line.base_accepted,
            "returned": line.returned_quantity,
            "on_returns": held[line.pk].quantity if line.pk in held else 0 * line.base_accepted,
            "available": returnable_of(line, held),
        }
        found[line.pk] = row | (_terms(line, wish) if priced else {})
    return found


def _terms(line: ReceiptLine, wish: bool | None) -> Row:
    price = round_price(line.price * line.ratio_denominator / line.ratio_numerator)
    if wish is not None and wish != line.price_includes_tax:
        convert = gross_of if wish else net_of
        price = convert(price, tax_rate=line.tax_rate, includes_tax=line.price_includes_tax)
    return {
        "price": price,
        "discount": line.discount,
        "tax_rate": line.tax_rate,
        "price_source": line.body.head.number,
    }


def register() -> None:
    lookups.register(Lookup("returnable_line", find_lines, line_row, exact=()))
    lookups.contribute("returnable_line", "figures", line_figures)
