"""A process beside the server that reads the books again and again without starting anew.

`python -m proving.outside.keeper` answers one JSON line for each JSON line it is asked.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from proving.outside.place import ROOT, Place


class Keeper:
    """Asks its process; to be ended with `close`."""

    def __init__(self, place: Place) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "proving.outside.keeper"],
            cwd=ROOT,
            env=place.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the keeper of the books broke off")
        return json.loads(line)

    def books(self) -> list[str]:
        return list(self._ask({"ask": "books"}))

    def acts(self, acts: list[dict[str, Any]]) -> list[str]:
        """What of these acts is lost or was done twice."""
        return list(self._ask({"ask": "acts", "acts": acts}))

    def post_mails(self, mark: str, count: int) -> None:
        self._ask({"ask": "post mails", "mark": mark, "count": count})

    def mails(self, mark: str) -> list[list[Any]]:
        """What became of them: subject, status, attempts, sentence."""
        return list(self._ask({"ask": "mails", "mark": mark}))

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(self, *_fault: object) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.kill()
        self.process.wait(timeout=60)


def books() -> list[str]:
    from documents.books import run_checks

    return [f"{breach.check}: {breach.subject}: {breach.sentence}" for breach in run_checks()]


def acts(told: list[dict[str, Any]]) -> list[str]:
    """Each act is found once if it was acknowledged, and at most once if it was not."""
    wrong: list[str] = []
    made = [act for act in told if not act["step"]]
    taken = [act for act in told if act["step"]]
    wrong += _papers(made)
    wrong += _steps(taken)
    return wrong


def _papers(made: list[dict[str, Any]]) -> list[str]:
    from documents.models import Document

    remarks = [act["remark"] for act in made]
    found = Document.objects.filter(remark__in=remarks).values_list("remark", flat=True)
    return _compared(made, Counter(found), lambda act: act["remark"])


def _steps(taken: list[dict[str, Any]]) -> list[str]:
    from documents.models import Event, Operation
    from inventory.stock.models import StockEntry

    papers = {act["paper"] for act in taken}
    events = Event.objects.filter(document_id__in=papers, kind=Event.Kind.STEP)
    pairs = Counter(events.values_list("document_id", "step"))
    wrong = _compared(taken, pairs, lambda act: (act["paper"], act["step"]))
    keys = [act["key"] for act in taken]
    known = Counter(map(str, Operation.objects.filter(key__in=keys).values_list("key", flat=True)))
    wrong += _compared(taken, known, lambda act: act["key"])
    entries = StockEntry.objects.filter(document_id__in=papers, reverses=None)
    booked = Counter(entries.values_list("document_id", "line_no", "phase"))
    wrong += [
        f"stock of {place} was booked {times} times" for place, times in booked.items() if times > 1
    ]
    return wrong


def _compared(told: list[dict[str, Any]], found: Any, name: Any) -> list[str]:
    wrong = []
    for act in told:
        times = found[name(act)]
        if times > 1:
            wrong.append(f"done {times} times: {act}")
        if act["acknowledged"] and not times:
            wrong.append(f"acknowledged and lost: {act}")
    return wrong


def answer_to(question: dict[str, Any]) -> Any:
    from proving.outside import mailing

    answers: dict[str, Callable[[], Any]] = {
        "books": books,
        "acts": lambda: acts(question["acts"]),
        "post mails": lambda: mailing.ask(question["mark"], question["count"]),
        "mails": lambda: mailing.found(question["mark"]),
    }
    return answers[question["ask"]]()


def main() -> None:
    import django

    django.setup()
    from django.db import close_old_connections, connections

    for line in sys.stdin:
        question = json.loads(line)
        answer = answer_to(question)
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()
        # The database may be killed before the next question.
        close_old_connections()
        connections.close_all()


if __name__ == "__main__":
    main()
