"""Slips in copies: what each copy is called, what it tells, on which paper, and who chose it."""

import re
import subprocess
from functools import partial
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document, Event, PrintSetting
from documents.slips import slip
from masterdata.models import Company
from tests.behind import loosen
from tests.grounds import begins_with, kept
from tests.purchasing import firm
from tests.ui.test_prints import codes_on, sizes_of, text_of, tool
from ui.print_offset import COOKIE
from ui.prints import A4, HALF_241, PAPERS, THIRD_241, Paper

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAPERS_OF_SLIP = ("a4", "half-241", "third-241")


@pytest.fixture(autouse=True)
def _company() -> None:
    words = {"name": "佛山市锦程家居五金有限公司", "address": "佛山市顺德区龙江镇东华路 18 号"}
    Company.objects.update_or_create(pk=1, defaults={**words, "phone": "0757-23881234"})


@kept
def receipt(count: int = 1, *, state: str = "approved") -> Document:
    """Prices that occur nowhere else: 7.13579 each, so no other number can look like them."""
    rows = ", ".join(f"I{number} 100 x 71.3579" for number in range(count))
    return firm.receipt([firm.order(rows)], *["100"] * count, state=state)


def printed(client: Client, document: Document, by: Any = None, **query: Any) -> bytes:
    client.force_login(by or firm.people().purchaser)
    answer = client.get(reverse("receipt_print", args=[document.pk, "slip"]), query)
    assert answer.status_code == 200, answer.content[:300]
    return bytes(answer.content)


def tells_prices(text: str) -> bool:
    return any(told in text for told in ("71.3579", "7,135.79", "人民币", "¥"))


def pages_in(text: str) -> list[str]:
    return text.rstrip("\f").split("\f")


def words_on(pdf: bytes) -> list[list[tuple[float, float, float, float, str]]]:
    """Each page's words with the box in which they stand."""
    command = [tool("pdftotext"), "-bbox", "-", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True).stdout.decode()
    box = re.compile(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*?)</word>')
    return [
        [(*map(float, found[:4]), found[4]) for found in box.findall(page)]  # type: ignore[misc]
        for page in said.split("<page ")[1:]
    ]


def overlaps(pdf: bytes) -> list[tuple[str, str]]:
    """Pairs of words of which more than a hair lies over the other."""
    found = []
    for page in words_on(pdf):
        for one, other in combinations(page, 2):
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            narrower = min(one[2] - one[0], other[2] - other[0])
            lower = min(one[3] - one[1], other[3] - other[1])
            # A font's box is higher than its signs, so lines set close share some of it.
            if wide > 0.25 * narrower and high > 0.55 * lower:
                found.append((one[4], other[4]))
    return found


# --- modes and copies ----------------------------------------------------------------------------


@begins_with(receipt)
def test_carbonless_paper_is_printed_once_with_the_legend_of_all_copies(client: Client) -> None:
    pdf = printed(client, receipt(), paper="half-241")

    assert len(sizes_of(pdf)) == 1
    assert "仓" in text_of(pdf)
    assert tells_prices(text_of(pdf))


@begins_with(receipt)
def test_a_laser_draws_each_copy_and_the_warehouse_copy_tells_no_price(client: Client) -> None:
    text = text_of(printed(client, receipt(), paper="a4"))

    assert [tells_prices(page) for page in pages_in(text)] == [True, True, False]
    assert all("I0" in page for page in pages_in(text))


@begins_with(receipt)
@pytest.mark.parametrize("paper", PAPERS_OF_SLIP)
@pytest.mark.parametrize("mode", ["carbonless", "laser"])
def test_the_warehouse_copy_alone_tells_no_price(client: Client, paper: str, mode: str) -> None:
    text = text_of(printed(client, receipt(), paper=paper, mode=mode, copy=3))

    assert len(pages_in(text)) == 1
    assert "I0" in text
    assert not tells_prices(text)


@begins_with(receipt)
@pytest.mark.parametrize("paper", PAPERS_OF_SLIP)
def test_who_may_not_see_prices_gets_none_in_any_copy(client: Client, paper: str) -> None:
    keeper, document = firm.people().storekeeper, receipt()
    for mode, copy in product(("carbonless", "laser"), ("", "1", "3")):
        text = text_of(printed(client, document, keeper, paper=paper, mode=mode, copy=copy))

        assert "I0" in text
        assert not tells_prices(text)


