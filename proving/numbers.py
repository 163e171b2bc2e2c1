"""Numbers under fire: drawn by many, some rolled back, some killed in the act, over a midnight."""

import os
import random
import signal
import time
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents import drafts
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from proving.databases import POSTGRESQL
from proving.drawing import RolledBack, missing
from proving.programme import Breach, Programme, Reached, proof
from proving.race import Scene, unclean
from proving.together import DONE, REFUSED, Answers, together
from purchasing.purchase_order.flow import PURCHASE_ORDER
from tests import factories
from tests.purchasing import firm

ROLLED_BACK, KILLED = 0.20, 0.05
AT_A_TIME = 10


@proof(
    "numbers",
    "each number is given once, and none is missing",
    reach="32 processes × 1,000, 20 % rolled back, 5 % killed, day change: 0 doubles, 0 gaps",
    usual="8 processes × 100, 20 % rolled back, 5 % killed, day change: 0 doubles, 0 gaps",
    databases=(POSTGRESQL,),
)
def run(programme: Programme) -> Reached:
    people = programme.of(small=4, usual=8, long=32)
    turns = programme.of(small=2, usual=10, long=100)
    chance = random.Random(programme.seed_of("turns"))
    makers = Scene(people, "numbers").crowd(Role.PURCHASER)
    material = _material()
    found: list[str] = []
    tried = killed = drawn = 0
    begun = time.time()
    for turn in range(turns):
        if programme.late:
            break
        acts = [drawing(maker, material, chance.randrange(10**9)) for maker in makers]
        answers = together(acts)
        tried += people * AT_A_TIME
        killed += sum("without an answer" in answer.text for answer in answers)
        drawn += sum(len(text.split()) for text in answers.texts(DONE))
        found += [f"turn {turn}: {text}" for text in lost(answers)]
    rate = drawn / max(time.time() - begun, 1)
    found += [f"no paper explains the gap {number}" for number in missing()] + unclean()
    breaches = [Breach("", text, programme.seed) for text in found]
    papers = Document.objects.count()
    figure = (
        f"{tried:,} draws by {people} processes, {papers:,} papers, {killed} processes killed in "
        f"the act, {len(found)} doubles or gaps; {rate:.0f} papers/s with all that a paper needs"
    )
    return Reached(figure, breaches)


def _material() -> dict[str, Any]:
    return {
        "party": factories.supplier("号厂"),
        "warehouse": factories.warehouse(),
        "lines": firm.priced("号件 1 x 1.00"),
    }


def drawing(maker: User, material: dict[str, Any], seed: int) -> Any:
    """Some papers, of before and after midnight; the process may die between draw and commit."""
    today = timezone.localdate()

    def act() -> str:
        chance, numbers = random.Random(seed), []
        for number in range(AT_A_TIME):
            # The clock passes midnight in the middle, for each at another moment.
            day = today - timedelta(days=1) if number < chance.randrange(10) else today
            try:
                numbers.append(one(maker, material, day, chance))
            except RolledBack:
                continue
        return " ".join(numbers)

    return act


def one(maker: User, material: dict[str, Any], day: date, chance: random.Random) -> str:
    luck = chance.random()
    given: Any = {
        "head": {"party": material["party"], "date": day},
        "body": {"warehouse": material["warehouse"]},
        "lines": material["lines"],
    }
    if luck >= ROLLED_BACK + KILLED / AT_A_TIME:
        return drafts.create(PURCHASE_ORDER, actor=maker, **given).number
    with transaction.atomic():
        drafts.create(PURCHASE_ORDER, actor=maker, **given)
        if luck >= ROLLED_BACK:
            os.kill(os.getpid(), signal.SIGKILL)
        raise RolledBack


def lost(answers: Answers) -> list[str]:
    """Numbers that two were told of, or that were told and are not there."""
    told = [number for text in answers.texts(DONE) for number in text.split()]
    there = set(Document.objects.filter(number__in=told).values_list("number", flat=True))
    found = [f"{number} was told and is not there" for number in told if number not in there]
    found += [f"{number} was given twice" for number in set(told) if told.count(number) > 1]
    faults = [a.text for a in answers if a.kind not in (DONE, REFUSED)]
    return found + [text for text in faults if "without an answer" not in text]
