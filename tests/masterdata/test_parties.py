"""Customers and suppliers in one: small tables, rights by side, verified bank accounts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from masterdata.models import BankAccount, Contact, Party
from masterdata.roles import Role
from tests import factories
from tests.masterdata.forms_data import rows, shown

pytestmark = pytest.mark.django_db


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(factories.user(*roles))
    return client


def form_of(**fields: Any) -> dict[str, str]:
    data = {
        "code": "GY01", "name": "恒固紧固件有限公司", "short_name": "恒固", "is_active": "on",
        "is_supplier": "on", "credit_days": "30", "credit_limit": "0", "payment_terms": "月结",
    }  # fmt: skip
    empty = {**rows("contacts", []), **rows("addresses", []), **rows("accounts", [])}
    return {**data, **empty, **fields}


def test_a_supplier_is_entered_with_contacts_addresses_and_accounts() -> None:
    contacts = rows(
        "contacts", [{"name": "叶小姐", "mobile": "１３８", "is_main": "1"}, {"name": "陈先生"}]
    )
    addresses = rows("addresses", [{"address": "滨海一路18号", "is_default": "1"}])
    accounts = rows(
        "accounts",
        [{"bank_name": "温州银行", "account_number": "7330 1000 0120", "is_default": "1"}],
    )

    answer = signed_in(Role.PURCHASER).post(
        reverse("party_new"), form_of(**contacts, **addresses, **accounts)
    )

    party = Party.objects.get()
    assert answer.status_code == 302
    assert party.pinyin == "hgjgjyxgs hg"
    assert party.contacts.get(is_main=True).mobile == "138"
    assert party.bank_accounts.get().account_number == "733010000120"


def test_the_main_contact_moves_from_one_row_to_another() -> None:
    party = factories.supplier("甲厂")
    first = Contact.objects.create(party=party, name="一", is_main=True)
    second = Contact.objects.create(party=party, name="二")
    client = signed_in(Role.PURCHASER)
    url = reverse("party_edit", args=[party.pk])
    moved = rows(
        "contacts",
        [
            {"id": first.pk, "name": "一", "is_main": ""},
            {"id": second.pk, "name": "二", "is_main": "1"},
        ],
    )

    assert client.post(url, {**shown(client, url), **moved}).status_code == 302
    assert party.contacts.get(is_main=True) == second

    back = rows(
        "contacts",
        [
            {"id": first.pk, "name": "一", "is_main": "1"},
            {"id": second.pk, "name": "二", "is_main": ""},
        ],
    )
    assert client.post(url, {**shown(client, url), **back}).status_code == 302
    assert party.contacts.get(is_main=True) == first


@pytest.mark.parametrize(
    "fields",
    [
        {"is_supplier": ""},
        {"credit_limit": "-1"},
        {"default_tax_rate": "200"},
        {"blocked_for_orders": "on"},
        {"credit_days": "4000"},
        rows("contacts", [{"name": "a", "is_main": "1"}, {"name": "b", "is_main": "1"}]),
        rows("contacts", [{"name": "a", "email": "no mail"}]),
        rows("contacts", [{"id": "999", "name": "a"}]),
        rows("accounts", [{"bank_name": "b", "account_number": "=1+1"}]),
        rows("accounts", [{"bank_name": "b", "account_number": "1234"}] * 2),
        {"contacts-TOTAL_FORMS": "99999"},
    ],
)
def test_bad_input_is_refused_in_a_sentence(fields: dict[str, str]) -> None:
    fields = {name: value for name, value in fields.items() if value} or {"is_supplier": ""}
    data = {name: value for name, value in form_of(**fields).items() if value}

    answer = signed_in(Role.PURCHASER).post(reverse("party_new"), data)

    assert answer.status_code == 422
    assert not Party.objects.exists()


def test_sales_enter_customers_but_no_suppliers() -> None:
    client = signed_in(Role.ORDER_CLERK)

    refused = client.post(reverse("party_new"), form_of())
    customer = {**form_of(code="KH01", is_customer="on")}
    del customer["is_supplier"]

    assert refused.status_code == 422
    assert "恒固紧固件有限公司" in refused.content.decode()
    assert client.post(reverse("party_new"), customer).status_code == 302


def test_sales_cannot_turn_a_supplier_into_a_mere_customer() -> None:
    party = factories.supplier("甲厂")
    client = signed_in(Role.SALES_REP)
    url = reverse("party_edit", args=[party.pk])
    data = {**shown(client, url), "is_customer": "on"}
    del data["is_supplier"]

    assert client.post(url, data).status_code == 422


@pytest.mark.parametrize("role", [Role.STOREKEEPER, Role.DRIVER, Role.CASHIER, Role.ACCOUNTANT])
def test_others_only_look(role: Role) -> None:
    party = factories.supplier("甲厂")
    client = signed_in(role)

    assert client.get(party.get_absolute_url()).status_code == 200
    assert client.get(reverse("party_edit", args=[party.pk])).status_code == 403
    assert client.post(reverse("party_new"), form_of()).status_code == 403
    assert client.get(reverse("party_for_editing")).status_code == 403


def test_a_bank_account_is_verified_by_somebody_else_than_who_entered_it() -> None:
    manager = signed_in(Role.PURCHASING_MANAGER)
    accounts = rows("accounts", [{"bank_name": "温州银行", "account_number": "733010000120"}])
    manager.post(reverse("party_new"), form_of(**accounts))
    party = Party.objects.get()
    url = reverse("party_verify_accounts", args=[party.pk])

    manager.post(url)
    assert BankAccount.objects.get().verified_by is None

    assert signed_in(Role.PURCHASER).post(url).status_code == 403
    signed_in(Role.ACCOUNTANT).post(url)
    assert BankAccount.objects.get().verified_by is not None


def test_a_changed_account_must_be_verified_anew() -> None:
    party = factories.supplier("甲厂", payment_terms="x")
    account = BankAccount.objects.create(party=party, bank_name="b", account_number="1234")
    signed_in(Role.ACCOUNTANT).post(reverse("party_verify_accounts", args=[party.pk]))
    client = signed_in(Role.PURCHASER)
    url = reverse("party_edit", args=[party.pk])
    changed = rows("accounts", [{"id": account.pk, "bank_name": "b", "account_number": "9999"}])

    client.post(url, {**shown(client, url), **changed})

    account.refresh_from_db()
    assert account.account_number == "9999"
    assert account.verified_by is None
    assert account.verified_at is None


def test_history_shows_the_small_tables_too() -> None:
    party = factories.supplier("甲厂")
    contact = Contact.objects.create(party=party, name="老叶")
    client = signed_in(Role.PURCHASER)
    url = reverse("party_edit", args=[party.pk])

    client.post(
        url, {**shown(client, url), **rows("contacts", [{"id": contact.pk, "name": "小叶"}])}
    )

    page = client.get(reverse("party_history", args=[party.pk])).content.decode()
    assert "老叶" in page
    assert "小叶" in page