@begins_with(receipt)
def test_carbonless_paper_can_be_printed_copy_by_copy(client: Client) -> None:
    assert len(sizes_of(printed(client, receipt(), paper="half-241", mode="laser"))) == 3
    assert len(sizes_of(printed(client, receipt(), paper="a4", mode="carbonless"))) == 1


@begins_with(receipt)
@pytest.mark.parametrize("copy", ["4", "0", "-1", "x", "99999999999", "³", "1.0", " 1"])
def test_a_copy_that_does_not_exist_means_all(client: Client, copy: str) -> None:
    assert len(sizes_of(printed(client, receipt(), paper="a4", copy=copy))) == 3


@begins_with(receipt)
def test_an_unknown_paper_and_mode_mean_the_usual(client: Client) -> None:
    pdf = printed(client, receipt(), paper="a0", mode="stone")

    assert sizes_of(pdf)[0][0] == pytest.approx(210, abs=0.1)
    assert len(sizes_of(pdf)) == 3


# --- on real paper -------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", [A4, HALF_241, THIRD_241], ids=lambda paper: paper.name)
@pytest.mark.parametrize(("language", "long"), [("zh-hans", 1), ("en", 1), ("zh-hans", 10)])
def test_nothing_lies_over_anything_else(
    client: Client, monkeypatch: pytest.MonkeyPatch, paper: Paper, language: str, long: int
) -> None:
    debts = [{"label": label, "value": "1,234,567.89"} for label in ("本单", "已收", "累计欠款")]
    monkeypatch.setattr("purchasing.receipt.prints.slip", partial(slip, debts=debts))
    client.cookies["gendan_language"] = language
    # On a sheet the stamp lies across everything, as it should.
    state = "submitted" if paper.continuous else "approved"
    document = receipt(paper.most_rows + 1, state=state)
    remark = "随车带回上次错发的铰链两箱，木托三个，请仓库当面点收并通知采购员。" * long
    remark = remark[:200]
    loosen(document)
    Document.objects.filter(pk=document.pk).update(remark=remark)
    setting = PrintSetting(type="receipt", rows={paper.name: paper.most_rows})
    names = ("存根", "客户", "财务") if language == "zh-hans" else ("Stub", "Client", "Books")
    colour = "白" if language == "zh-hans" else "white"
    setting.copies = [{"name": name, "colour": colour, "priced": True} for name in names]
    setting.terms = "请当面点清，如有异议请于 3 日内提出"
    setting.save()

    for copy in ("", "1"):
        pdf = printed(client, document, paper=paper.name, copy=copy, mode="carbonless")

        assert len(sizes_of(pdf)) == 2
        assert overlaps(pdf) == []


@begins_with(receipt, 30)
@pytest.mark.parametrize("paper", PAPERS_OF_SLIP)
def test_every_page_is_exactly_the_paper(client: Client, paper: str) -> None:
    wanted = PAPERS[paper]
    for width, height in sizes_of(printed(client, receipt(30), paper=paper)):
        assert width == pytest.approx(float(wanted.width_mm), abs=0.01)
        assert height == pytest.approx(float(wanted.height_mm), abs=0.01)


def test_the_lowest_paper_has_subtotals_and_the_capitals_on_the_last_page(client: Client) -> None:
    pages = pages_in(text_of(printed(client, receipt(9), paper="third-241")))

    assert len(pages) == 3
    assert ["28,543.16" in page for page in pages] == [True, True, False]
    assert ["人民币" in page for page in pages] == [False, False, True]
    assert "64,222.11" in pages[2]


@begins_with(receipt)
@pytest.mark.parametrize("paper", PAPERS_OF_SLIP)
@pytest.mark.parametrize("copy", ["", "2"])
def test_the_barcode_can_be_scanned(client: Client, tmp_path: Path, paper: str, copy: str) -> None:
    document = receipt()

    found = codes_on(printed(client, document, paper=paper, copy=copy), tmp_path)

    assert document.number in found


