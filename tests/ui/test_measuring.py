"""Slow queries are told without what was asked for; the meter counts and changes nothing."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from masterdata.models import User
from ui import metrics
from ui.measuring import metered, statement


@pytest.mark.django_db
def test_a_slow_query_is_logged_with_its_statement_and_without_its_parameters(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SLOW_QUERY_MS = 0
    before = metrics.slow_queries()

    with caplog.at_level(logging.WARNING, "gendan.slow_query"), metered() as meter:
        User.objects.filter(username="private-name").exists()

    (said,) = caplog.records
    assert "masterdata_user" in said.getMessage()
    assert "private-name" not in said.getMessage()
    assert said.ms >= 0  # type: ignore[attr-defined]
    assert (meter.queries, metrics.slow_queries()) == (1, before + 1)


@pytest.mark.django_db
def test_a_quick_query_is_counted_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "gendan.slow_query"), metered() as meter:
        list(User.objects.all()[:1])
        list(User.objects.all()[:1])

    assert (meter.queries, caplog.records) == (2, [])


@pytest.mark.django_db
def test_a_query_that_fails_is_measured_and_still_fails(settings: Any) -> None:
    settings.SLOW_QUERY_MS = 0

    with metered() as meter, pytest.raises(Exception, match="nowhere"), connection.cursor() as one:
        one.execute("SELECT * FROM nowhere")

    assert meter.queries == 1
    connection.close_if_unusable_or_obsolete()


def test_literals_inside_a_statement_are_blanked() -> None:
    told = statement("SELECT 1\n FROM t WHERE a = 'secret''s' AND b = %s")

    assert told == "SELECT 1 FROM t WHERE a = '?' AND b = %s"


@pytest.mark.django_db
def test_the_meter_is_gone_after_the_request(client: Client) -> None:
    before = list(connection.execute_wrappers)

    client.get("/login/")

    assert connection.execute_wrappers == before
