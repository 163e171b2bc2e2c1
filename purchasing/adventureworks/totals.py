"""What must come out, reckoned apart from the import, beside what the books say.

For the whole data set the figures are those that its README states; for a part of it they are
reckoned here from the files: line by line, half up to the cent.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Sum

from finance.parties.queries import balances
from masterdata.models import Item
from purchasing.adventureworks.files import APPROVED, COMPLETE, PENDING, REJECTED, DataSet
from purchasing.adventureworks.masters import Masters
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.receipt.models import ReceiptLine

CENT = Decimal("0.01")
NAMES = {PENDING: "pending", APPROVED: "approved", REJECTED: "rejected", COMPLETE: "complete"}
STATED = {
    "pending lines": 477,
    "pending ordered": Decimal(125_801),
    "pending net": Decimal("3505774.14"),
    "pending tax": Decimal("280461.93"),
    "approved lines": 57,
    "approved ordered": Decimal(96_255),
    "approved net": Decimal("2164338.92"),
    "approved tax": Decimal("173147.11"),
    "rejected lines": 142,
    "rejected ordered": Decimal(46_747),
    "rejected net": Decimal("1301826.19"),
    "rejected tax": Decimal("104146.08"),
    "complete lines": 8169,
    "complete ordered": Decimal(2_079_834),
    "complete net": Decimal("56820066.69"),
    "complete tax": Decimal("4545605.01"),
    "received pieces": Decimal(2_035_606),
    "received items": 211,
    "received net": Decimal("55617116.10"),
    "received tax": Decimal("4449368.97"),
    "owed": Decimal("60066485.07"),
    "owed to vendors": 79,
    "owed most": "Superior Bicycles 4325631.38",
    "owed second": "Professional Athletic Consultants 3117414.78",
    "owed third": "Chicago City Saddles 3018801.63",
    "received most": "HL Crankarm 66144",
}
STATES = {
    PENDING: ("submitted",),
    APPROVED: ("approved",),
    REJECTED: ("void",),
    COMPLETE: ("completed", "closed"),
}
Figures = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    name: str
    wanted: Any
    found: Any

    @property
    def agrees(self) -> bool:
        return bool(self.wanted == self.found)


def compare(data: DataSet, masters: Masters) -> Iterator[Compared]:
    wanted = STATED if data.is_whole else expected(data)
    found = in_the_books(masters)
    for name in wanted:
        yield Compared(name, wanted[name], found.get(name))


def expected(data: DataSet) -> Figures:
    """From the files alone, by another way than the import takes."""
    figures: Figures = {}
    for status, name in NAMES.items():
        lines = [line for o in data.orders if o.status == status for line in o.lines]
        nets = [_cents(line.ordered * line.price) for line in lines]
        figures |= {
            f"{name} lines": len(lines),
            f"{name} ordered": sum((line.ordered for line in lines), Decimal(0)),
            f"{name} net": sum(nets, Decimal(0)),
            f"{name} tax": sum((_cents(net * 8 / 100) for net in nets), Decimal(0)),
        }
    return figures | _expected_goods(data)


def _expected_goods(data: DataSet) -> Figures:
    names = {row["product_id"]: row["name"] for row in data.rows["products"]}
    vendors = {row["vendor_id"]: row["name"] for row in data.rows["vendors"]}
    pieces: dict[str, Decimal] = defaultdict(Decimal)
    owed: dict[str, Decimal] = defaultdict(Decimal)
    net = tax = Decimal(0)
    for order in (o for o in data.orders if o.status == COMPLETE):
        for line in (each for each in order.lines if each.kept > 0):
            line_net = _cents(line.kept * line.price)
            line_tax = _cents(line_net * 8 / 100)
            net, tax = net + line_net, tax + line_tax
            pieces[names[line.product_id]] += line.kept
            owed[vendors[order.vendor_id]] += line_net + line_tax
    return {
        "received pieces": sum(pieces.values(), Decimal(0)),
        "received items": len(pieces),
        "received net": net,
        "received tax": tax,
        "owed": net + tax,
        "owed to vendors": len(owed),
        **_ranked(owed, pieces),
    }


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _ranked(owed: dict[str, Decimal], pieces: dict[str, Decimal]) -> Figures:
    by_debt = sorted(owed.items(), key=lambda pair: (-pair[1], pair[0]))
    places = ("owed most", "owed second", "owed third")
    ranked = {
        place: f"{name} {amount:.2f}"
        for place, (name, amount) in zip(places, by_debt, strict=False)
    }
    most = min(pieces.items(), key=lambda pair: (-pair[1], pair[0]), default=None)
    return ranked | ({"received most": f"{most[0]} {most[1]:.0f}"} if most else {})


def in_the_books(masters: Masters) -> Figures:
    figures: Figures = {}
    lines = PurchaseOrderLine.objects.filter(body__contract_number__startswith="AW-")
    for status, name in NAMES.items():
        sums = lines.filter(body__head__state__in=STATES[status]).aggregate(
            lines=Count("pk"),
            ordered=Sum("base_quantity"),
            net=Sum("net"),
            tax=Sum("tax"),
        )
        figures |= {f"{name} {key}": value or Decimal(0) for key, value in sums.items()}
    return figures | _received(masters)


def _received(masters: Masters) -> Figures:
    lines = ReceiptLine._base_manager.filter(
        body__head__state="approved", order_line__body__contract_number__startswith="AW-"
    )
    sums = lines.aggregate(pieces=Sum("base_accepted"), net=Sum("net"), tax=Sum("tax"))
    by_item = lines.filter(base_accepted__gt=0).order_by().values_list("item")
    per_item = dict(by_item.annotate(pieces=Sum("base_accepted")))
    names = dict(Item.objects.filter(pk__in=per_item).values_list("pk", "name"))
    vendor_ids = {vendor.pk: vendor.name for vendor in masters.vendors.values()}
    owed = {
        vendor_ids[pk]: amount
        for pk, amount in balances("payable", party_ids=vendor_ids).items()
        if amount
    }
    return {
        "received pieces": sums["pieces"] or Decimal(0),
        "received items": len(per_item),
        "received net": sums["net"] or Decimal(0),
        "received tax": sums["tax"] or Decimal(0),
        "owed": sum(owed.values(), Decimal(0)),
        "owed to vendors": len(owed),
        **_ranked(owed, {names[pk]: pieces for pk, pieces in per_item.items()}),
    }
