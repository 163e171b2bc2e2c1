"""Settings: for the administrator alone, refused in a sentence; typed rows survive a refusal."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import chains
from documents.models import ApprovalRule, NumberCounter, NumberRule
from documents.registry import get
from masterdata.roles import Role
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
CHAIN = ["approval_chain", "purchase_order"]


@pytest.fixture
def administrator(client: Client, as_user: Any) -> Client:
    firm.people()
    signed_in: Client = as_user(client, factories.user(Role.ADMINISTRATOR))
    return signed_in


def rows(*desks: tuple[object, ...]) -> dict[str, str]:
    names = ("position", "role", "from_amount", "escalate_after_days", "escalate_to")
    data = {"desks-TOTAL_FORMS": str(len(desks)), "desks-INITIAL_FORMS": "0"}
    data |= {"desks-MIN_NUM_FORMS": "0", "desks-MAX_NUM_FORMS": "11"}
    for number, desk in enumerate(desks):
        for name, value in zip(names, desk, strict=False):
            data[f"desks-{number}-{name}"] = str(value)
    return data


def address(name: str, *args: str) -> str:
    return reverse(name, args=args)


@pytest.mark.parametrize(
    "page",
    [
        ("settings",),
        ("approval_chains",),
        ("approval_chain", "receipt"),
        ("number_rules",),
        ("number_rule", "receipt"),
        ("number_gaps",),
        ("number_preview",),
        ("self_check",),
    ],
)
@pytest.mark.parametrize("role", [Role.PURCHASING_MANAGER, Role.DRIVER])
def test_others_are_refused_in_a_sentence_that_names_who_may(
    client: Client, as_user: Any, page: tuple[str, ...], role: Role
) -> None:
    as_user(client, factories.user(role))

    answer = client.get(address(*page))

    assert answer.status_code == 403
    assert str(Role.ADMINISTRATOR.label) in answer.content.decode()


def test_the_general_manager_reads_chains_but_does_not_change_them(
    client: Client, as_user: Any
) -> None:
    firm.people()
    as_user(client, factories.user(Role.GENERAL_MANAGER))

    assert client.get(address("approval_chains")).status_code == 200
    assert client.get(address(*CHAIN)).status_code == 403
    assert client.post(address(*CHAIN), rows((1, "cashier", 0))).status_code == 403
    assert not ApprovalRule.objects.filter(role="cashier").exists()


def test_a_chain_is_saved_as_typed_with_full_width_digits(administrator: Client) -> None:
    data = rows(
        ("１", "purchasing_manager", "０", "２", "general_manager"),
        ("2", "general_manager", "50,000.00", "", ""),
    )

    answer = administrator.post(address(*CHAIN), data)

    assert answer.status_code == 302
    assert chains.desks_of(get("purchase_order")) == [
        chains.Desk(1, "purchasing_manager", Decimal(0), 2, "general_manager"),
        chains.Desk(2, "general_manager", Decimal(50_000)),
    ]
    assert "general_manager" not in administrator.get(address("approval_chains")).content.decode()


def test_an_unsound_chain_comes_back_with_what_was_typed(administrator: Client) -> None:
    before = chains.desks_of(get("purchase_order"))

    answer = administrator.post(address(*CHAIN), rows((2, "cashier", "12345"), (1, "driver", 7)))

    assert answer.status_code == 200
    assert "12345" in answer.content.decode()
    assert chains.desks_of(get("purchase_order")) == before


@pytest.mark.parametrize(
    "row",
    [
        ("x", "cashier", 0),
        (1, "no_such_role", 0),
        (1, "cashier", "NaN"),
        (1, "cashier", "-5"),
        (1, "cashier", "1e9"),
        (1, "cashier", "0.001"),
        (1, "cashier", 0, 99, "general_manager"),
        (1, "cashier", 0, 2, "cashier"),
        (0, "cashier", 0),
    ],
)
def test_a_bad_row_is_refused(administrator: Client, row: tuple[object, ...]) -> None:
    before = chains.desks_of(get("purchase_order"))

    assert administrator.post(address(*CHAIN), rows(row)).status_code == 200
    assert chains.desks_of(get("purchase_order")) == before


def test_an_empty_chain_or_no_rows_at_all_is_refused(administrator: Client) -> None:
    assert administrator.post(address(*CHAIN), rows()).status_code == 200
    assert administrator.post(address(*CHAIN), {}).status_code == 200
    assert ApprovalRule.objects.filter(type="purchase_order").exists()


def test_a_chain_changed_meanwhile_is_told_and_the_rows_survive(administrator: Client) -> None:
    page = administrator.get(address(*CHAIN))
    opened = page.context["version"]
    ApprovalRule.objects.filter(type="purchase_order", position=20).delete()

    data = rows((1, "cashier", "0"), (2, "accountant", "98765")) | {"version": opened}
    answer = administrator.post(address(*CHAIN), data)

    assert answer.status_code == 200
    assert "98765" in answer.content.decode()
    assert not ApprovalRule.objects.filter(role="cashier").exists()


def test_who_changed_a_chain_stays_on_the_page(client: Client, as_user: Any) -> None:
    firm.people()
    as_user(client, factories.user(Role.ADMINISTRATOR, name="管小理"))
    client.post(address(*CHAIN), rows((1, "general_manager", "0")))

    assert "管小理" in client.get(address("approval_chains")).content.decode()


def test_a_type_without_approvals_has_no_chain_page(administrator: Client) -> None:
    assert administrator.get(address("approval_chain", "opening_stock")).status_code == 404
    assert administrator.get(address("approval_chain", "no_such")).status_code == 404


# --- Numbers ----------------------------------------------------------------------------------


def test_a_number_rule_is_previewed_and_saved(administrator: Client) -> None:
    wanted = {"prefix": "cghd", "reset": "month", "digits": "５"}

    shown = administrator.get(address("number_preview"), wanted).content.decode()
    answer = administrator.post(address("number_rule", "purchase_order"), wanted)

    assert shown.startswith("CGHD-20")
    assert shown.endswith("-00001")
    assert answer.status_code == 302
    assert firm.draft_order().number == shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"prefix": "JH"},
        {"prefix": "采购"},
        {"prefix": "C-G"},
        {"prefix": ""},
        {"digits": "2"},
        {"digits": "99"},
        {"reset": "never"},
    ],
)
def test_a_wrong_number_rule_is_refused(administrator: Client, wrong: dict[str, str]) -> None:
    data = {"prefix": "CG", "reset": "day", "digits": "4"} | wrong

    answer = administrator.post(address("number_rule", "purchase_order"), data)

    assert answer.status_code == 200
    assert NumberRule.objects.get(type="purchase_order").prefix == "CG"
    assert NumberRule.objects.get(type="purchase_order").digits == 4


def test_a_preview_of_nonsense_is_a_sentence_and_no_markup(administrator: Client) -> None:
    asked = {"prefix": "<b>", "reset": "day", "digits": "4"}

    answer = administrator.get(address("number_preview"), asked)

    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()


def test_gaps_are_listed_and_void_numbers_are_none(administrator: Client) -> None:
    order = firm.draft_order()
    firm.step(order, "void", firm.people().purchaser, reason="重复")
    assert "g-text-bad" not in administrator.get(address("number_gaps")).content.decode()

    NumberCounter.objects.update(last=3)

    assert "2、3" in administrator.get(address("number_gaps")).content.decode()


# --- Self-check -------------------------------------------------------------------------------


def test_the_self_check_runs_on_demand_only(administrator: Client) -> None:
    assert "g-facts" not in administrator.get(address("self_check")).content.decode()

    answer = administrator.post(address("self_check"))

    assert [fact["value"] for fact in answer.context["facts"][:4]] == ["✓"] * 4


def test_the_self_check_finds_what_is_stuck(administrator: Client) -> None:
    order = firm.order(state="submitted")
    people = firm.people()
    people.manager.is_active = False
    people.manager.save()

    page = administrator.post(address("self_check")).content.decode()

    assert order.number in page


def test_the_self_check_finds_a_type_without_chain(administrator: Client) -> None:
    ApprovalRule.objects.filter(type="receipt").delete()

    page = administrator.post(address("self_check")).content.decode()

    assert str(get("receipt").label) in page
