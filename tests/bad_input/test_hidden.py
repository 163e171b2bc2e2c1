"""Who may not see prices, or a paper, finds neither on any page, sheet, print or look-up.

Every address is read, but not by everybody: see `readers_of`. In `./run prove --only fuzz` each
of these roles reads all of them.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import loader
from django.test import Client
from openpyxl import load_workbook

from documents import links
from documents.models import Document
from documents.pages import pages_of, prints
from documents.visibility import visible_to
from finance.parties.models import OpenItem, Side
from finance.parties.pages import READERS
from masterdata.models import User
from masterdata.roles import Role, has_any, may_see_purchase_prices
from tests import factories, tally
from tests.bad_input import firm as firms
from tests.bad_input import secrets
from tests.bad_input.firm import Firm
from tests.test_permissions import WITHOUT_ROLE, expected

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRETS = secrets.SECRETS
CHANCE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=csrfmiddlewaretoken\" value=\")\w+"
)
# Who pays in advance names the order by its number, also one that he may not open; what is lacking
# names the order that lacks it to those who buy it.
BY_NUMBER_ALONE = re.compile(r"/lookup/prepayable/|/inventory/demand/")
NOT_READ = {"login", "document_by_number", "list_columns", "styleguide", "styleguide_page"}
# Those from whom something is kept; a purchaser shows that the secrets are there to be found.
ROLES = (
    Role.STOREKEEPER,
    Role.WAREHOUSE_SUPERVISOR,
    Role.INSPECTOR,
    Role.PLANNER,
    Role.DRIVER,
    Role.SALES_REP,
    Role.TECHNICIAN,
    Role.CASHIER,
    Role.PURCHASER,
    None,
)
UNPRICED = [role for role in ROLES if role not in (Role.PURCHASER, None)]


@pytest.fixture(scope="module")
def secret(firm: Firm) -> Firm:
    """Goods at prices that stand out, and money that was asked for, paid and stated for them."""
    secrets.keep(firm)
    return firm


@pytest.fixture(autouse=True)
def _prints_are_read_as_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def page(template: str, context: Any, *, request: Any = None, **_more: Any) -> bytes:
        return loader.render_to_string(template, context, request=request).encode()

    monkeypatch.setattr(prints, "render_pdf", page)


def everything_read(client: Client, firm: Firm, role: Role | None) -> Iterator[tuple[str, str]]:
    """All that this person is to read: pages, sheets, prints and look-ups, as text."""
    for start, name in enumerate(firms.NAMES):
        addresses = [] if name in NOT_READ else _addresses(name, firm)
        for turn, address in enumerate(addresses, start=start):
            if role in readers_of(name, address, turn=turn, readers=1 + (len(addresses) == 1)):
                yield from _texts(client, name, address, firm)


def _addresses(name: str, firm: Firm) -> list[str]:
    """Of each paper the editable and the further one, and of its steps one each."""
    drafts_, approved = firm.addresses(name), firm.addresses(name, of="approved")
    if name.endswith("_step"):
        drafts_, approved = drafts_[:1], approved[:1]
    return list(dict.fromkeys((*drafts_, *approved)))


def readers_of(name: str, address: str, *, turn: int, readers: int) -> list[Role | None]:
    """By the table of rights: of those who are let in without prices so many, others at the next
    address. The purchaser, for whom the secrets are there to be found, reads a third; whoever has
    no role knocks at a third, and one of those to whom a paper is not there at the last: what
    they are told is one page each.
    """
    key = f"lookup {address.split('/')[2]}" if name == "lookup" else name
    answers = expected(key, "GET", [role or WITHOUT_ROLE for role in ROLES])
    if tally.ALL or not answers:
        return list(ROLES)
    let_in, not_there = list[Role | None](), list[Role | None]()
    for role in UNPRICED:
        status = answers[str(role)]
        if status not in ("403", "405"):
            (not_there if status == "404" else let_in).append(role)
    some: list[Role | None] = [Role.PURCHASER, None, *tally.in_turn(not_there, 1, turn=turn // 3)]
    return [*tally.in_turn(let_in, readers, turn=turn), *some[turn % 3 : turn % 3 + 1]]


def _texts(client: Client, name: str, address: str, firm: Firm) -> Iterator[tuple[str, str]]:
    asked = [address]
    if name == "lookup":
        party, item = firm.records["party"].pk, firm.records["item"].pk
        asked = [f"{address}?party={party}&item={item}", f"{address}?q=7319"]
    if name == "purchase_prices":
        asked = [f"{address}?item={firm.records['item'].pk}&party={firm.records['party'].pk}"]
    if name == "receipt_new":
        asked.append(f"{address}?from={firm.approved['purchase_order'].pk}")
    for one in asked:
        with firms.undone():
            answer = client.get(one)
            page = b"".join(answer) if answer.streaming else answer.content
            yield one, page.decode(errors="replace")
            if b"export=xlsx" in page:
                sheet = client.get(f"{address}?export=xlsx&view=all")
                yield f"{address}?export=xlsx", _cells(sheet)


def _cells(answer: Any) -> str:
    if answer.status_code != 200:
        return ""
    data = b"".join(answer) if answer.streaming else answer.content
    book = load_workbook(io.BytesIO(data))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


def secrets_in(text: str) -> list[str]:
    # A form's one-time key and token are chance; some day they would hold such digits.
    chosen = CHANCE.sub("", text)
    bare = re.sub(r"(?<=\d),(?=\d)", "", chosen)
    return [number for number in SECRETS if number in bare]


@pytest.fixture(scope="module")
def people(firm: Firm) -> dict[Role | None, User]:
    return {role: factories.user(*([role] if role else [])) for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_finds_a_price_or_a_paper_that_is_not_for_him(
    role: Role | None, secret: Firm, people: dict[Role | None, User]
) -> None:
    user = people[role]
    seen = set(visible_to(user).values_list("number", flat=True))
    # A chain says of every paper in it that it is there (D9), a list of debts whose they are.
    named = {each.number for paper in visible_to(user) for each in links.chain(paper)}
    named |= owed_by_number(user)
    unseen = set(Document.objects.values_list("number", flat=True)) - seen - named
    priced = may_see_purchase_prices(user)
    leaks, found = [], set()
    for address, text in everything_read(firms.signed_in(user), secret, role):
        prices = secrets_in(text)
        found |= set(prices)
        if prices and not priced:
            leaks.append(f"{address} tells {prices}")
        if BY_NUMBER_ALONE.match(address):
            continue
        papers = sorted(number for number in unseen if re.search(rf"(?<![A-Z]){number}", text))
        if papers:
            leaks.append(f"{address} tells of {papers}")

    assert not leaks, "\n".join(leaks)
    assert found or not priced, "the secrets must be there for those who may see them"


def owed_by_number(user: User) -> set[str]:
    """A debt goes by its paper's number wherever debts are read."""
    sides = [side for side in Side if has_any(user, READERS[side])]
    items = OpenItem.objects.filter(side__in=sides)
    return set(items.values_list("document__number", flat=True))