@begins_with(receipt)
@pytest.mark.parametrize(("x", "y"), [("5.0", "-3.5"), ("-9.5", "15.0")])
def test_the_offsets_of_the_desk_move_the_whole_slip(client: Client, x: str, y: str) -> None:
    document = receipt()
    plain = words_on(printed(client, document, paper="half-241"))[0]
    client.cookies[COOKIE] = f"{x}_{y}"

    moved = words_on(printed(client, document, paper="half-241"))[0]

    before = {word: (left, top) for left, top, _right, _bottom, word in plain}
    after = {word: (left, top) for left, top, _right, _bottom, word in moved}
    for word in ("甲厂", "7,135.79"):
        place, wanted = [(w, at) for w, at in before.items() if word in w][0]
        assert after[place][0] - wanted[0] == pytest.approx(float(x) * 72 / 25.4, abs=0.05)
        assert after[place][1] - wanted[1] == pytest.approx(float(y) * 72 / 25.4, abs=0.05)


@pytest.mark.parametrize("paper", PAPERS_OF_SLIP)
def test_what_is_owed_stands_on_priced_copies_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch, paper: str
) -> None:
    debts = [{"label": "累计欠款", "value": "8,765.43"}]
    monkeypatch.setattr("purchasing.receipt.prints.slip", partial(slip, debts=debts))

    text = text_of(printed(client, receipt(), paper=paper, mode="laser"))

    assert ["8,765.43" in page for page in pages_in(text)] == [True, True, False]


# --- counting and remembering --------------------------------------------------------------------


@begins_with(receipt)
def test_all_copies_of_a_laser_are_one_print_and_the_timeline_names_the_copy(
    client: Client,
) -> None:
    document = receipt()

    printed(client, document, paper="a4")
    text = text_of(printed(client, document, paper="half-241", copy=3))

    told = list(
        Event.objects.filter(document=document, kind="printed").values_list("reason", flat=True)
    )
    assert told[0] == "A4"
    assert told[1].startswith("241 × 139.7 mm · ")
    assert "2" in text


@begins_with(receipt)
def test_the_choice_is_remembered_for_the_person_and_the_type(client: Client) -> None:
    document, other = receipt(), receipt()
    printed(client, document, paper="half-241", copy=3)

    again = printed(client, other)
    page = client.get(reverse("receipt_detail", args=[other.pk]))

    assert sizes_of(again)[0][1] == pytest.approx(139.7, abs=0.1)
    assert not tells_prices(text_of(again))
    assert "copy=3" in page.context["prints"][0]["url"]
    assert sizes_of(printed(client, other, firm.people().general_manager))[0][0] < 211


@begins_with(receipt)
def test_many_slips_are_printed_as_chosen(client: Client) -> None:
    papers = [receipt(), receipt()]
    client.force_login(firm.people().purchaser)
    data = {"ids": [p.pk for p in papers], "paper": "half-241", "mode": "laser", "copy": "3"}

    answer = client.post(reverse("receipt_print_many"), data)

    assert len(sizes_of(answer.content)) == 2
    assert not tells_prices(text_of(answer.content))
    assert client.get(reverse("receipt_list")).context["batch_actions"][-1]["lists"]["copies"]


# --- settings ------------------------------------------------------------------------------------


def setting(**values: Any) -> PrintSetting:
    copies = [{"name": "存根", "colour": "白", "priced": True}]
    return PrintSetting.objects.create(type="receipt", **{"copies": copies, **values})


def test_copies_terms_and_rows_come_from_the_settings(client: Client) -> None:
    setting(terms="请当面点清", rows={"half-241": 2})

    pages = pages_in(text_of(printed(client, receipt(3), paper="half-241")))

    assert len(pages) == 2
    assert ["请当面点清" in page for page in pages] == [False, True]


def test_pages_that_stand_alone_have_subtotals_only(client: Client) -> None:
    setting(subtotals_only=True, rows={"half-241": 2})

    text = text_of(printed(client, receipt(3), paper="half-241"))

    assert "14,271.58" in text
    assert "7,135.79" in text
    assert "21,407.37" not in text
    assert "人民币" not in text


def test_printing_before_approval_can_be_forbidden(client: Client) -> None:
    setting(approved_only=True)
    document = receipt(state="submitted")
    client.force_login(firm.people().purchaser)

    answer = client.get(reverse("receipt_print", args=[document.pk, "slip"]))
    many = client.post(reverse("receipt_print_many"), {"ids": [document.pk]})

    assert answer.status_code == 403
    assert document.number in answer.content.decode()
    assert many.status_code == 302
    assert not Event.objects.filter(document=document, kind="printed").exists()
    assert printed(client, receipt()).startswith(b"%PDF")
