"""Contract and slip as PDF: the right words on the right pages, prices only for who may see."""

import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import content
from documents.models import Document, Event
from documents.pages import Printing
from purchasing.receipt.prints import receipt_slip
from tests import factories
from tests.grounds import begins_with
from tests.purchasing import firm
from ui.prints import A4

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler-utils"),
]


@pytest.fixture(autouse=True)
def _company() -> None:
    factories.company_on_paper()


def printed(
    client: Client, document: Document, code: str, *, by: Any, paper: str = ""
) -> tuple[str, bytes]:
    client.force_login(by)
    url = reverse(f"{document.type}_print", args=[document.pk, code])
    answer = client.get(url, {"paper": paper} if paper else {})
    assert answer.status_code == 200, answer.content[:300]
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    return found.stdout.decode(), data


def test_the_contract_has_clauses_both_parties_and_the_sum_in_capitals(client: Client) -> None:
    factories.supplier("甲厂", head_person="叶恒", payment_terms="月结30天")
    order = firm.order("螺丝 100 x 2.26", state="signed")

    text, _pdf = printed(client, order, "contract", by=firm.people().purchaser)

    assert "人民币贰佰贰拾陆元整" in text
    assert f"HT-{order.number}" in text
    assert "月结30天" in text
    assert "叶恒" in text
    assert "佛山市锦程家居五金有限公司" in text


def test_a_long_contract_keeps_the_clauses_on_its_last_page(client: Client) -> None:
    rows = ", ".join(f"I{number} 1 x 1.13" for number in range(45))
    order = firm.order(rows, state="approved")

    text, _pdf = printed(client, order, "contract", by=firm.people().purchaser)

    pages = text.rstrip("\f").split("\f")
    assert len(pages) == 3
    assert ["人民币" in page for page in pages] == [False, False, True]


def stamped(document: Document) -> str:
    body = content.load_body(document)
    (slip,) = receipt_slip(Printing(body, firm.people().purchaser, A4))
    return str(slip["stamp"])


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_unapproved_slip_says_so_and_an_approved_one_does_not() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40-5", state="submitted")
    assert stamped(receipt)

    receipt = firm.approve(receipt)
    assert not stamped(receipt)

    assert stamped(firm.reverse(receipt))


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_only_what_was_accepted_is_in_the_sum(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40-5")

    text, _pdf = printed(client, receipt, "slip", by=firm.people().purchaser)

    assert "人民币柒拾玖元壹角整" in text


def test_every_page_of_a_slip_has_its_subtotal_and_the_last_one_the_total(client: Client) -> None:
    rows = ", ".join(f"I{number} 1 x 1.13" for number in range(20))
    order = firm.order(rows)
    receipt = firm.receipt([order], *["1"] * 20)

    text, _pdf = printed(client, receipt, "slip", by=firm.people().purchaser, paper="half-241")

    pages = text.rstrip("\f").split("\f")
    assert len(pages) == 3
    assert ["9.04" in page for page in pages] == [True, True, False]
    assert ["人民币" in page for page in pages] == [False, False, True]


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_storekeepers_slip_shows_no_price_anywhere(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")

    text, _pdf = printed(client, receipt, "slip", by=firm.people().storekeeper)

    assert "螺丝" in text
    for told in ("2.26", "90.40", "人民币"):
        assert told not in text


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_second_print_is_a_reprint_and_both_are_in_the_timeline(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    buyer = firm.people().purchaser
    printed(client, receipt, "slip", by=buyer)

    text, _pdf = printed(client, receipt, "slip", by=buyer)

    assert "2" in text
    assert Event.objects.filter(document=receipt, kind="printed", actor=buyer).count() == 2


@begins_with(firm.order, "螺丝 10 x 1")
def test_several_slips_come_as_one_pdf(client: Client) -> None:
    first = firm.receipt([firm.order("螺丝 10 x 1")], "10")
    second = firm.receipt([firm.order("螺母 10 x 1")], "10")
    client.force_login(firm.people().purchaser)

    answer = client.post(reverse("receipt_print_many"), {"ids": [first.pk, second.pk]})

    assert answer.status_code == 200
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True
    ).stdout.decode()
    assert first.number in text
    assert second.number in text


@begins_with(firm.order, "螺丝 10 x 1")
@pytest.mark.skipif(not shutil.which("zbarimg"), reason="needs zbarimg of zbar-tools")
def test_the_barcode_of_a_slip_reads_as_its_number(client: Client, tmp_path: Path) -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 1")], "10")
    _text, pdf = printed(client, receipt, "slip", by=firm.people().purchaser)
    (tmp_path / "slip.pdf").write_bytes(io.BytesIO(pdf).getvalue())
    subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "-singlefile", "slip.pdf", "slip"],
        cwd=tmp_path,
        check=True,
    )

    read = subprocess.run(
        ["zbarimg", "--raw", "-q", "slip.png"], cwd=tmp_path, capture_output=True, check=False
    )

    assert receipt.number in read.stdout.decode()
    assert receipt.total == Decimal("10.00")
