"""Where each word of a PDF stands, and which of them stand on one another or beyond the paper."""

import re
import subprocess
from itertools import combinations
from typing import NamedTuple

WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
# Lines are set so close that the boxes of their letters touch.
SLACK = 0.45


class Word(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: "Word") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        lower = min(self.bottom - self.top, other.bottom - other.top)
        return across > SLACK and down > SLACK * lower


def misplaced(pdf: bytes) -> list[str]:
    """Pairs of words that overlap, and words that leave the page."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True)
    found = []
    for width, _height, body in PAGE.findall(run.stdout.decode()):
        words = [Word(*map(float, numbers), text) for *numbers, text in WORD.findall(body)]  # type: ignore[arg-type]
        found += [f"{a.text} / {b.text}" for a, b in combinations(words, 2) if a.covers(b)]
        found += [f"{word.text} leaves the page" for word in words if word.right > float(width)]
    return found


def text_of(pdf: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True)
    return run.stdout.decode()
