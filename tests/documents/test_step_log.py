"""Steps taken and steps refused are told to the log and counted; a step rolled back was none."""

import logging
from typing import Any

import pytest
from django.db import transaction

from documents import engine
from documents.errors import Refused
from tests.purchasing import firm
from ui import metrics

pytestmark = pytest.mark.django_db


def counted(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0


def test_a_step_is_told_once_it_is_in_the_books(
    django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    order = firm.draft_order()
    before = counted("gendan_steps_total", type="purchase_order", step="submit")

    with caplog.at_level(logging.INFO, "documents.step_log"):
        with django_capture_on_commit_callbacks() as calls:
            firm.step(order, "submit", order.maker)
        untold = not caplog.records
        for call in calls:
            call()

    assert untold
    assert f"submit of {order.number} by user {order.maker_id}" in caplog.text
    assert counted("gendan_steps_total", type="purchase_order", step="submit") == before + 1


def test_a_step_that_is_rolled_back_is_not_told(
    django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    order = firm.draft_order()

    listening = caplog.at_level(logging.INFO, "documents.step_log")
    with listening, django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        firm.step(order, "submit", order.maker)
        transaction.set_rollback(True)

    assert not caplog.records


def test_a_refused_step_is_told_with_who_and_why(caplog: pytest.LogCaptureFixture) -> None:
    order = firm.order(state="submitted")
    before = counted("gendan_step_refusals_total", type="purchase_order", reason="NotAllowed")

    with caplog.at_level(logging.WARNING, "documents.step_log"), pytest.raises(Refused):
        engine.perform(order.pk, "approve", actor=order.maker)

    assert f"approve refused to user {order.maker_id}: paper {order.pk}" in caplog.text
    assert (
        counted("gendan_step_refusals_total", type="purchase_order", reason="NotAllowed")
        == before + 1
    )
