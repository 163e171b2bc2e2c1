"""The demo firm's opening debts are entered by real steps, once."""

import pytest

from documents.models import Document
from finance.demo import load
from masterdata import demo as people_and_goods
from tests.notation import owed, owing

pytestmark = pytest.mark.usefixtures("books")


def test_loading_twice_is_loading_once() -> None:
    people_and_goods.load()

    load()
    load()

    assert Document.objects.filter(state="approved").count() == 1
    assert owed("GY002 38450.00")
    assert owing("KH004 -8000.00")


def test_a_firm_without_the_demo_s_people_has_no_debts() -> None:
    load()

    assert not Document.objects.exists()
