"""How far a test goes, and how many cases it asked: for `./run prove`, which prints the figures.

Without these variables in the environment the tests go as far as the test command needs.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar
from zlib import crc32

# Shifts which values meet which controls; 0 is what the test command asks.
START = int(os.environ.get("GENDAN_FUZZ_START", "0"))
# How many times as many cases as the test command asks.
TIMES = int(os.environ.get("GENDAN_FUZZ_TIMES", "1"))
# Everything is asked of everything: nothing is left to `some`.
ALL = bool(os.environ.get("GENDAN_ALL_CASES"))
T = TypeVar("T")
_file = os.environ.get("GENDAN_TALLY", "")


def some(things: Iterable[T], count: int, *, of: str) -> list[T]:
    """So many of them, always the same for what is asked, and others for the next; or all."""
    every = list(things)
    if ALL or len(every) <= count:
        return every
    first = crc32(of.encode()) + START
    return [every[(first + place * len(every) // count) % len(every)] for place in range(count)]


def in_turn(things: Iterable[T], count: int, *, turn: int) -> list[T]:
    """The next so many of them, so that in enough turns each comes once; or all."""
    every = list(things)
    if ALL or len(every) <= count:
        return every
    return [every[(turn * count + place + START) % len(every)] for place in range(count)]


def count(kind: str, cases: int = 1) -> None:
    """Notes that so many cases were asked; several processes write to the same file."""
    if _file:
        with Path(_file).open("a") as tally:
            tally.write(f"{kind}\t{cases}\n")


def note(kind: str, what: str) -> None:
    """Notes one thing that was met, such as a step from a state."""
    if _file:
        with Path(_file).open("a") as tally:
            tally.write(f"{kind}={what}\t1\n")
