"""The law of the opening stock: entered, approved by somebody else, then the stock is there."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from documents import opening
from documents.flow import DocumentType, Words
from documents.registry import register
from inventory.opening_stock.models import OpeningStock, OpeningStockLine
from inventory.stock.ledger import ON_HAND, Stock
from masterdata.models import User
from masterdata.roles import Role
from ui.punctuation import bracketed, listed


def items_are_complete(body: OpeningStock, _actor: User) -> Words:
    """Quick-added items lack what the stores need; they are completed first (D11)."""
    codes = sorted({line.item.code for line in body.lines.all() if line.item.to_complete})
    if not codes:
        return ""
    return _("Complete these items first: %(codes)s.") % {"codes": listed(codes)}


def lies_in_its_warehouse(body: OpeningStock, _actor: User) -> Words:
    astray = {line.bin for line in body.lines.all() if line.bin.warehouse_id != body.warehouse_id}
    if not astray:
        return ""
    return _("These bins belong to another warehouse: %(bins)s.") % {
        "bins": listed(sorted(str(bin_) for bin_ in astray))
    }


def not_opened_before(body: OpeningStock, _actor: User) -> Words:
    """An item's stock in a warehouse is opened once; a second paper would double it."""
    earlier = OpeningStockLine.objects.filter(
        body__head__state="approved",
        body__warehouse=body.warehouse_id,
        item__in={line.item_id for line in body.lines.all()},
    ).exclude(body=body)
    doubles = earlier.order_by("item__code").values_list("item__code", "body__head__number")
    found = [f"{code}{bracketed(number)}" for code, number in doubles.distinct()[:20]]
    if not found:
        return ""
    return _("Already opened in this warehouse: %(items)s. Remove these lines.") % {
        "items": listed(found)
    }


def goods_and_value(_body: OpeningStock, lines: Sequence[OpeningStockLine]) -> Iterator[Stock]:
    for line in lines:
        yield Stock(
            line.line_no,
            line.item_id,
            line.bin_id,
            ON_HAND,
            line.quantity,
            amount=line.amount,
            cause="opening",
        )


OPENING_STOCK = register(
    DocumentType(
        code="opening_stock",
        label=_("Opening stock"),
        prefix="QC",
        body=OpeningStock,
        line=OpeningStockLine,
        makers=opening.MAKERS,
        readers=(Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR),
        synonyms=("期初", "期初建账", "开账", "期初库存"),
        extra={"opening": True},
        states=opening.states(_("Check and approve the opening stock")),
        steps=opening.steps(
            guards=(items_are_complete, lies_in_its_warehouse),
            not_opened_before=not_opened_before,
            posts=goods_and_value,
        ),
    )
)
