"""Faults that the corpus found once, each by its name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from documents.models import Comment, Event
from documents.pages import pages_of
from masterdata.models import Preference
from tests.bad_input.corpus import NUL
from tests.bad_input.firm import Firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["0001-01-01T00:00", "1899-12-31T23:59", "9999-12-31T23:59"])
def test_goods_that_arrived_outside_time_are_refused(day: str, boss: Client) -> None:
    answer = boss.post(reverse("receipt_arrival"), {"arrived_at": day})

    assert answer.status_code == 422
    assert day in answer.content.decode()


def test_a_comment_loses_signs_that_no_database_takes(boss: Client, firm: Firm) -> None:
    paper: Any = firm.drafts["receipt"]
    boss.post(pages_of("receipt").url("comment", paper.pk), {"text": f"好{NUL}的\u202e"})

    assert Comment.objects.get(document=paper).text == "好的"


def test_a_comment_that_is_too_long_is_refused_not_cut(boss: Client, firm: Firm) -> None:
    paper: Any = firm.drafts["receipt"]
    boss.post(pages_of("receipt").url("comment", paper.pk), {"text": "长" * 2001})

    assert not Comment.objects.filter(document=paper).exists()


def test_a_reason_loses_signs_that_no_database_takes(boss: Client, firm: Firm) -> None:
    paper: Any = firm.drafts["receipt"]
    boss.post(pages_of("receipt").url("step", paper.pk, "void"), {"reason": f"录{NUL}错"})

    event = Event.objects.filter(document=paper, kind=Event.Kind.STEP).latest("pk")
    assert (event.step, event.reason) == ("void", "录错")


def test_a_month_is_reopened_for_a_reason_that_can_be_kept(boss: Client) -> None:
    boss.post(reverse("month_close", args=[2026, 1]))
    boss.post(reverse("month_reopen", args=[2026, 1]), {"reason": f"漏{NUL}记"})

    assert "漏记" in boss.get(reverse("months")).content.decode()


def test_columns_are_kept_by_plain_names_alone(boss: Client, firm: Firm) -> None:
    url = reverse("list_columns", args=["item_list"])
    boss.post(url, {"column": ["code", f"na{NUL}me", "a'b", "x" * 61]})

    kept = Preference.objects.get(user=firm.boss, key="list:item_list").value
    assert kept["columns"] == ["code"]


def test_a_month_of_no_calendar_is_not_there(boss: Client) -> None:
    assert boss.post(f"/months/{'9' * 40}-1/close/").status_code == 404
    assert boss.post("/months/2026-13/reopen/").status_code == 404


def test_a_record_without_history_has_no_page_of_changes() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("item_place_history", args=[1])
