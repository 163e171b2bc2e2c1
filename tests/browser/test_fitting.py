"""What stands on a page leaves room for what stands beside it, on wide and on narrow screens."""

from collections.abc import Callable
from typing import Any

import pytest

from masterdata.roles import Role
from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
Sample = Callable[..., Any]
WIDTHS = (1280, 1920, 768, 390)
TOUCH = """
([one, other]) => {
  const [a, b] = [one, other].map((css) => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(css));
    return range.getBoundingClientRect();
  });
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
"""


@pytest.fixture
def sample(browse: Callable[..., Any]) -> Sample:
    def opened(name: str, *, width: int, language: str = "zh-hans") -> Any:
        user = factories.user(Role.ADMINISTRATOR, name="欧阳震华")
        size = {"width": width, "height": 844}
        return browse(user, f"/styleguide/{name}", language=language, viewport=size)

    return opened


def inner(page: Any, selector: str) -> tuple[float, float]:
    """From where to where the words of an element reach across."""
    box = page.evaluate(
        "(css) => { const range = document.createRange();"
        "range.selectNodeContents(document.querySelector(css));"
        "return range.getBoundingClientRect().toJSON(); }",
        selector,
    )
    return float(box["left"]), float(box["right"])


@pytest.mark.parametrize("width", WIDTHS)
def test_an_amount_of_millions_stays_within_its_card(sample: Sample, width: int) -> None:
    page = sample("home/", width=width)

    page.evaluate("document.querySelector('.g-figure-value').textContent = '1,234,567.89'")

    card = page.locator(".g-figure").first.bounding_box()
    left, right = inner(page, ".g-figure-value")
    assert card["x"] + 10 <= left
    assert right <= card["x"] + card["width"] - 10
    assert page.locator(".g-figure-value").first.bounding_box()["height"] < 32


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_stamp_covers_neither_title_nor_number(
    sample: Sample, width: int, language: str
) -> None:
    page = sample("paper/", width=width, language=language)

    page.evaluate("document.querySelector('.g-paper-no .g-code').textContent = 'JS-20261127-0001'")

    assert page.locator(".g-stamp").is_visible()
    for covered in (".g-paper-top h1", ".g-paper-no"):
        assert not page.evaluate(TOUCH, [".g-stamp", covered]), covered


def test_an_entry_in_the_books_leaves_its_quantity_room_on_a_phone(sample: Sample) -> None:
    page = sample("paper/", width=390)

    page.evaluate(
        "document.querySelector('.g-postings td:nth-child(2)').textContent ="
        "'JG0401 内六角螺栓加长加厚 · 五金仓 ZT'"
    )

    _left, right = inner(page, ".g-postings td:nth-child(2)")
    quantity, _right = inner(page, ".g-postings td:nth-child(3)")
    assert right <= quantity - 8


@pytest.mark.parametrize("width", WIDTHS)
def test_the_name_of_the_user_stands_in_one_line(sample: Sample, width: int) -> None:
    page = sample("", width=width)

    page.evaluate("document.querySelector('.g-brand-name').textContent = '佛山家居五金有限公司'")

    bar = page.locator(".g-topbar").bounding_box()
    user = page.locator(".g-user").bounding_box()
    assert bar["y"] <= user["y"]
    assert user["y"] + user["height"] <= bar["y"] + bar["height"]
    assert user["x"] + user["width"] <= width


def test_the_newest_month_of_a_picture_is_seen_on_a_phone(sample: Sample) -> None:
    page = sample("", width=390)

    for picture in page.locator(".g-chart-svg").all():
        box = picture.bounding_box()
        assert box["x"] + box["width"] <= 390
