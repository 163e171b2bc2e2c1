"""What goes along with a step, and what does not: desks, the program's own steps, the head."""

from typing import Any

import pytest
from django.utils import timezone

from documents import approvals, chains, drafts, engine
from documents.errors import NotAllowed, Refused, StaleVersion
from documents.models import ChainStep, Document, Event, Link
from documents.registry import get
from masterdata.roles import Role
from tests import factories
from tests.factories_papers import make
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def set_desks(kind: str, *roles: Role) -> None:
    desks = [chains.Desk(number, role) for number, role in enumerate(roles, start=1)]
    chains.replace_chain(get(kind), desks, actor=factories.user(Role.ADMINISTRATOR))


def test_the_first_of_two_desks_moves_nothing_and_the_last_moves_all() -> None:
    people = firm.people()
    set_desks("receipt", Role.PURCHASING_MANAGER, Role.GENERAL_MANAGER)
    receipt = firm.receipt([firm.order()], "40", state="submitted")

    receipt = firm.step(receipt, "approve", people.manager)
    assert receipt.state == "submitted"
    assert stock("螺丝 main 0")
    assert stock("螺丝 main expected 100")
    assert owed("甲厂 0")

    assert firm.step(receipt, "approve", people.general_manager).state == "approved"
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")


def test_each_step_raises_the_version_by_one() -> None:
    order = firm.draft_order()
    begun = order.version

    order = firm.step(order, "submit", firm.people().purchaser)
    assert order.version == begun + 1
    order = firm.step(order, "approve", firm.people().manager)

    assert order.version == begun + 2


def test_who_may_not_at_all_is_not_told_that_he_had_a_hand_in_it() -> None:
    order = firm.order(state="submitted")

    with pytest.raises(NotAllowed, match="办理") as refused:
        firm.step(order, "approve", firm.people().storekeeper)

    assert "须由其他人" not in str(refused.value)


def test_who_made_it_is_told_so_and_who_else_may() -> None:
    people = firm.people()
    order = firm.draft_order()
    people.purchaser.groups.add(people.manager.groups.get())
    order = firm.step(order, "submit", people.purchaser)

    with pytest.raises(NotAllowed, match="须由其他人") as refused:
        firm.step(order, "approve", people.purchaser)

    assert people.manager.display_name in str(refused.value)


def test_the_program_takes_none_of_the_steps_of_people() -> None:
    order = firm.order(state="submitted")

    with pytest.raises(NotAllowed):
        engine.system(order.pk, "approve", at=timezone.now(), cause=order)

    assert firm.state_of(order) == "submitted"


def test_what_must_go_along_and_cannot_refuses_its_cause_with_its_own_reasons() -> None:
    order, cause = firm.order(state="active"), firm.draft_order()

    with pytest.raises(Refused, match=order.number) as refused:
        engine.insist(order.pk, "receive_all", at=timezone.now(), cause=cause)

    assert len(refused.value.details) == 1
    assert firm.state_of(order) == "active"


def test_what_must_go_along_from_a_state_that_does_not_know_it_names_the_state() -> None:
    order, cause = firm.order(state="approved"), firm.draft_order()

    with pytest.raises(Refused, match="不能再") as refused:
        engine.insist(order.pk, "receive_all", at=timezone.now(), cause=cause)

    assert order.number in str(refused.value)
    assert refused.value.details == []


