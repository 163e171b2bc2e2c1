"""What is added from inside a paper is kept at once and marked until it is complete."""

import pytest
from django.test import Client
from django.urls import reverse

from masterdata.models import Address, Category, Contact, Item, Party, User
from masterdata.quick_add import is_complete, missing_of
from masterdata.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(factories.user(*roles))
    return client


def test_a_quick_item_comes_back_as_a_row_of_the_look_up() -> None:
    factories.unit()

    answer = signed_in(Role.PURCHASER).post(
        reverse("quick_add_item"), {"name": "平垫圈", "unit_text": "件"}
    )

    item = Item.objects.get()
    row = answer.json()
    assert answer.status_code == 201
    assert row["id"] == item.pk
    assert row["text"] == f"{item.code} 平垫圈"
    assert [unit["text"] for unit in row["units"]] == ["件"]
    assert item.to_complete
    assert item.pinyin == "pdq"


def test_codes_are_given_in_turn_and_a_typed_one_is_kept() -> None:
    factories.unit()
    client = signed_in(Role.PURCHASER)
    for code in ("", "", "MY-1", ""):
        client.post(reverse("quick_add_item"), {"name": "垫圈", "unit_text": "件", "code": code})

    codes = list(Item.objects.order_by("id").values_list("code", flat=True))

    assert len(set(codes)) == 4
    assert codes[2] == "MY-1"


def test_a_bad_quick_form_comes_back_with_its_faults() -> None:
    answer = signed_in(Role.PURCHASER).post(reverse("quick_add_item"), {"name": "平垫圈"})

    assert answer.status_code == 422
    assert "平垫圈" in answer.content.decode()
    assert not Item.objects.exists()


def test_what_stood_in_the_box_is_taken_over() -> None:
    client = signed_in(Role.PURCHASER)

    by_name = client.get(reverse("quick_add_item"), {"text": "平垫圈", "dialog": "1"})
    by_code = client.get(reverse("quick_add_item"), {"text": "６９０１２３４５６７８９２"})

    assert by_name.context["form"].initial["name"] == "平垫圈"
    assert by_code.context["form"].initial["barcode"] == "6901234567892"


def test_an_item_is_complete_once_the_minimum_is_filled_in() -> None:
    item = factories.item("a", to_complete=True)
    assert len(missing_of(item)) == 2
    assert not is_complete(item)

    item.category = Category.objects.create(code="1", name="五金")
    item.specification = "M8"

    assert is_complete(item)


def test_an_item_entered_in_full_is_never_asked_for_more() -> None:
    assert missing_of(factories.item("a")) == []


def test_a_quick_supplier_gets_its_telephone_and_lacks_the_payment_terms() -> None:
    answer = signed_in(Role.PURCHASER).post(
        reverse("quick_add_supplier"), {"name": "新源五金厂", "mobile": "13800000000"}
    )

    party = Party.objects.get()
    assert answer.status_code == 201
    assert party.is_supplier
    assert not party.is_customer
    assert Contact.objects.get().is_main
    assert len(missing_of(party)) == 1


def test_a_customer_needs_an_address_besides() -> None:
    party = factories.customer("红星", to_complete=True, payment_terms="预付")
    Contact.objects.create(party=party, name="任", mobile="1")
    assert not is_complete(party)

    Address.objects.create(party=party, address="深圳")

    assert is_complete(party)


def test_a_party_that_is_already_there_is_named_instead_of_doubled() -> None:
    factories.supplier("GY001", name="新源五金厂")

    answer = signed_in(Role.PURCHASER).post(reverse("quick_add_supplier"), {"name": "新源五金厂"})

    assert answer.status_code == 422
    assert "GY001" in answer.content.decode()


def test_a_quick_colleague_cannot_log_in_and_has_no_role() -> None:
    answer = signed_in(Role.PURCHASER).post(
        reverse("quick_add_user"), {"full_name": "单雄信", "is_superuser": "1", "roles": "cashier"}
    )

    person = User.objects.get(full_name="单雄信")
    assert answer.status_code == 201
    assert answer.json()["text"] == "单雄信"
    assert not person.has_usable_password()
    assert not person.is_superuser
    assert not person.groups.exists()


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.PURCHASER, {"item", "supplier", "user"}),
        (Role.ORDER_CLERK, {"customer", "user"}),
        (Role.STOREKEEPER, set()),
        (Role.DRIVER, set()),
        (Role.ADMINISTRATOR, {"item", "supplier", "customer", "user"}),
    ],
)
def test_each_role_adds_only_what_is_its_business(role: Role, may: set[str]) -> None:
    client = signed_in(role)

    for kind in ("item", "supplier", "customer", "user"):
        wanted = 200 if kind in may else 403
        assert client.get(reverse(f"quick_add_{kind}")).status_code == wanted
        assert client.post(reverse(f"quick_add_{kind}"), {}).status_code in {422, 403}


def test_forged_fields_of_a_quick_form_change_nothing() -> None:
    factories.unit()
    sent = {"name": "x", "unit_text": "件", "list_price": "1", "to_complete": "", "id": "7"}

    signed_in(Role.PURCHASER).post(reverse("quick_add_item"), sent)

    item = Item.objects.get()
    assert item.list_price == 0
    assert item.to_complete
