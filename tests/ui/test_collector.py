"""A process that serves seldom looks for circles of objects, never among those it began with."""

import subprocess
import sys

from django.conf import settings

from ui import collector

TOLD = "import gc, config.wsgi; print(*gc.get_threshold(), gc.get_freeze_count(), gc.isenabled())"


def test_a_web_worker_does_not_look_through_its_program_again_and_again() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", TOLD],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    young, older, oldest, frozen, enabled = answer.stdout.split()
    assert (int(young), int(older), int(oldest)) == (
        collector.YOUNG,
        collector.OLDER,
        collector.OLDEST,
    )
    assert int(frozen) > 100_000
    assert enabled == "True"
