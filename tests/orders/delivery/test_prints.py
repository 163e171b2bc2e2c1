"""The delivery slip on real paper: sizes, copies, pages that add up, codes that scan, no leak."""

from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from documents.copies import FIVE_COPIES, title_of
from documents.models import Document, Event, PrintSetting
from masterdata.roles import Role
from orders.delivery.prints import delivery_slip
from tests.behind import loosen
from tests.grounds import begins_with, kept
from tests.orders import desk
from tests.orders.delivery import paper, road
from tests.purchasing.test_copies import overlaps, words_on
from tests.ui.test_prints import codes_on, sizes_of
from ui.prints import A4, PAPERS, THIRD_241

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal


@pytest.fixture(autouse=True)
def _company() -> None:
    paper.company()


# --- paper and pages -----------------------------------------------------------------------------


@begins_with(paper.drawn, 30, stock="0")
@pytest.mark.parametrize("name", paper.SLIP_PAPERS)
def test_every_page_is_exactly_the_paper(client: Client, name: str) -> None:
    pdf = paper.printed(client, paper.drawn(30, stock="0"), paper=name)

    wanted = PAPERS[name]
    for width, height in sizes_of(pdf):
        assert width == pytest.approx(float(wanted.width_mm), abs=0.01)
        assert height == pytest.approx(float(wanted.height_mm), abs=0.01)


def test_sixty_lines_have_a_subtotal_on_each_page_and_the_capitals_on_the_last(
    client: Client,
) -> None:
    pages = paper.pages(paper.printed(client, paper.drawn(60, stock="0"), paper="half-241"))

    assert len(pages) == 8
    assert ["5,708.64" in page for page in pages] == [True] * 7 + [False]
    assert ["2,854.32" in page for page in pages] == [False] * 7 + [True]
    assert 7 * D("5708.64") + D("2854.32") == D("42814.80")
    assert ["42,814.80" in page for page in pages] == [False] * 7 + [True]
    assert ["人民币" in page for page in pages] == [False] * 7 + [True]
    for number, page in enumerate(pages, start=1):
        assert f"T{8 * number - 8}" in page
        assert page.count("8") >= 1


def test_freight_and_odd_money_stand_as_lines_and_add_up_to_what_is_owed() -> None:
    document = paper.drawn(4, freight=D("33.30"), waiver=D("0.62"))

    (slip,) = delivery_slip(paper.printing(document, THIRD_241))

    told = [page.subtotals for page in slip["pages"]]
    column = max(told[0], key=int)
    assert [sums[column] for sums in told] == [D("2854.32"), D("32.68")]
    assert slip["total_text"] == "¥2,887.00"
    assert slip["capital"] == "人民币贰仟捌佰捌拾柒元整"
    document.refresh_from_db()
    assert document.total == sum(sums[column] for sums in told)


def test_of_a_short_pick_the_slip_tells_what_left(client: Client) -> None:
    document = road.authorize(paper.drawn(3))
    document = road.pick(document, {1: "4", 2: "0"})

    (page,) = paper.pages(paper.printed(client, document, paper="half-241"))

    assert "285.43" in page
    assert "T1" not in page
    assert "999.01" in page


# --- copies and rights ---------------------------------------------------------------------------


@begins_with(paper.loaded)
def test_carbonless_paper_is_printed_once_with_the_legend_of_all_copies(client: Client) -> None:
    pdf = paper.printed(client, paper.loaded(), paper="half-241")

    (page,) = paper.pages(pdf)
    upright = "".join(page.split())
    assert all(paper.chinese(copy.name)[0] in upright for copy in FIVE_COPIES)
    assert paper.tells_prices(page)


@begins_with(paper.loaded, freight=D("33.30"))
@pytest.mark.parametrize("name", paper.SLIP_PAPERS)
def test_a_laser_draws_the_copies_in_order_and_the_warehouse_copy_tells_no_price(
    client: Client, name: str
) -> None:
    document = paper.loaded(freight=D("33.30"))

    pages = paper.pages(paper.printed(client, document, paper=name, mode="laser"))

    titles = [paper.chinese(lambda n=n: title_of(FIVE_COPIES, n)) for n in range(1, 6)]
    bare = ["".join(page.split()) for page in pages]
    assert [title.replace(" ", "") in page for title, page in zip(titles, bare, strict=True)] == [
        True
    ] * 5
    assert [paper.tells_prices(page) for page in pages] == [True, True, True, False, True]
    assert ["33.30" in page for page in pages] == [True, True, True, False, True]
    assert all("T0" in page for page in pages)


@pytest.mark.parametrize("role", [Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR, Role.DRIVER])
def test_who_may_not_see_prices_prints_none_on_any_paper(client: Client, role: Role) -> None:
    document = paper.loaded(freight=D("33.30"), terms="cod", buyer=desk.customer("欠款户"))
    user = road.person(role)
    for name, mode in product(paper.SLIP_PAPERS, ("carbonless", "laser")):
        text = "".join(paper.pages(paper.printed(client, document, user, paper=name, mode=mode)))

        assert "T0" in text
        assert not paper.tells_prices(text)
        assert not any(told in text for told in ("33.30", "746.88", "欠款："))


def test_what_the_driver_collects_is_known_before_he_leaves(client: Client) -> None:
    document = paper.loaded(terms="cod")

    (before,) = paper.pages(paper.printed(client, document, paper="half-241"))
    document = road.dispatch(document)
    (after,) = paper.pages(paper.printed(client, document, paper="half-241"))

    assert road.body(document).cod_due == D(paper.TEN)
    assert f"¥{paper.TEN}" in before
    assert f"¥{paper.TEN}" in after


