"""What a race is: a scene that is set, people who act at once, and what must be true after."""

import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents import engine
from documents.books import run_checks
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from proving.together import FAULT, REFUSED, Act, Answers, deadlocks, together
from proving.windows import dawdling
from tests import factories

Script = Generator[list[Act], Answers, None]


@dataclass
class Scene:
    """How many people act, and names that no other round uses."""

    people: int
    tag: str
    chance: random.Random = field(default_factory=random.Random)
    # Whether a refusal must name what it is about; without its guard the database names less.
    words: bool = True

    @property
    def supplier(self) -> str:
        return f"厂{self.tag}"

    @property
    def customer(self) -> str:
        return f"店{self.tag}"

    @property
    def item(self) -> str:
        return f"件{self.tag}"

    def crowd(self, role: Role) -> list[User]:
        """As many people of this role as act, the same in every round."""
        names = [f"race-{role.value}-{number}" for number in range(self.people)]
        known = {user.username: user for user in User.objects.filter(username__in=names)}
        return [known.get(name) or factories.user(role, username=name) for name in names]


@dataclass(frozen=True)
class Race:
    """`script` sets the scene, yields the acts, gets the answers and asserts."""

    name: str
    script: Callable[[Scene], Script]


_races: dict[str, Race] = {}


def race(name: str) -> Callable[[Callable[[Scene], Script]], Callable[[Scene], Script]]:
    def register(script: Callable[[Scene], Script]) -> Callable[[Scene], Script]:
        if name in _races:
            raise ValueError(f"race {name} twice")
        _races[name] = Race(name, script)
        return script

    return register


def races() -> dict[str, Race]:
    return dict(_races)


def take(document: Document, code: str, actor: User, **options: Any) -> Act:
    """One person takes a step of a paper; the answer is the state it is in then."""
    return lambda: engine.perform(document.pk, code, actor=actor, **options).document.state


def play(each: Race, scene: Scene, *, around: Sequence[Any] = (dawdling,)) -> tuple[int, list[str]]:
    """One round: how many acted, and what did not hold."""
    script = each.script(scene)
    acts = next(script)
    before = deadlocks()
    answers = together(acts, around=around)
    found = [f"a fault instead of a sentence: {text}" for text in answers.texts(FAULT)]
    found += ["refused without a sentence" for text in answers.texts(REFUSED) if not text.strip()]
    try:
        script.send(answers)
    except StopIteration:
        pass
    except AssertionError as broken:
        found.append(str(broken))
    if deadlocks() != before:
        found.append(f"{deadlocks() - before} deadlocks had to be broken")
    return len(acts), found


def unclean() -> list[str]:
    """What check_books finds."""
    return [f"the books: {each.check} {each.subject} {each.sentence}" for each in run_checks()]
