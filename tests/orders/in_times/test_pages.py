"""The pages of the in-times: whose clocks one sees, what is late, how prompt each is, urging."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, Task
from masterdata.models import User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from orders.in_times import clocks
from orders.in_times.models import InTime, Rule
from orders.in_times.panels import RUNNING, stopped_since
from orders.in_times.record import percent, records
from tests import factories
from tests.behind import loosen
from tests.orders.in_times.test_clocks import moment
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-09 16:00")
MORNING = moment("2026-10-09 09:00")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    seed_basics()
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def director() -> User:
    return factories.user(Role.SALES_DIRECTOR)


@pytest.fixture
def clerk(director: User) -> User:
    return factories.user(Role.ORDER_CLERK, superior=director)


def clock(
    rule: str, person: User | None, *, taken: int | None = None, began: datetime = MORNING
) -> InTime:
    """A clock of a new paper; `taken` stops it after so many working minutes."""
    paper = firm.draft_order()
    clocks.start(rule, paper, person=person, at=began)
    if taken is not None:
        by = person or paper.maker
        clocks.stop(rule, paper, by=by, at=began + timedelta(minutes=taken))
    return InTime.objects.get(rule=rule, document=paper)


def shown(client: Client, **query: str) -> list[InTime]:
    answer = client.get(reverse("in_times"), query)
    assert answer.status_code == 200
    return list(answer.context["table"].records)


def test_a_clerk_sees_his_own_a_superior_his_peoples_and_a_manager_all(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    chief = factories.user(Role.ORDER_CLERK)
    other = factories.user(Role.ORDER_CLERK, superior=chief)
    mine, his = clock(Rule.T1, clerk), clock(Rule.T1, other)

    assert shown(as_user(client, clerk)) == [mine]
    assert shown(as_user(client, chief)) == [his]
    assert set(shown(as_user(client, director))) == {mine, his}
    assert set(shown(as_user(client, factories.user(Role.REGIONAL_MANAGER)))) == {mine, his}


def test_finance_sees_its_own_desk_and_a_stranger_is_told_whom_to_ask(
    client: Client, as_user: Any, clerk: User
) -> None:
    check = clock(Rule.R30, None)
    clock(Rule.T1, clerk)

    accountant = as_user(client, factories.user(Role.ACCOUNTANT))
    assert shown(accountant) == [check]
    row = accountant.get(reverse("in_times")).context["table"].paginated_rows[0]
    assert row.get_cell("person") == Role.ACCOUNTANT.label
    for name in ("in_times", "in_times_record"):
        answer = as_user(client, factories.user(Role.DRIVER)).get(reverse(name))
        assert answer.status_code == 403


def test_the_breach_list_holds_what_is_late_and_nothing_dropped(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    clock(Rule.T1, clerk, taken=120)
    slow = clock(Rule.T1, clerk, taken=121)
    still = clock(Rule.T1, clerk)
    dropped = clock(Rule.T3, clerk)
    clocks.drop((Rule.T3,), dropped.document, by=clerk, at=NOW)
    as_user(client, director)

    assert set(shown(client, late="on")) == {slow, still}
    assert shown(client, late="on", running="on") == [still]
    assert len(shown(client, late="")) == 4


def test_customers_who_promised_and_did_not_pay_stand_in_the_chase_list(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    broken = clock(Rule.T4, clerk, began=moment("2026-09-28 09:00"))
    clock(Rule.T4, clerk)
    clock(Rule.T1, clerk)
    page = as_user(client, director).get(reverse("in_times"))
    urls = [tab["url"] for tab in page.context["tabs"]]

    answers = [client.get(url) for url in urls]

    current = [[tab["is_current"] for tab in each.context["tabs"]] for each in answers]
    assert current == [[n == m for m in range(4)] for n in range(4)]
    assert list(answers[2].context["table"].records) == [broken]


def test_each_row_says_how_late_in_working_minutes(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    slow, still = clock(Rule.T3, clerk, taken=90), clock(Rule.T1, clerk)
    table = as_user(client, director).get(reverse("in_times")).context["table"]
    late = {record: table.value_late_by(record) for record in table.records}
    tones = {record: table.row_tone(record) for record in table.records}

    # Due at 11:00; an hour before noon and two and a half after.
    assert late == {slow: 30, still: 210}
    assert tones == {slow: "warning", still: "bad"}
    assert not table.tickable(slow)
    assert table.tickable(still)


def test_it_is_filtered_by_rule_person_and_ten_days(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    other = factories.user(Role.ORDER_CLERK)
    now = clock(Rule.T1, clerk)
    earlier = clock(Rule.T3, other, taken=10, began=moment("2026-09-24 09:00"))
    as_user(client, director)

    assert shown(client, rule=Rule.T3) == [earlier]
    assert shown(client, person=str(clerk.pk)) == [now]
    assert shown(client, started="this_ten_days") == [now]
    assert shown(client, started="last_ten_days") == [earlier]


def test_a_record_counts_what_is_judged_its_share_on_time_and_its_median(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    for taken in (10, 30, 119, 121):
        clock(Rule.T1, clerk, taken=taken)
    clock(Rule.T1, clerk)
    clock(Rule.T1, clerk, began=NOW)
    clock(Rule.R30, None, taken=60)

    answer = as_user(client, director).get(reverse("in_times_record"))

    found = {row.rule: row for row in answer.context["table"].records}
    own = found[Rule.T1]
    assert (own.name, own.count, own.on_time, own.late) == (clerk.display_name, 5, 3, 2)
    assert (own.percent, own.median) == (Decimal(60), Decimal("74.5"))
    desk = found[Rule.R30]
    assert (desk.name, desk.percent, desk.median) == (Role.ACCOUNTANT.label, 100, 60)
    assert f"person={clerk.pk}" in own.url
    assert "started=this_month" in own.url
    (chart,) = answer.context["charts"]()
    assert [one.values for one in chart.series] == [[None, 60], [100, None]] or [
        one.values for one in chart.series
    ] == [[60, None], [None, 100]]
    assert "60%" in answer.content.decode()


def test_nothing_measured_is_said_and_not_divided(
    client: Client, as_user: Any, director: User
) -> None:
    assert percent(0, of=0) == 0
    assert records(InTime.objects.all(), now=NOW) == []
    assert as_user(client, director).get(reverse("in_times_record")).status_code == 200


@pytest.mark.parametrize("page", ["in_times", "in_times_record"])
def test_a_page_costs_the_same_few_queries_however_many_clocks(
    client: Client,
    as_user: Any,
    clerk: User,
    director: User,
    page: str,
    django_assert_max_num_queries: Any,
) -> None:
    as_user(client, director)
    clock(Rule.T1, clerk)
    client.get(reverse(page))
    with django_assert_max_num_queries(40) as first:
        client.get(reverse(page))
    for _n in range(4):
        clock(Rule.T1, factories.user(Role.ORDER_CLERK))
        clock(Rule.T3, clerk)

    with django_assert_max_num_queries(len(first)):
        client.get(reverse(page))


@pytest.mark.parametrize("page", ["in_times", "in_times_record"])
def test_it_goes_into_a_sheet(
    client: Client, as_user: Any, clerk: User, director: User, page: str
) -> None:
    late = clock(Rule.T1, clerk)

    answer = as_user(client, director).get(reverse(page), {"export": "xlsx"})

    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert clerk.display_name in texts
    if page == "in_times":
        assert {late.document.number, "210"} <= texts


def urge(client: Client, *ids: int) -> Any:
    return client.post(reverse("in_times_urge"), {"ids": [str(pk) for pk in ids]}, follow=True)


def test_ticked_clocks_that_run_are_urged(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    running, done = clock(Rule.T1, clerk), clock(Rule.T1, clerk, taken=5)

    answer = urge(as_user(client, director), running.pk, done.pk)

    assert answer.status_code == 200
    task = Task.objects.get(document=running.document, kind="t1")
    assert (task.urged_by, task.urged_at) == (director, NOW)


@pytest.mark.parametrize("who", ["himself", "stranger", "nothing ticked"])
def test_nobody_urges_himself_nor_what_he_does_not_see(
    client: Client, as_user: Any, clerk: User, director: User, who: str
) -> None:
    running = clock(Rule.T1, clerk)
    asking = {"himself": clerk, "stranger": factories.user(Role.ORDER_CLERK)}.get(who, director)

    ids = () if who == "nothing ticked" else (running.pk,)
    answer = urge(as_user(client, asking), *ids)

    assert list(answer.context["messages"])
    assert Task.objects.get(document=running.document, kind="t1").urged_at is None


def test_urging_takes_no_forged_numbers(client: Client, as_user: Any, director: User) -> None:
    answer = as_user(client, director).post(
        reverse("in_times_urge"), {"ids": ["x", "²", "9" * 30], "next": "https://evil.example/"}
    )

    assert answer["Location"] == reverse("in_times")
    assert client.get(reverse("in_times_urge")).status_code == 405


def test_managers_find_today_on_their_first_screen(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    clock(Rule.T1, clerk, taken=60)
    clock(Rule.T1, clerk, taken=125)
    clock(Rule.T1, clerk, taken=10, began=moment("2026-10-08 09:00"))
    late = clock(Rule.T1, clerk)
    clock(Rule.T4, clerk)

    (panel,) = [p for p in panels(as_user(client, director)) if p["name"] == "in-times"]

    assert [fact["value"] for fact in panel["context"]["facts"]] == ["2", "1", "2", "1"]
    (row,) = panel["context"]["table"]["rows"]
    assert late.document.number in {cell["text"] for cell in row["cells"]}
    assert "in-times" not in {p["name"] for p in panels(as_user(client, clerk))}


def test_the_first_screen_reads_the_clocks_of_today_and_not_of_all_years() -> None:
    counted = InTime.objects.filter(stopped_since(MORNING) | RUNNING)

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Of a table of few rows it would read all, whatever its indexes.
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "in_time_by_stop" in counted.explain()


def panels(client: Client) -> list[dict[str, Any]]:
    return list(client.get(reverse("home")).context["panels"])


def test_a_paper_without_a_party_has_a_row_too(
    client: Client, as_user: Any, clerk: User, director: User
) -> None:
    found = clock(Rule.T1, clerk)
    loosen(found.document)
    Document.objects.filter(pk=found.document_id).update(party=None)

    assert shown(as_user(client, director)) == [found]
    assert as_user(client, director).get(reverse("home")).status_code == 200
