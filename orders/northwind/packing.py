"""`24 - 12 oz bottles` as a number and a unit: a piece holds 24 bottles; pure."""

import re

WEIGHTS = frozenset({"kg", "g", "ml", "cc", "oz", "lb", "l"})
COUNTED = re.compile(r"^(\d+)\s+-\s+.*?([A-Za-z]+)\.?$")
PLAIN = re.compile(r"^(\d+)\s+([A-Za-z]+)\b")
SHORT = {
    "pkgs": "package",
    "boxes": "box",
    "glasses": "glass",
    "pieces": "piece",
    "pies": "pie",
    "gift": "gift box",
}


def inner_unit(text: str) -> tuple[int, str] | None:
    """How many of what lie in one piece; None where it holds one, or a weight alone."""
    found = COUNTED.match(" ".join(text.split())) or PLAIN.match(" ".join(text.split()))
    if found is None:
        return None
    count, word = int(found[1]), found[2].lower()
    if word in WEIGHTS or count < 2:
        return None
    return count, SHORT.get(word, word.removesuffix("s"))
