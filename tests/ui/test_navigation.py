"""The menu: for the role, in both languages, found by pinyin and by other firms' words."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ui import navigation
from ui.navigation import MenuItem, register_finder, register_menu

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]
RECEIPTS = MenuItem(_("Reports"), "permission_list", "box", ("采购入库单", "收货单"))
SECRETS = MenuItem("机密", "home", roles=("general_manager",))
NOWHERE = MenuItem("没有", "nowhere")


@pytest.fixture(autouse=True)
def _own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    empty: dict[str, list[MenuItem]] = {one.code: [] for one in navigation.SECTIONS}
    monkeypatch.setattr(navigation, "_items", empty)
    monkeypatch.setattr(navigation, "_finders", [])
    register_menu("purchasing", [RECEIPTS])
    register_menu("settings", [SECRETS, NOWHERE])


def titles(user: Any) -> list[str]:
    return [str(item["title"]) for one in navigation.menu(user) for item in one["items"]]


def test_entries_are_for_their_roles(boss: Any, clerk: Any) -> None:
    assert len(titles(clerk)) == 1
    assert "机密" in titles(boss)

    clerk.groups.add(Group.objects.get_or_create(name="general_manager")[0])
    clerk.__dict__.pop("_roles", None)
    assert "机密" in titles(clerk)


def test_a_page_that_is_not_there_is_left_out_and_told(boss: Any) -> None:
    assert "没有" not in titles(boss)
    assert navigation.unreachable() == [NOWHERE]


def test_the_section_of_the_current_page_is_open(boss: Any) -> None:
    sections = navigation.menu(boss, path="/permissions/7/")

    assert [one["code"] for one in sections if one["is_open"]] == ["purchasing"]
    assert sections[0]["items"][0]["is_current"]


def test_keywords_hold_both_languages_synonyms_and_initials() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words = navigation.keywords(RECEIPTS)
        assert "reports" in words
        assert "采购入库单" in words
        assert "cgrkd" in words


@pytest.mark.parametrize("q", ["采购入库单", "cgrkd", "shd", "Reports"])
def test_the_search_box_opens_a_page_of_the_menu(as_boss: Client, q: str) -> None:
    assert as_boss.get("/go/", {"q": q}).url == "/permissions/"


def test_the_search_box_opens_a_paper_first(as_boss: Client) -> None:
    register_finder(lambda user, q: f"/d/{q}/" if q.startswith("JH-") else "")

    assert as_boss.get("/go/", {"q": " ＪＨ-20260701-0012 "}).url == "/d/JH-20260701-0012/"


def test_what_is_not_found_is_said_and_one_stays(as_boss: Client) -> None:
    response = as_boss.get("/go/", {"q": "没有"}, headers={"Referer": "http://testserver/home/"})

    assert response.url == "http://testserver/home/"


def test_a_foreign_page_is_not_gone_back_to(as_boss: Client) -> None:
    response = as_boss.get("/go/", {"q": "x"}, headers={"Referer": "https://evil.example/"})

    assert response.url == "/"


def test_a_hidden_page_is_not_found_either(as_clerk: Client) -> None:
    assert as_clerk.get("/go/", {"q": "机密"}).url == "/"


def test_an_unknown_section_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no menu section"):
        register_menu("nonsense", [RECEIPTS])


def test_the_same_entry_twice_stands_there_once(clerk: Any) -> None:
    register_menu("purchasing", [RECEIPTS])

    assert len(titles(clerk)) == 1


def test_pages_of_a_lower_order_stand_first_whoever_registered_them() -> None:
    late = MenuItem("仓库", "home", order=10)
    early = MenuItem("商品", "home")

    register_menu("masterdata", [late])
    register_menu("masterdata", [early])

    assert navigation._items["masterdata"] == [early, late]
