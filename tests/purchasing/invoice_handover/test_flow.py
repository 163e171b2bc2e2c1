"""Papers change hands: given, counted, signed for; lost ones are looked for; one list at a time."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from documents import engine, links, undoing
from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from documents.tasks import open_tasks
from masterdata.roles import Role
from purchasing.invoice_handover.models import InvoiceHandoverLine
from purchasing.invoice_handover.queries import missing_papers, to_hand_over
from tests.grounds import begins_with
from tests.purchasing import firm
from tests.purchasing.invoice_handover import walk
from tests.purchasing.supplier_invoice import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


def state_of(document: Document) -> str:
    document.refresh_from_db()
    return document.state


def tasks_of(document: Document) -> list[Task]:
    return list(open_tasks().filter(document=document))


@begins_with(walk.matched)
def test_handing_over_moves_every_invoice_and_asks_an_accountant() -> None:
    first, second = walk.matched(), walk.matched("螺母 10 x 1.13", supplier="乙厂")

    document = walk.handed([first, second])

    assert (state_of(first), state_of(second)) == ("handed_over", "handed_over")
    body = document.invoicehandover
    assert (body.handed_by, body.handed_on) == (firm.people().purchaser, firm.today())
    (task,) = tasks_of(document)
    assert (task.role, task.rule) == (Role.ACCOUNTANT, "R137")
    assert document.total == first.total + second.total


@begins_with(walk.matched)
def test_signing_signs_for_every_invoice_that_came() -> None:
    invoice = walk.matched()

    document = walk.signed([invoice])

    assert state_of(invoice) == "signed"
    body = document.invoicehandover
    assert (body.signed_by, body.signed_on) == (desk.accountant(), firm.today())
    assert [task.role for task in tasks_of(invoice)] == [Role.ACCOUNTANT]


@begins_with(walk.matched)
def test_a_missing_paper_comes_back_and_is_listed_until_it_is_handed_over_again() -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13")

    document = walk.signed([here, lost], missing=[lost])

    assert (state_of(here), state_of(lost)) == ("signed", "matched")
    assert [body.pk for body in missing_papers()] == [lost.pk]
    assert list(to_hand_over(firm.people().purchaser)) == [lost]
    line = InvoiceHandoverLine.objects.get(body_id=document.pk, invoice_id=lost.pk)
    assert (line.outcome, line.note, line.on_list) == ("missing", "信封里没有", False)

    again = walk.handed([lost])
    assert not missing_papers().exists()
    walk.sign(again)
    assert desk.body_of(lost).missing_since is None


@begins_with(walk.matched)
def test_a_missing_paper_stays_missing_since_the_first_time() -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13")
    walk.signed([here, lost], missing=[lost])
    since = desk.body_of(lost).missing_since

    again = walk.handed([lost])
    firm.step(again, "reject", desk.accountant(), reason="仍未见到")

    assert [body.missing_since for body in missing_papers()] == [since]


@begins_with(walk.matched)
def test_a_missing_invoice_may_be_reversed_though_its_list_is_signed() -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13")
    document = walk.signed([here, lost], missing=[lost])

    lost.refresh_from_db()
    assert desk.reverse(lost).state == "reversed"
    assert not missing_papers().exists()
    assert document in links.chain(lost)


@begins_with(walk.matched)
def test_reversing_an_invoice_under_a_live_list_names_the_list() -> None:
    invoice = walk.matched()
    document = walk.signed([invoice])

    with pytest.raises(Refused) as refused:
        engine.perform(invoice.pk, "reverse", actor=desk.accountant(), reason="试")

    assert document.number in f"{refused.value} {refused.value.details}"
    assert state_of(invoice) == "signed"


@begins_with(desk.received)
def test_the_deputy_undoes_list_and_invoice_in_one_act() -> None:
    receipt = desk.received()
    invoice = desk.matched([receipt], "100")
    document = walk.signed([invoice])

    undone = undoing.undo_from_end(invoice.pk, actor=desk.deputy(), reason="开错", at=firm.now())

    assert [paper.pk for paper in undone] == [document.pk, invoice.pk]
    assert (state_of(document), state_of(invoice)) == ("reversed", "reversed")
    assert desk.owed_invoice(receipt) == receipt.total


@begins_with(walk.matched)
@pytest.mark.parametrize("code", ["withdraw", "reject", "void"])
def test_a_list_that_does_not_stand_gives_its_invoices_back(code: str) -> None:
    invoice = walk.matched()
    document = walk.handed([invoice])
    actor = desk.accountant() if code == "reject" else firm.people().purchaser

    firm.step(document, code, actor, reason="少一张")

    assert state_of(invoice) == "matched"
    assert not InvoiceHandoverLine.objects.filter(on_list=True).exists()


@begins_with(walk.matched)
def test_a_list_given_back_is_handed_over_again() -> None:
    invoice = walk.matched()
    document = firm.step(walk.handed([invoice]), "reject", desk.accountant(), reason="少一张")

    firm.step(document, "submit", firm.people().purchaser)

    assert state_of(invoice) == "handed_over"


@begins_with(walk.matched)
def test_reversing_a_signed_list_brings_its_invoices_back() -> None:
    invoice = walk.matched()
    document = walk.signed([invoice])

    firm.step(document, "reverse", desk.accountant(), reason="签错")

    assert state_of(invoice) == "matched"
    assert walk.handed([invoice]).state == "handed"


# --- What is refused -----------------------------------------------------------------------------


@begins_with(walk.matched)
def test_an_invoice_stands_on_one_live_list_only() -> None:
    invoice = walk.matched()
    first, second = walk.draft([invoice]), walk.draft([invoice])

    with pytest.raises(Refused) as refused:
        firm.step(second, "submit", firm.people().purchaser)

    assert first.number in f"{refused.value} {refused.value.details}"
    assert state_of(invoice) == "matched"


@begins_with(walk.matched)
def test_an_invoice_handed_over_is_not_handed_over_with_another_list() -> None:
    invoice = walk.matched()
    walk.handed([invoice])
    invoice.refresh_from_db()

    with pytest.raises(Refused) as refused:
        walk.handed([invoice])

    assert invoice.number in f"{refused.value} {refused.value.details}"


@begins_with(desk.received)
def test_an_unmatched_invoice_is_not_handed_over() -> None:
    invoice = desk.submitted([desk.received()], "100")

    with pytest.raises(Refused, match=invoice.number):
        walk.handed([invoice])


@begins_with(walk.matched)
def test_whoever_made_the_list_does_not_sign_for_it() -> None:
    document = walk.handed([walk.matched()])
    maker = document.maker
    maker.is_superuser = True
    maker.save()

    with pytest.raises(NotAllowed):
        firm.step(document, "sign", maker, data=walk.counted(document))


@begins_with(walk.matched)
def test_the_sheets_counted_must_be_those_of_the_list() -> None:
    invoice = walk.matched()
    document = walk.handed([invoice], sheets=3)

    with pytest.raises(Refused, match="3 sheets"):
        firm.step(document, "sign", desk.accountant(), data=walk.counted(document) | {"counted": 2})

    assert state_of(invoice) == "handed_over"


@begins_with(walk.matched)
def test_signing_without_looking_is_refused() -> None:
    document = walk.handed([walk.matched()])

    with pytest.raises(Refused, match="every invoice"):
        firm.step(document, "sign", desk.accountant())


@begins_with(walk.matched)
def test_a_list_of_which_nothing_came_is_given_back_instead() -> None:
    invoice = walk.matched()
    document = walk.handed([invoice])

    with pytest.raises(Refused, match="None of the papers"):
        walk.sign(document, missing=[invoice])


@begins_with(walk.matched)
def test_what_finance_has_booked_stays_booked_when_the_list_is_reversed() -> None:
    invoice = walk.matched()
    document = walk.signed([invoice])
    invoice.refresh_from_db()
    firm.step(invoice, "book", desk.accountant())

    undoing.undo_from_end(invoice.pk, actor=desk.deputy(), reason="开错", at=firm.now())

    assert (state_of(document), state_of(invoice)) == ("reversed", "reversed")
