"""Entering a paper: saved once, submitted, and whatever goes wrong, nothing typed is lost."""

import logging
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.models import Document, Event
from documents.pages import pages_of
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.documents.paper_forms import key, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def accountant(client: Client) -> User:
    user = factories.user(Role.ACCOUNTANT, name="王会计")
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return user


@pytest.fixture
def pages(db: None) -> Any:
    return pages_of("opening_stock")


def head(**more: Any) -> dict[str, Any]:
    today = f"{timezone.localdate():%Y-%m-%d}"
    return {"date": today, "warehouse": factories.warehouse(), **more}


def line(**more: Any) -> dict[str, Any]:
    return {"item": factories.item(), "quantity": "10", "unit_cost": "2.50", **more}


def test_a_new_form_starts_with_today_and_oneself(
    client: Client, accountant: User, pages: Any
) -> None:
    page = client.get(pages.url("new"))

    assert page.context["form"].initial["date"] == timezone.localdate()
    assert page.context["form"].initial["handler"] == accountant


def test_a_saved_paper_has_its_number_and_its_lines(
    client: Client, accountant: User, pages: Any
) -> None:
    response = client.post(pages.url("new"), sent(head(), [line(), line(quantity="３")], key=key()))

    document = Document.objects.get()
    assert response.url == pages.url("detail", document.pk)
    assert document.number.startswith("QC-")
    assert document.total == Decimal("32.50")
    assert [x.quantity for x in document.openingstock.lines.order_by("line_no")] == [10, 3]


def test_the_warehouse_of_last_time_is_proposed(
    client: Client, accountant: User, pages: Any
) -> None:
    client.post(pages.url("new"), sent(head(), [line()], key=key()))

    page = client.get(pages.url("new"))

    assert page.context["form"].initial["warehouse"] == factories.warehouse().pk


def test_a_form_sent_twice_makes_one_paper(client: Client, accountant: User, pages: Any) -> None:
    data = sent(head(), [line()], key=key())

    first = client.post(pages.url("new"), data)
    second = client.post(pages.url("new"), data)

    assert first.url == second.url
    assert Document.objects.count() == 1


def test_save_and_new_opens_the_next_blank_form(
    client: Client, accountant: User, pages: Any
) -> None:
    response = client.post(pages.url("new"), sent(head(), [line()], key=key(), then="new"))

    assert response.url == pages.url("new")


def test_every_fault_comes_back_at_its_cell_with_all_that_was_typed(
    client: Client, accountant: User, pages: Any
) -> None:
    bad = [line(quantity="many"), line(unit_cost="1.1234567"), line()]
    response = client.post(pages.url("new"), sent(head(date="2026-02-31"), bad, key=key()))

    rows = response.context["grid"].rows
    assert response.status_code == 422
    assert Document.objects.count() == 0
    assert response.context["form"].errors.keys() == {"date"}
    assert rows[0]["values"]["quantity"] == "many"
    assert "quantity" in rows[0]["errors"]
    assert "unit_cost" in rows[1]["errors"]
    assert rows[2]["errors"] == {}


def test_a_refusal_of_the_kernel_keeps_what_was_typed(
    client: Client, accountant: User, pages: Any
) -> None:
    response = client.post(pages.url("new"), sent(head(date="2020-01-01"), [line()], key=key()))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert response.context["grid"].rows[0]["values"]["quantity"] == "10"


def test_wholly_empty_rows_are_dropped(client: Client, accountant: User, pages: Any) -> None:
    empty = {"item": "", "quantity": "", "unit_cost": "", "bin": ""}
    client.post(pages.url("new"), sent(head(), [line(), empty, line()], key=key()))

    assert Document.objects.get().openingstock.lines.count() == 2


def test_forged_fields_are_ignored_and_noted(
    client: Client, accountant: User, pages: Any, caplog: Any
) -> None:
    forged = {"state": "approved", "maker": "1", "total": "9999", "number": "QC-1"}
    rows = [line(amount="9999.00", body="7", inspected="1")]
    with caplog.at_level(logging.WARNING):
        client.post(pages.url("new"), sent(head(**forged), rows, key=key()))

    document = Document.objects.get()
    assert (document.state, document.maker, document.total) == ("draft", accountant, 25)
    assert "sent fields that are ignored" in caplog.text


def test_a_line_of_another_paper_cannot_be_taken_over(
    client: Client, accountant: User, pages: Any
) -> None:
    client.post(pages.url("new"), sent(head(), [line()], key=key()))
    theirs = Document.objects.get().openingstock.lines.get()
    client.post(pages.url("new"), sent(head(), [line()], key=key()))
    mine = Document.objects.order_by("pk").last()
    assert mine is not None

    rows = [line(id=theirs.pk, quantity="99")]
    client.post(pages.url("edit", mine.pk), sent(head(), rows, version=mine.version))

    theirs.refresh_from_db()
    assert theirs.quantity == 10
    assert [x.quantity for x in mine.openingstock.lines.all()] == [99]


