"""Lists: filter, memory, columns, pages, totals, hidden prices."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ui import preferences

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]
URL = "/permissions/"


def names(response: Any) -> list[str]:
    return [row.record.codename for row in response.context["table"].paginated_rows]


def add_permissions(count: int) -> None:
    kind = Permission.objects.first().content_type
    Permission.objects.bulk_create(
        Permission(content_type=kind, codename=f"extra_{number:03}", name=f"Extra {number}")
        for number in range(count)
    )


def test_a_list_shows_rows_columns_and_totals(as_boss: Client) -> None:
    response = as_boss.get(URL)

    assert response.status_code == 200
    assert response.context["table"].footer_rows[-1].cells["content_type_id"]
    assert "Loud" in response.content.decode()
    assert "Late" not in [one.header for one in response.context["table"].columns]


def test_every_word_typed_must_be_found_somewhere(as_boss: Client) -> None:
    response = as_boss.get(URL, {"text": "preference delete"})

    assert names(response) == ["delete_preference"]
    assert "preference delete" in response.context["chips"][0]


def test_the_last_filter_is_remembered_until_it_is_reset(as_boss: Client) -> None:
    as_boss.get(URL, {"text": "preference", "sort": "-codename"})

    verbs = ("view", "delete", "change", "add")
    assert names(as_boss.get(URL)) == [f"{verb}_preference" for verb in verbs]

    assert as_boss.get(URL, {"reset": "1"}).url == URL
    assert len(names(as_boss.get(URL))) > 4


def test_an_emptied_filter_is_remembered_as_empty(as_boss: Client) -> None:
    as_boss.get(URL, {"text": "user"})
    as_boss.get(URL, {"text": "", "codename": ""})

    assert len(names(as_boss.get(URL))) > 4


def test_links_of_a_remembered_list_carry_the_filter(as_boss: Client) -> None:
    as_boss.get(URL, {"text": "user"})

    response = as_boss.get(URL)

    assert "text=user" in response.context["export_url"]
    assert all("text=user" in size["url"] for size in response.context["page_sizes"])


def test_looking_again_writes_nothing(as_boss: Client) -> None:
    as_boss.get(URL, {"text": "user"})

    with CaptureQueriesContext(connection) as queries:
        as_boss.get(URL, {"text": "user"})

    assert not [one for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_queries_do_not_grow_with_rows(as_boss: Client) -> None:
    as_boss.get(URL, {"rows": "500"})
    with CaptureQueriesContext(connection) as few:
        as_boss.get(URL)
    add_permissions(300)

    with CaptureQueriesContext(connection) as many:
        as_boss.get(URL)

    assert len(many) == len(few)


def test_the_result_is_counted_and_then_added_up_in_one_query(as_boss: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        as_boss.get(URL)

    (counted, added) = [one["sql"] for one in queries if "COUNT(" in one["sql"]]
    assert "SUM(" not in counted
    assert "SUM(" in added
    assert "JOIN" not in counted + added


def test_page_and_result_have_their_own_totals(as_boss: Client) -> None:
    add_permissions(60)

    page, whole = as_boss.get(URL, {"rows": "20"}).context["table"].footer_rows

    assert page.values["content_type_id"] < whole.values["content_type_id"]


def test_rows_equal_by_the_column_keep_one_order_over_all_pages(as_boss: Client) -> None:
    add_permissions(60)
    seen: list[str] = []
    for page in range(1, 4):
        seen += names(as_boss.get(URL, {"rows": "20", "page": page, "text": "extra"}))

    assert len(set(seen)) == 60


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "1e9", "９"])
def test_a_page_that_is_not_there_gives_the_nearest_one(as_boss: Client, page: str) -> None:
    assert as_boss.get(URL, {"page": page}).status_code == 200


def test_a_column_that_python_computes_cannot_be_sorted_by(as_boss: Client) -> None:
    table = as_boss.get(URL, {"sort": "shout"}).context["table"]

    assert table.columns["codename"].orderable
    assert not table.columns["wink"].orderable
    assert as_boss.get(URL, {"sort": "wink"}).status_code == 200


def test_columns_are_chosen_and_ordered_by_the_user(as_boss: Client, boss: Any) -> None:
    choice = {"column": ["late", "codename", "nonsense"], "next": URL}
    assert as_boss.post("/columns/permission_list/", choice).url == URL

    shown = [one.name for one in as_boss.get(URL).context["table"].columns]
    assert shown == ["late", "codename"]

    as_boss.post("/columns/permission_list/", {"reset": "1"})
    assert len(list(as_boss.get(URL).context["table"].columns)) == 7
    assert "columns" not in preferences.read(boss, "list:permission_list", {})


def test_the_size_of_a_page_is_remembered_and_limited(as_boss: Client) -> None:
    as_boss.get(URL, {"rows": "20"})
    assert as_boss.get(URL).context["table"].paginator.per_page == 20
    assert as_boss.get(URL, {"rows": "100000"}).context["table"].paginator.per_page == 20


@pytest.mark.usefixtures("only_the_boss_sees_prices")
def test_prices_are_nowhere_for_who_may_not_see_them(as_boss: Client, as_clerk: Client) -> None:
    assert "Cost" in as_boss.get(URL).content.decode()

    response = as_clerk.get(URL, {"sort": "cost"})

    assert "Cost" not in response.content.decode()
    assert "cost" not in response.context["table"].footer_rows[-1].cells
    assert "cost" not in [one["name"] for one in response.context["columns"]]


def test_htmx_gets_the_table_with_its_pages_alone(as_boss: Client) -> None:
    response = as_boss.get(URL, {"rows": "20"}, headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "<table" in html
    assert 'rel="next"' in html
    assert html.count('id="list-part"') == 1
    assert "<html" not in html
    assert "HX-Request" in response["Vary"]


def test_a_filter_that_cannot_be_read_lets_nothing_through(as_boss: Client) -> None:
    response = as_boss.get(URL, {"text": "x" * 500})

    assert response.status_code == 200
    assert names(response) == []


@pytest.mark.parametrize("text", ["\u202eabc", "'; DROP TABLE", "%", "\\", "𠮷", "{{ 7*7 }}"])
def test_odd_searches_are_answered(as_boss: Client, text: str) -> None:
    assert as_boss.get(URL, {"text": text}).status_code == 200


def test_one_user_does_not_see_what_another_remembers(as_boss: Client, as_clerk: Client) -> None:
    as_boss.get(URL, {"text": "user"})

    assert len(names(as_clerk.get(URL))) > 4


def test_what_stays_beside_an_exchanged_table_names_no_order(as_boss: Client) -> None:
    page = as_boss.get(URL, {"sort": "-codename", "rows": "20"})

    outside = [page.context["export_url"], *(one["url"] for one in page.context["presets"])]
    assert not [url for url in outside if "sort=" in url]
    first = as_boss.get(page.context["export_url"].replace("export=xlsx", ""))
    assert first.context["table"].order_by == ("-codename",)


def test_the_grand_total_of_a_long_list_comes_when_the_page_stands(
    as_boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = as_boss.get(URL, {"rows": 20}).context["table"].footer_rows[-1].cells
    monkeypatch.setattr("ui.listing.MOST_SUMMED", 3)

    page = as_boss.get(URL, {"rows": 20})
    table = page.context["table"]
    foot = as_boss.get(table.totals_url)

    assert set(table.footer_rows[-1].cells.values()) == {"…"}
    assert f'hx-get="{table.totals_url.replace("&", "&amp;")}"' in page.content.decode()
    assert foot.content.decode().strip().startswith("<tfoot>")
    assert all(total in foot.content.decode() for total in whole.values())


def test_a_short_list_has_nothing_to_ask_for(as_boss: Client) -> None:
    assert as_boss.get(URL).context["table"].totals_url == ""
