"""Kept queries: written once, sent with the values of now, and never kept with stale ones."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import (
    DEFAULT_DB_ALIAS,
    NotSupportedError,
    connection,
    connections,
    transaction,
)
from django.db.models import CharField, F, Q, QuerySet
from django.utils import timezone

from ui import prepared
from ui.values import KEY, Given, Moving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    prepared.make_anew()
    yield
    prepared.make_anew()


class Built:
    """A query that counts how often it was put together."""

    def __init__(self, query: Any) -> None:
        self.query, self.times = query, 0

    def __call__(self) -> "QuerySet[Any, Any]":
        self.times += 1
        built: QuerySet[Any, Any] = self.query()
        return built


def _named(name: str) -> Group:
    return Group.objects.create(name=name)


def test_it_is_put_together_once_and_sent_with_other_values() -> None:
    one, two = _named("one"), _named("two")
    build = Built(lambda: Group.objects.filter(pk=Given("pk", KEY)))

    assert prepared.rows("by pk", build, pk=one.pk) == [one]
    assert prepared.rows("by pk", build, pk=two.pk) == [two]
    assert build.times == 1


def test_what_is_stored_meanwhile_is_found() -> None:
    build = Built(lambda: Group.objects.order_by("name"))
    before = len(prepared.rows("all", build))

    _named("later")

    assert len(prepared.rows("all", build)) == before + 1
    assert prepared.count("count of all", build) == before + 1


def test_a_moving_value_is_worked_out_each_time() -> None:
    one, two = _named("one"), _named("two")
    names = iter(("one", "two"))
    build = Built(lambda: Group.objects.filter(name=Moving(lambda: next(names), CharField())))

    assert prepared.rows("moving", build) == [one]
    assert prepared.rows("moving", build) == [two]


def test_what_asked_the_database_while_it_was_put_together_is_not_kept() -> None:
    _named("one")
    build = Built(lambda: Group.objects.filter(pk__in=list(Group.objects.values_list("pk"))[:0]))
    asking = Built(lambda: Group.objects.filter(pk__in=[each.pk for each in Group.objects.all()]))

    before = len(prepared.rows("asks", asking))
    _named("two")

    assert len(prepared.rows("asks", asking)) == before + 1
    assert prepared.rows("nothing", build) == []


def test_what_holds_a_moment_is_not_kept() -> None:
    from masterdata.models import User

    User.objects.create_user("late", last_login=timezone.now())
    build = Built(lambda: User.objects.filter(last_login__lt=timezone.now()))

    assert prepared.count("moment", build) == prepared.count("moment", build) == 1
    assert build.times == 2


def test_a_condition_that_lets_nothing_through_asks_nothing(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        assert prepared.rows("none", lambda: Group.objects.filter(pk__in=[])) == []
        assert prepared.count("none", lambda: Group.objects.filter(pk__in=[])) == 0


def test_rows_share_what_many_of_them_name() -> None:
    kind = ContentType.objects.get_for_model(Group)
    for name in ("one", "two"):
        Permission.objects.create(codename=name, name=name, content_type=kind)

    def build() -> "QuerySet[Permission]":
        found = Permission.objects.filter(codename__in=["one", "two"])
        return found.select_related("content_type").order_by("codename")

    first, second = prepared.rows("shared", build)
    again, _other = prepared.rows("shared", build)

    assert (first.codename, second.codename) == ("one", "two")
    assert first.content_type == kind
    assert first.content_type is second.content_type
    assert again.content_type is not first.content_type


def test_a_query_that_is_asked_once_is_read_the_same_way(
    django_assert_num_queries: Any,
) -> None:
    kind = ContentType.objects.get_for_model(Group)
    for name in ("one", "two", "100%"):
        Permission.objects.create(codename=name, name=name, content_type=kind)
    asked = Permission.objects.filter(codename__in=["one", "100%"]).annotate(twice=F("id") * 2)
    asked = asked.select_related("content_type").order_by("codename")

    with django_assert_num_queries(1):
        second, first = prepared.fetched(asked)
        assert first.content_type is second.content_type
    assert [vars(each) | {"_state": 0} for each in (second, first)] == [
        vars(each) | {"_state": 0} for each in asked
    ]
    assert prepared.fetched(asked.filter(pk__in=[])) == []


def test_outside_of_a_kept_query_the_values_are_those_of_now() -> None:
    one = _named("one")
    query = prepared.query(
        "open", lambda: Group.objects.filter(name=Moving(lambda: "one", CharField()))
    )

    assert list(query) == [one]
    assert query.exists()


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 3)
    for number in range(5):
        prepared.rows(number, Group.objects.all)

    assert len(prepared._kept) == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps plans by itself")
def test_postgresql_keeps_the_plan_and_what_never_changes_stands_in_its_text() -> None:
    one = _named("50 % of 'it'")
    build = Built(lambda: Group.objects.filter(pk=Given("pk", KEY), name="50 % of 'it'"))

    assert prepared.rows("planned", build, pk=one.pk) == [one]
    assert prepared.count("planned", build, pk=one.pk) == 1

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, parameter_types::text FROM pg_prepared_statements"
            " WHERE statement LIKE '%%50 %%'"
        )
        plans = dict(cursor.fetchall())
    assert len(plans) == 2
    assert all("'50 % of ''it'''" in sql for sql in plans)
    assert set(plans.values()) == {"{bigint}"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps plans by itself")
def test_a_query_that_cannot_be_kept_leaves_no_plan_behind() -> None:
    before = timezone.now()
    build = Built(lambda: Group.objects.filter(user__last_login=before))

    assert prepared.rows("passing", build) == []

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE '%%last_login%%'"
        )
        assert cursor.fetchone() == (0,)


@pytest.fixture
def widened() -> Iterator[Callable[[], None]]:
    """Another connection gives a column that is read another type, as a migration does."""
    other = connections.create_connection(DEFAULT_DB_ALIAS)

    def make_it(length: int) -> None:
        with other.cursor() as cursor:
            cursor.execute(f"ALTER TABLE auth_group ALTER COLUMN name TYPE varchar({length})")

    yield partial(make_it, 200)
    make_it(150)
    other.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps plans by itself")
@pytest.mark.django_db(transaction=True)
def test_a_plan_that_a_migration_made_stale_is_made_anew(widened: Callable[[], None]) -> None:
    build = Built(lambda: Group.objects.filter(pk__gt=Given("pk", KEY)))
    found = prepared.rows("stale", build, pk=0)

    widened()

    assert prepared.rows("stale", build, pk=0) == found
    assert prepared.rows("stale", build, pk=0) == found


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps plans by itself")
@pytest.mark.django_db(transaction=True)
def test_a_stale_plan_breaks_one_transaction_and_is_forgotten(widened: Callable[[], None]) -> None:
    build = Built(lambda: Group.objects.filter(pk__gt=Given("pk", KEY)))
    found = prepared.rows("stale", build, pk=0)

    widened()

    with pytest.raises(NotSupportedError), transaction.atomic():
        prepared.rows("stale", build, pk=0)
    with transaction.atomic():
        assert prepared.rows("stale", build, pk=0) == found


def test_a_value_in_several_places_is_made_ready_once() -> None:
    asked = []

    def noted(text: str) -> str:
        asked.append(text)
        return text.upper()

    def build() -> "QuerySet[Any, Any]":
        q = Given("q", CharField())
        return Permission.objects.filter(Q(name=q.then(noted)) | Q(codename=q.then(noted)))

    made = Permission.objects.create(
        name="ABC", codename="x", content_type=ContentType.objects.first()
    )

    assert prepared.rows("noted", build, q="abc") == [made]
    assert prepared.rows("noted", build, q="nobody") == []
    assert asked == ["abc", "nobody"]


def test_two_changes_of_a_value_stay_apart() -> None:
    one, two, three = _named("ab"), _named("ba"), _named("ac")

    def build() -> "QuerySet[Any, Any]":
        q = Given("q", CharField())
        back = q.then(lambda text: text[::-1])
        return Group.objects.filter(Q(name=q) | Q(name=back)).order_by("id")

    assert prepared.rows("both ways", build, q="ab") == [one, two]
    assert prepared.rows("both ways", build, q="ca") == [three]
