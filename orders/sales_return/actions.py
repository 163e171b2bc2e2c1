"""Makes an application from signed deliveries: their lines, less what came back or is asked for."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import drafts
from documents.errors import Refused
from documents.models import Document
from masterdata.models import User
from masterdata.units import Ratio, from_base
from orders.delivery.amounts import price_in
from orders.delivery.models import Delivery, DeliveryLine
from orders.sales_return.amounts import worth_of
from orders.sales_return.flow import SALES_RETURN
from orders.sales_return.models import Outcome
from orders.sales_return.queries import gone_of, held_on_returns, returnable, returnable_of

Row = dict[str, Any]
TERMS = ("price", "price_includes_tax", "discount", "tax_rate", "is_gift")


def deliveries_in(documents: Sequence[Document]) -> list[Delivery]:
    found = Delivery.objects.filter(pk__in=[document.pk for document in documents])
    return list(found.select_related("head__party", "warehouse").order_by("pk"))


def require_one_origin(deliveries: Sequence[Delivery]) -> None:
    """One customer, who is credited, and one warehouse, to which the goods come."""
    if not deliveries:
        raise Refused(_("Choose at least one delivery."))
    if len({delivery.head.party_id for delivery in deliveries}) != 1:
        raise Refused(
            _("These deliveries went to several customers. A return is one's; choose his only.")
        )
    if len({delivery.warehouse_id for delivery in deliveries}) != 1:
        raise Refused(
            _("These deliveries left several warehouses. Make a return for each; choose one's.")
        )


def rows_of(deliveries: Sequence[Delivery]) -> list[Row]:
    """A row for all that may still come back of each line."""
    lines = list(
        returnable()
        .filter(body__in=deliveries)
        .select_related("body__head")
        .order_by("body_id", "line_no")
    )
    held = held_on_returns(line.pk for line in lines)
    rows = [row_of(line, returnable_of(line, held)) for line in lines]
    rows = [row for row in rows if row is not None]
    return with_figures(with_amounts(rows), held)


def row_of(line: DeliveryLine, base_quantity: Any) -> Row | None:
    """In the delivery's unit where that comes out even, else in the item's own."""
    if base_quantity <= 0:
        return None
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    quantity, unit = from_base(base_quantity, ratio), line.unit
    if quantity != round(quantity, unit.decimals):
        quantity, unit, ratio = base_quantity, line.item.unit, Ratio()
    return terms_of(line, ratio) | {
        "delivery_line": line,
        "item": line.item,
        "unit": unit,
        "ratio_numerator": ratio.numerator,
        "ratio_denominator": ratio.denominator,
        "quantity": quantity,
        "base_quantity": base_quantity,
        "wish": Outcome.CREDIT.value,
    }


def terms_of(line: DeliveryLine, ratio: Ratio) -> Row:
    """What was billed stands, in the unit of the return."""
    return {name: getattr(line, name) for name in TERMS} | {"price": price_in(line, ratio)}


def with_amounts(rows: list[Row]) -> list[Row]:
    """What each row of a delivery line is worth, after what posted returns took of it."""
    parts = [(row["delivery_line"], row["base_quantity"]) for row in rows]
    gone = gone_of(line.pk for line, _quantity in parts)
    for row, amounts in zip(rows, worth_of(parts, gone), strict=True):
        row |= {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}
    return rows


def with_figures(rows: list[Row], held: dict[int, Any]) -> list[Row]:
    """What the grid shows beside: sent, returned so far, on other returns."""
    for row in rows:
        line = row["delivery_line"]
        row |= {
            "sent": line.sent - line.refused,
            "returned": line.returned,
            "on_returns": held[line.pk].quantity if line.pk in held else None,
        }
    return rows


def apply_for(
    deliveries: Sequence[Document], *, actor: User, rows: Sequence[Row] | None = None, **given: Any
) -> Document:
    """An application of these rows, or of all that may come back; `body` and whatever else
    `drafts.create` takes may be given."""
    found = deliveries_in(deliveries)
    require_one_origin(found)
    lines = rows_of(found) if rows is None else list(rows)
    if not lines:
        raise Refused(_("Nothing of these deliveries may come back any more."))
    names = {field.name for field in SALES_RETURN.line._meta.concrete_fields}
    return drafts.create(
        SALES_RETURN,
        actor=actor,
        head={"party": found[0].head.party, **given.pop("head", {})},
        body=body_of(found) | given.pop("body", {}),
        lines=[{n: v for n, v in row.items() if n in names} for row in lines],
        sources=[delivery.head for delivery in found],
        **given,
    )


def body_of(deliveries: Sequence[Delivery]) -> Row:
    first = deliveries[0]
    return {
        "warehouse": first.warehouse,
        "price_includes_tax": first.price_includes_tax,
        "contact": first.receiver[:60],
        "phone": first.phone,
    }
