"""Filters: quick dates of the firm, look-ups, ticks, and the words that describe them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.utils import timezone, translation

from masterdata.models import Company
from ui import periods
from ui.filters import FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter, YesNoFilter
from ui.lookups import Lookup
from ui.periods import PRESETS, Span

JULY_14 = date(2026, 7, 14)


@pytest.mark.parametrize(
    ("preset", "day", "first", "last"),
    [
        ("today", "2026-07-14", "2026-07-14", "2026-07-14"),
        ("yesterday", "2026-03-01", "2026-02-28", "2026-02-28"),
        ("this_week", "2026-07-14", "2026-07-13", "2026-07-19"),
        ("last_week", "2026-01-01", "2025-12-22", "2025-12-28"),
        ("this_ten_days", "2026-07-10", "2026-07-01", "2026-07-10"),
        ("this_ten_days", "2026-07-11", "2026-07-11", "2026-07-20"),
        ("this_ten_days", "2026-02-28", "2026-02-21", "2026-02-28"),
        ("this_ten_days", "2024-02-21", "2024-02-21", "2024-02-29"),
        ("last_ten_days", "2026-03-05", "2026-02-21", "2026-02-28"),
        ("last_ten_days", "2026-07-31", "2026-07-11", "2026-07-20"),
        ("this_month", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("last_month", "2026-01-31", "2025-12-01", "2025-12-31"),
        ("this_quarter", "2026-12-31", "2026-10-01", "2026-12-31"),
        ("this_quarter", "2026-02-01", "2026-01-01", "2026-03-31"),
        ("this_year", "2026-07-14", "2026-01-01", "2026-12-31"),
    ],
)
def test_quick_ranges_are_those_of_the_firm(
    preset: str, day: str, first: str, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "_closing_day", [lambda: 0])
    span = PRESETS[preset].span(date.fromisoformat(day))

    assert span == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("preset", "day", "first", "last"),
    [
        ("this_month", "2026-07-25", "2026-06-26", "2026-07-25"),
        ("this_month", "2026-07-26", "2026-07-26", "2026-08-25"),
        ("this_month", "2026-01-01", "2025-12-26", "2026-01-25"),
        ("this_month", "2026-12-31", "2026-12-26", "2027-01-25"),
        ("last_month", "2026-03-10", "2026-01-26", "2026-02-25"),
        ("last_month", "2026-03-26", "2026-02-26", "2026-03-25"),
        ("this_quarter", "2026-12-31", "2026-10-01", "2026-12-31"),
        ("last_ten_days", "2026-03-05", "2026-02-21", "2026-02-28"),
    ],
)
@pytest.mark.django_db
def test_a_month_of_the_firm_ends_on_its_closing_day(
    preset: str, day: str, first: str, last: str
) -> None:
    Company.objects.update_or_create(pk=1, defaults={"name": "甲", "month_closing_day": 25})

    span = PRESETS[preset].span(date.fromisoformat(day))

    assert span == (date.fromisoformat(first), date.fromisoformat(last))


class People(FilterSet):
    joined = PeriodFilter(field_name="date_joined", label="加入")
    text = TextFilter(fields=("username", "full_name", "groups__name"))
    active = FlagFilter(field_name="is_active", label="在用")

    class Meta(FilterSet.Meta):
        model = get_user_model()


class Permissions(FilterSet):
    kind = LookupFilter("kind_of_record", field_name="content_type", label="种类")

    class Meta(FilterSet.Meta):
        model = Permission


def person(name: str, joined: datetime, **more: Any) -> None:
    get_user_model().objects.create(username=name, date_joined=joined, **more)


def names(filter_class: type[FilterSet], query: str) -> list[str]:
    found = filter_class(QueryDict(query))
    return sorted(str(getattr(one, "username", one)) for one in found.qs)


@pytest.mark.django_db
def test_days_of_a_time_are_those_of_the_clock_in_shanghai() -> None:
    person("eve", datetime(2026, 6, 30, 15, 59, tzinfo=UTC))
    person("morning", datetime(2026, 6, 30, 16, 0, tzinfo=UTC))
    person("night", datetime(2026, 7, 31, 15, 59, tzinfo=UTC))
    person("after", datetime(2026, 7, 31, 16, 0, tzinfo=UTC))

    july = "joined_from=2026-07-01&joined_to=2026-07-31"
    assert names(People, july) == ["morning", "night"]
    assert names(People, "joined_from=2026-08-01") == ["after"]


@pytest.mark.django_db
def test_a_quick_range_filters_and_days_win_over_it() -> None:
    person("now", timezone.now())
    person("then", datetime(2020, 1, 2, tzinfo=UTC))

    assert names(People, "joined=today") == ["now"]
    assert names(People, "joined=today&joined_to=2020-02-01") == ["then"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["joined=nonsense", "joined_from=2026-02-30", "joined_from=2026-02-02&joined_to=2026-02-01",
     "joined_from=x", "joined_from=0001-01-01"],
)  # fmt: skip
def test_days_that_cannot_be_read_let_nothing_through(query: str) -> None:
    person("now", timezone.now())

    assert names(People, query) == []
    assert People(QueryDict(query)).chips() == []


@pytest.mark.django_db
def test_a_tick_narrows_and_no_tick_means_both() -> None:
    person("on", timezone.now())
    person("off", timezone.now(), is_active=False)

    assert names(People, "active=on") == ["on"]
    assert names(People, "text=") == ["off", "on"]


@pytest.mark.django_db
def test_a_look_up_filters_and_a_forged_one_lets_nothing_through(kinds: Lookup) -> None:
    kind = ContentType.objects.get(app_label="auth", model="group")

    assert len(names(Permissions, f"kind={kind.pk}")) == 4
    assert len(names(Permissions, "kind=&kind_text=GROUP")) == 4
    assert names(Permissions, "kind=999999") == []


@pytest.mark.django_db
def test_a_filter_says_in_words_what_it_lets_through(kinds: Lookup) -> None:
    kind = ContentType.objects.get(app_label="auth", model="group")
    with translation.override("en"):
        said = People(QueryDict("joined_from=2026-07-01&joined_to=2026-07-31&active=on")).chips()
        chosen = Permissions(QueryDict(f"kind={kind.pk}")).chips()

    assert said == ["加入: 2026-07-01 to 2026-07-31", "在用: Yes"]
    assert chosen == ["种类: group auth"]


def test_the_days_of_a_filter_name_the_sheet() -> None:
    assert People(QueryDict("joined_from=2026-07-01")).period() == Span(date(2026, 7, 1), None)
    assert People(QueryDict("")).period() is None
    assert People.period_name() == "joined"


def test_the_parameters_of_a_filter_are_known() -> None:
    assert People.parameters() == {"joined", "joined_from", "joined_to", "text", "active"}
    assert Permissions.parameters() == {"kind", "kind_text"}


@pytest.mark.django_db
def test_a_report_has_a_filter_without_a_table() -> None:
    class Report(FilterSet):
        on = PeriodFilter(label="日期")

    assert Report(QueryDict("on=today")).is_valid()


def test_a_month_has_its_own_end() -> None:
    assert periods.month(date(2028, 2, 1)).last == date(2028, 2, 29)


class Blocked(FilterSet):
    blocked = YesNoFilter(field_name="is_staff", label="停用")


def test_nothing_chosen_of_yes_and_no_lets_all_through_and_says_so() -> None:
    (first, *_rest) = Blocked().form.fields["blocked"].widget.choices

    assert str(first[1]) == "全部"
    assert Blocked(QueryDict("blocked=unknown")).chips() == []


def test_no_is_a_condition_too() -> None:
    assert Blocked(QueryDict("blocked=false")).chips() == ["停用：否"]


@pytest.mark.django_db
def test_what_one_form_changes_of_its_fields_no_other_form_shows() -> None:
    one, other = People(QueryDict("text=a")), People(QueryDict("text=a"))

    one.form.fields["text"].label = "changed"
    one.form.fields["joined"].widget.attrs["class"] = "changed"

    assert other.form.fields["text"].label != "changed"
    assert "changed" not in str(other.form)
