"""Steps from the page: taken once, refused in words, and what was typed with them survives."""

import logging
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from documents.models import Comment, Document, Event, Task
from documents.pages import pages_of
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.factories_papers import make
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


@pytest.fixture
def pages() -> Any:
    return pages_of("purchase_order")


@pytest.fixture
def submitted(db: None) -> Document:
    return firm.order(state="submitted")


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_step_is_taken_and_told(client: Client, pages: Any, submitted: Document) -> None:
    signed_in(client, firm.people().manager)
    data = {"version": submitted.version, "key": str(uuid4())}

    response = client.post(pages.url("step", submitted.pk, "approve"), data, follow=True)

    assert firm.state_of(submitted) == "approved"
    assert submitted.number in messages_of(response)


def test_the_same_button_pressed_twice_acts_once(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().manager)
    data = {"version": submitted.version, "key": str(uuid4())}
    url = pages.url("step", submitted.pk, "approve")

    first, second = client.post(url, data), client.post(url, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.filter(document=submitted, step="approve").count() == 1


def test_looking_at_a_step_changes_nothing(client: Client, pages: Any, submitted: Document) -> None:
    signed_in(client, firm.people().manager)
    before = Event.objects.count()

    page = client.get(pages.url("step", submitted.pk, "approve"))

    assert page.status_code == 200
    assert page.context["offer"]["allowed"]
    assert (firm.state_of(submitted), Event.objects.count()) == ("submitted", before)


def test_a_step_that_the_type_does_not_know_is_not_there(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().manager)

    assert client.post(pages.url("step", submitted.pk, "explode")).status_code == 404


def test_who_may_not_is_told_who_may_and_the_log_has_it(
    client: Client, pages: Any, submitted: Document, caplog: Any
) -> None:
    signed_in(client, firm.people().purchaser)

    with caplog.at_level(logging.WARNING):
        response = client.post(
            pages.url("step", submitted.pk, "approve"), {"version": submitted.version}
        )

    assert response.status_code == 403
    assert firm.state_of(submitted) == "submitted"
    assert "caigoujl" in messages_of(response)
    assert submitted.number in caplog.text


def test_a_step_from_a_state_that_passed_is_refused_with_that_state(
    client: Client, pages: Any, submitted: Document
) -> None:
    firm.approve(submitted)
    signed_in(client, firm.people().manager)

    response = client.post(pages.url("step", submitted.pk, "reject"), {"reason": "价格"})

    assert response.status_code == 409
    assert submitted.number in messages_of(response)


def test_an_old_version_is_refused_and_the_page_is_the_new_one(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().manager)

    response = client.post(
        pages.url("step", submitted.pk, "approve"), {"version": submitted.version - 1}
    )

    assert response.status_code == 409
    assert response.context["document"].version == submitted.version


def test_a_missing_reason_brings_the_question_back(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().manager)

    response = client.post(
        pages.url("step", submitted.pk, "reject"), {"version": submitted.version, "reason": " "}
    )

    assert response.status_code == 409
    assert response.templates[0].name == "documents/_step.html"
    assert firm.state_of(submitted) == "submitted"


def test_what_a_steps_form_was_filled_with_comes_back(client: Client, pages: Any) -> None:
    approved = firm.order(state="approved")
    signed_in(client, firm.people().purchaser)
    data = {"contract_number": "HT-77", "signed_on": "no day", "our_signer": "周丽"}

    response = client.post(pages.url("step", approved.pk, "sign"), data)

    assert response.status_code == 422
    assert response.context["offer"]["form"]["contract_number"].value() == "HT-77"
    assert "signed_on" in response.context["offer"]["form"].errors


def test_after_a_step_a_foreign_target_is_not_followed(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().manager)
    data = {"version": submitted.version, "next": "https://evil.example/"}

    response = client.post(pages.url("step", submitted.pk, "approve"), data)

    assert response.url == pages.url("detail", submitted.pk)


# --- Many at once -----------------------------------------------------------------------------


def test_a_batch_answers_for_each_paper(client: Client, pages: Any) -> None:
    good = firm.order(state="submitted")
    draft = firm.order(state="draft")
    signed_in(client, firm.people().manager)

    response = client.post(pages.url("batch"), {"action": "approve", "ids": [good.pk, draft.pk]})

    assert [r["ok"] for r in response.context["results"]] == [True, False]
    assert (response.context["done"], response.context["refused"]) == (1, 1)
    assert draft.number in response.content.decode()
    assert (firm.state_of(good), firm.state_of(draft)) == ("approved", "draft")


def test_a_batch_takes_the_reason_beside_its_button(client: Client, pages: Any) -> None:
    paper = firm.order(state="submitted")
    signed_in(client, firm.people().manager)

    client.post(
        pages.url("batch"), {"action": "reject", "ids": [paper.pk], "reason_reject": "太贵"}
    )

    assert firm.state_of(paper) == "draft"
    assert Event.objects.filter(document=paper, step="reject", reason="太贵").exists()


def test_a_batch_offers_only_ones_own_steps(client: Client, pages: Any) -> None:
    paper = firm.order(state="submitted")
    signed_in(client, firm.people().storekeeper)

    refused = client.post(pages.url("batch"), {"action": "approve", "ids": [paper.pk]})
    unknown = client.post(pages.url("batch"), {"action": "explode", "ids": [paper.pk]})

    assert (refused.status_code, unknown.status_code) == (403, 404)
    assert firm.state_of(paper) == "submitted"


def test_a_reversal_is_never_done_in_a_batch(client: Client, pages: Any) -> None:
    paper = firm.order(state="active")
    signed_in(client, firm.people().manager)

    assert (
        client.post(pages.url("batch"), {"action": "cancel", "ids": [paper.pk]}).status_code == 403
    )
    assert firm.state_of(paper) == "active"


# --- Undo from the end ------------------------------------------------------------------------


def test_a_refused_reversal_shows_the_way_to_undo_from_the_end(client: Client, pages: Any) -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")
    signed_in(client, firm.people().manager)

    page = client.get(pages.url("detail", order.pk))

    assert page.context["blockers"][0]["number"] == receipt.number
    plan = client.get(page.context["undo_url"]).context["plan"]
    assert [row["number"] for row in plan] == [receipt.number, order.number]


def test_undoing_from_the_end_undoes_all_or_nothing(client: Client, pages: Any) -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")
    url = pages.url("undo", order.pk)

    signed_in(client, firm.people().purchaser)
    assert client.post(url, {"reason": "录错"}).status_code in (403, 409)
    signed_in(client, firm.people().manager)
    assert client.post(url, {"reason": ""}).status_code == 409
    assert (firm.state_of(receipt), firm.state_of(order)) == ("approved", "active")
    client.post(url, {"reason": "录错"})

    assert (firm.state_of(receipt), firm.state_of(order)) == ("reversed", "void")


# --- Who may know of a paper ------------------------------------------------------------------


def test_a_paper_one_may_not_see_is_not_there_under_any_address(
    client: Client, caplog: Any
) -> None:
    document = make("opening_balance", state="draft")
    pages: Any = pages_of("opening_balance")
    signed_in(client, factories.user(Role.DRIVER))
    with caplog.at_level(logging.WARNING):
        for name in ("detail", "edit", "undo"):
            assert client.get(pages.url(name, document.pk)).status_code == 404
        for name, *more in (("copy",), ("comment",), ("attach",), ("step", "approve")):
            assert client.post(pages.url(name, document.pk, *more)).status_code == 404
        assert client.get(f"/d/{document.number}/").status_code == 404

    assert caplog.text.count("not there or not his") >= 5
    assert document.number.encode() not in client.get(pages.url("list")).content


def test_a_number_on_a_slip_opens_its_paper(client: Client, pages: Any) -> None:
    document = firm.order(state="draft")
    signed_in(client, firm.people().purchaser)

    assert client.get(f"/d/{document.number}/").url == pages.url("detail", document.pk)
    assert client.get(f"/d/{document.number.lower()}/").url == pages.url("detail", document.pk)
    missing = client.get("/d/CG-19990101-0001/")
    assert missing.status_code == 404


# --- Comments and haste -----------------------------------------------------------------------


def test_a_comment_is_kept_and_an_empty_one_refused(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().manager)

    client.post(pages.url("comment", submitted.pk), {"text": "<b>请补合同</b>"})
    client.post(pages.url("comment", submitted.pk), {"text": "  "})

    assert [c.text for c in Comment.objects.all()] == ["<b>请补合同</b>"]
    page = client.get(pages.url("detail", submitted.pk))
    assert "&lt;b&gt;请补合同" in page.content.decode()


def test_a_waiting_paper_can_be_urged_by_its_maker(
    client: Client, pages: Any, submitted: Document
) -> None:
    signed_in(client, firm.people().purchaser)
    page = client.get(pages.url("detail", submitted.pk))
    (task,) = page.context["tasks"]

    client.post(task["urge_url"])

    assert Task.objects.get(document=submitted, closed_at=None).urged_by == firm.people().purchaser


def test_each_print_is_counted_in_the_timeline(client: Client, pages: Any) -> None:
    document = firm.order(state="active")
    signed_in(client, firm.people().purchaser)
    url = pages.url("print", document.pk, pages.prints[0].code)

    client.get(url)
    client.get(url)

    page = client.get(pages.url("detail", document.pk))
    assert Event.objects.filter(document=document, kind=Event.Kind.PRINTED).count() == 2
    assert page.context["people"][-1]["name"] == "2"


def test_many_papers_are_printed_as_one(client: Client, pages: Any) -> None:
    papers = [firm.order(state="active"), firm.order(state="active")]
    signed_in(client, firm.people().purchaser)

    response = client.post(pages.url("print_many"), {"ids": [p.pk for p in papers]})

    assert response.content.startswith(b"%PDF")
    assert Event.objects.filter(kind=Event.Kind.PRINTED).count() == 2