def test_a_number_leads_nobody_to_a_paper_that_is_not_his(
    secret: Firm, people: dict[Role | None, User]
) -> None:
    driver = people[Role.DRIVER]
    client = firms.signed_in(driver)
    papers = (*secret.drafts.values(), *secret.approved.values())
    # Goods lie at the suppliers' for whichever driver passes by.
    strange = [paper for paper in papers if paper.type != "pickup_note"]
    assert not visible_to(driver).filter(pk__in=[paper.pk for paper in strange]).exists()
    for paper in strange:
        assert client.get(f"/d/{paper.number}/").status_code == 404
        assert client.get("/go/", {"q": paper.number}).url == "/"
        found = client.get("/lookup/order_line/", {"q": paper.number}).json()
        assert found["results"] == []


def test_a_refused_step_tells_no_price(secret: Firm, people: dict[Role | None, User]) -> None:
    client = firms.signed_in(people[Role.STOREKEEPER])
    order, receipt = secret.approved["purchase_order"], secret.approved["receipt"]
    for paper, step in ((order, "cancel"), (receipt, "reverse"), (order, "submit")):
        url = pages_of(paper.type).url("step", paper.pk, step)  # type: ignore[union-attr]
        answer = client.post(url, {"reason": "x", "price": "1"})

        assert answer.status_code in (403, 409)
        assert not secrets_in(answer.content.decode())


@pytest.mark.parametrize("sort", ["total", "-total", "price", "gross", "cost", "amount"])
def test_a_list_cannot_be_sorted_by_what_one_may_not_see(
    sort: str, secret: Firm, people: dict[Role | None, User]
) -> None:
    client = firms.signed_in(people[Role.STOREKEEPER])
    with firms.undone():
        usual = _order(client.get("/purchasing/purchase_order/?view=all"))
    with firms.undone():
        asked = _order(client.get(f"/purchasing/purchase_order/?view=all&sort={sort}"))

    assert asked == usual


def _order(answer: Any) -> list[int]:
    return [row.record.pk for row in answer.context["table"].paginated_rows]
