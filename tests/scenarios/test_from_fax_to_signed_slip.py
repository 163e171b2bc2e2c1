"""A customer's order from the fax to the last signed slip; and what is undone of it.

红星商场 faxes for 100 chairs at 300.00 and 20 tables at 800.00 with 30 % deposit; a second, small
order is paid to the driver. The store holds 60 chairs: two shipments, in between goods are bought.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from documents import attachments, links
from documents.books import run_checks
from documents.errors import Refused
from documents.models import Document, Event, Task
from finance.cash_handover.queries import open_cash
from finance.parties import queries
from finance.parties.aging import Ageing
from orders.in_times.models import InTime
from tests import factories
from tests.finance.cash_handover import desk as drivers
from tests.finance.remittance import desk as money
from tests.notation import owing, stock, worth
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db
D = Decimal
# 100 × 300.00 + 20 × 800.00, and 30 % of it.
TOTAL, DEPOSIT = D("46000.00"), D("13800.00")


@pytest.fixture(autouse=True)
def clean_books() -> Iterator[None]:
    yield
    assert run_checks() == []


def faxed() -> Document:
    """Entered by the clerk while 60 chairs and all tables lie there; the fax is its proof."""
    desk.put("椅子 60 x 150.00, 桌子 20 x 400.00")
    order = desk.order(
        "椅子 100 x 300.00, 桌子 20 x 800.00",
        channel="fax",
        terms="deposit",
        deposit_percent=D(30),
        clerk=desk.people().clerk,
    )
    with pytest.raises(Refused):
        desk.register(order)
    scan = SimpleUploadedFile("传真.png", sheet(), content_type="image/png")
    attachments.attach(order, scan, by=order.maker, at=timezone.now())
    return desk.register(order)


def sheet() -> bytes:
    """A white sheet of paper, as a picture."""
    paper = BytesIO()
    Image.new("RGB", (40, 56), "white").save(paper, "PNG")
    return paper.getvalue()


def noticed() -> Document:
    """Talked over, called, priced by another, approved, and the customer told what to remit."""
    order = desk.walk_to(faxed(), "noticed")
    told = {"channel": "fax", "receiver": "王老板"}
    return desk.step(order, "send_notice", desk.people().clerk, data=told)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return " ".join(str(each) for each in (caught.value.sentence, *caught.value.details))


def everywhere(client: Client, day: date) -> set[Decimal]:
    """What the customer owes: by page, ledger, ageing and balance; one figure if all agree."""
    party = factories.customer(desk.CUSTOMER)
    ageing = queries.ageing("receivable", on=day, party_id=party.pk).get(party.pk) or Ageing()
    balance = queries.balances("receivable", party_ids=[party.pk])[party.pk]
    client.force_login(desk.people().accountant)
    page = client.get(reverse("receivable_party", args=[party.pk])).content.decode()
    assert f"{balance:,.2f}" in page
    return {ageing.balance, balance, queries.balance_at("receivable", party.pk, day)}


def released(order: Document) -> Document:
    """The gate counts what finance found at the bank, not what the customer says he sent."""
    claimed = money.file(money.claim(DEPOSIT, (order, DEPOSIT), customer=order.party))
    clerk = desk.people().clerk
    assert "13,800.00" in refusal(lambda: desk.step(order, "release", clerk))

    money.confirm(claimed)

    order = desk.step(order, "release", clerk)
    assert stock("椅子 main reserved 60")
    assert stock("桌子 main reserved 20")
    return order


def first_shipment(order: Document) -> Document:
    """What the deposit covers may go; for more, the balance has to be there first."""
    paper = road.drawn([order], "60", "0")
    assert "4,200.00" in refusal(lambda: road.authorize(paper))
    desk.remit(order, "16200.00")

    paper = road.pick(road.authorize(paper), {1: "50"})
    assert paper.total == D("15000.00"), "a short pick is billed for what was picked"
    with pytest.raises(Refused):
        road.check(paper, by=road.keeper())
    paper = road.dispatch(road.load(road.check(paper)))

    assert stock("椅子 main 10")
    assert worth("椅子 main 1500.00")
    assert owing(f"{desk.CUSTOMER} -15000.00")
    paper = road.file_slip(road.sign(paper))
    assert (paper.state, desk.state_of(order)) == ("closed", "released")
    return paper


def second_shipment(order: Document) -> Document:
    """40 chairs are bought and allotted; they leave with the tables and some spare feet."""
    desk.put("椅子 40 x 150.00, 椅脚 8 x 1.00")
    desk.step(order, "allot", desk.people().clerk)
    desk.remit(order, desk.funds(order).missing, surplus="500.00")

    paper = road.drawn([order], "50", "20", spares=[road.spare("椅脚", "8")])
    paper = road.sign(road.go(paper, "dispatched"), refused={2: "1"})

    assert stock("椅子 main 0")
    assert stock("椅脚 main 0")
    assert stock("桌子 main 1"), "what was refused came back apart"
    assert desk.state_of(order) == "released", "a table is still to be delivered"
    assert owing(f"{desk.CUSTOMER} -1300.00")
    return paper


def replaced(order: Document) -> Document:
    """Another table is bought for the refused one; its money is still the order's."""
    desk.put("桌子 1 x 400.00")
    desk.step(order, "allot", desk.people().clerk)

    paper = road.sign(road.go(road.drawn([order], "0", "1"), "dispatched"))

    assert desk.state_of(order) == "fulfilled"
    assert owing(f"{desk.CUSTOMER} -500.00")
    return paper


