"""The driver's phone: his stops and nobody else's, the signature with photo and cash, handing it
over."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import Attachment, Document, Task
from masterdata.roles import Role
from orders.delivery.models import Delivery
from tests import factories
from tests.documents.paper_forms import key
from tests.finance.cash_handover import desk as cash
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.delivery.test_pages import PNG, signed_in

pytestmark = pytest.mark.django_db
D = Decimal
STOPS = "/orders/delivery/stops/"


def stop_of(document: Document) -> str:
    return reverse("delivery_stop", args=[document.pk])


def photo(more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0012.png", PNG + more, "image/png")


def send(text: str = "螺丝 10 x 2.77", **more: Any) -> Document:
    """On the way with the first driver; paid to him unless other terms are given."""
    return road.send([road.ordered(text, **{"terms": "cod", **more})])


def sign(client: Client, document: Document, **data: Any) -> Any:
    document.refresh_from_db()
    given = {"signer": "王老板", "scan": photo(), "version": document.version, "key": key()}
    given |= {"cod_method": "cash", "cod_collected": "27.70"} | data
    url = reverse("delivery_stop_sign", args=[document.pk])
    return client.post(url, {name: value for name, value in given.items() if value is not None})


@pytest.fixture
def phone(client: Client) -> Client:
    return signed_in(client, road.driver())


# --- Whose stops, and on which day -----------------------------------------------------------


def numbers(stops: list[Any]) -> list[str]:
    return [stop.number for stop in stops]


@begins_with(road.ordered)
def test_what_is_on_the_vehicle_is_a_stop_until_it_is_signed_for(phone: Client) -> None:
    order = road.ordered()
    loaded = road.go(road.drawn([order], "2"), "loaded")
    gone = road.send([order], "3")
    signed = road.sign(road.send([order], "4"))
    road.go(road.drawn([order], "1"), "checked")

    page = phone.get(STOPS)

    assert numbers(page.context["days"].today) == [loaded.number, gone.number]
    assert numbers(page.context["done"]) == [signed.number]


@begins_with(road.ordered)
def test_what_was_to_be_brought_before_stands_on_top_as_late(phone: Client) -> None:
    order = road.ordered()
    today, late, later = (road.send([order], "2") for _each in range(3))
    day = timezone.localdate()
    Delivery.objects.filter(pk=late.pk).update(plan_on=day - timedelta(days=2))
    Delivery.objects.filter(pk=later.pk).update(plan_on=day + timedelta(days=1))

    days = phone.get(STOPS).context["days"]

    assert numbers(days.late) == [late.number]
    assert (numbers(days.today), numbers(days.later)) == ([today.number], [later.number])


def test_a_stop_says_where_whom_to_call_and_what_to_collect_but_no_price(phone: Client) -> None:
    document = send()
    words = {text: phone.get(text).content.decode() for text in (STOPS, stop_of(document))}

    for page in words.values():
        assert "广州市天河路 1 号" in page
        assert 'href="tel:02087654321"' in page
        assert "27.70" in page
        assert "2.77" not in page.replace("27.70", "")


def test_goods_that_were_paid_before_show_no_money_at_all(phone: Client) -> None:
    document = send(terms="prepaid")

    page = phone.get(stop_of(document)).content.decode()

    assert "27.70" not in page
    assert "cod_collected" not in page
    assert sign(phone, document).status_code == 302


def test_another_drivers_stop_is_not_there(client: Client) -> None:
    document = send()
    signed_in(client, road.driver(2))

    assert client.get(STOPS).context["days"].today == []
    assert client.get(stop_of(document)).status_code == 404
    assert sign(client, document).status_code == 404
    assert client.post(reverse("delivery_stop_install", args=[document.pk])).status_code == 404
    assert desk.state_of(document) == "dispatched"


def test_the_page_is_for_drivers(client: Client) -> None:
    document = send()
    signed_in(client, desk.people().clerk)

    assert client.get(STOPS).status_code == 403
    assert sign(client, document).status_code == 403


def test_the_list_asks_the_same_queries_for_one_and_for_four(phone: Client) -> None:
    order = road.ordered(terms="cod")
    road.send([order], "1")

    def asked() -> int:
        with CaptureQueriesContext(connection) as taken:
            phone.get(STOPS)
        return len(taken)

    asked()
    before = asked()
    for _each in range(3):
        road.send([order], "1")

    assert asked() == before


# --- How he comes there ----------------------------------------------------------------------


def test_his_slip_scanned_brings_him_to_the_stop_and_others_to_the_paper(client: Client) -> None:
    document = send()
    by_number = reverse("document_by_number", args=[document.number])

    assert signed_in(client, road.driver()).get(by_number).url == stop_of(document)
    paper = reverse("delivery_detail", args=[document.pk])
    assert signed_in(client, desk.people().clerk).get(by_number).url == paper


def test_a_driver_begins_with_his_stops(phone: Client) -> None:
    both = factories.user(Role.DRIVER, Role.STOREKEEPER)

    assert phone.get(reverse("home")).url == STOPS
    assert signed_in(Client(), both).get(reverse("home")).status_code == 200


def test_his_task_leads_to_the_stop(phone: Client) -> None:
    document = send()

    groups = phone.get(reverse("inbox")).context["groups"]

    (task,) = [task for group in groups for task in group["tasks"]]
    assert task["url"] == stop_of(document)


# --- The signature ---------------------------------------------------------------------------


def test_one_tap_signs_with_photo_and_cash(phone: Client) -> None:
    document = send()

    answer = sign(phone, document)

    assert answer.url == STOPS
    body = road.body(document)
    assert (desk.state_of(document), body.signer) == ("delivered", "王老板")
    assert (body.cod_method, body.cod_collected) == ("cash", D("27.70"))
    assert Attachment.objects.get(document=document).uploaded_by == road.driver()
    assert not Task.objects.filter(person=road.driver(), closed_at=None).exists()


@begins_with(road.ordered)
def test_what_is_loaded_and_has_not_left_is_not_signed_for(phone: Client) -> None:
    document = road.go(road.drawn([road.ordered()], "2"), "loaded")

    page = phone.get(stop_of(document))
    answer = sign(phone, document, cod_method=None, cod_collected=None)

    assert page.context["signing"] is None
    assert answer.status_code == 409
    assert desk.state_of(document) == "loaded"


def test_refused_goods_lower_what_is_collected_and_it_can_be_asked_first(phone: Client) -> None:
    document = send()
    (line,) = road.lines(document)
    refused = {f"refused_{line.pk}": "4", f"reason_{line.pk}": "碰伤"}

    asked = sign(phone, document, **refused, then="reckon", scan=None, cod_method=None)

    assert asked.status_code == 200
    assert asked.context["signing"].form.due == D("16.62")
    assert "碰伤" in asked.content.decode()
    assert "is-invalid" not in asked.content.decode()
    assert desk.state_of(document) == "dispatched"

    assert sign(phone, document, **refused).status_code == 422
    assert sign(phone, document, **refused, cod_collected="16.62").status_code == 302
    (line,) = road.lines(document)
    assert (line.refused, line.refuse_reason) == (4, "碰伤")
    assert road.body(document).cod_due == D("16.62")


def test_a_refusal_without_its_reason_is_told_at_the_line(phone: Client) -> None:
    document = send()
    (line,) = road.lines(document)

    answer = sign(phone, document, **{f"refused_{line.pk}": "1"}, cod_collected="24.93")

    assert answer.status_code == 422
    assert list(answer.context["signing"].form.errors) == [f"reason_{line.pk}"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"cod_collected": ""}, "cod_collected"),
        ({"cod_collected": "27.71"}, "cod_collected"),
        ({"cod_method": "none"}, "cod_method"),
        ({"cod_method": None}, "cod_method"),
        ({"cod_method": "none", "cod_collected": ""}, "sign_note"),
        ({"cod_collected": "20"}, "sign_note"),
        ({"signer": ""}, "signer"),
        ({"scan": None}, "scan"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(
    phone: Client, typed: dict[str, Any], fault: str
) -> None:
    document = send()

    answer = sign(phone, document, **typed)

    assert answer.status_code == 422
    assert fault in answer.context["signing"].form.errors
    assert desk.state_of(document) == "dispatched"


def test_cash_that_lacks_is_explained_and_taken(phone: Client) -> None:
    document = send()

    assert sign(phone, document, cod_collected="20", sign_note="余款明天转").status_code == 302
    assert (road.body(document).cod_collected, road.body(document).cod_due) == (D(20), D("27.70"))


def test_without_a_photo_the_note_says_why(phone: Client) -> None:
    document = send()

    assert sign(phone, document, scan=None, sign_note="手机没电").status_code == 302


def test_a_photo_is_not_taken_twice_because_the_form_was_wrong(phone: Client) -> None:
    document = send()

    wrong = sign(phone, document, signer="", sign_note="门卫代签")
    assert Attachment.objects.filter(document=document).count() == 1
    page = wrong.content.decode()
    assert "门卫代签" in page
    assert "27.70" in page

    assert sign(phone, document, scan=None).status_code == 302
    assert Attachment.objects.filter(document=document).count() == 1


def test_the_same_photo_again_is_no_fault(phone: Client) -> None:
    document = send()

    sign(phone, document, signer="")

    assert sign(phone, document).status_code == 302
    assert Attachment.objects.filter(document=document).count() == 1


def test_a_file_that_is_no_photo_loses_nothing_that_was_typed(phone: Client) -> None:
    document = send()
    bad = SimpleUploadedFile("slip.exe", b"MZ\x00\x01", "x/y")

    answer = sign(phone, document, scan=bad, sign_note="门卫代签")

    assert answer.status_code == 409
    assert "门卫代签" in answer.content.decode()
    assert desk.state_of(document) == "dispatched"


def test_a_signature_sent_twice_is_one(phone: Client) -> None:
    document = send()
    once = key()

    assert [sign(phone, document, key=once).status_code for _each in range(2)] == [302, 302]
    assert road.body(document).cod_collected == D("27.70")


def test_what_the_office_signed_meanwhile_is_told(phone: Client) -> None:
    document = send()
    version = document.version
    road.sign(document, cod_collected=D("27.70"), cod_method="cash")

    answer = sign(phone, document, version=version)

    assert answer.status_code == 409
    assert answer.context["signing"] is None


def test_what_is_installed_is_entered_after_the_signature(phone: Client) -> None:
    document = send(installation=True)
    url = reverse("delivery_stop_install", args=[document.pk])

    assert sign(phone, document).url == stop_of(document)
    assert numbers(phone.get(STOPS).context["days"].today) == [document.number]
    document.refresh_from_db()
    data = {"version": document.version, "key": key(), "installer": "", "scan": photo(b"x")}
    assert phone.post(url, data).url == STOPS

    body = road.body(document)
    assert (desk.state_of(document), body.installer) == ("installed", road.driver().display_name)
    assert Attachment.objects.filter(document=document).count() == 2
    assert numbers(phone.get(STOPS).context["done"]) == [document.number]


# --- The cash --------------------------------------------------------------------------------


def hand_over(client: Client, once: str = "") -> Any:
    return client.post(reverse("delivery_stops_hand_over"), {"key": once or key()})


def purse(client: Client) -> tuple[Decimal, ...]:
    found = client.get(STOPS).context["purse"]
    return found.collected, found.transferred, found.counted, found.waiting, found.to_hand


def test_all_the_cash_is_handed_over_in_one_tap_and_counted(phone: Client, books: None) -> None:
    sign(phone, send())
    sign(phone, send("螺母 2 x 5.00"), cod_collected="10")
    sign(phone, send("垫片 1 x 8.00"), cod_collected="8", cod_method="transfer")
    assert purse(phone) == (D("37.70"), D(8), 0, 0, D("37.70"))

    hand_over(phone)

    paper = Document.objects.get(type="cash_handover")
    assert (paper.state, paper.total, paper.handler) == ("handed", D("37.70"), road.driver())
    assert purse(phone) == (D("37.70"), D(8), 0, D("37.70"), 0)
    cash.count(paper)
    assert purse(phone) == (D("37.70"), D(8), D("37.70"), 0, 0)


def test_two_taps_hand_over_once(phone: Client) -> None:
    sign(phone, send())
    once = key()

    assert [hand_over(phone, once).status_code for _each in range(2)] == [302, 302]
    assert Document.objects.filter(type="cash_handover").count() == 1


def test_an_empty_bag_makes_no_paper(phone: Client) -> None:
    sign(phone, send(), cod_method="transfer")

    hand_over(phone)

    assert not Document.objects.filter(type="cash_handover").exists()


def test_cash_of_an_earlier_day_is_late(phone: Client) -> None:
    document = send()
    sign(phone, document)
    yesterday = timezone.now() - timedelta(days=1)
    Delivery.objects.filter(pk=document.pk).update(cod_collected_at=yesterday)

    found = phone.get(STOPS).context["purse"]

    assert (found.is_late, found.collected, found.to_hand) == (True, 0, D("27.70"))
