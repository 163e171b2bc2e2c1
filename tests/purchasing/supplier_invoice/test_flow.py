"""The invoice's walk: matched by quantity and amount, differences settled, undone, raced."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import attachments, undoing
from documents.errors import NotAllowed, Refused
from documents.models import Link
from finance.parties.queries import unsettled
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice.models import SupplierInvoiceLine
from tests import factories
from tests.grounds import begins_with
from tests.notation import owed, stock, worth
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns
from tests.purchasing.supplier_invoice import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def counters(receipt):  # type: ignore[no-untyped-def]
    line = ReceiptLine._base_manager.get(body_id=receipt.pk, line_no=1)
    return line.invoiced_quantity, line.invoiced_gross


def line_of(invoice):  # type: ignore[no-untyped-def]
    return SupplierInvoiceLine._base_manager.get(body_id=invoice.pk, line_no=1)


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_matched_invoice_is_no_longer_owed_and_moves_nothing() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    assert desk.owed_invoice(receipt) == Decimal("226.00")

    invoice = desk.matched([receipt], "100")

    assert invoice.state == "matched"
    assert desk.owed_invoice(receipt) == 0
    assert counters(receipt) == (Decimal(100), Decimal("226.00"))
    assert owed("甲厂 226.00")
    assert worth("螺丝 main 200.00")


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_several_invoices_share_a_receipt_and_one_invoice_bills_several() -> None:
    first, second = desk.received("螺丝 100 x 2.26"), desk.received("螺母 10 x 1.13")

    desk.matched([first], "60")
    assert desk.owed_invoice(first) == Decimal("90.40")
    desk.matched([first, second], "40", "10")

    assert (desk.owed_invoice(first), desk.owed_invoice(second)) == (0, 0)
    assert counters(first) == (Decimal(100), Decimal("226.00"))


@begins_with(desk.received)
def test_nobody_matches_what_he_entered() -> None:
    invoice = desk.submitted([desk.received()], "100")

    with pytest.raises(NotAllowed):
        firm.step(invoice, "match", firm.people().purchaser)


def test_a_few_fen_are_booked_to_the_last_line() -> None:
    receipt = desk.received("螺丝 100 x 2.26, 螺母 10 x 1.13")

    invoice = desk.matched([receipt], "100=226.05", "10=11.28")

    assert owed("甲厂 237.33")
    assert worth("螺丝 main 200.00")
    assert worth("螺母 main 10.02")
    assert desk.owed_invoice(receipt) == 0
    assert desk.body_of(invoice).difference == Decimal("0.03")


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_beyond_tolerance_only_a_difference_can_be_recorded() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    invoice = desk.submitted([receipt], "100=226.07")

    with pytest.raises(Refused) as refusal:
        desk.match(invoice)

    assert "0.07" in str(refusal.value)
    assert firm.step(invoice, "differ", desk.accountant()).state == "difference"
    assert desk.owed_invoice(receipt) == Decimal("226.00")


@begins_with(desk.received)
def test_what_agrees_is_no_difference() -> None:
    invoice = desk.submitted([desk.received()], "100")

    with pytest.raises(Refused):
        firm.step(invoice, "differ", desk.accountant())


@pytest.mark.parametrize(
    ("order", "parts", "back"),
    [
        ("螺丝 7 x 0.142857", ["1", "1", "1"], "4"),
        ("螺丝 7 x 0.142857", ["1", "1", "1", "1"], "3"),
        ("螺丝 11 x 0.909091", ["1"] * 5, "6"),
    ],
)
def test_parts_and_a_return_leave_no_fen_owed(order: str, parts: list[str], back: str) -> None:
    receipt = desk.received(order)
    for part in parts:
        desk.matched([receipt], part)

    gone = returns.returned([receipt], back)
    assert desk.owed_invoice(receipt) == 0

    returns.reverse(gone)
    desk.matched([receipt], back)
    assert desk.owed_invoice(receipt) == 0


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_goods_that_went_back_after_the_invoice_ask_for_a_red_one() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    blue = desk.matched([receipt], "100")
    returns.returned([receipt], "10")
    assert desk.owed_invoice(receipt) == Decimal("-22.60")

    desk.matched([receipt], "-10=-22.60", is_red=True, blue_id=blue.pk)

    assert desk.owed_invoice(receipt) == 0
    assert owed("甲厂 203.40")


@begins_with(desk.received)
def test_a_scan_is_as_good_as_a_reason() -> None:
    invoice = desk.draft([desk.received()], "100", no_scan_reason="")
    scan = SimpleUploadedFile("fp.png", PNG, "image/png")
    attachments.attach(invoice, scan, by=firm.people().purchaser, at=firm.now())

    assert firm.step(invoice, "submit", firm.people().purchaser).state == "received"


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_an_accepted_price_raises_debt_and_stock() -> None:
    receipt = desk.received("螺丝 100 x 2.26")

    invoice = desk.settle(desk.differing([receipt], "100=237.30"), "accept")

    assert invoice.state == "matched"
    assert owed("甲厂 237.30")
    assert worth("螺丝 main 210.00")
    assert stock("螺丝 main 100")
    assert desk.owed_invoice(receipt) == 0
    assert (line_of(invoice).debt, line_of(invoice).variance) == (Decimal("11.30"), 0)


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_cheaper_invoice_settles_against_the_receipts_debt() -> None:
    receipt = desk.received("螺丝 100 x 2.26")

    desk.settle(desk.differing([receipt], "100=203.40"), "accept")

    (item,) = unsettled("payable")
    assert (item.document_id, item.amount - item.allocated) == (receipt.pk, Decimal("203.40"))
    assert worth("螺丝 main 180.00")
    assert desk.owed_invoice(receipt) == 0


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_by_debit_note_the_debt_stays_and_both_sides_are_seen() -> None:
    receipt = desk.received("螺丝 100 x 2.26")

    invoice = desk.settle(desk.differing([receipt], "100=237.30"), "debit_note")

    assert owed("甲厂 226.00")
    assert worth("螺丝 main 200.00")
    amounts = sorted(item.amount for item in invoice.open_items.all())
    assert amounts == [Decimal("-11.30"), Decimal("11.30")]
    assert desk.owed_invoice(receipt) == 0


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_cheaper_invoice_by_debit_note_leaves_the_goods_cost() -> None:
    receipt = desk.received("螺丝 100 x 2.26")

    invoice = desk.settle(desk.differing([receipt], "100=203.40"), "debit_note")

    assert owed("甲厂 203.40")
    assert worth("螺丝 main 200.00")
    assert line_of(invoice).variance == Decimal("-20.00")


def test_goods_that_never_came_are_not_accepted_as_a_price() -> None:
    receipt = desk.received("螺丝 100 x 2.26", "90")
    invoice = desk.differing([receipt], "100=226.00")

    with pytest.raises(Refused):
        desk.settle(invoice, "accept")

    assert firm.state_of(invoice) == "difference"
    desk.settle(invoice, "debit_note")
    assert owed("甲厂 203.40")
    assert counters(receipt) == (Decimal(90), Decimal("203.40"))


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_another_tax_rate_is_a_difference_of_cost_alone() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    (row,) = desk.rows([receipt], "100")
    row |= {"tax_rate": Decimal(3), "net": Decimal("219.42"), "tax": Decimal("6.58")}
    invoice = desk.submitted([receipt], lines=[row])

    with pytest.raises(Refused):
        desk.match(invoice)
    invoice = firm.step(invoice, "differ", desk.accountant())
    desk.settle(invoice, "accept")

    assert owed("甲厂 226.00")
    assert worth("螺丝 main 219.42")


@begins_with(desk.received)
def test_the_supplier_corrects_and_the_entry_begins_anew() -> None:
    invoice = desk.differing([desk.received()], "100=230.00")

    corrected = firm.step(invoice, "ask_correction", firm.people().manager, reason="单价开错")

    assert corrected.state == "draft"


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_the_second_invoice_of_the_same_goods_does_not_match() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    first, second = desk.submitted([receipt], "60"), desk.submitted([receipt], "60")
    desk.match(first)

    with pytest.raises(Refused) as refusal:
        desk.match(second)

    assert "20" in str(refusal.value)
    assert counters(receipt) == (Decimal(60), Decimal("135.60"))


@begins_with(desk.received)
def test_an_invoice_is_entered_once_until_it_is_void() -> None:
    receipt = desk.received()
    number = desk.number()
    first = desk.submitted([receipt], "50", invoice_number=number)
    second = desk.draft([receipt], "50", invoice_number=number)

    with pytest.raises(Refused) as refusal:
        firm.step(second, "submit", firm.people().purchaser)
    assert first.number in str(refusal.value)

    firm.step(first, "void", desk.accountant(), reason="录错")
    assert firm.step(second, "submit", firm.people().purchaser).state == "received"


def test_the_same_number_of_another_supplier_is_another_invoice() -> None:
    number = desk.number()
    desk.submitted([desk.received()], "100", invoice_number=number)

    other = desk.received("螺母 10 x 1.13", supplier="乙厂")

    assert desk.submitted([other], "10", invoice_number=number).state == "received"


@begins_with(desk.received)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("invoice_number", "123"),
        ("invoice_number", ""),
        ("invoice_date", None),
        ("paper_net", Decimal("199.99")),
        ("is_red", True),
        ("no_scan_reason", ""),
    ],
)
def test_what_is_wrong_is_not_submitted(column: str, value: object) -> None:
    invoice = desk.draft([desk.received()], "100", **{column: value})

    with pytest.raises(Refused):
        firm.step(invoice, "submit", firm.people().purchaser)


@begins_with(desk.received)
def test_a_receipt_of_another_supplier_is_not_billed() -> None:
    mine, other = desk.received(), desk.received("螺母 10 x 1.13", supplier="乙厂")

    with pytest.raises(Refused) as refusal:
        desk.submitted([mine, other], "100", "10")

    assert other.number in str(refusal.value)


def test_a_receipt_without_invoice_is_not_billed() -> None:
    receipt = desk.received(body={"invoice_kind": "none"})

    with pytest.raises(Refused) as refusal:
        desk.submitted([receipt], "100")

    assert receipt.number in str(refusal.value)


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_red_invoice_takes_back_what_a_blue_one_billed() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    blue = desk.matched([receipt], "100")

    red = desk.matched([receipt], "-100=-226.00", is_red=True, blue_id=blue.pk)

    assert desk.owed_invoice(receipt) == Decimal("226.00")
    assert Link.objects.filter(source=blue, target=red).exists()
    with pytest.raises(Refused):
        desk.reverse(blue)


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_rebate_by_red_invoice_lowers_debt_and_stock() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    blue = desk.matched([receipt], "100")

    red = desk.differing([receipt], "0=-22.60", is_red=True, blue_id=blue.pk)
    desk.settle(red, "accept")

    assert owed("甲厂 203.40")
    assert worth("螺丝 main 180.00")
    assert desk.owed_invoice(receipt) == 0


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_reversal_takes_everything_back() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    invoice = desk.settle(desk.differing([receipt], "100=203.40"), "accept")

    assert desk.reverse(invoice).state == "reversed"

    assert owed("甲厂 226.00")
    assert worth("螺丝 main 200.00")
    assert desk.owed_invoice(receipt) == Decimal("226.00")
    assert counters(receipt) == (0, 0)


@begins_with(desk.received)
def test_a_reversed_number_may_be_entered_again() -> None:
    receipt = desk.received()
    number = desk.number()
    desk.reverse(desk.matched([receipt], "100", invoice_number=number))

    assert desk.matched([receipt], "100", invoice_number=number).state == "matched"


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_receipt_with_an_invoice_names_it_and_is_undone_from_the_end() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    invoice = desk.settle(desk.differing([receipt], "100=237.30"), "accept")

    with pytest.raises(Refused) as refusal:
        firm.reverse(receipt)
    assert invoice.number in str(refusal.value)

    undoing.undo_from_end(receipt.pk, actor=desk.deputy(), reason="整单退", at=firm.now())
    assert owed("甲厂 0")
    assert stock("螺丝 main 0")


@begins_with(desk.received)
def test_finance_books_what_it_signed() -> None:
    invoice = desk.by_program(desk.matched([desk.received()], "100"), "hand_over", "sign")

    closed = firm.step(invoice, "book", desk.accountant())

    assert closed.state == "closed"
    assert desk.body_of(closed).booked_on == firm.today()


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_goods_that_are_gone_leave_a_variance() -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    _take_out("螺丝", 75)

    invoice = desk.settle(desk.differing([receipt], "100=237.30"), "accept")

    assert worth("螺丝 main 52.50")
    assert (line_of(invoice).stock_cost, line_of(invoice).variance) == (
        Decimal("2.50"),
        Decimal("7.50"),
    )


def _take_out(item: str, quantity: int) -> None:
    """The goods leave the store, as an issue would take them."""
    from documents import ledgers
    from inventory.stock.ledger import Stock

    place = factories.warehouse("main").bins.get(code="ZC")
    cause = desk.received("垫片 1 x 1.13")
    out = Stock(1, factories.item(item).pk, place.pk, "on_hand", Decimal(-quantity))
    ledgers.post(cause, [out], at=firm.now(), on=firm.today(), actor=firm.people().manager)
