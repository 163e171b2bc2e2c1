"""Long lists: head, sums and pages stay in view; sorting and paging keep the place."""

from collections.abc import Callable
from typing import Any

import pytest

from masterdata.models import Item
from masterdata.roles import Role
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]
FIRST = "main tbody tr >> nth=0"


@pytest.fixture
def long_list(browse: Browse) -> Any:
    """Seventy items on pages of fifty."""
    unit = factories.unit()
    names = [f"螺丝{number:02}" for number in range(70)]
    Item.objects.bulk_create([Item(code=f"I{n[2:]}", name=n, unit=unit) for n in names])
    return browse(factories.user(Role.PURCHASER), "/masterdata/items/")


def bottom(page: Any, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    return float(box["y"] + box["height"])


def test_the_pages_of_a_long_list_stay_in_view(long_list: Any) -> None:
    assert bottom(long_list, "main .g-pagination") <= long_list.viewport_size["height"]

    long_list.locator("main tbody tr").last.scroll_into_view_if_needed()

    assert bottom(long_list, "main .g-pagination") <= long_list.viewport_size["height"]
    assert long_list.locator("main thead").is_visible()


def test_sorting_and_paging_change_the_rows_alone(long_list: Any) -> None:
    long_list.evaluate("window.same = true")

    long_list.click("main thead a >> nth=0")
    long_list.wait_for_selector("main tbody >> text=I69")
    assert "I69" in long_list.inner_text(FIRST)
    long_list.click("main .g-pagination a[href*='page=2']")
    long_list.wait_for_selector("main tbody >> text=I00")

    assert long_list.locator("main tbody tr").count() == 20
    assert "page=2" in long_list.url
    assert long_list.evaluate("window.same") is True
    assert bottom(long_list, "main .g-pagination") <= long_list.viewport_size["height"]
    long_list.go_back()
    long_list.wait_for_selector("main tbody >> text=I69")