def paid_to_the_driver() -> Document:
    """Cash on delivery, less the money left over: two of ten refused, the cash handed over."""
    order = road.ordered("茶几 10 x 250.00", terms="cod", paid=False)
    driver = road.driver()
    paper = road.send([order], "10")
    assert road.body(paper).cod_due == D("2000.00"), "the 500.00 left over are set off"

    given = {"cod_collected": D("1500.00"), "cod_method": "cash", "by": driver}
    paper = road.sign(paper, refused={1: "2"}, **given)
    assert [row.left for row in open_cash(driver.pk)] == [D("1500.00")]
    assert refusal(lambda: road.file_slip(paper))

    handed = drivers.hand(drivers.draft((paper, "1500.00"), by=driver))
    with pytest.raises(Refused):
        drivers.step(handed, "count", driver, data={"account": drivers.box(), "counts": {}})
    assert drivers.count(handed).state == "counted"
    assert open_cash() == []
    return paper


def test_from_fax_to_signed_slip(client: Client) -> None:
    order = noticed()
    body = desk.body_of(order)
    assert (body.total_to_remit, body.deposit_due) == (TOTAL, DEPOSIT)
    assert body.priced_by_id != order.maker_id

    order = released(order)
    shipments = [first_shipment(order), second_shipment(order), replaced(order)]
    order = desk.step(order, "close", desk.people().clerk)
    cash = paid_to_the_driver()

    assert order.state == "closed"
    assert told_by_the_timeline(order)
    assert {paper.pk for paper in shipments} <= {paper.pk for paper in links.chain(order)}
    assert {road.file_slip(paper).state for paper in (*shipments[1:], cash)} == {"closed"}
    assert waiting([order, *shipments, cash]) == []
    assert everywhere(client, timezone.localdate()) == {D(0)}


def test_the_clocks_of_the_three_in_times_have_run() -> None:
    """Told on the day it came, finance told of the money, billing given the order (T1–T3)."""
    order = noticed()
    desk.remit(order, TOTAL)
    order = desk.step(order, "release", desk.people().clerk)
    road.authorize(road.drawn([order], "60", "20"))

    stopped = InTime.objects.filter(stopped_at__isnull=False).values_list("rule", flat=True)
    assert {"T1", "T2", "T3"} <= set(stopped)
    assert not InTime.objects.filter(stopped_at__isnull=True, document=order).exists()


def test_what_went_wrong_is_undone_from_its_end() -> None:
    """A delivery that never arrived is taken back: goods, promise, debt and order are as before."""
    order = road.ordered("椅子 10 x 300.00")
    paper = road.sign(road.send([order], "10"))
    assert desk.state_of(order) == "fulfilled"

    road.reverse(paper)

    assert desk.state_of(order) == "released"
    assert stock("椅子 main 100")
    assert owing(f"{desk.CUSTOMER} -3000.00")
    assert road.send([order], "10").state == "dispatched"


def told_by_the_timeline(order: Document) -> bool:
    """Each step has its event, by different people where the law asks for it."""
    steps = dict(
        Event.objects.filter(document=order, kind=Event.Kind.STEP)
        .order_by("id")
        .values_list("step", "actor_id")
    )
    asked = {"register", "consult", "call", "confirm_call", "price", "approve", "release", "close"}
    assert asked <= set(steps)
    assert len({steps["register"], steps["price"], steps["approve"]}) == 3
    return True


def waiting(papers: list[Document]) -> list[str]:
    """What is still asked of somebody about these papers."""
    tasks = Task.objects.filter(document__in=papers, closed_at__isnull=True)
    return [str(task.document) for task in tasks.select_related("document")]
