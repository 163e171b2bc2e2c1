"""Items and parties go out to a spreadsheet and come back: nothing doubles, nothing half."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from masterdata import demo
from masterdata.models import BankAccount, Contact, Item, ItemBarcode, PackUnit, Party
from masterdata.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchaser() -> Client:
    client = Client()
    client.force_login(factories.user(Role.PURCHASER, name="周丽"))
    return client


def sheet(*rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("rows.xlsx", out.getvalue())


def imported(client: Client, name: str, file: SimpleUploadedFile) -> Any:
    """Both steps; the answer of the first if it finds faults."""
    url = reverse(f"{name}_import")
    checked = client.post(url, {"file": file})
    if checked.status_code != 200:
        return checked
    return client.post(url, {"confirm": "1", "token": checked.context["token"]})


def content(client: Client, name: str) -> tuple[bytes, list[tuple[Any, ...]]]:
    data = client.get(reverse(f"{name}_for_editing")).content
    return data, list(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))


MODELS = (Item, PackUnit, ItemBarcode, Party, Contact, BankAccount)


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


@pytest.mark.parametrize("name", ["item", "party"])
def test_what_was_exported_comes_back_without_any_change(purchaser: Client, name: str) -> None:
    demo.load()
    before, history = counts(), [model.history.count() for model in MODELS]
    data, rows = content(purchaser, name)

    answer = imported(purchaser, name, SimpleUploadedFile("again.xlsx", data))

    assert answer.status_code == 302, answer.context["faults"]
    assert counts() == before
    assert [model.history.count() for model in MODELS] == history
    assert content(purchaser, name)[1] == rows


@pytest.mark.parametrize("name", ["item", "party"])
def test_what_was_exported_builds_the_same_in_an_empty_firm(purchaser: Client, name: str) -> None:
    """By who sets the firm up: credit limits are not the purchasers' to give."""
    purchaser.force_login(factories.user(Role.PURCHASER, Role.ADMINISTRATOR))
    demo.load()
    data, rows = content(purchaser, name)
    Item.objects.all().delete()
    if name == "party":
        Party.objects.all().delete()

    answer = imported(purchaser, name, SimpleUploadedFile("again.xlsx", data))

    assert answer.status_code == 302, answer.context["faults"]
    assert content(purchaser, name)[1] == rows


def test_a_changed_row_changes_just_that_record_with_history(purchaser: Client) -> None:
    factories.item("a", name="螺丝", series="旧")
    factories.item("b", name="螺母")

    imported(
        purchaser,
        "item",
        sheet(["商品编码", "品名", "单位"], ["a", "螺栓", "件"], ["b", "螺母", "件"]),
    )

    item = Item.objects.get(code="a")
    assert (item.name, item.pinyin, item.series) == ("螺栓", "ls", "旧")
    assert item.history.count() == 2
    assert item.history.first().history_user.full_name == "周丽"
    assert Item.objects.get(code="b").history.count() == 1


def test_all_faults_are_told_at_once_and_nothing_is_stored(purchaser: Client) -> None:
    factories.unit()
    rows = [
        ["商品编码", "品名", "单位", "目录价", "包装单位"],
        ["a", "好", "件", 1, ""],
        ["", "无编码", "件", 1, ""],
        ["c", "价错", "件", "贵", ""],
        ["d", "单位错", "光年", 1, ""],
        ["e", "包装错", "件", 1, "箱多少"],
        ["a", "重复", "件", 1, ""],
    ]

    answer = imported(purchaser, "item", sheet(*rows))

    assert answer.status_code == 422
    assert {fault.row for fault in answer.context["faults"]} >= {3, 4, 5, 6, 7}
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        [["品名", "单位"], ["x", "件"]],
        [["商品编码", "品名", "单位", "天气"], ["a", "x", "件", "晴"]],
        [["商品编码", "品名", "单位", "启用"], ["a", "x", "件", "也许"]],
        [["商品编码", "品名", "单位", "包装单位"], ["a", "x", "件", "光年:5"]],
        [["商品编码", "品名", "单位", "条码"], ["a", "x", "件", "1"], ["b", "y", "件", "1"]],
        [["商品编码", "品名", "单位"]],
    ],
)
def test_wrong_headings_words_and_doubled_barcodes_are_refused(
    purchaser: Client, rows: list[list[Any]]
) -> None:
    factories.unit()

    assert imported(purchaser, "item", sheet(*rows)).status_code == 422
    assert not Item.objects.exists()


def test_a_barcode_of_another_item_is_refused(purchaser: Client) -> None:
    other = factories.item("other", barcode="111")
    ItemBarcode.objects.create(item=other, code="222")

    for barcode in ("111", "222"):
        rows = [["商品编码", "品名", "单位", "条码"], ["a", "x", "件", barcode]]
        assert imported(purchaser, "item", sheet(*rows)).status_code == 422


def test_full_width_digits_and_codes_with_leading_zeros_come_in_right(purchaser: Client) -> None:
    factories.unit()
    rows = [["商品编码", "品名", "单位", "进货价"], ["00123", "螺丝", "件", "１２．５"]]

    imported(purchaser, "item", sheet(*rows))

    assert str(Item.objects.get(code="00123").list_purchase_price) == "12.500000"


def test_an_import_asks_no_more_for_many_new_items_than_for_few(purchaser: Client) -> None:
    factories.unit()

    def queries(first: int, count: int) -> int:
        rows = [[f"c{n}", f"螺丝{n}", "件", "箱:5"] for n in range(first, first + count)]
        factories.unit("箱")
        file = sheet(["商品编码", "品名", "单位", "包装单位"], *rows)
        with CaptureQueriesContext(connection) as asked:
            assert imported(purchaser, "item", file).status_code == 302
        return len(asked)

    few = queries(0, 5)

    # A handful more, because the database takes a hundred rows in several bites.
    assert queries(5, 100) <= few + 10
    assert PackUnit.objects.count() == 105
    assert Item.history.count() == 105


def test_a_sales_clerk_cannot_bring_in_suppliers_by_a_sheet() -> None:
    clerk = Client()
    clerk.force_login(factories.user(Role.ORDER_CLERK))
    rows = [["单位编码", "名称", "供应商", "客户"], ["GY1", "新厂", "是", "否"]]

    assert imported(clerk, "party", sheet(*rows)).status_code == 422
    assert not Party.objects.exists()


def test_main_contact_and_account_come_with_the_party(purchaser: Client) -> None:
    rows = [
        ["单位编码", "名称", "供应商", "联系人", "手机", "开户行", "账号"],
        ["GY1", "新厂", "是", "叶小姐", "138", "温州银行", "7330 1000 0120"],
    ]

    answer = imported(purchaser, "party", sheet(*rows))

    assert answer.status_code == 302, answer.context["faults"]
    party = Party.objects.get()
    assert party.contacts.get(is_main=True).name == "叶小姐"
    assert party.bank_accounts.get().account_number == "733010000120"


def test_before_it_is_stored_a_sheet_is_shown_in_words(purchaser: Client) -> None:
    factories.unit("个")
    head = ["编码", "名称", "基本单位", "商品类型", "其他条码", "包装单位", "启用"]
    row = ["A1", "螺栓", "个", "原材料", "6901 6902", "", "是"]

    shown = purchaser.post(reverse("item_import"), {"file": sheet(head, row)})

    (cells,) = [[cell["text"] for cell in one["cells"]] for one in shown.context["preview"]["rows"]]
    assert {"原材料", "6901 6902", "是"} <= set(cells)
    assert not {"[]", "material", "True"} & set(cells)
