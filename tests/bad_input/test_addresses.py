"""Every address with parameters nobody asked for: a page, a refusal, never a failure.

Each address meets some values of every family and each value some addresses of every sort;
`./run prove --only fuzz` asks every value of every one of them.
"""

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
from tests.frames import bare_frame

__all__ = ["bare_frame"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("bare_frame"),
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
# Numbers that a view gets and no database column holds; what is no number gets to no view.
TOO_LARGE = ("9" * 19, "9" * 40)
# Each list begins elsewhere in the corpus, so few rounds ask all of it of the lists together.
ROUNDS = 2 * tally.TIMES if tally.ALL else 1


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


def sent(turn: int) -> list[str]:
    """Four of each family, others at the next turn."""
    families = ([each for each in family if each in SENT] for family in (NUMBERS, DATES, TEXTS))
    return [each for family in families for each in tally.in_turn(family, 4, turn=turn)]


@pytest.mark.parametrize("kind", firms.LOOKUPS)
def test_no_question_breaks_a_look_up(kind: str, boss: Client, firm: Firm) -> None:
    faults = []
    for q in sent(firms.LOOKUPS.index(kind)):
        odd = SENT[(SENT.index(q) * 5 + 3) % len(SENT)]
        query = {"q": q, "page": odd, "party": odd, "warehouse": odd, "item": odd, "head": odd}
        faults.append(fault(boss, f"/lookup/{kind}/?{urlencode(query)}"))

    assert not [each for each in faults if each]


def test_no_question_breaks_search_box_numbers_prices_or_quick_forms(boss: Client) -> None:
    """Each value goes to two of the five, and each of the five gets two fifths of all values."""
    faults = []
    for turn, value in enumerate(SENT):
        query = urlencode({"q": value, "item": value, "party": value, "text": value, "next": value})
        number = urlencode({"": value})[1:] or "x"
        doors = (
            f"/go/?{query}",
            f"/purchasing/prices/?{query}",
            f"/masterdata/quick/item/?{query}",
            f"/d/{number}/",
            f"/lookup/{number}/",
        )
        faults += [fault(boss, door) for door in tally.in_turn(doors, 2, turn=turn)]

    assert not [each for each in faults if each]


def strange_ids(turn: int) -> tuple[list[str], list[str]]:
    """What is got and what is posted: one that is too large and one of the others, in turn."""
    if tally.ALL:
        return list(STRANGE_IDS), list(STRANGE_IDS)
    others = [each for each in STRANGE_IDS if each not in TOO_LARGE]
    pair = [tally.in_turn(each, 1, turn=turn // 2) for each in (TOO_LARGE, others)]
    return pair[turn % 2], pair[1 - turn % 2]


@pytest.mark.parametrize("part", range(4))
def test_a_strange_id_finds_nothing_at_any_address(part: int, boss: Client) -> None:
    """Also where two of them stand in one address, and with POST."""
    faults = []
    routes = [(name, route) for name, route in firms.all_addresses() if "<" in route]
    for turn, (name, route) in enumerate(routes[part::4]):
        if name in ("columns", "list_columns", "document_by_number"):
            continue
        got, posted = strange_ids(turn)
        faults += [fault(boss, _with(each, route)) for each in got]
        for address in (_with(each, route) for each in posted):
            faults += [f"{address}: {failure}" for failure in _posted(boss, address)]

    assert not [each for each in faults if each]


def _with(strange: str, route: str) -> str:
    return re.sub(r"<(int|slug|str):\w+>", strange, route)


def _posted(client: Client, address: str) -> list[Any]:
    tally.count("addresses")
    try:
        with firms.undone():
            status = client.post(address, {"reason": "x"}).status_code
    except Exception as failure:
        return [repr(failure)[:200]]
    return [status] if status not in (302, 400, 403, 404, 405) else []
