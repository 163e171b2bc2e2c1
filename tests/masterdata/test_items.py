"""Items are entered, changed and refused as the firm needs it."""

from decimal import Decimal as D
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from masterdata.models import Item, ItemBarcode, PackUnit
from masterdata.roles import Role
from tests import factories
from tests.masterdata.forms_data import rows, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchaser() -> Client:
    client = Client()
    client.force_login(factories.user(Role.PURCHASER, name="周丽"))
    return client


def form_of(**fields: Any) -> dict[str, str]:
    data = {
        "code": "JG-01", "name": "内六角螺栓", "kind": "raw_material", "unit_text": "件",
        "parcels_per_piece": "1", "list_price": "0", "list_purchase_price": "0.42",
        "tax_rate": "13", "lead_time_days": "5", "minimum_order": "0", "safety_stock": "0",
        "reorder_point": "0", "is_active": "on",
    }  # fmt: skip
    return {**data, **rows("packs", []), **rows("barcodes", []), **fields}


def test_a_new_item_gets_its_pinyin_packs_and_barcodes(purchaser: Client) -> None:
    factories.unit()
    factories.unit("箱")
    packs = rows(
        "packs", [{"unit_text": "箱", "numerator": "２０００", "denominator": "1", "level": "1"}]
    )
    codes = rows("barcodes", [{"code": "６９０１", "unit_text": "箱"}, {"code": "6902"}])

    answer = purchaser.post(reverse("item_new"), form_of(**packs, **codes))

    item = Item.objects.get(code="JG-01")
    assert answer.status_code == 302
    assert item.pinyin == "nljls"
    assert item.list_purchase_price == D("0.42")
    assert PackUnit.objects.get(item=item).numerator == 2000
    by_code = {one.code: one.pack for one in ItemBarcode.objects.filter(item=item)}
    assert by_code == {"6901": PackUnit.objects.get(), "6902": None}


def test_a_new_name_renews_the_pinyin_until_somebody_edits_it(purchaser: Client) -> None:
    item = factories.item("a", name="螺丝")
    url = reverse("item_edit", args=[item.pk])

    purchaser.post(url, {**shown(purchaser, url), "name": "螺母"})
    assert Item.objects.get().pinyin == "lm"

    purchaser.post(url, {**shown(purchaser, url), "pinyin": "LMAO lm2"})
    purchaser.post(url, {**shown(purchaser, url), "name": "垫圈"})
    assert Item.objects.get().pinyin == "lmao lm2"

    purchaser.post(url, {**shown(purchaser, url), "pinyin": ""})
    assert Item.objects.get().pinyin == "dq"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "x" * 61),
        ("unit_text", "光年"),
        ("list_purchase_price", "-1"),
        ("list_purchase_price", "1e5"),
        ("list_purchase_price", "0.1234567"),
        ("list_purchase_price", "1000000000000"),
        ("tax_rate", "101"),
        ("parcels_per_piece", "0"),
        ("safety_stock", "NaN"),
        ("kind", "gold"),
        ("lead_time_days", "99999999"),
    ],
)
def test_bad_input_is_refused_and_stays_as_typed(purchaser: Client, field: str, value: str) -> None:
    factories.unit()

    answer = purchaser.post(reverse("item_new"), form_of(**{field: value}))

    assert answer.status_code == 422
    assert not Item.objects.exists()


def test_a_barcode_belongs_to_one_item_only(purchaser: Client) -> None:
    other = factories.item("other", barcode="111")
    ItemBarcode.objects.create(item=other, code="222")

    for data in (
        form_of(barcode="111"),
        form_of(barcode="222"),
        form_of(**rows("barcodes", [{"code": "222"}])),
    ):
        assert purchaser.post(reverse("item_new"), data).status_code == 422
    assert Item.objects.count() == 1


def test_the_second_of_two_editors_is_told_and_loses_nothing(purchaser: Client) -> None:
    item = factories.item("a", name="螺丝")
    url = reverse("item_edit", args=[item.pk])
    mine = {**shown(purchaser, url), "name": "我的名字"}
    Item.objects.filter(pk=item.pk).update(series="changed meanwhile")

    answer = purchaser.post(url, mine)

    assert answer.status_code == 422
    assert "我的名字" in answer.content.decode()
    assert Item.objects.get().name == "螺丝"


def test_history_names_who_changed_what(purchaser: Client) -> None:
    item = factories.item("a", name="螺丝")
    url = reverse("item_edit", args=[item.pk])

    purchaser.post(url, {**shown(purchaser, url), "name": "螺母"})

    page = purchaser.get(reverse("item_history", args=[item.pk])).content.decode()
    assert all(word in page for word in ("周丽", "螺丝", "螺母"))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.PURCHASING_MANAGER, True),
        (Role.PURCHASER, True),
        (Role.ORDER_CLERK, False),
        (Role.STOREKEEPER, False),
        (Role.CASHIER, False),
        (Role.GENERAL_MANAGER, False),
        (None, False),
    ],
)
def test_only_those_who_buy_change_items(role: Role | None, may: bool) -> None:
    item = factories.item("a")
    client = Client()
    client.force_login(factories.user(*([role] if role else [])))

    assert client.get(reverse("item_list")).status_code == 200
    assert client.get(item.get_absolute_url()).status_code == 200
    for url in (
        reverse("item_new"),
        reverse("item_edit", args=[item.pk]),
        reverse("item_import"),
        reverse("item_for_editing"),
    ):
        assert client.get(url).status_code == (200 if may else 403)
    assert client.post(reverse("item_edit", args=[item.pk]), {}).status_code == (
        422 if may else 403
    )


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 10)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def test_a_picture_is_written_anew_and_served_only_to_people_who_are_signed_in(
    purchaser: Client,
) -> None:
    factories.unit()
    hidden = picture("JPEG") + b"<script>alert(1)</script>"
    upload = SimpleUploadedFile("../../evil.png", hidden, content_type="text/html")

    purchaser.post(reverse("item_new"), {**form_of(), "picture": upload})

    item = Item.objects.get()
    url = reverse("item_picture", args=[item.pk])
    served = purchaser.get(url)
    assert served["Content-Type"] == "image/jpeg"
    assert b"script" not in b"".join(served.streaming_content)
    assert "evil" not in item.picture.name
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", picture()[:40]]
)
def test_what_is_no_picture_is_refused(purchaser: Client, content: bytes) -> None:
    factories.unit()
    upload = SimpleUploadedFile("a.png", content, content_type="image/png")

    answer = purchaser.post(reverse("item_new"), {**form_of(), "picture": upload})

    assert answer.status_code == 422
    assert not Item.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(purchaser: Client) -> None:
    factories.unit()
    upload = SimpleUploadedFile("a.png", picture(size=(6000, 5000)), content_type="image/png")

    assert purchaser.post(reverse("item_new"), {**form_of(), "picture": upload}).status_code == 422
