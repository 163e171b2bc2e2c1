"""The firm's data and its calendar: kept by the administrator, used at once by everything."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from masterdata.calendar import firm_calendar
from masterdata.models import Company, Holiday, MakeUpDay
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from tests import factories
from tests.masterdata.forms_data import shown

pytestmark = pytest.mark.django_db


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(factories.user(*roles))
    return client


def test_the_company_is_named_in_the_frame_of_every_page() -> None:
    client = signed_in(Role.ADMINISTRATOR)
    url = reverse("company")

    answer = client.post(url, {**shown(client, url), "name": "锦程五金"})

    assert answer.status_code == 302
    assert "锦程五金" in client.get(reverse("item_list")).content.decode()
    assert "锦程五金" in client.get(reverse("company_history")).content.decode()


def test_another_weekly_rest_counts_from_the_next_moment() -> None:
    seed_basics()
    client = signed_in(Role.ADMINISTRATOR)
    url = reverse("company")
    saturday = date(2026, 11, 21)
    assert not firm_calendar().is_working_day(saturday)

    client.post(url, {**shown(client, url), "name": "x", "week_pattern": "one_day_off"})

    assert firm_calendar().is_working_day(saturday)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"over_receipt_percent": "101"},
        {"over_receipt_percent": "-1"},
        {"month_closing_day": "29"},
        {"backdate_days": "9999"},
        {"week_pattern": "alternating", "alternating_anchor": ""},
        {"week_pattern": "never"},
    ],
)
def test_impossible_company_data_are_refused(fields: dict[str, str]) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    url = reverse("company")

    assert client.post(url, {**shown(client, url), "name": "x", **fields}).status_code == 422
    assert not Company.objects.filter(name="x").exists()


def test_a_logo_is_written_anew_and_served() -> None:
    client = signed_in(Role.ADMINISTRATOR)
    out = BytesIO()
    Image.new("RGBA", (30, 10), "red").save(out, "PNG")
    url = reverse("company")
    assert client.get(reverse("company_logo")).status_code == 404

    client.post(
        url,
        {**shown(client, url), "name": "x", "logo": SimpleUploadedFile("l.png", out.getvalue())},
    )

    assert client.get(reverse("company_logo"))["Content-Type"] == "image/png"


def test_only_the_administrator_changes_company_and_calendar() -> None:
    client = signed_in(Role.GENERAL_MANAGER)

    assert client.get(reverse("company")).status_code == 403
    assert client.get(reverse("company_history")).status_code == 403
    assert client.get(reverse("calendar")).status_code == 200
    sent = {"what": "import", "pasted": "2027-01-01 元旦"}
    assert client.post(reverse("calendar"), sent).status_code == 403
    assert not Holiday.objects.exists()


def test_the_calendar_shows_a_year_and_warns_for_one_without_data() -> None:
    seed_basics()
    client = signed_in(Role.STOREKEEPER)

    known = client.get(reverse("calendar_year", args=[2026]))
    unknown = client.get(reverse("calendar_year", args=[2027]))

    assert known.context["warning"] is None
    assert "2027" in unknown.context["warning"]
    assert known.content.decode().count("g-day-make-up") == 6
    assert known.context["working_days"] == 248
    assert client.get(reverse("calendar_year", args=[1])).status_code == 404


def test_a_pasted_year_counts_at_once_and_replaces_what_was_there() -> None:
    seed_basics()
    client = signed_in(Role.ADMINISTRATOR)
    pasted = "2027-01-01 至 2027-01-03 元旦\n2027-02-06 春节 班\n2027-02-08 春节"

    answer = client.post(reverse("calendar"), {"what": "import", "pasted": pasted})

    assert answer.status_code == 302
    assert answer["Location"].endswith("/2027/")
    assert firm_calendar().is_working_day(date(2027, 2, 6))
    assert not firm_calendar().is_working_day(date(2027, 2, 8))
    assert firm_calendar().warning_for(date(2027, 1, 1)) is None
    assert Holiday.objects.filter(date__year=2026).count() == 33

    client.post(reverse("calendar"), {"what": "import", "pasted": "2027-01-01 元旦"})
    assert Holiday.objects.filter(date__year=2027).count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"pasted": "明天放假"},
        {"pasted": '{"days": 1}'},
        {"file": SimpleUploadedFile("a.json", b"\xff\xfe\x00")},
        {"file": SimpleUploadedFile("a.json", b"[" * 100_000)},
    ],
)
def test_what_is_no_announcement_is_refused_and_kept_as_typed(sent: dict[str, str]) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    file = sent.get("file")
    if file is not None:
        file.seek(0)

    answer = client.post(reverse("calendar"), {"what": "import", **sent})

    assert answer.status_code == 422
    assert str(sent.get("pasted", "")).replace('"', "&quot;") in answer.content.decode()
    assert not Holiday.objects.exists()


def test_a_single_day_can_be_made_free_worked_and_ordinary_again() -> None:
    client = signed_in(Role.ADMINISTRATOR)
    friday, saturday = date(2026, 11, 27), date(2026, 11, 28)
    url = reverse("calendar")

    client.post(url, {"what": "day", "day": "2026-11-27", "name": "厂庆"})
    client.post(url, {"what": "day", "day": "2026-11-28", "name": "厂庆调休", "is_worked": "on"})
    assert not firm_calendar().is_working_day(friday)
    assert firm_calendar().is_working_day(saturday)

    client.post(url, {"what": "day", "day": "2026-11-28", "name": ""})
    assert not firm_calendar().is_working_day(saturday)
    assert MakeUpDay.history.filter(history_type="-").count() == 1
