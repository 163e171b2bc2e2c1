"""Requests that no form of ours sends: what they claim takes no effect, and the log has it."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from documents.models import Document
from documents.pages import pages_of
from masterdata.roles import Role
from tests import factories
from tests.bad_input import filling
from tests.bad_input import firm as firms
from tests.bad_input.corpus import FORGED, FORGED_CELLS
from tests.bad_input.firm import Firm
from tests.bad_input.pages_read import SentForm, forms_of
from tests.purchasing import firm as purchasing

pytestmark = pytest.mark.django_db
EDITS = [name for name in firms.NAMES if name.endswith("_edit")] + ["company", "preferences"]
MOVING = {"changed_at", "last_login", "calendar_version"}
IGNORED = "fields that are ignored"


def form_on(client: Client, address: str) -> SentForm:
    page = client.get(address).content.decode()
    return next(form for form in forms_of(page, address=address) if form.method == "post")


def with_forgeries(form: SentForm, right: dict[str, Any]) -> dict[str, Any]:
    """Everything that a form of this page does not ask for, at its head and in every row."""
    rows = {name.rsplit("-", 1)[0] for name in form.inputs if name.endswith("-id")}
    cells = {f"{row}-{name}": value for row in rows for name, value in FORGED_CELLS.items()}
    forged = {name: value for name, value in {**FORGED, **cells}.items() if name not in right}
    return right | forged


def stored(record: Any) -> dict[str, Any]:
    """All columns of a record, of a paper with its body and lines."""
    values = [_columns(record)]
    if isinstance(record, Document):
        body = getattr(record, record.type.replace("_", ""))
        body.refresh_from_db()
        values += [_columns(body), *(_columns(line) for line in body.lines.order_by("line_no"))]
    return dict(enumerate(values))


def _columns(record: Any) -> dict[str, Any]:
    record.refresh_from_db()
    names = [field.attname for field in record._meta.concrete_fields]
    return {name: getattr(record, name) for name in names if name not in MOVING}


def record_of(name: str, firm: Firm) -> Any:
    known = firm.drafts | {"company": _company(), "preferences": firm.boss} | firm.records
    return known[name.removesuffix("_edit")]


def _company() -> Any:
    from masterdata.models import Company

    return Company.current()


@pytest.mark.parametrize("name", EDITS)
def test_forged_fields_change_nothing_and_are_noted(
    name: str, boss: Client, firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    (address,) = firm.addresses(name)
    form = form_on(boss, address)
    right = filling.rightly(form, firm)
    answers, books = [], []
    for data in (right, with_forgeries(form, right)):
        caplog.clear()
        with firms.undone(), caplog.at_level(logging.WARNING):
            answers.append(boss.post(address, data).status_code)
            books.append(stored(record_of(name, firm)))
        noted = IGNORED in caplog.text
        assert noted == (data is not right) or name in ("company", "preferences"), caplog.text

    assert answers == [302, 302]
    assert books[0] == books[1]


@pytest.mark.parametrize("code", ["purchase_order", "receipt"])
def test_a_forged_state_with_a_step_is_ignored_and_noted(
    code: str, boss: Client, firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    paper = firm.drafts[code]
    url = pages_of(code).url("step", paper.pk, "submit")  # type: ignore[union-attr]
    with caplog.at_level(logging.WARNING):
        boss.post(url, {"state": "approved", "approver": firm.boss.pk, "version": "1"})

    paper.refresh_from_db()
    assert (paper.state, paper.approver) in {("submitted", None), ("draft", None)}
    assert IGNORED in caplog.text


@pytest.mark.parametrize("forged", ["", "999999", "-1", "abc", "１", "9" * 40])
def test_a_version_that_is_not_the_papers_saves_nothing(
    forged: str, boss: Client, firm: Firm
) -> None:
    paper = firm.drafts["receipt"]
    (address,) = firm.addresses("receipt_edit")
    right = filling.rightly(form_on(boss, address), firm)
    before = stored(paper)

    answer = boss.post(address, right | {"version": forged, "remark": "forged"})

    assert answer.status_code in (409, 422)
    assert stored(paper) == before


def ids_of_others(firm: Firm) -> Iterator[tuple[str, str, Any]]:
    """(page, field, id): records that are there, but not for this field."""
    away = factories.user(name="离职", is_active=False)
    elsewhere = factories.warehouse("二库").bins.first()
    yield "receipt_edit", "party", factories.customer().pk
    yield "receipt_edit", "party", firms.inactive_party().pk
    yield "receipt_edit", "handler", away.pk
    yield "receipt_edit", "lines-0-bin", elsewhere.pk
    yield "receipt_edit", "lines-0-item", factories.item("停用", is_active=False).pk
    yield (
        "receipt_edit",
        "lines-0-order_line",
        purchasing.order_lines(purchasing.order("铁钉 5 x 1.00", supplier="乙厂"))[0].pk,
    )
    yield "purchase_order_edit", "party", factories.customer().pk
    yield "purchase_order_edit", "party", 10**15
    yield "purchase_order_edit", "lines-0-unit", factories.unit("吨").pk
    yield "delegation_new", "deputy", away.pk
    yield "supplier_price_edit", "party", factories.customer().pk


def test_records_that_are_not_for_a_field_are_refused_there(boss: Client, firm: Firm) -> None:
    taken = []
    for name, field, pk in ids_of_others(firm):
        (address,) = firm.addresses(name)
        form = form_on(boss, address)
        with firms.undone():
            answer = boss.post(address, filling.rightly(form, firm) | {field: str(pk)})
            if answer.status_code == 302 and not _refused_later(boss, firm, name):
                taken.append(f"{name} {field}={pk}")

    assert not taken


def _refused_later(client: Client, firm: Firm, name: str) -> bool:
    """A draft may be unfit; then its submission is refused."""
    paper: Document | None = firm.drafts.get(name.removesuffix("_edit"))
    if paper is None:
        return False
    client.post(pages_of(paper.type).url("step", paper.pk, "submit"))  # type: ignore[union-attr]
    return purchasing.state_of(paper) == "draft"


def test_a_line_of_another_paper_keeps_its_own(boss: Client, firm: Firm) -> None:
    order, receipt = firm.drafts["purchase_order"], firm.drafts["receipt"]
    (address,) = firm.addresses("receipt_edit")
    right = filling.rightly(form_on(boss, address), firm)
    theirs = firm.approved["receipt"].receipt.lines.get()
    before = stored(firm.approved["receipt"]), stored(order)

    boss.post(address, right | {"lines-0-id": str(theirs.pk), "lines-0-quantity": "7"})

    assert (stored(firm.approved["receipt"]), stored(order)) == before
    assert receipt.receipt.lines.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("TOTAL_FORMS", "1000000000"),
        ("TOTAL_FORMS", "1001"),
        ("TOTAL_FORMS", "-1"),
        ("TOTAL_FORMS", "1e3"),
        ("TOTAL_FORMS", "９"),
        ("TOTAL_FORMS", ""),
    ],
)
def test_a_false_number_of_lines_is_refused_in_a_sentence(
    field: str, value: str, boss: Client, firm: Firm
) -> None:
    (address,) = firm.addresses("purchase_order_edit")
    right = filling.rightly(form_on(boss, address), firm)
    before = stored(firm.drafts["purchase_order"])

    answer = boss.post(address, right | {f"lines-{field}": value})

    assert answer.status_code == 422
    assert answer.context["formset"].non_form_errors()
    assert stored(firm.drafts["purchase_order"]) == before


def test_a_doubled_field_counts_once(boss: Client, firm: Firm) -> None:
    (address,) = firm.addresses("purchase_order_edit")
    right = filling.rightly(form_on(boss, address), firm)

    answer = boss.post(address, right | {"remark": ["one", "two"], "lines-0-quantity": ["5", "6"]})

    assert answer.status_code == 302
    paper = firm.drafts["purchase_order"]
    paper.refresh_from_db()
    assert paper.remark == "two"
    assert [line.quantity for line in paper.purchaseorder.lines.all()] == [6]


@pytest.mark.parametrize("number", [3_000, 25_000])
def test_thousands_of_fields_are_ignored_or_refused(number: int, boss: Client, firm: Firm) -> None:
    (address,) = firm.addresses("party_edit")
    right = filling.rightly(form_on(boss, address), firm)
    more = {f"x{place}": "1" for place in range(number)}

    assert boss.post(address, right | more).status_code == (302 if number == 3_000 else 400)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps({"remark": "forged"})),
        ("text/plain", "remark=forged"),
        ("application/xml", "<remark>forged</remark>"),
        ("application/x-www-form-urlencoded; charset=utf-7", "remark=+AG8-"),
        ("application/x-www-form-urlencoded; charset=utf-16", "remark=forged"),
        ("application/x-www-form-urlencoded; charset=nonsense", "remark=forged"),
        ("multipart/form-data", "remark=forged"),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name="),
        ("multipart/form-data; boundary=x", "--y\r\n\r\nremark\r\n--y--"),
        ("application/x-www-form-urlencoded", "remark=%ff%fe%00&version=1"),
        ("", "remark=forged"),
    ],
)
@pytest.mark.parametrize("name", ["receipt_edit", "item_edit", "login", "receipt_comment"])
def test_a_body_of_the_wrong_kind_changes_nothing(
    name: str, content_type: str, body: str, boss: Client, firm: Firm
) -> None:
    (address,) = firm.addresses(name)
    before = stored(firm.drafts["receipt"]), stored(firm.records["item"])

    answer = boss.generic("POST", address, body.encode(), content_type=content_type)

    assert answer.status_code in (302, 400, 409, 415, 422)
    assert (stored(firm.drafts["receipt"]), stored(firm.records["item"])) == before


EVIL = (
    "//evil.example", "https://evil.example/", "javascript:alert(1)", "///evil.example",
    "\\\\evil.example", "/\\evil.example", "http:evil.example", "data:text/html,x", "%2f%2fevil",
    "/\tevil", " //evil.example", "https:/evil.example", "//testserver@evil.example", "\r\nX: 1",
)  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_no_target_leads_away_after_anything(target: str, boss: Client, firm: Firm) -> None:
    (step,) = firm.addresses("receipt_urge")
    asked = [
        (boss, reverse("set_language"), {"language": "zh-hans"}),
        (boss, reverse("set_theme"), {"theme": "dark"}),
        (boss, reverse("list_columns", args=["item_list"]), {"reset": "1"}),
        (boss, reverse("receipt_batch"), {"action": "submit"}),
        (boss, reverse("receipt_print_many"), {}),
        (boss, step, {}),
        (boss, pages_of("receipt").url("step", firm.drafts["receipt"].pk, "void"), {"reason": "x"}),  # type: ignore[union-attr]
        (
            Client(),
            reverse("login"),
            {"username": firm.boss.username, "password": factories.PASSWORD},
        ),
    ]
    for client, address, data in asked:
        with firms.undone():
            answer = client.post(address, {**data, "next": target})
            assert answer.status_code == 302, (address, answer.status_code)
            assert _is_own(answer.url), (address, answer.url)
        with firms.undone():
            answer = client.post(f"{address}?next={target.strip()}", data)
            assert answer.status_code in (302, 400), address
            assert answer.status_code == 400 or _is_own(answer.url), (address, answer.url)


def _is_own(url: str) -> bool:
    return url.startswith("/") and url[1:2] not in {"/", "\\"} and "evil.example" not in url


def test_nobody_makes_himself_more_than_he_is(firm: Firm, boss: Client) -> None:
    clerk = factories.user(Role.STOREKEEPER)
    client = firms.signed_in(clerk)
    right = {"language": "zh-hans", "default_price_source": "last", "rows_per_page": "50"}

    client.post(
        reverse("preferences"),
        right | {"is_superuser": "on", "is_staff": "on", "groups": "1", "roles": "administrator"},
    )

    clerk.refresh_from_db()
    assert not clerk.is_superuser
    assert not clerk.is_staff
    assert [group.name for group in clerk.groups.all()] == ["storekeeper"]


def test_the_database_still_stands(boss: Client) -> None:
    """Whoever typed DROP TABLE was only naming an item."""
    assert "masterdata_item" in connection.introspection.table_names()
