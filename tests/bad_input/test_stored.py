"""What could be stored although it looks like code: dead on every page, sheet and print beyond."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import loader
from django.test import Client
from openpyxl import load_workbook

from documents.pages import prints
from tests.bad_input import filling
from tests.bad_input import firm as firms
from tests.bad_input.corpus import COMPUTED, MARK, STORED
from tests.bad_input.firm import Firm
from tests.bad_input.pages_read import SentForm
from tests.bad_input.test_forged import form_on
from ui.text import normalise

pytestmark = pytest.mark.django_db
# Nothing is written into these, only chosen and counted.
WITHOUT_TEXT = {
    "item_floor_edit",
    "item_place_edit",
    "price_list_line_edit",
    "supplier_price_edit",
}
EDITS = [n for n in firms.NAMES if n.endswith("_edit") and n not in WITHOUT_TEXT] + ["company"]
# Where a record is seen again, beside its own list, page, history and print.
ELSEWHERE = {
    "item": ("stock_list", "stock_card", "purchase_order_detail", "receipt_print"),
    "party": ("payable_list", "payable_party", "purchase_order_detail", "purchase_order_print"),
    "warehouse": ("stock_bins", "receipt_detail", "bin_list"),
    "bin": ("stock_bins", "stock_card", "warehouse_detail"),
    "unit": ("stock_list", "receipt_detail", "receipt_print"),
    "company": ("company", "company_history", "receipt_print", "purchase_order_print"),
    "user": ("user_list",),
}


@pytest.fixture(autouse=True)
def _prints_are_read_as_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def page(template: str, context: Any, *, request: Any = None, **_more: Any) -> bytes:
        return loader.render_to_string(template, context, request=request).encode()

    monkeypatch.setattr(prints, "render_pdf", page)


def texts(form: SentForm) -> list[str]:
    """Fields of free text: neither chosen, nor numbers, nor days, nor what names the record."""
    kept = ("username", "password", "phone", "email", "version", "tax_number", "account_number")
    return [
        one.name
        for one in filling.typed(form)
        if one.kind in ("text", "textarea", "cell")
        and filling.family_of(one) is filling.TEXTS
        and not one.name.endswith(("_text", *kept))
        and form.inputs.get(f"{one.name}_text") is None
    ]


def store(client: Client, address: str, firm: Firm, start: int) -> list[str]:
    """As many odd texts as the form takes; what it refuses is left as it was."""
    form = form_on(client, address)
    right = filling.rightly(form, firm)
    names = texts(form)
    odd = {name: STORED[(start + n) % len(STORED)] for n, name in enumerate(names)}
    for _try in range(3):
        answer = client.post(address, right | odd)
        if answer.status_code == 302:
            return [normalise(value) for value in odd.values()]
        faulty = set(answer.context["form"].errors)
        odd = {name: value for name, value in odd.items() if name not in faulty}
        odd = {name: value for name, value in odd.items() if "-" not in name} if _try else odd
    raise AssertionError(f"{address}: {answer.context['form'].errors}")


def seen_again(name: str, firm: Firm) -> Iterator[str]:
    record = name.removesuffix("_edit")
    own = [f"{record}_{page}" for page in ("list", "detail", "history", "print", "edit")]
    for each in (*own, *ELSEWHERE.get(record, ())):
        if each in firms.NAMES:
            yield from firm.addresses(each)[:2]


@pytest.mark.parametrize("start", [0, 4, 8])
@pytest.mark.parametrize("name", EDITS)
def test_odd_texts_are_dead_wherever_they_are_seen_again(
    name: str, start: int, boss: Client, firm: Firm
) -> None:
    (address,) = firm.addresses(name)
    stored = store(boss, address, firm, start)
    faults = []
    for again in dict.fromkeys(seen_again(name, firm)):
        answer = boss.get(again)
        page = b"".join(answer) if answer.streaming else answer.content
        text = page.decode(errors="replace")
        faults += [f"{again}: {each}" for each in (MARK, COMPUTED) if each in text]
        if b"export=xlsx" in page:
            faults += [f"{again}: formula {cell}" for cell in formulas(boss, again)]

    assert stored, "a form without one text field is not meant here"
    assert not faults


def formulas(client: Client, address: str) -> list[str]:
    """Cells that a spreadsheet would compute."""
    sheet = client.get(f"{address}?export=xlsx&view=all")
    data = b"".join(sheet) if sheet.streaming else sheet.content
    book = load_workbook(io.BytesIO(data))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    return [f"{cell.coordinate} {cell.value!r}" for cell in cells if cell.data_type == "f"]
