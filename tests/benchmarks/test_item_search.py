"""Look-up of items by its indexes finds what a look at every row finds, on both databases."""

from collections.abc import Iterator

import pytest
from django.db import connection

from masterdata import search_index
from masterdata.lookups import ITEMS, find_items
from masterdata.models import Item, ItemBarcode, Unit
from ui.tiers import Tiered, everything

pytestmark = pytest.mark.django_db

TYPED = (
    *("G01", "g01-", "螺丝", "不锈钢螺", "钢螺", "bxg", "ls", "LS", "bxgls", "M5", "m5×20mm"),
    *("6901", "不锈钢 M5", "拉丝 ls", "一级 抛光", "无此物", "%", "_", '"', "'", "a b c", " ls"),
)


@pytest.fixture
def items() -> list[Item]:
    unit = Unit.objects.create(code="JIAN", name="件")
    words = (("不锈钢螺丝 抛光", "bxgls gyls"), ("碳钢螺母 一级抛光", "tglm"), ("LS拉手", "ls dls"))
    made = [
        Item(
            code=f"{letter}{number:02}-{size}",
            name=name,
            pinyin=codes,
            unit=unit,
            specification=f"M{size}×20mm",
            barcode=f"69{place}{number:02}{size}",
        )
        for place, (letter, (name, codes)) in enumerate(zip("Gga", words, strict=True))
        for number in range(4)
        for size in range(3, 9)
    ]
    return Item.objects.bulk_create(made)


@pytest.fixture
def indexed(items: list[Item]) -> Iterator[None]:
    # Django's foreign keys wait for the end of a transaction; an index cannot be made meanwhile.
    connection.check_constraints()
    search_index.drop(_Editor())
    search_index.create(_Editor())
    yield
    search_index._is_kept.cache_clear()


class _Editor:
    """Runs what the migration would, inside the test's transaction."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _found(q: str) -> list[str]:
    return [item.code for item in find_items(None, q, {})[:200]]


def _by_looking_at_all(q: str) -> list[str]:
    whole = Tiered(ITEMS, q.strip(), everything)
    return [item.code for item in whole]


@pytest.mark.usefixtures("indexed")
def test_the_indexes_find_what_a_look_at_every_row_finds() -> None:
    assert {q: _found(q) for q in TYPED} == {q: _by_looking_at_all(q) for q in TYPED}


@pytest.mark.usefixtures("items")
def test_without_the_indexes_the_same_is_found() -> None:
    assert {q: _found(q) for q in TYPED} == {q: _by_looking_at_all(q) for q in TYPED}


@pytest.mark.usefixtures("indexed")
def test_what_changes_is_found_by_its_new_name_and_not_by_its_old() -> None:
    Item.objects.filter(code="G00-3").update(name="黄铜垫圈", pinyin="htdq")
    Item.objects.filter(code="G00-4").delete()

    assert _found("黄铜垫圈") == ["G00-3"]
    assert "G00-3" not in _found("不锈钢螺丝")
    assert "G00-4" not in _found("不锈钢螺丝")


@pytest.mark.usefixtures("indexed")
def test_a_page_holds_what_the_whole_holds_there() -> None:
    whole = _by_looking_at_all("螺")

    pages = [find_items(None, "螺", {})[start : start + 10] for start in range(0, len(whole), 10)]

    assert [item.code for page in pages for item in page] == whole


@pytest.mark.usefixtures("indexed")
def test_a_further_barcode_finds_its_item_first() -> None:
    item = Item.objects.get(code="a03-8")
    ItemBarcode.objects.create(item=item, code="6900000")

    assert _found("6900000")[0] == "a03-8"


@pytest.mark.usefixtures("indexed")
def test_a_code_that_begins_so_stands_before_a_name_that_does() -> None:
    Item.objects.filter(code="a00-3").update(code="LS-1")

    assert _found("ls")[:2] == _found("LS")[:2]
    assert "LS-1" in _found("ls")
