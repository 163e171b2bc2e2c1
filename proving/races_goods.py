"""Races for goods: the last piece, reservations, transfers, receipts and returns of one line."""

from decimal import Decimal
from typing import Any

from documents.models import Document
from inventory.transfer.models import TransferLine
from masterdata.roles import Role
from orders.customer_order.release import reserved_of
from proving.race import Scene, Script, race, take
from proving.together import REFUSED, Answers
from tests import factories
from tests.inventory.opening_stock import walk as opening
from tests.inventory.transfer import depot
from tests.notation import stock
from tests.orders import desk
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns


def named(answers: Answers, word: str) -> None:
    silent = [text for text in answers.texts(REFUSED) if word not in text]
    assert not silent, f"refused without naming {word}: {silent}"


def to_branch(text: str) -> Document:
    return depot.approved(text)


def to_main(text: str) -> Document:
    """The same way back."""
    rows = depot.rows(text)
    for row in rows:
        row["from_bin"], row["to_bin"] = row["to_bin"], row["from_bin"]
    main, branch = factories.warehouse("main"), factories.warehouse("branch")
    return depot.approved(lines=rows, from_warehouse=branch, to_warehouse=main)


def shipping(papers: list[Document], scene: Scene) -> list[Any]:
    keepers = scene.crowd(Role.STOREKEEPER)
    return [take(paper, "ship", who) for paper, who in zip(papers, keepers, strict=True)]


@race("last piece by many issues")
def last_piece(scene: Scene) -> Script:
    there = max(scene.people // 4, 1)
    depot.opened(f"{scene.item} {there} x 2.50")
    papers = [to_branch(f"{scene.item} 1") for _each in range(scene.people)]

    answers = yield shipping(papers, scene)

    answers.exactly(there)
    if scene.words:
        named(answers, scene.item)
    stock(f"{scene.item} main/ZC 0")


@race("reserve against issue")
def reserve_against_issue(scene: Scene) -> Script:
    """One piece: an order wants it reserved, transfers want to take it away."""
    depot.opened(f"{scene.item} 1 x 2.50")
    order = desk.order(f"{scene.item} 1 x 2.50", to="noticed", terms="cod", buyer=scene.customer)
    papers = [to_branch(f"{scene.item} 1") for _each in range(scene.people - 1)]
    keepers = scene.crowd(Role.STOREKEEPER)
    moves = [take(paper, "ship", who) for paper, who in zip(papers, keepers, strict=False)]

    answers = yield [take(order, "release", desk.people().clerk), *moves]

    reserved = sum(part.quantity for part in reserved_of(order.pk))
    shipped = answers.texts("done").count("out")
    assert shipped + reserved == 1, f"{shipped} shipped and {reserved} reserved of one piece"


@race("transfer there against transfer back")
def there_and_back(scene: Scene) -> Script:
    many = 10 * scene.people
    depot.opened(f"{scene.item} {many} x 2.50", "main")
    other = f"{scene.item}b"
    depot.opened(f"{other} {many} x 2.50", "main")
    factories.warehouse("branch")
    for code in (scene.item, other):
        depot.count(depot.shipped(f"{code} {many // 2}"), many // 2)
    ways = (to_branch, to_main)
    texts = (f"{scene.item} 1, {other} 1", f"{other} 1, {scene.item} 1")
    papers = [ways[n % 2](texts[n // 2 % 2]) for n in range(scene.people)]

    answers = yield shipping(papers, scene)

    answers.exactly(len(papers))


@race("fifty lines in any order")
def fifty_lines(scene: Scene) -> Script:
    codes = [f"{scene.tag}-{number}" for number in range(50)]
    depot.opened(", ".join(f"{code} {scene.people} x 2.50" for code in codes))
    papers = []
    for _each in range(scene.people):
        scene.chance.shuffle(codes)
        papers.append(to_branch(", ".join(f"{code} 1" for code in codes)))

    answers = yield shipping(papers, scene)

    answers.exactly(len(papers))
    lines = TransferLine.objects.filter(body__in=[paper.pk for paper in papers])
    assert lines.count() == 50 * len(papers), "lines are missing"


@race("receipts over the tolerance")
def over_tolerance(scene: Scene) -> Script:
    """Each has 60 of the 100 that were ordered."""
    order = firm.order(f"{scene.item} 100 x 2.26", supplier=scene.supplier)
    papers = [firm.receipt([order], "60", state="submitted") for _each in range(scene.people)]
    managers = scene.crowd(Role.PURCHASING_MANAGER)

    answers = yield [
        take(paper, "approve", who) for paper, who in zip(papers, managers, strict=True)
    ]

    answers.exactly(1)
    (line,) = firm.order_lines(order)
    assert line.received_quantity == 60, f"{line.received_quantity} of 100 received"
    stock(f"{scene.item} main 60")


@race("papers of the same two orders")
def same_two_orders(scene: Scene) -> Script:
    """Each receipt draws on both orders; their heads are locked in one order by all."""
    orders = [firm.order(f"{scene.item}{n} 100 x 2.26", supplier=scene.supplier) for n in range(2)]
    papers = [
        firm.receipt(orders[:: (-1) ** n], "1", "1", state="submitted") for n in range(scene.people)
    ]
    managers = scene.crowd(Role.PURCHASING_MANAGER)

    answers = yield [take(each, "approve", who) for each, who in zip(papers, managers, strict=True)]

    answers.exactly(len(papers))
    for number in range(2):
        stock(f"{scene.item}{number} main {len(papers)}")


@race("returns of one receipt line")
def returns_of_one_line(scene: Scene) -> Script:
    order = firm.order(f"{scene.item} 100 x 2.26", supplier=scene.supplier)
    receipt = firm.receipt([order], "40")
    papers = [returns.draft([receipt], "30") for _each in range(scene.people)]
    buyers = scene.crowd(Role.PURCHASER)

    answers = yield [take(paper, "submit", who) for paper, who in zip(papers, buyers, strict=True)]

    answers.exactly(1)
    if scene.words:
        named(answers, scene.item)


@race("opening stock against movements")
def opening_against_movements(scene: Scene) -> Script:
    """The opening count of an item is for items that have not moved; a receipt moves it."""
    order = firm.order(f"{scene.item} 100 x 2.26", supplier=scene.supplier)
    receipts = [firm.receipt([order], "1", state="submitted") for _each in range(scene.people - 1)]
    count = opening.draft(f"{scene.item} 10 x 2.50")
    accountant = opening.person(Role.ACCOUNTANT)
    managers = scene.crowd(Role.PURCHASING_MANAGER)
    coming = [take(each, "approve", who) for each, who in zip(receipts, managers, strict=False)]

    answers = yield [take(count, "approve", accountant), *coming]

    opened = desk.state_of(count) == "approved"
    answers.exactly(len(receipts) + opened)
    stock(f"{scene.item} main {len(receipts) + (10 if opened else 0)}")


@race("goods leave once")
def goods_leave_once(scene: Scene) -> Script:
    """Many keepers ship the same transfer."""
    depot.opened(f"{scene.item} 10 x 2.50")
    paper = to_branch(f"{scene.item} 4")

    answers = yield [take(paper, "ship", who) for who in scene.crowd(Role.STOREKEEPER)]

    answers.exactly(1)
    stock(f"{scene.item} main/ZC 6")
    (line,) = depot.lines_of(paper)
    assert line.base_quantity == Decimal(4)
