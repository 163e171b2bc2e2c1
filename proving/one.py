"""`python -m proving.one`: one proof on one database, in a process of its own; prints JSON.

A proof that hangs, dies or leaves threads behind takes nothing else with it.
"""

import contextlib
import json
import logging
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import django

from proving.programme import MODULES, Breach, Programme, Reached, proofs
from proving.record import Record

WHOLE = "the whole"


def load() -> None:
    """Makes every proof known; needs the settings. What is refused on purpose is not logged."""
    django.setup()
    logging.disable(logging.WARNING)
    for name in MODULES:
        import_module(name)


def prove(asked: dict[str, Any]) -> Reached:
    """A proof that reached its figure without a breach is not done again by `--resume`; a case
    that is shown again changes nothing of what is kept."""
    kept, resume = Path(asked.pop("record")), asked.pop("resume")
    record = Record() if asked["case"] else Record(kept, resume=resume)
    known = record.answer_of(WHOLE)
    if known is not None:
        return Reached.from_data(known)
    programme = Programme(**asked, record=record)
    reached = _reached(programme)
    if not (programme.late or reached.breaches or reached.missing):
        record.keep(WHOLE, reached.as_data())
    return reached


def _reached(programme: Programme) -> Reached:
    proof = proofs()[programme.proof]
    try:
        with _database(programme):
            return proof.act(programme)
    except Exception:
        fault = traceback.format_exc(limit=-6)
        return Reached("broke off", [Breach(programme.case, fault, programme.seed)])


def _database(programme: Programme) -> Any:
    from proving import databases

    return databases.made() if programme.vendor else contextlib.nullcontext()


def main() -> None:
    load()
    answer = json.dumps(prove(json.loads(sys.argv[1])).as_data(), ensure_ascii=False)
    Path(sys.argv[2]).write_text(answer)


if __name__ == "__main__":
    main()
