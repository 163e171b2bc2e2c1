"""Deliveries on paper: what a print says, page by page, and whether it tells a price."""

from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from documents.content import load_body
from documents.models import Document
from documents.pages import Printing
from masterdata.models import Company, Item, User
from tests.grounds import kept
from tests.orders import desk
from tests.orders.delivery import road
from tests.ui.test_prints import text_of
from ui.prints import HALF_241, Paper

# No other figure of these papers can look like it; ten pieces are 713.58.
PRICE, TEN = "71.3579", "713.58"
SLIP_PAPERS = ("half-241", "third-241", "a4")
OTHERS = ("picking", "packing", "shipment", "receipt", "gate")


def company() -> None:
    words = {"name": "佛山市锦程家居五金有限公司", "address": "佛山市顺德区龙江镇东华路 18 号"}
    Company.objects.update_or_create(pk=1, defaults={**words, "phone": "0757-23881234"})


@kept
def drawn(count: int = 1, *, stock: str = "100", **more: Any) -> Document:
    """A delivery of so many lines, ten pieces of each at 71.3579."""
    text = ", ".join(f"T{number} 10 x {PRICE}" for number in range(count))
    given = {key: more.pop(key) for key in ("spares",) if key in more}
    order = road.ordered(text, stock=stock, **more)
    return road.drawn([order], *["10"] * count, **given)


@kept
def loaded(count: int = 1, **more: Any) -> Document:
    return road.go(drawn(count, **more), "loaded")


def named(code: str, **fields: Any) -> None:
    """The item of that code says this of itself."""
    Item.objects.filter(code=code).update(**fields)


def printed(
    client: Client, document: Document, by: User | None = None, *, code: str = "slip", **query: Any
) -> bytes:
    user = by or desk.people().clerk
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    answer = client.get(reverse("delivery_print", args=[document.pk, code]), query)
    assert answer.status_code == 200, answer.content[:300]
    return bytes(answer.content)


def pages(pdf: bytes) -> list[str]:
    return text_of(pdf).rstrip("\f").split("\f")


def tells_prices(text: str) -> bool:
    return any(told in text for told in (PRICE, TEN, "人民币", "¥"))


def printing(document: Document, paper: Paper = HALF_241, **more: Any) -> Printing:
    document.refresh_from_db()
    return Printing(load_body(document), desk.people().clerk, paper, **more)


def chinese(words: Any) -> str:
    """As the pages say it, in whatever language the test speaks."""
    with translation.override("zh-hans"):
        return str(words() if callable(words) else words)


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
