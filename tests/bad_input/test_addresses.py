"""Every address with parameters nobody asked for: a page, a refusal, never a failure."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests import tally
from tests.bad_input import firm as firms
from tests.bad_input.corpus import DATES, MARK, NUMBERS, TEXTS
from tests.bad_input.firm import Firm
from tests.bad_input.pages_read import forms_of

pytestmark = [
    pytest.mark.django_db,
    # A list may be asked to sort by anything; the table library has an opinion on dots.
    pytest.mark.filterwarnings("ignore:Use '__' to separate:DeprecationWarning"),
]
LISTS = [
    name
    for name in firms.NAMES
    if re.search(r"_list$|^stock_(?!list_)|^(payable|receivable)_", name)
]
LISTS += ["home", "inbox", "number_gaps", "number_preview", "document_types", "login"]
COMMON = ("page", "rows", "sort", "ids", "columns", "of", "view", "from", "paper", "text", "year")
# What a browser can put into an address; the longest is what servers let through.
SENT = [value[:2000] for value in (*NUMBERS, *DATES, *TEXTS) if "\0" not in value]
STRANGE_IDS = ("0", "-1", "9" * 19, "9" * 40, "1e5", "１", "abc", "%00", "..%2f", "1%0a", "1;")
# Each list begins elsewhere in the corpus, so few rounds ask all of it of the lists together.
ROUNDS = 2 * tally.TIMES


def fault(client: Client, address: str) -> str:
    tally.count("addresses")
    try:
        with firms.undone():
            answer = client.get(address)
    except Exception as failure:
        return f"{address:.200} failed: {failure!r:.200}"
    if answer.status_code >= 500:
        return f"{address:.200} answered {answer.status_code}"
    page = b"".join(answer) if answer.streaming else answer.content
    alive = "html" in answer.headers.get("Content-Type", "") and MARK in page.decode()
    return f"{address:.200}: markup is alive" if alive else ""


def parameters(client: Client, address: str) -> list[str]:
    """The names of the page's own filter, and those that any list obeys."""
    page = client.get(address)
    if page.status_code != 200:
        return list(COMMON)
    found = forms_of(page.content.decode(), address=address)
    names = [name for form in found if form.method == "get" for name in form.inputs]
    return list(dict.fromkeys([*names, *COMMON]))


@pytest.mark.parametrize("name", LISTS)
def test_no_parameter_breaks_a_list(name: str, boss: Client, firm: Firm) -> None:
    faults = []
    for address in firm.addresses(name):
        names = parameters(boss, address)
        for number in range(ROUNDS):
            start = LISTS.index(name) * 5 + number * (len(SENT) // ROUNDS) + tally.START
            values = [SENT[(start + place * 3) % len(SENT)] for place in range(len(names))]
            query = dict(zip(names, values, strict=True))
            faults.append(fault(boss, f"{address}?{urlencode(query)}"))
            # One alone gets further than all together.
            one = names[(start + number) % len(names)]
            faults.append(fault(boss, f"{address}?{urlencode({one: query[one]})}"))
            faults.append(fault(boss, f"{address}?export=xlsx&{urlencode({one: query[one]})}"))

    assert not [each for each in faults if each]


@pytest.mark.parametrize("kind", firms.LOOKUPS)
def test_no_question_breaks_a_look_up(kind: str, boss: Client, firm: Firm) -> None:
    faults = []
    for place, q in enumerate(SENT):
        odd = SENT[(place * 5 + 3) % len(SENT)]
        query = {"q": q, "page": odd, "party": odd, "warehouse": odd, "item": odd, "head": odd}
        faults.append(fault(boss, f"/lookup/{kind}/?{urlencode(query)}"))

    assert not [each for each in faults if each]


def test_no_question_breaks_search_box_numbers_prices_or_quick_forms(boss: Client) -> None:
    faults = []
    for value in SENT:
        sent = urlencode({"q": value, "item": value, "party": value, "text": value, "next": value})
        faults.append(fault(boss, f"/go/?{sent}"))
        faults.append(fault(boss, f"/purchasing/prices/?{sent}"))
        faults.append(fault(boss, f"/masterdata/quick/item/?{sent}"))
        number = urlencode({"": value})[1:]
        faults.append(fault(boss, f"/d/{number or 'x'}/"))
        faults.append(fault(boss, f"/lookup/{number or 'x'}/"))

    assert not [each for each in faults if each]


@pytest.mark.parametrize("strange", STRANGE_IDS)
def test_a_strange_id_finds_nothing_at_any_address(strange: str, boss: Client) -> None:
    """Also where two of them stand in one address, and with POST."""
    faults = []
    for name, route in firms.all_addresses():
        if "<" not in route or name in ("columns", "list_columns", "document_by_number"):
            continue
        address = re.sub(r"<(int|slug|str):\w+>", strange, route)
        faults.append(fault(boss, address))
        faults += [f"{address}: {failure}" for failure in _posted(boss, address)]

    assert not [each for each in faults if each]


def _posted(client: Client, address: str) -> list[Any]:
    tally.count("addresses")
    try:
        with firms.undone():
            status = client.post(address, {"reason": "x"}).status_code
    except Exception as failure:
        return [repr(failure)[:200]]
    return [status] if status not in (302, 400, 403, 404, 405) else []
