"""The small pages of the frame: language, theme, columns, keys; and where one goes next."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from ui import context, preferences
from ui.panels import Panel, panels_for, register_panel
from ui.safe_next import safe_next

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]

FOREIGN = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/x\r\nSet-Cookie: a=b",
    "/\tx",
    "http://testserver@evil.example/",
    " //evil.example",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_a_foreign_target_is_never_followed(target: str) -> None:
    request = RequestFactory().post("/language/", {"next": target})

    assert safe_next(request, "/here/") == "/here/"


@pytest.mark.parametrize("target", ["/", "/receipts/?page=2", "/d/JH-1/#lines"])
def test_own_targets_are_followed(target: str) -> None:
    assert safe_next(RequestFactory().post("/language/", {"next": target})) == target


def test_the_language_is_switched_and_kept_with_the_person(as_clerk: Client, clerk: Any) -> None:
    response = as_clerk.post("/language/", {"language": "en", "next": "/permissions/"})

    assert response.url == "/permissions/"
    clerk.refresh_from_db()
    assert clerk.language == "en"
    assert 'lang="en"' in as_clerk.get("/permissions/").content.decode()


def test_the_language_can_be_switched_before_signing_in(client: Client) -> None:
    response = client.post("/language/", {"language": "en"})

    assert response.url == "/"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "zh"])
def test_an_unknown_language_is_refused(as_clerk: Client, clerk: Any, language: str) -> None:
    as_clerk.post("/language/", {"language": language})

    clerk.refresh_from_db()
    assert clerk.language == "zh-hans"


@pytest.mark.parametrize("address", ["/language/", "/theme/", "/columns/permission_list/"])
def test_nothing_is_changed_by_reading(as_clerk: Client, address: str) -> None:
    assert as_clerk.get(address).status_code == 405


@pytest.mark.parametrize(("sent", "kept"), [("dark", "dark"), ("pink", "auto")])
def test_the_theme_is_one_of_three(client: Client, sent: str, kept: str) -> None:
    assert client.post("/theme/", {"theme": sent}).cookies["theme"].value == kept


@pytest.mark.parametrize("key", ["x" * 91, "a b", "a%00"])
def test_a_nonsense_list_is_not_remembered(as_clerk: Client, clerk: Any, key: str) -> None:
    as_clerk.post(f"/columns/{key}/", {"column": ["a"]})

    assert preferences.read(clerk, f"list:{key}") is None


def test_no_column_at_all_is_refused(as_clerk: Client, clerk: Any) -> None:
    as_clerk.post("/columns/permission_list/", {})

    assert preferences.read(clerk, "list:permission_list") is None


def test_the_keys_are_listed(as_clerk: Client) -> None:
    assert "Ctrl+D" in as_clerk.get("/keys/").content.decode()


def test_the_frame_asks_each_part_once_and_only_when_shown(
    rf: RequestFactory, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def tasks(request: Any) -> dict[str, Any]:
        asked.append(1)
        return {"task_count": 3, "late_count": 1}

    context.contribute(("task_count", "late_count"), tasks)
    request = rf.get("/")
    request.user = clerk

    values = context.frame(request)
    assert asked == []
    assert (values["task_count"](), values["late_count"]()) == (3, 1)
    assert asked == [1]


def test_a_stranger_is_told_nothing(rf: RequestFactory) -> None:
    context.contribute(("task_count",), lambda request: {"task_count": 3})

    values = context.frame(rf.get("/"))

    assert "task_count" not in values
    assert values["menu"]() == []


def test_panels_come_in_order_to_those_who_may_see_them(
    rf: RequestFactory, boss: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.panels._panels", {})
    late = register_panel(Panel("late", "迟", "x.html", lambda request: {"n": 1}, 20))
    register_panel(Panel("money", "钱", "x.html", lambda request: {}, 10, lambda u: u.is_superuser))
    request = rf.get("/")

    request.user = boss
    assert [one["name"] for one in panels_for(request)] == ["money", "late"]
    request.user = clerk
    assert [one["context"] for one in panels_for(request)] == [{"n": 1}]
    with pytest.raises(ValueError, match="two home panels"):
        register_panel(Panel("late", "别的", "y.html", lambda request: {}))
    assert register_panel(late) is late
