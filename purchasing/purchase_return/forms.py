"""The entry form of the return: why, and per line on which receipt, how much, to what outcome."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, Row
from documents.priced_forms import PricedLineForm
from inventory.places.models import Bin, Warehouse
from inventory.places.queries import usual_bins
from masterdata.models import Company, Party, User
from masterdata.money import round_price
from masterdata.units import Ratio
from purchasing import lines as arithmetic
from purchasing.defaults import fill_prices
from purchasing.purchase_return.amounts import worth_of
from purchasing.purchase_return.models import Outcome, PurchaseReturn, PurchaseReturnLine
from purchasing.purchase_return.queries import gone_of
from purchasing.receipt.models import ReceiptLine
from purchasing.suppliers.prices import gross_of, net_of
from ui import formats
from ui.forms import LookupField, longest

CITED = "receipt_line"
NEARLY = Decimal("0.00001")


class ReturnHeadForm(HeadForm):
    remembered = ("warehouse",)
    wide_fields: ClassVar[tuple[str, ...]] = ("reason", "no_receipt_reason", "remark")

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    warehouse = LookupField("warehouse", Warehouse.objects.all(), label=_("Warehouse"))
    price_includes_tax = forms.BooleanField(label=_("Price includes tax"), required=False)
    reason = forms.CharField(
        label=_("Reason of return"),
        max_length=longest(PurchaseReturn, "reason"),
        required=False,
        help_text=_("Holds for every line that gives no reason of its own."),
    )
    no_receipt_reason = forms.CharField(
        label=_("Why without a receipt"),
        max_length=longest(PurchaseReturn, "no_receipt_reason"),
        required=False,
        help_text=_("Only for goods whose receipt is not known."),
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        start = super().starting(document_type, user)
        return start | {"price_includes_tax": Company.current().prices_include_tax}


class ReturnLineForm(PricedLineForm):
    """With a receipt line its price, discount, tax and gift stand; nothing of them is typed."""

    model = PurchaseReturnLine
    history_url: ClassVar[str] = "purchase_prices"
    grid_context: ClassVar[dict[str, str]] = {
        "party": "party",
        "warehouse": "warehouse",
        "price_includes_tax": "price_includes_tax",
    }
    typed_total = None

    receipt_line = LookupField(
        "returnable_line",
        ReceiptLine.objects.select_related("body__head", "order_line__body__head"),
        label=_("Receipt line"),
        required=False,
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", "—"), *Outcome.choices], required=False
    )
    reason = forms.CharField(
        label=_("Reason of return"),
        max_length=longest(PurchaseReturnLine, "reason"),
        required=False,
    )
    unbought_reason = forms.CharField(
        label=_("Why though not bought from this supplier"),
        max_length=longest(PurchaseReturnLine, "unbought_reason"),
        required=False,
    )
    bin = LookupField(
        "bin", Bin.objects.select_related("warehouse"), label=_("Bin"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        line: ReceiptLine | None = data.get(CITED)
        if line is not None and data.get("item") not in (None, line.item):
            self.add_error(CITED, _("This receipt line is about another item."))
        if not data.get("outcome") and "outcome" not in self.errors:
            if line is not None and line.order_line_id:
                self.add_error("outcome", _("Say whether it is replaced or credited."))
            data["outcome"] = Outcome.CREDIT.value
        return data

    def check_against(self, packs: dict[tuple[int, int], Ratio]) -> None:
        """Beside unit and decimals: that the terms of the receipt were left alone."""
        super().check_against(packs)
        line: ReceiptLine | None = self.cleaned_data.get(CITED)
        if line is None or self.errors or self.hide_prices:
            return
        typed = self.cleaned_data.get("price")
        known = [_price_of(line, self.ratio(), includes_tax=mode) for mode in (True, False)]
        if typed is not None and all(abs(typed - price) > _tolerance(price) for price in known):
            sentence = _("A return keeps the price of its receipt, %(price)s; leave it as it is.")
            own = known[0] if line.price_includes_tax else known[1]
            self.add_error("price", sentence % {"price": formats.price(own)})
        for name in ("discount", "tax_rate"):
            if self.cleaned_data.get(name) not in (None, getattr(line, name)):
                sentence = _("A return keeps what its receipt says, %(value)s; leave it as it is.")
                value = formats.plain(getattr(line, name))
                self.add_error(name, sentence % {"value": value})

    def row(self, head: HeadForm) -> Row:
        row = super().row(head)
        line: ReceiptLine | None = row.get(CITED)
        if line is None:
            return row
        ratio = Ratio(row["ratio_numerator"], row["ratio_denominator"])
        price = _price_of(line, ratio, includes_tax=row["price_includes_tax"])
        terms = {name: getattr(line, name) for name in ("discount", "tax_rate", "is_gift")}
        return row | terms | {"price": price}

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        cited = [row for row in rows if row.get(CITED)]
        free = [row for row in rows if not row.get(CITED)]
        give_amounts(cited)
        put_into_bins(rows, warehouse=head.cleaned_data["warehouse"])
        party = head.cleaned_data.get("party")
        fill_prices(free, party=party, user=head.user, again=arithmetic.ordered)
        return rows


def give_amounts(rows: list[Row]) -> None:
    """What each row of a receipt line is worth, after what posted returns took of it."""
    parts = [(row[CITED], row["base_quantity"]) for row in rows]
    gone = gone_of(line.pk for line, _quantity in parts)
    for row, amounts in zip(rows, worth_of(parts, gone), strict=True):
        row |= {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}


def put_into_bins(rows: list[Row], *, warehouse: Warehouse) -> None:
    """Left empty, goods leave from where their receipt put them, else from their usual bin."""
    homeless = [row for row in rows if row.get("bin") is None]
    if not homeless:
        return
    usual = usual_bins({row["item"].pk for row in homeless}, warehouse_id=warehouse.pk)
    wanted = {row["item"].pk: usual[row["item"].pk] for row in homeless}
    received = {row[CITED].bin_id for row in homeless if row.get(CITED)}
    bins = Bin.objects.in_bulk({*wanted.values(), *received})
    for row in homeless:
        line: ReceiptLine | None = row.get(CITED)
        home = bins[line.bin_id] if line else None
        fits = home is not None and home.warehouse_id == warehouse.pk
        row["bin"] = home if fits else bins[wanted[row["item"].pk]]


def _price_of(line: ReceiptLine, ratio: Ratio | None, *, includes_tax: bool) -> Decimal:
    """The receipt's price in another unit, with tax or without."""
    ratio = ratio or Ratio()
    per_base = line.price * line.ratio_denominator / line.ratio_numerator
    price = round_price(per_base * ratio.numerator / ratio.denominator)
    if includes_tax == line.price_includes_tax:
        return price
    convert = gross_of if includes_tax else net_of
    return convert(price, tax_rate=line.tax_rate, includes_tax=line.price_includes_tax)


def _tolerance(price: Decimal) -> Decimal:
    """A price per pack that the grid worked out of a rounded price per piece is the same price."""
    return max(NEARLY, price * NEARLY)
