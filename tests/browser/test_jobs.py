"""The page of background jobs in a real browser: it moves by itself, and stops when all is done."""

from typing import Any

import pytest
from django.utils import timezone

from documents.jobs import files, queue
from documents.models import Job
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs import desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_bar_moves_until_the_result_can_be_fetched(
    browse: Any, accessibility_faults: Any, width: int, language: str
) -> None:
    from playwright.sync_api import expect

    owner = factories.user(Role.PURCHASER)
    with desk.kind(lambda work: None):
        running, cancelled = desk.ask(owner, total=5000), desk.ask(owner)
        queue.claim(running.pk, at=timezone.now())
        Job.objects.filter(pk=running.pk).update(done=1250)
        page = browse(owner, "/jobs/", language=language, viewport={"width": width, "height": 800})
        expect(page.locator("progress")).to_have_attribute("value", "1250")
        scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(scrolls)

        Job.objects.filter(pk=running.pk).update(done=3750)
        expect(page.locator("progress")).to_have_attribute("value", "3750")
        page.locator(f"#cancel-{cancelled.pk}").click()
        expect(page.locator(f"#retry-{cancelled.pk}")).to_be_visible()
        name, size = files.write(iter([b"PK"]), between=lambda: None)
        Job.objects.filter(pk=running.pk).update(
            status="done", file=name, size=size, file_name="a.xlsx", holder="", beat_at=None
        )
        expect(page.locator(f"#file-{running.pk}")).to_be_visible()
        expect(page.locator("#job-count a")).to_have_count(0)
        expect(page.locator("#jobs")).not_to_have_attribute("hx-trigger", "every 2s")
        with page.expect_download() as begun:
            page.locator(f"#file-{running.pk}").click()

    assert begun.value.suggested_filename == "a.xlsx"
    assert accessibility_faults(page) == []
