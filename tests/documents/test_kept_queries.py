"""Both ways of asking a kept query: each gives what the plain query gives, whoever asks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.functions import Concat
from django.utils import timezone

from masterdata.models import User
from tests.documents.races import at_once
from ui import prepared
from ui.conditions import KEYS, among
from ui.prepared import Prepared, PreparedUpdate
from ui.values import KEY, WORD, AnyField, Given

pytestmark = pytest.mark.django_db

Make = Callable[..., "QuerySet[Any, Any]"]
Ask = Callable[..., list[Any]]


def _by_position(make: Make, *fields: AnyField) -> Ask:
    return Prepared(make, *fields)


def _by_key(make: Make, *fields: AnyField) -> Ask:
    names = [f"v{number}" for number in range(len(fields))]

    def build() -> "QuerySet[Any, Any]":
        return make(*map(Given, names, fields))

    return lambda *values: prepared.rows(
        make, build, **{f"v{number}": value for number, value in enumerate(values)}
    )


faces = pytest.mark.parametrize("face", [_by_position, _by_key])


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    prepared.make_anew()
    yield
    prepared.make_anew()


def _groups(count: int) -> list[Group]:
    return [Group.objects.create(name=f"group {number}") for number in range(count)]


def _by_pk_or_name(pk: Any, name: Any) -> "QuerySet[Group]":
    return Group.objects.filter(Q(pk=pk) | Q(name=name) | Q(pk=pk, name__gt=name)).order_by("pk")


@faces
def test_it_gives_the_rows_of_the_plain_query_for_any_values(face: Any) -> None:
    groups = _groups(4)
    ask = face(_by_pk_or_name, KEY, WORD)

    for one in groups:
        for other in (*groups, Group(name="nobody")):
            assert ask(one.pk, other.name) == list(_by_pk_or_name(one.pk, other.name))


@faces
def test_tuples_plain_values_and_what_is_fetched_along_come_as_they_do_plainly(face: Any) -> None:
    one, two = _groups(2)
    User.objects.create_user("member").groups.add(one)

    flat = face(lambda pk: Group.objects.filter(pk=pk).values_list("name", flat=True), KEY)
    pairs = face(lambda pk: Group.objects.filter(pk__gte=pk).values_list("pk", "name"), KEY)
    named = face(lambda pk: Group.objects.filter(pk=pk).values("name"), KEY)
    along = face(lambda pk: Group.objects.filter(pk=pk).prefetch_related("user_set"), KEY)

    assert flat(two.pk) == ["group 1"]
    assert sorted(pairs(one.pk))[:2] == [(one.pk, "group 0"), (two.pk, "group 1")]
    assert named(one.pk) == [{"name": "group 0"}]
    assert [user.username for user in along(one.pk)[0].user_set.all()] == ["member"]


@faces
def test_values_are_made_ready_as_their_field_does_it(face: Any) -> None:
    late = User.objects.create_user("late", last_login=timezone.now())

    since = face(lambda at: User.objects.filter(last_login__gte=at), DateTimeField())
    by_key = face(lambda pk: User.objects.filter(pk=pk), KEY)

    assert since(late.last_login) == [late]
    assert by_key(str(late.pk)) == [late]


@faces
def test_none_is_refused(face: Any) -> None:
    """`filter(last_login=None)` asks IS NULL, and no value in `= %s` does."""
    ask = face(lambda at: User.objects.filter(last_login=at), DateTimeField())

    with pytest.raises(TypeError, match="None"):
        ask(None)


@faces
@pytest.mark.parametrize("values", [(), (1, 2)])
def test_values_that_are_missing_or_too_many_are_refused(face: Any, values: Any) -> None:
    ask = face(lambda pk: Group.objects.filter(pk=pk), KEY)

    with pytest.raises(TypeError):
        ask(*values)
    assert ask(0) == []


@faces
def test_a_value_that_has_no_place_in_the_query_is_refused(face: Any) -> None:
    ask = face(lambda pk, _name: Group.objects.filter(pk=pk), KEY, WORD)

    with pytest.raises(TypeError):
        ask(1, "x")


@faces
def test_where_nothing_can_be_found_nothing_is_asked(
    face: Any, django_assert_num_queries: Any
) -> None:
    ask = face(lambda pk: Group.objects.filter(pk=pk, name__in=[]), KEY)

    with django_assert_num_queries(0):
        assert ask(1) == ask(2) == []


@faces
def test_what_asked_while_it_was_put_together_or_holds_a_moment_is_not_kept(face: Any) -> None:
    one, two = _groups(2)
    User.objects.create_user("late", last_login=timezone.now())

    def names() -> list[str]:
        return list(Group.objects.values_list("name", flat=True))

    asking = face(lambda pk: Group.objects.filter(pk=pk, name__in=names()), KEY)
    passing = face(lambda pk: User.objects.filter(pk=pk, last_login__lt=timezone.now()), KEY)

    assert asking(one.pk) == [one]
    Group.objects.filter(pk=two.pk).update(name="renamed")
    assert asking(two.pk)[0].name == "renamed"
    passing(1)
    assert not prepared._kept
    assert not prepared._lasting


@faces
def test_a_kept_query_asked_while_another_is_put_together_gives_its_own_rows(face: Any) -> None:
    one, two = _groups(2)
    inner = face(lambda pk: Group.objects.filter(pk=pk).values_list("pk", flat=True), KEY)
    outer = face(lambda pk: Group.objects.filter(pk=pk).exclude(pk__in=inner(two.pk)), KEY)

    assert outer(one.pk) == [one]
    assert outer(two.pk) == []


@faces
def test_all_are_put_together_anew_when_that_is_wanted(face: Any) -> None:
    made: list[Any] = []

    def make(pk: Any) -> "QuerySet[Group]":
        made.append(pk)
        return Group.objects.filter(pk=pk)

    ask = face(make, KEY)
    ask(1)
    ask(2)
    prepared.make_anew()
    ask(3)

    assert len(made) == 2


@faces
@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_no_trouble(face: Any) -> None:
    ask = face(lambda name: User.objects.filter(username=name), WORD)
    assert ask("nobody") == []

    before = connection.copy() if connection.vendor == "postgresql" else None
    connection.close()
    assert ask("nobody") == []

    if before is not None:
        old, connections[DEFAULT_DB_ALIAS] = connections[DEFAULT_DB_ALIAS], before
        old.close()
        assert ask("nobody") == []
        assert ask("nobody") == list(User.objects.filter(username="nobody"))


@faces
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_threads_do_not_mix_their_values(face: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads need connections of their own: PostgreSQL only")
    groups = _groups(4)
    ask = face(_by_pk_or_name, KEY, WORD)

    def often(group: Group) -> Callable[[], list[list[Any]]]:
        return lambda: [ask(group.pk, "nobody") for _ in range(100)]

    answers = at_once(*map(often, groups))

    assert answers == [[[group]] * 100 for group in groups]


@faces
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_of_a_transaction_is_refused_as_ever(face: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no lock of a row")
    ask = face(lambda pk: Group.objects.filter(pk=pk).select_for_update(), KEY)
    with transaction.atomic():
        ask(1)

    with pytest.raises(transaction.TransactionManagementError):
        ask(1)


def test_a_kept_update_writes_what_the_plain_one_writes_for_any_values() -> None:
    one, two, other = _groups(3)

    def named(keys: Any, name: Any) -> Any:
        groups = Group.objects.filter(among("pk", keys)).order_by("name")
        return groups, {"name": Concat("name", name)}

    rename = PreparedUpdate(named, KEYS, WORD)
    rename([one.pk], " a")
    rename([one.pk, two.pk], " b")
    rename([], " c")

    for group in (one, two, other):
        group.refresh_from_db()
    assert [one.name, two.name, other.name] == ["group 0 a b", "group 1 b", "group 2"]


def test_the_question_itself_can_stand_in_another_statement() -> None:
    one, _two = _groups(2)
    asked: Prepared[Any] = Prepared(lambda pk: Group.objects.filter(pk=pk).values_list("name"), KEY)

    sql, values = asked.sql(one.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) found", values)
        assert cursor.fetchone() == (1,)
