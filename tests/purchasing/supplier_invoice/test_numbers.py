"""Number rules and QR texts of Chinese invoices; no database."""

from datetime import date
from decimal import Decimal

import pytest

from purchasing.supplier_invoice import numbers, qr

TWENTY, EIGHT = "26442000000012345678", "01234567"
TEN, TWELVE = "4400123456", "044001234567"


@pytest.mark.parametrize(
    ("kind", "code", "number", "is_lawful"),
    [
        ("digital_special", "", TWENTY, True),
        ("digital_ordinary", "", TWENTY, True),
        ("digital_special", TEN, TWENTY, False),
        ("digital_special", "", TWENTY[:-1], False),
        ("digital_special", "", TWENTY + "1", False),
        ("digital_special", "", EIGHT, False),
        ("digital_special", "", "2644200000001234567X", False),
        ("digital_special", "", "２６４４２０００００００１２３４５６７８", False),
        ("paper_special", TEN, EIGHT, True),
        ("paper_ordinary", TWELVE, EIGHT, True),
        ("paper_special", "", EIGHT, False),
        ("paper_special", TEN + "1", EIGHT, False),
        ("paper_special", TEN, EIGHT[:-1], False),
        ("paper_special", "44001-3456", EIGHT, False),
        ("other", "", "AB-12", True),
        ("other", "", "", False),
        ("other", TEN, EIGHT, True),
    ],
)
def test_code_and_number_go_together(kind: str, code: str, number: str, is_lawful: bool) -> None:
    fault = numbers.fault_of_code(kind, code, number)
    fault = fault or numbers.fault_of_number(kind, code, number)

    assert bool(fault) is not is_lawful


@pytest.mark.parametrize(
    ("kind", "code", "number", "found"),
    [
        ("digital_special", TEN, EIGHT, "paper_special"),
        ("digital_ordinary", "", EIGHT, "paper_ordinary"),
        ("paper_special", "", TWENTY, "digital_special"),
        ("digital_special", "", "123", "digital_special"),
        ("other", "", TWENTY, "other"),
        ("digital_special", "", "", "digital_special"),
    ],
)
def test_the_digits_tell_the_kind(kind: str, code: str, number: str, found: str) -> None:
    assert numbers.kind_by_digits(kind, code, number) == found


def test_what_is_entered_once_names_supplier_code_and_number() -> None:
    keys = {
        numbers.key_of(1, "", TWENTY),
        numbers.key_of(2, "", TWENTY),
        numbers.key_of(1, TEN, EIGHT),
        numbers.key_of(1, TWELVE, EIGHT),
    }

    assert len(keys) == 4
    assert numbers.key_of(1, "", "") is None
    assert numbers.key_of(None, "", TWENTY) is None


def test_an_old_special_invoice_tells_its_amount_without_tax() -> None:
    code = qr.parse(f"01,01,{TEN},{EIGHT},1000.50,20261103,12345678901234567890,A1B2,")

    assert (code.kind, code.code, code.number) == ("paper_special", TEN, EIGHT)
    assert (code.net, code.gross) == (Decimal("1000.50"), None)
    assert code.invoice_date == date(2026, 11, 3)
    assert code.check_code == "12345678901234567890"


@pytest.mark.parametrize(("mark", "kind"), [("31", "digital_special"), ("32", "digital_ordinary")])
def test_a_digital_invoice_tells_its_amount_with_tax(mark: str, kind: str) -> None:
    code = qr.parse(f"01,{mark},,{TWENTY},226.00,20261103,,9C1F")

    assert (code.kind, code.code, code.number) == (kind, "", TWENTY)
    assert (code.net, code.gross) == (None, Decimal("226.00"))


def test_a_scanner_that_types_full_width_signs_is_understood() -> None:
    code = qr.parse(
        " ０１，０４，" + TWELVE + "，" + EIGHT + "，９．９０，２０２６１１０３，123456 "
    )

    assert (code.kind, code.net) == ("paper_ordinary", Decimal("9.90"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.com/invoice",
        "01,01,1,2,3",
        f"02,01,{TEN},{EIGHT},1.00,20261103,",
        f"01,77,{TEN},{EIGHT},1.00,20261103,",
        f"01,01,{TEN},{EIGHT},NaN,20261103,",
        f"01,01,{TEN},{EIGHT},1e999,20261103,",
        f"01,01,{TEN},{EIGHT},1.234,20261103,",
        f"01,01,{TEN},{EIGHT},1.00,20261332,",
        f"01,01,{TEN},{EIGHT},1.00,,",
    ],
)
def test_what_is_no_code_says_why(text: str) -> None:
    with pytest.raises(qr.Unreadable) as fault:
        qr.parse(text)

    assert str(fault.value)