# --- marks and codes -----------------------------------------------------------------------------


@begins_with(paper.drawn)
def test_until_it_is_authorised_the_slip_says_so_and_a_void_one_says_it_is_void() -> None:
    document = paper.drawn()

    (draft,) = delivery_slip(paper.printing(document))
    (authorised,) = delivery_slip(paper.printing(road.authorize(document)))
    other = road.step(paper.drawn(), "void", desk.people().billing, reason="录错")
    (void,) = delivery_slip(paper.printing(other))

    assert draft["stamp"]
    assert authorised["stamp"] == ""
    assert void["stamp"]
    assert void["debts"] == []


@begins_with(paper.loaded)
def test_the_second_print_is_marked_and_each_print_counts_for_itself(client: Client) -> None:
    document = paper.loaded()
    first = paper.pages(paper.printed(client, document, paper="half-241"))
    second = paper.pages(paper.printed(client, document, paper="half-241"))
    other = paper.pages(paper.printed(client, document, code="packing"))

    mark = paper.chinese(lambda: gettext("Reprint, no. %(times)s") % {"times": 2})
    found = ["".join(mark.split()) in "".join(page[0].split()) for page in (first, second, other)]
    assert found == [False, True, False]
    assert Event.objects.filter(document=document, kind="printed").count() == 3


@begins_with(paper.loaded)
@pytest.mark.parametrize("name", paper.SLIP_PAPERS)
def test_the_barcode_is_the_number_and_the_phone_finds_the_page(
    client: Client, tmp_path: Path, name: str
) -> None:
    document = paper.loaded()

    found = codes_on(paper.printed(client, document, paper=name, copy="1"), tmp_path)

    assert document.number in found
    page = f"http://testserver{reverse('delivery_detail', args=[document.pk])}"
    # The lowest paper has no room for it.
    assert (page in found) is (name != THIRD_241.name)


# --- long texts ----------------------------------------------------------------------------------


@kept
def long_winded(name: str) -> Document:
    """A line more than a page of that paper holds, and no text that is short."""
    buyer = desk.customer(name="广州红星美凯龙世博家居广场有限公司" * 4, head_person="王红星")
    document = paper.loaded(
        PAPERS[name].rows + 2,
        buyer=buyer,
        terms="cod",
        address="广州市天河区天河路 385 号" * 8,
        customer_number="PO-2026-08-15/北区",
    )
    paper.named(
        "T1", name="胡桃木 Walnut 三门衣柜 " * 6, specification="1800×600×2200 mm", model="M-77"
    )
    loosen(document)
    Document.objects.filter(pk=document.pk).update(remark="请走东门，卸货前电话联系王老板。" * 20)
    return document


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=begins_with(long_winded, name)) for name in paper.SLIP_PAPERS],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_lies_over_anything_else_however_long_the_texts(
    client: Client, name: str, language: str
) -> None:
    client.cookies["gendan_language"] = language
    document = long_winded(name)

    for _time in (1, 2):
        pdf = paper.printed(client, document, paper=name, copy="2")

        assert overlaps(pdf) == []
        assert len(words_on(pdf)) >= 2
        assert all(desk.people().billing.display_name in page for page in paper.pages(pdf))


@begins_with(paper.drawn, 2)
@pytest.mark.parametrize("name", ["half-241", "a4"])
def test_a_name_of_two_hundred_signs_is_printed_whole(client: Client, name: str) -> None:
    document = paper.drawn(2)
    wild = "金丝楠木雕花大床" * 20 + "ExtraordinarilyLongLatinWordWithoutABreak"
    paper.named("T1", name=wild)

    pdf = paper.printed(client, document, paper=name, copy="4")

    told = "".join("".join(paper.pages(pdf)).split())
    assert told.count("楠") >= 20
    assert "Extraordinarily" in told
    assert overlaps(pdf) == []


# --- settings, batch -----------------------------------------------------------------------------


def test_the_settings_give_copies_terms_and_rows(client: Client) -> None:
    copies = [{"name": name, "colour": "白", "priced": True} for name in ("存根", "司机")]
    PrintSetting.objects.create(
        type="delivery", copies=copies, terms="货款两清", rows={"half-241": 5}
    )

    pages = paper.pages(
        paper.printed(client, paper.drawn(6, stock="0"), paper="half-241", mode="laser")
    )

    assert len(pages) == 4
    assert ["货款两清" in page for page in pages] == [False, True, False, True]


def test_the_settings_page_offers_the_delivery(client: Client, as_user: Any) -> None:
    as_user(client, desk.person(Role.ADMINISTRATOR))

    overview = client.get(reverse("print_settings")).content.decode()
    form = client.get(reverse("print_setting", args=["delivery"]))

    assert reverse("print_setting", args=["delivery"]) in overview
    assert [each.name for each in form.context["form"].papers] == list(paper.SLIP_PAPERS)


@begins_with(paper.drawn)
def test_several_slips_come_as_one_pdf_as_chosen(client: Client) -> None:
    documents = [paper.drawn(), paper.drawn()]
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")
    data = {"ids": [each.pk for each in documents], "paper": A4.name, "mode": "laser"}

    answer = client.post(reverse("delivery_print_many"), data)

    pages = paper.pages(answer.content)
    assert len(pages) == 10
    numbers = [each.number for each in documents]
    assert [next(n for n in numbers if n in page) for page in pages] == sorted(numbers * 5)
