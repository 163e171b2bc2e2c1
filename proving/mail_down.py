"""The mail server is down: the outbox keeps each mail, nobody waits for it, and it is sent once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from proving.mailbox import WELL, Mailbox, mailbox
from proving.outside.desk import Desk
from proving.outside.keeper import Keeper
from proving.outside.mailing import subject
from proving.outside.place import ROOT, Place
from proving.outside.server import free_port

MODULE = "proving.outside.mailing"
MAILS = 3
PATIENCE = 240
DONE, WAITING = "done", ("waiting", "running")


@contextmanager
def worker(place: Place, port: int) -> Iterator[None]:
    """The job worker, which alone talks to the mail server."""
    told = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    log = (place.folder / "mail-worker.log").open("ab")
    with log:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, "work"],
            cwd=ROOT,
            env=place.environment | told,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.kill()
        process.wait(timeout=60)


def mail_met(place: Place, keeper: Keeper, desk: Desk, mood: str) -> list[str]:
    """What went wrong; the papers that are written meanwhile stand in the desk's journal."""
    mark = desk.mark
    with mailbox(free_port()) as box, worker(place, box.port):
        box.be(mood)
        keeper.post_mails(mark, MAILS)
        desk.one_paper()
        # Twice: so that a second attempt has met the same trouble.
        wrong = _until(keeper, mark, "tried", lambda job: job[2] >= 2)
        desk.one_paper()
        early = [job for job in keeper.mails(mark) if job[1] not in WAITING]
        wrong += [f"in the midst of it: {job}" for job in early]
        wrong += [f"{len(box.kept)} mails were kept by a server that {mood}"] if box.kept else []
        box.be(WELL)
        wrong += _until(keeper, mark, "sent", lambda job: job[1] == DONE)
        return wrong + _arrived(box, mark)


def _until(keeper: Keeper, mark: str, word: str, met: Callable[[list[Any]], bool]) -> list[str]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = keeper.mails(mark)
        if len(found) == MAILS and all(met(job) for job in found):
            return []
        time.sleep(0.2)
    return [f"not every mail was {word} within {PATIENCE} s: {keeper.mails(mark)}"]


def _arrived(box: Mailbox, mark: str) -> list[str]:
    """Each once, whatever was tried before."""
    counted = {number: box.times(subject(mark, number)) for number in range(MAILS)}
    return [f"mail {number} came {times} times" for number, times in counted.items() if times != 1]
