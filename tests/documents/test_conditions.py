"""Conditions on given values find what Django's own find, whatever signs stand in the text."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db.models import Q

from ui import conditions, prepared
from ui.conditions import KEYS
from ui.values import WORD, Given, Moving

pytestmark = pytest.mark.django_db

NAMES = ("abc", "ABCD", "xabc", "a_c", "a%c", "axc", "\\a", "一二", "'", "")
TYPED = ("abc", "A", "_", "%", "a_c", "a%c", "\\", "二", "'", "c", "nothing")
Condition = Callable[[str, Moving], Q]


@pytest.mark.parametrize(
    ("condition", "own"),
    [
        (conditions.equals, "iexact"),
        (conditions.begins, "istartswith"),
        (conditions.ends, "iendswith"),
        (conditions.contains, "icontains"),
    ],
)
def test_a_text_finds_what_djangos_own_condition_finds(condition: Condition, own: str) -> None:
    Group.objects.bulk_create(Group(name=name) for name in NAMES)

    for text in TYPED:
        found = prepared.rows(
            own, lambda: Group.objects.filter(condition("name", Given("text", WORD))), text=text
        )
        assert set(found) == set(Group.objects.filter(**{f"name__{own}": text})), text


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_of_keys_may_be_of_any_length(count: int) -> None:
    made = [Group.objects.create(name=name) for name in NAMES[:5]]
    keys = [group.pk for group in made[:count]]

    found = prepared.rows(
        "among",
        lambda: Group.objects.filter(conditions.among("pk", Given("keys", KEYS))),
        keys=keys,
    )

    assert sorted(group.pk for group in found) == keys


def test_the_first_of_another_query_are_found_beside_others() -> None:
    made = [Group.objects.create(name=name) for name in ("a", "b", "c", "d")]
    first = Group.objects.filter(pk__in=[group.pk for group in made]).order_by("name")[:2]

    found = Group.objects.filter(conditions.among_first("pk", first.values("pk")) | Q(name="d"))

    assert sorted(group.name for group in found) == ["a", "b", "d"]
