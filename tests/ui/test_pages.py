"""All pages of a plain record from one value."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from masterdata.models import Contact, Party
from tests.ui.workbooks import book, upload

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.party_pages")]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def factory(db: None) -> Party:
    party = Party.objects.create(code="JC", name="甲厂", is_supplier=True)
    Contact.objects.create(party=party, name="王五", phone="1")
    return party


def sent(*contacts: dict[str, str], **values: str) -> dict[str, str]:
    data = {"code": "JC", "name": "甲厂", "is_supplier": "on", "credit_limit": "0"} | values
    data |= {"contacts-TOTAL_FORMS": str(len(contacts)), "contacts-INITIAL_FORMS": "0"}
    for number, contact in enumerate(contacts):
        data |= {f"contacts-{number}-{name}": value for name, value in contact.items()}
    return data


def test_the_list_finds_by_a_small_table_and_names_each_record_once(
    as_boss: Client, factory: Party
) -> None:
    Contact.objects.create(party=factory, name="王六")

    response = as_boss.get("/parties/", {"text": "王"})

    assert len(response.context["table"].paginated_rows) == 1
    assert len(response.context["actions"]) == 2


def test_a_new_record_is_stored_with_its_small_table(as_boss: Client) -> None:
    response = as_boss.post("/parties/new/", sent({"name": "张三", "phone": "０７５７"}))

    party = Party.objects.get(code="JC")
    assert response.url == f"/parties/{party.pk}/"
    assert [(one.name, one.phone) for one in party.contacts.all()] == [("张三", "0757")]


def test_a_fault_keeps_what_was_typed_and_stores_nothing(as_boss: Client) -> None:
    response = as_boss.post("/parties/new/", sent({"phone": "1"}, code="", name="乙厂"))

    assert response.status_code == 422
    assert 'value="乙厂"' in response.content.decode()
    assert not Party.objects.exists()


def test_a_code_that_exists_is_refused_at_its_field(as_boss: Client, factory: Party) -> None:
    assert "code" in as_boss.post("/parties/new/", sent()).context["form"].errors


def test_small_rows_are_changed_made_and_removed(as_boss: Client, factory: Party) -> None:
    old = factory.contacts.get()
    Contact.objects.create(party=factory, name="离职")

    as_boss.post(
        f"/parties/{factory.pk}/edit/",
        sent({"id": str(old.pk), "name": "王五", "phone": "2"}, {"name": "新人"}),
    )

    assert sorted((one.name, one.phone) for one in factory.contacts.all()) == [
        ("新人", ""),
        ("王五", "2"),
    ]
    assert factory.contacts.get(name="王五").pk == old.pk


def test_a_small_row_of_another_record_cannot_be_taken(as_boss: Client, factory: Party) -> None:
    other = Party.objects.create(code="YC", name="乙厂", is_supplier=True)
    foreign = Contact.objects.create(party=other, name="别人")

    response = as_boss.post(
        f"/parties/{factory.pk}/edit/", sent({"id": str(foreign.pk), "name": "偷"})
    )

    assert response.status_code == 422
    foreign.refresh_from_db()
    assert foreign.name == "别人"


def test_who_was_slower_is_told_and_overwrites_nothing(as_boss: Client, factory: Party) -> None:
    version = as_boss.get(f"/parties/{factory.pk}/edit/").context["version"]
    Party.objects.update(name="甲厂（改）")

    response = as_boss.post(f"/parties/{factory.pk}/edit/", sent(version=version, name="甲厂二"))

    assert response.status_code == 422
    assert Party.objects.get().name == "甲厂（改）"
    assert 'value="甲厂二"' in response.content.decode()


def test_fields_that_no_group_names_are_not_lost(as_boss: Client) -> None:
    html = as_boss.get("/parties/new/").content.decode()

    for name in ("code", "name", "is_supplier", "credit_limit", "remark"):
        assert f'name="{name}"' in html


def test_the_page_of_a_record_shows_its_fields(as_boss: Client, factory: Party) -> None:
    html = as_boss.get(f"/parties/{factory.pk}/").content.decode()

    assert "甲厂" in html
    assert f"/parties/{factory.pk}/history/" in html


@pytest.mark.parametrize("page", ["", "edit/", "history/"])
def test_what_one_may_not_see_is_not_there(as_boss: Client, page: str) -> None:
    hidden = Party.objects.create(code="secret", name="x", is_supplier=True)

    assert as_boss.get(f"/parties/{hidden.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "new/", "1/", "1/edit/", "1/history/", "import/"])
def test_nothing_is_shown_without_signing_in(client: Client, page: str) -> None:
    assert client.get(f"/parties/{page}").status_code == 302


def test_who_may_not_change_is_refused(client: Client, factory: Party, clerk: Any) -> None:
    clerk.username = "visitor"
    clerk.save()
    client.force_login(clerk, backend="masterdata.backend.PeopleBackend")

    for page in ("new/", f"{factory.pk}/edit/", "import/", "import/template/"):
        assert client.get(f"/parties/{page}").status_code == 403
        assert client.post(f"/parties/{page}", sent()).status_code == 403
    assert client.post(f"/parties/{factory.pk}/delete/").status_code == 403
    assert client.get("/parties/").context["actions"] == []


@pytest.mark.usefixtures("only_the_boss_sees_prices")
def test_hidden_fields_are_nowhere_and_cannot_be_forged(
    as_boss: Client, as_clerk: Client, factory: Party
) -> None:
    as_boss.post(f"/parties/{factory.pk}/edit/", sent(credit_limit="777.77"))

    for page in ("", "edit/", "history/"):
        assert "777.77" not in as_clerk.get(f"/parties/{factory.pk}/{page}").content.decode()
    assert "777.77" not in as_clerk.get("/parties/").content.decode()
    as_clerk.post(f"/parties/{factory.pk}/edit/", sent(credit_limit="1"))
    assert Party.objects.get().credit_limit == Decimal("777.77")


def test_history_says_who_changed_what(as_boss: Client, factory: Party) -> None:
    contact = factory.contacts.get()
    as_boss.post(
        f"/parties/{factory.pk}/edit/",
        sent({"id": str(contact.pk), "name": "王五", "phone": "2"}, name="甲厂新"),
    )

    changes = as_boss.get(f"/parties/{factory.pk}/history/").context["changes"]
    found = {
        (one["actor"], field["old"], field["new"]) for one in changes for field in one["fields"]
    }

    assert ("张三", "甲厂", "甲厂新") in found
    assert ("张三", "1", "2") in found


def test_deleting_needs_a_post_and_no_one_who_cites_it(as_boss: Client, factory: Party) -> None:
    address = f"/parties/{factory.pk}/delete/"

    assert as_boss.get(address).status_code == 405
    assert as_boss.post(address).url == "/parties/"
    assert not Party.objects.exists()


# --- quick add -----------------------------------------------------------------------------------


def test_a_record_is_added_from_inside_a_paper(as_boss: Client) -> None:
    form = as_boss.get("/parties/new/?dialog=1").content.decode()
    refused = as_boss.post("/parties/new/?dialog=1", {"code": "", "name": ""})
    made = as_boss.post("/parties/new/", sent(), headers={"X-Quick-Add": "1"})

    assert "<html" not in form
    assert refused.status_code == 422
    assert made.status_code == 201
    assert made.json()["id"] == Party.objects.get().pk
    assert made.json()["text"]


# --- import --------------------------------------------------------------------------------------

ROWS = [["编码", "名称", "额度", "供应商"], ["JC", "甲厂", "1000", "是"], ["YC", "乙厂", "", "是"]]


def preview(client: Client, rows: list[list[Any]]) -> Any:
    return client.post("/parties/import/", {"file": upload(book(rows))})


def test_an_import_is_checked_shown_and_then_stored(as_boss: Client) -> None:
    shown = preview(as_boss, ROWS)

    assert shown.context["step"] == "preview"
    assert shown.context["row_count"] == 2
    assert not Party.objects.exists()

    token = shown.context["token"]
    assert as_boss.post("/parties/import/", {"token": token, "confirm": "1"}).url == "/parties/"
    assert set(Party.objects.values_list("code", "is_supplier")) == {("JC", True), ("YC", True)}
    assert Party.objects.get(code="JC").credit_limit == 1000


def test_the_same_import_twice_doubles_nothing(as_boss: Client, factory: Party) -> None:
    Party.objects.update(remark="留着")
    for _ in range(2):
        token = preview(as_boss, ROWS).context["token"]
        as_boss.post("/parties/import/", {"token": token, "confirm": "1"})

    assert Party.objects.count() == 2
    assert Party.objects.get(code="JC").remark == "留着"


def test_one_fault_and_no_row_is_stored(as_boss: Client) -> None:
    response = preview(as_boss, [*ROWS, ["", "丙厂", "十", "也许"]])

    assert response.status_code == 422
    assert response.context["fault_count"] == 3
    assert {fault.row for fault in response.context["faults"]} == {4}
    assert not Party.objects.exists()


def test_pasted_cells_are_taken_and_kept_on_error(as_boss: Client) -> None:
    good = as_boss.post("/parties/import/", {"pasted": "编码\t名称\nJC\t甲厂\n"})
    bad = as_boss.post("/parties/import/", {"pasted": "编码\t颜色\nJC\t红\n"})

    assert good.context["row_count"] == 1
    assert "JC\t红" in bad.content.decode()


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "a" * 500, "%00", "..%2f"])
def test_a_forged_token_takes_up_nothing(as_boss: Client, token: str) -> None:
    response = as_boss.post("/parties/import/", {"token": token, "confirm": "1"})

    assert response.status_code == 422
    assert not Party.objects.exists()


def test_another_user_cannot_take_up_an_import(as_boss: Client, as_clerk: Client) -> None:
    token = preview(as_boss, ROWS).context["token"]

    assert as_clerk.post("/parties/import/", {"token": token, "confirm": "1"}).status_code == 422


def test_a_confirmed_import_cannot_be_confirmed_again(as_boss: Client) -> None:
    token = preview(as_boss, ROWS).context["token"]
    as_boss.post("/parties/import/", {"token": token, "confirm": "1"})

    assert as_boss.post("/parties/import/", {"token": token, "confirm": "1"}).status_code == 422


def test_nothing_chosen_is_said(as_boss: Client) -> None:
    assert as_boss.post("/parties/import/", {}).status_code == 422


def test_the_template_is_offered(as_boss: Client) -> None:
    response = as_boss.get("/parties/import/template/")

    assert response["Content-Disposition"].startswith("attachment")
    assert preview_of_template(as_boss, response.content).context["row_count"] == 1


def preview_of_template(client: Client, data: bytes) -> Any:
    return client.post("/parties/import/", {"file": upload(data)})
