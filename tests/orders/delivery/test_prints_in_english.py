"""English words are longer than Chinese ones: nothing of a print stands on anything else."""

import shutil
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from documents.models import Document
from documents.pages import pages_of
from tests import factories
from tests.orders import desk
from tests.orders.delivery import paper
from tests.print_words import misplaced, text_of
from tests.purchasing import firm

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler-utils"),
]


@pytest.fixture(autouse=True)
def _company() -> None:
    factories.company_on_paper()


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def drawn(client: Client, document: Document, code: str, by: Any, **asked: str) -> bytes:
    """One sheet a copy, as the words of the legend are turned and close."""
    client.force_login(by, backend="masterdata.backend.PeopleBackend")
    url = reverse(f"{document.type}_print", args=[document.pk, code])
    answer = client.get(url, {**asked, "mode": "laser"})
    assert answer.status_code == 200, answer.content[:300]
    return bytes(answer.content)


def papers_of(code: str) -> list[str]:
    pages = pages_of(code)
    assert pages is not None
    return [each.name for each in pages.prints[0].papers]


def test_the_confirmation_names_the_discount_in_full(english: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", line={"discount": Decimal(95)}, to="noticed")

    pdf = drawn(english, order, "confirmation", desk.people().clerk, paper="a4")

    assert misplaced(pdf) == []
    assert "Discount" in text_of(pdf)


@pytest.mark.parametrize("name", papers_of("receipt"))
def test_the_receipt_has_all_six_signatures_on_the_paper(english: Client, name: str) -> None:
    factories.supplier("甲厂", name="温州市恒固紧固件有限公司")
    receipt = firm.receipt([firm.order()], "10", body={"deliverer": "供方送货员"})

    pdf = drawn(english, receipt, "slip", firm.people().purchaser, paper=name)

    assert misplaced(pdf) == []
    assert "供方送货员" in text_of(pdf)


@pytest.mark.parametrize("name", papers_of("delivery"))
def test_the_terms_of_a_delivery_stand_above_its_signatures(english: Client, name: str) -> None:
    document = paper.loaded()

    pdf = drawn(english, document, "slip", desk.people().clerk, paper=name)

    assert misplaced(pdf) == []
