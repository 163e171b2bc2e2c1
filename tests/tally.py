"""How far a test goes, and how many cases it asked: for `./run prove`, which prints the figures.

Without these variables in the environment the tests go as far as the test command needs.
"""

import os
from pathlib import Path

# Shifts which values meet which controls; 0 is what the test command asks.
START = int(os.environ.get("GENDAN_FUZZ_START", "0"))
# How many times as many cases as the test command asks.
TIMES = int(os.environ.get("GENDAN_FUZZ_TIMES", "1"))
_file = os.environ.get("GENDAN_TALLY", "")


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
