"""Look-ups: ranked, united, paged, for those who may; other apps add columns."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.translation import gettext_lazy

from ui import lookups
from ui.lookups import Lookup, any_of, ranked_search

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]
URL = "/lookup/kind_of_record/"


def people(*rows: tuple[str, str, str]) -> None:
    get_user_model().objects.bulk_create(
        get_user_model()(username=code, full_name=name, pinyin=codes) for code, name, codes in rows
    )


def found(q: str) -> list[str]:
    users = ranked_search(
        get_user_model().objects.all(),
        q,
        exact=("username", "pinyin"),
        prefix=("username", "pinyin"),
        contains=("full_name", "username"),
    )
    return [user.username for user in users]


def test_exact_comes_first_and_never_hides_the_others() -> None:
    people(("cy10", "朝阳十", "cys"), ("cy", "朝阳", "cy zy"), ("x1", "内含cy的", "nh"))

    assert found("cy") == ["cy", "cy10", "x1"]


@pytest.mark.parametrize("q", ["zy", "ZY", "ms", " zy "])
def test_each_of_several_pinyin_codes_is_exact(q: str) -> None:
    people(("b", "朝阳", "cy zy ms"), ("a", "张扬帆", "zyf"))

    assert found(q)[:1] == ["b"]


def test_a_code_that_begins_a_later_pinyin_word_is_found() -> None:
    people(("b", "朝阳", "cy zyx"))

    assert found("zy") == ["b"]
    assert found("yx") == []


def test_all_words_must_be_contained() -> None:
    people(("a", "不锈钢 螺丝", ""), ("b", "不锈钢 螺母", ""))

    assert found("螺丝 不锈") == ["a"]


def test_an_empty_search_offers_everything_in_order() -> None:
    people(("b", "二", ""), ("a", "一", ""))

    assert len(found("")) == 2


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "[", "(" * 50, "𠮷", "a" * 5000])
def test_odd_searches_find_nothing_and_do_no_harm(q: str) -> None:
    people(("a", "一", "y"))

    assert found(q) == []


def test_a_field_over_a_join_gives_each_record_once() -> None:
    people(("a", "一", "y"))
    user = get_user_model().objects.get(username="a")
    user.groups.add(Group.objects.create(name="g one"), Group.objects.create(name="g two"))

    hits = get_user_model().objects.filter(any_of(get_user_model(), ("groups__name",), "g"))

    assert [one.username for one in hits] == ["a"]


def test_the_endpoint_answers_rows_with_id_and_text(as_boss: Client, kinds: Lookup) -> None:
    answer = as_boss.get(URL, {"q": "ＧＲＯＵＰ"}).json()

    assert answer["results"][0]["text"] == "group auth"
    assert answer["results"][0]["code"] == "group"
    assert answer["more"] is False


def test_twenty_at_a_time_and_the_filter_is_kept(as_boss: Client, kinds: Lookup) -> None:
    first = as_boss.get(URL, {"q": "a"}).json()
    second = as_boss.get(URL, {"q": "a", "page": "2"}).json()

    assert len(first["results"]) == 20
    assert first["more"]
    assert all("a" in row["text"] for row in second["results"])
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "9" * 40, "１"])
def test_any_page_is_answered(as_boss: Client, kinds: Lookup, page: str) -> None:
    assert as_boss.get(URL, {"page": page}).status_code == 200


def test_other_apps_add_columns_in_one_call(as_boss: Client, kinds: Lookup) -> None:
    asked: list[Any] = []

    def stock(ids: list[int], params: dict[str, str], user: Any) -> dict[int, dict[str, object]]:
        asked.append((len(ids), params, user.username))
        return {ids[0]: {"on_hand": Decimal("2.5000"), "word": gettext_lazy("Yes")}}

    lookups.contribute("kind_of_record", "stock", stock)

    rows = as_boss.get(URL, {"q": "group", "warehouse": "7"}).json()["results"]

    assert rows[0]["on_hand"] == "2.5"
    assert asked == [(len(rows), {"warehouse": "7", "q": "group"}, "boss")]


def test_nobody_looks_up_without_signing_in(client: Client, kinds: Lookup) -> None:
    assert client.get(URL).status_code == 302


def test_an_unknown_kind_is_not_there(as_boss: Client) -> None:
    assert as_boss.get("/lookup/nonsense/").status_code == 404


def test_who_may_not_use_a_look_up_is_refused(
    as_clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = Lookup("closed", lambda *_: [], lambda _: {}, may_use=lambda user: user.is_superuser)
    monkeypatch.setitem(lookups._lookups, "closed", closed)

    assert as_clerk.get("/lookup/closed/").status_code == 403


def test_only_reading_is_allowed(as_boss: Client, kinds: Lookup) -> None:
    assert as_boss.post(URL).status_code == 405


def test_two_look_ups_of_one_kind_are_a_mistake(kinds: Lookup) -> None:
    with pytest.raises(ValueError, match="two look-ups"):
        lookups.register(kinds)
    lookups.contribute("kind_of_record", "x", lambda *_: {})
    with pytest.raises(ValueError, match="two contributions"):
        lookups.contribute("kind_of_record", "x", lambda *_: {})


def test_half_a_character_finds_nothing(as_boss: Client, kinds: Lookup) -> None:
    assert as_boss.get(f"{URL}?q=%ED%A0%80").status_code in {200, 400}
