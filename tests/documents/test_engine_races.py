"""Real connections at the same moment: one wins, the others get a sentence, the books agree."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents import books, drafts, engine, periods, transactions, undoing
from documents.errors import Refused
from documents.models import Document, Event, NumberCounter, Operation
from masterdata.roles import Role
from tests import factories
from tests.documents.races import at_once, deadlocks, refusals
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _on_postgresql_alone(transactional_db: None) -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("races need real connections: PostgreSQL only")
    before = deadlocks()
    yield
    assert not books.run_checks()
    assert deadlocks() == before


def take(document: Document, code: str, actor: Any, **options: Any) -> Any:
    return lambda: engine.perform(document.pk, code, actor=actor, **options)


def test_two_managers_approve_the_same_receipt() -> None:
    receipt = firm.receipt([firm.order()], "40", state="submitted")
    managers = [firm.people().manager, factories.user(Role.PURCHASING_MANAGER)]

    answers = at_once(*(take(receipt, "approve", manager) for manager in managers))

    assert len(refusals(answers)) == 1
    assert receipt.number in str(refusals(answers)[0])
    assert Event.objects.filter(document=receipt, step="approve").count() == 1
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")


def test_one_approves_while_another_rejects() -> None:
    receipt = firm.receipt([firm.order()], "40", state="submitted")
    manager, other = firm.people().manager, factories.user(Role.PURCHASING_MANAGER)

    answers = at_once(
        take(receipt, "approve", manager), take(receipt, "reject", other, reason="数量不符")
    )

    assert len(refusals(answers)) == 1
    approved = firm.state_of(receipt) == "approved"
    assert stock(f"螺丝 main {40 if approved else 0}")
    assert owed(f"甲厂 {'90.40' if approved else '0'}")


def test_one_reverses_while_another_reverses() -> None:
    receipt = firm.receipt([firm.order()], "40")
    managers = [firm.people().manager, factories.user(Role.PURCHASING_MANAGER)]

    answers = at_once(*(take(receipt, "reverse", each, reason="有误") for each in managers))

    assert len(refusals(answers)) == 1
    assert stock("螺丝 main 0")
    assert owed("甲厂 0")


def test_the_same_step_form_sent_eight_times_acts_once() -> None:
    receipt = firm.receipt([firm.order()], "40", state="submitted")
    key, manager = uuid.uuid4(), firm.people().manager
    options = {"key": key, "version": receipt.version}

    answers = at_once(*(take(receipt, "approve", manager, **options) for _n in range(8)))

    assert not refusals(answers)
    assert [answer.repeated for answer in answers].count(False) == 1
    assert len({answer.event.pk for answer in answers}) == 1
    assert Operation.objects.count() == 1
    assert stock("螺丝 main 40")


def test_the_same_new_form_sent_eight_times_makes_one_paper() -> None:
    key, maker = uuid.uuid4(), firm.people().purchaser
    given = {
        "head": {"party": factories.supplier()},
        "body": {"warehouse": factories.warehouse()},
        "lines": firm.priced("螺丝 1 x 1.00"),
        "key": key,
    }

    answers = at_once(
        *(lambda: drafts.create(firm.PURCHASE_ORDER, actor=maker, **given) for _n in range(8))
    )

    assert not refusals(answers)
    assert len({answer.pk for answer in answers}) == 1
    assert Document.objects.count() == 1
    assert NumberCounter.objects.get().last == 1


def test_eight_people_draw_two_hundred_numbers_without_gap_or_double() -> None:
    maker, party, main = firm.people().purchaser, factories.supplier(), factories.warehouse()
    lines = firm.priced("螺丝 1 x 1.00")

    def draw() -> list[str]:
        given = {"head": {"party": party}, "body": {"warehouse": main}, "lines": lines}
        return [drafts.create(firm.PURCHASE_ORDER, actor=maker, **given).number for _n in range(25)]

    answers = at_once(*[draw] * 8)

    running = sorted(int(number[-4:]) for numbers in answers for number in numbers)
    assert running == list(range(1, 201))


def test_two_receipts_of_the_last_open_goods() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipts = [firm.receipt([order], "80", state="submitted") for _n in range(2)]
    managers = [firm.people().manager, factories.user(Role.PURCHASING_MANAGER)]

    answers = at_once(
        *(take(each, "approve", who) for each, who in zip(receipts, managers, strict=True))
    )

    assert len(refusals(answers)) == 1
    assert firm.order_lines(order)[0].received_quantity == 80
    assert stock("螺丝 main 80")


def test_closing_the_month_against_posting_into_it() -> None:
    from tests.documents.test_periods import last_month, receipt_of

    receipt = receipt_of(last_month())
    accountant, manager = factories.user(Role.ACCOUNTANT), firm.people().manager

    answers = at_once(
        take(receipt, "approve", manager),
        lambda: periods.close(last_month(), actor=accountant, at=timezone.now()),
    )

    posted = firm.state_of(receipt) == "approved"
    closed = periods.is_closed(last_month())
    assert posted
    assert closed is not bool(refusals(answers))


def test_two_save_the_same_draft() -> None:
    order = firm.draft_order()
    lines = firm.priced("螺丝 7 x 1.00")
    people = [firm.people().purchaser, factories.user(Role.PURCHASER)]

    def save(actor: Any) -> Any:
        given = {"version": 1, "head": {"remark": actor.username}, "body": {}, "lines": lines}
        return lambda: drafts.change(order.pk, actor=actor, **given)

    answers = at_once(*(save(person) for person in people))

    assert len(refusals(answers)) == 1
    order.refresh_from_db()
    assert order.version == 2
    winner = next(answer for answer in answers if not isinstance(answer, Refused))
    assert order.remark == winner.remark


def test_a_draft_saved_while_it_is_submitted() -> None:
    order = firm.draft_order()
    maker, lines = firm.people().purchaser, firm.priced("螺丝 7 x 1.00")
    given = {"version": 1, "head": {}, "body": {}, "lines": lines}

    answers = at_once(
        take(order, "submit", maker, version=1),
        lambda: drafts.change(order.pk, actor=maker, **given),
    )

    assert len(refusals(answers)) == 1
    order.refresh_from_db()
    assert order.version == 2


def test_undo_from_the_end_against_a_new_receipt() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "40")
    late = firm.receipt([order], "10", state="submitted")
    manager, other = firm.people().manager, factories.user(Role.PURCHASING_MANAGER)
    now = timezone.now() + timedelta(seconds=1)

    at_once(
        lambda: undoing.undo_from_end(order.pk, actor=manager, reason="作废", at=now),
        take(late, "approve", other),
    )

    if firm.state_of(order) == "void":
        assert firm.state_of(late) in {"void", "reversed"}
        assert stock("螺丝 main 0")
    else:
        assert stock("螺丝 main 50")


def test_a_real_deadlock_is_broken_and_both_acts_are_done() -> None:
    first, second = firm.draft_order(), firm.draft_order()
    met = {first.pk: 0, second.pk: 0}
    import threading

    both_hold_one = threading.Barrier(2)

    def touch(one: Document, other: Document) -> str:
        met[one.pk] += 1
        rows = Document.objects.select_for_update()
        rows.get(pk=one.pk)
        if met[one.pk] == 1:
            both_hold_one.wait(timeout=10)
        rows.get(pk=other.pk)
        return "done"

    before = deadlocks()
    answers = at_once(
        lambda: transactions.in_one_transaction(lambda: touch(first, second)),
        lambda: transactions.in_one_transaction(lambda: touch(second, first)),
    )

    assert answers == ["done", "done"]
    assert sum(met.values()) == 3
    assert deadlocks() >= before
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_reset()")


def test_a_rolled_back_creation_gives_its_number_to_the_next_who_waits() -> None:
    maker, party, main = firm.people().purchaser, factories.supplier(), factories.warehouse()
    given = {
        "head": {"party": party},
        "body": {"warehouse": main},
        "lines": firm.priced("螺丝 1 x 1.00"),
    }

    def make(*, fail: bool) -> Any:
        def act() -> str:
            with transaction.atomic():
                number = drafts.create(firm.PURCHASE_ORDER, actor=maker, **given).number
                if fail:
                    raise Refused("rolled back")
                return str(number)

        return act

    answers = at_once(make(fail=True), make(fail=False), make(fail=True), make(fail=False))

    numbers = sorted(answer[-4:] for answer in answers if isinstance(answer, str))
    assert numbers == ["0001", "0002"]