@pytest.mark.parametrize("named", [True, False])
def test_the_guards_of_what_must_go_along_hear_who_acts(
    monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """Whoever is named, or else the maker of the cause."""
    order, cause = firm.order(state="active"), firm.draft_order()
    heard: list[Any] = []

    def no(_body: Any, _step: Any, actor: Any) -> list[str]:
        heard.append(actor)
        return ["no"]

    monkeypatch.setattr(engine, "refusals_of_guards", no)
    taken: dict[str, Any] = {"actor": firm.people().manager} if named else {}
    with pytest.raises(Refused):
        engine.insist(order.pk, "receive_all", at=timezone.now(), cause=cause, **taken)

    assert heard == [firm.people().manager if named else firm.people().purchaser] * 2


def test_what_the_program_does_by_itself_says_so_in_the_history() -> None:
    order = firm.order("螺丝 40 x 2.26")
    firm.receipt([order], "40")

    assert firm.state_of(order) == "completed"
    said = dict(Event.objects.filter(document=order).values_list("step", "by_system"))
    assert said["receive_all"]
    assert not said["approve"]


def test_a_paper_that_draws_on_what_no_link_names_is_locked_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = firm.order()
    receipt = firm.draft_receipt([order], "40")
    Link.objects.filter(target=receipt).delete()
    asked: list[frozenset[int]] = []
    locked: list[set[int]] = []
    lock = engine._lock

    def heard(document_id: int, wanted: frozenset[int]) -> tuple[Document, set[int]]:
        asked.append(wanted)
        document, heads = lock(document_id, wanted)
        locked.append(heads)
        return document, heads

    monkeypatch.setattr(engine, "_lock", heard)
    receipt = firm.step(receipt, "submit", firm.people().purchaser)

    assert receipt.state == "submitted"
    assert asked[:2] == [frozenset(), frozenset({order.pk})]
    assert locked[:2] == [{receipt.pk}, {receipt.pk, order.pk}]


def test_a_paper_whose_lines_changed_between_the_look_and_the_lock_is_stale() -> None:
    receipt = firm.draft_receipt([firm.order()], "40")
    other = firm.order()
    Link.objects.filter(target=receipt).delete()
    wanted = frozenset({other.pk})

    with pytest.raises(StaleVersion):
        engine._perform(receipt.pk, "submit", firm.people().purchaser, {}, wanted)

    assert firm.state_of(receipt) == "draft"


def test_who_takes_the_one_step_of_four_eyes_is_the_approver_until_it_is_undone() -> None:
    """A paper without a chain has no other approval."""
    approved = make("opening_stock", state="approved")
    event = Event.objects.filter(document=approved, step="approve").get()

    assert approved.approver == event.actor
    assert approved.approved_at == event.at
    assert make("opening_stock", state="draft").approver is None


def test_a_paper_of_one_desk_keeps_its_approver_when_it_is_undone_by_another() -> None:
    receipt = firm.receipt([firm.order()], "40")
    assert receipt.approver == firm.people().manager
    other = factories.user(Role.PURCHASING_MANAGER)

    firm.step(receipt, "reverse", other, reason="数量有误")

    assert Document.objects.get(pk=receipt.pk).approver == firm.people().manager


def test_the_rounds_of_a_chain_are_counted_from_one() -> None:
    order = firm.order(state="submitted")
    assert {desk.round for desk in approvals.steps_of(order)} == {1}

    order = firm.step(order, "reject", firm.people().manager, reason="补充规格")
    order = firm.step(order, "submit", firm.people().purchaser)

    assert {desk.round for desk in approvals.steps_of(order)} == {2}


def test_a_desk_signs_from_its_very_amount_on() -> None:
    order = firm.draft_order("螺丝 10 x 2.00")
    amount = order.total
    desks = [
        chains.Desk(1, Role.PURCHASING_MANAGER),
        chains.Desk(2, Role.GENERAL_MANAGER, amount),
    ]
    chains.replace_chain(get("purchase_order"), desks, actor=factories.user(Role.ADMINISTRATOR))

    order = firm.step(order, "submit", firm.people().purchaser)

    roles = [desk.role for desk in approvals.steps_of(order)]
    assert roles == [Role.PURCHASING_MANAGER, Role.GENERAL_MANAGER]


def test_a_condition_of_a_type_is_known_by_its_code_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "_conditions", {})
    approvals.register_condition("receipt", "odd", "Odd", lambda _body: True)
    approvals.register_condition("receipt", "even", "Even", lambda _body: True)

    with pytest.raises(ValueError, match="twice"):
        approvals.register_condition("receipt", "odd", "Odd", lambda _body: True)

    assert [each.code for each in approvals.conditions_of("receipt")] == ["odd", "even"]


def test_every_guard_that_says_no_is_told_and_not_the_first_alone() -> None:
    order = drafts.create(
        firm.PURCHASE_ORDER,
        actor=firm.people().purchaser,
        body={"warehouse": factories.warehouse()},
    )

    with pytest.raises(Refused, match="供应商") as refused:
        firm.step(order, "submit", firm.people().purchaser)

    assert any("明细" in str(detail) for detail in refused.value.details)


def test_a_reason_as_long_as_a_page_is_kept_as_far_as_there_is_room() -> None:
    order = firm.order(state="submitted")

    order = firm.step(order, "reject", firm.people().manager, reason="长" * 600)

    assert Event.objects.get(document=order, step="reject").reason == "长" * 500


def test_a_paper_without_a_desk_left_is_signed_by_nobody() -> None:
    order = firm.order(state="submitted")
    ChainStep.objects.filter(document=order).delete()

    with pytest.raises(NotAllowed, match="审批"):
        firm.step(order, "approve", firm.people().manager)


def test_a_refusal_names_four_people_of_a_role_and_no_more() -> None:
    for number in range(6):
        factories.user(Role.PURCHASING_MANAGER, name=f"经理{number}")

    named = approvals.people_for([Role.PURCHASING_MANAGER])

    assert named.count("经理") == 1 + 4
