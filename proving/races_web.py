"""Races over HTTP: what a browser sends, to the views, by many at once."""

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from documents.errors import Refused
from documents.pages import pages_of
from masterdata.models import Item
from masterdata.roles import Role
from proving.race import Scene, Script, race
from tests import factories, notation
from tests.masterdata.forms_data import shown
from tests.masterdata.test_sheets import sheet
from tests.purchasing import firm

BACKEND = "masterdata.backend.PeopleBackend"


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def posted(client: Client, url: str, data: dict[str, Any]) -> str:
    """Done if the page leads on; its form with faults is a refusal; anything else a fault."""
    answer = client.post(url, data)
    if answer.status_code == 302:
        return "done"
    if answer.status_code in (409, 422):
        raise Refused(f"{answer.status_code}: the form again, with what is wrong")
    raise AssertionError(f"{url} answered {answer.status_code}")


@race("import against edit of the same rows")
def import_against_edit(scene: Scene) -> Script:
    """One imports names, the others edit the series; all saw the same record before."""
    item = factories.item(scene.item, name="螺丝", series="旧")
    buyers = scene.crowd(Role.PURCHASER)
    importer, *editors = [browser(who) for who in buyers]
    edit, load = reverse("item_edit", args=[item.pk]), reverse("item_import")
    file = sheet(["商品编码", "品名", "单位"], [scene.item, "螺栓", "件"])
    checked = importer.post(load, {"file": file})
    confirm = {"confirm": "1", "token": checked.context["token"]}
    form = shown(editors[0], edit)

    def saves(client: Client, number: int) -> Any:
        return lambda: posted(client, edit, form | {"series": f"新{number}"})

    acts = [saves(client, number) for number, client in enumerate(editors)]
    answers = yield [lambda: posted(importer, load, confirm), *acts]

    imported = answers[0].kind == "done"
    edits = [n for n, answer in enumerate(answers[1:]) if answer.kind == "done"]
    assert len(edits) <= 1, f"{len(edits)} saved the same version of one record"
    stored = Item.objects.get(pk=item.pk)
    wanted = ("螺栓" if imported else "螺丝", f"新{edits[0]}" if edits else "旧")
    assert (stored.name, stored.series) == wanted, f"{stored.name} {stored.series}, not {wanted}"


@race("edits of one record")
def edits_of_one_record(scene: Scene) -> Script:
    item = factories.item(scene.item, name="螺丝", series="旧")
    clients = [browser(who) for who in scene.crowd(Role.PURCHASER)]
    edit = reverse("item_edit", args=[item.pk])
    form = shown(clients[0], edit)

    def saves(client: Client, number: int) -> Any:
        return lambda: posted(client, edit, form | {"series": f"新{number}"})

    answers = yield [saves(client, number) for number, client in enumerate(clients)]

    answers.exactly(1)
    winner = next(number for number, answer in enumerate(answers) if answer.kind == "done")
    assert Item.objects.get(pk=item.pk).series == f"新{winner}"


@race("one step form sent by a double click")
def double_click(scene: Scene) -> Script:
    """The same form, with its key, from the page that offers the step."""
    order = firm.order(f"{scene.item} 100 x 2.26", supplier=scene.supplier)
    receipt = firm.receipt([order], "40", state="submitted")
    client = browser(firm.people().manager)
    url = pages_of("receipt").url("step", receipt.pk, "approve")
    data = {"version": receipt.version, "key": str(uuid.uuid4())}

    answers = yield [lambda: posted(client, url, data)] * scene.people

    answers.exactly(scene.people)
    notation.stock(f"{scene.item} main 40")
    notation.owed(f"{scene.supplier} 90.40")