def test_an_edit_keeps_the_ids_of_lines_and_tells_the_timeline(
    client: Client, accountant: User, pages: Any
) -> None:
    client.post(pages.url("new"), sent(head(), [line(), line(quantity="4")], key=key()))
    document = Document.objects.get()
    first, second = document.openingstock.lines.order_by("line_no")

    rows = [line(id=second.pk, quantity="5"), line(quantity="1")]
    client.post(pages.url("edit", document.pk), sent(head(), rows, version=document.version))

    kept = document.openingstock.lines.order_by("line_no")
    assert [(x.line_no, x.quantity) for x in kept] == [(1, 5), (2, 1)]
    assert kept[0].pk == second.pk
    assert Event.objects.filter(document=document, kind=Event.Kind.CHANGED).count() == 1
    page = client.get(pages.url("detail", document.pk))
    changes = page.context["timeline"][-1]["changes"]
    assert any(change["new"] == "5" for change in changes)


def test_only_makers_may_open_the_form(client: Client, pages: Any) -> None:
    keeper = factories.user(Role.STOREKEEPER)
    client.force_login(keeper, backend="masterdata.backend.PeopleBackend")

    assert client.get(pages.url("new")).status_code == 403
    assert client.post(pages.url("new"), sent(head(), [line()], key=key())).status_code == 403
    assert Document.objects.count() == 0


def test_a_frozen_paper_is_not_edited(client: Client, accountant: User, pages: Any) -> None:
    from tests.factories_papers import make

    document = make("opening_stock", state="approved")
    data = sent(head(), [line(quantity="77")], version=document.version)
    response = client.post(pages.url("edit", document.pk), data)

    assert response.url == pages.url("detail", document.pk)
    assert document.openingstock.lines.get().quantity == 10


def test_a_copy_is_a_new_draft_opened_for_editing(
    client: Client, accountant: User, pages: Any
) -> None:
    client.post(pages.url("new"), sent(head(), [line()], key=key()))
    document = Document.objects.get()

    response = client.post(pages.url("copy", document.pk))

    copied = Document.objects.exclude(pk=document.pk).get()
    assert response.url == pages.url("edit", copied.pk)
    assert (copied.state, copied.total) == ("draft", document.total)
    assert client.get(pages.url("copy", document.pk)).status_code == 405


# --- Somebody else saved meanwhile ------------------------------------------------------------


@pytest.fixture
def stale(client: Client, accountant: User, pages: Any) -> tuple[Document, dict[str, str]]:
    """A paper that another accountant changed after this form was opened, and this form."""
    client.post(pages.url("new"), sent(head(), [line(), line(quantity="4")], key=key()))
    document = Document.objects.get()
    first, second = document.openingstock.lines.order_by("line_no")
    mine = [line(id=first.pk, quantity="11"), line(id=second.pk, quantity="4")]
    data = sent(head(remark="mine"), mine, version=document.version)
    other = Client()
    other.force_login(
        factories.user(Role.ACCOUNTANT, name="李会计"),
        backend="masterdata.backend.PeopleBackend",
    )
    theirs = [line(id=first.pk, quantity="12")]
    other.post(
        pages.url("edit", document.pk),
        sent(head(remark="theirs"), theirs, version=document.version),
    )
    return document, data


def test_a_stale_form_shows_both_versions_and_saves_nothing(
    client: Client, pages: Any, stale: tuple[Document, dict[str, str]]
) -> None:
    document, data = stale
    response = client.post(pages.url("edit", document.pk), data)

    assert response.status_code == 409
    assert response.context["changed_by"] == "李会计"
    (remark,) = [d for d in response.context["differences"] if d["mine"] == "mine"]
    assert remark["theirs"] == "theirs"
    said = [(d["line"], d["theirs"], d["mine"]) for d in response.context["line_differences"]]
    assert (1, "12", "11") in said
    document.refresh_from_db()
    assert document.remark == "theirs"


def test_mine_can_be_kept_and_saved_over_theirs(
    client: Client, pages: Any, stale: tuple[Document, dict[str, str]]
) -> None:
    document, data = stale
    page = client.post(pages.url("edit", document.pk), data)

    again = dict(page.context["posted"]) | {"version": page.context["version"], "keep": "mine"}
    client.post(pages.url("edit", document.pk), again)

    document.refresh_from_db()
    assert document.remark == "mine"
    kept = document.openingstock.lines.order_by("line_no")
    assert [x.quantity for x in kept] == [11, 4], "also the line they had deleted"


def test_mine_can_be_edited_further(
    client: Client, pages: Any, stale: tuple[Document, dict[str, str]]
) -> None:
    document, data = stale
    page = client.post(pages.url("edit", document.pk), data)

    again = dict(page.context["posted"]) | {"version": page.context["version"], "keep": "edit"}
    form = client.post(pages.url("edit", document.pk), again)

    assert form.status_code == 200
    assert form.context["version"] == page.context["version"]
    assert form.context["grid"].rows[0]["values"]["quantity"] == "11"
