"""Opening balances on the screen: entered, imported all or nothing, printed."""

from collections.abc import Callable

import pytest
from django.test import Client

from documents.models import Document
from masterdata.roles import Role
from tests import factories
from tests.finance.opening_balance.walk import approve, draft, make, person

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]
BASE = "/finance/opening-balances/"


@pytest.fixture
def maker(client: Client, as_user: AsUser) -> Client:
    return as_user(client, person(Role.ADMINISTRATOR))


@pytest.mark.parametrize("state", ["draft", "approved", "reversed", "void"])
def test_the_paper_opens_in_every_state(maker: Client, state: str) -> None:
    document = make(state)

    page = maker.get(f"{BASE}{document.pk}/")

    assert page.status_code == 200
    assert "100.00" in page.content.decode()


def test_the_entry_form_and_the_list_open(maker: Client) -> None:
    document = draft()

    assert maker.get(f"{BASE}new/").status_code == 200
    assert maker.get(f"{BASE}{document.pk}/edit/").status_code == 200
    assert document.number in maker.get(BASE, {"view": "all"}).content.decode()


def test_a_sheet_with_faults_names_them_all_and_stores_nothing(maker: Client) -> None:
    factories.supplier("甲厂")
    pasted = "side\tparty\tamount\npayable\t甲厂\t0\npayable\t没有\t5\nx\t甲厂\t7\n"

    answer = maker.post(f"{BASE}import/", {"pasted": pasted})

    assert answer.status_code == 422
    assert [fault.row for fault in answer.context["faults"]] == [2, 3, 4]
    assert Document.objects.count() == 0


def test_a_good_sheet_fills_the_form(maker: Client) -> None:
    factories.supplier("甲厂")

    answer = maker.post(f"{BASE}import/", {"pasted": "side\tparty\tamount\npayable\t甲厂\t-5.50\n"})

    assert answer.status_code == 200
    assert "-5.5" in answer.content.decode()


def test_it_is_printed(maker: Client) -> None:
    answer = maker.get(f"{BASE}{approve(draft()).pk}/print/list/")

    assert answer.content.startswith(b"%PDF")
