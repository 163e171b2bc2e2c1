"""Pinyin initials (助记码) of names; several codes where a character has several readings."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from ui.text import normalise

HANZI = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
PERSON = re.compile(r"[\u3400-\u9fff]{2,4}")
MOST_CODES = 4
LONGEST_CODE = 40

# Readings that differ when the character is a surname; the dictionary gives the common word.
SURNAMES = {
    "单": "s", "曾": "z", "查": "z", "仇": "q", "解": "x", "区": "o", "朴": "p", "翟": "z",
    "盖": "g", "尉": "w", "种": "c", "繁": "p", "乐": "y", "召": "s", "缪": "m", "宓": "m",
    "冼": "x", "覃": "q", "秘": "b", "折": "s", "黑": "h", "盛": "s", "重": "c", "洗": "x",
}  # fmt: skip
# Characters that stand alone in a name and are read in two ways by the people of the trade.
SEVERAL = {
    "朝": "cz", "单": "ds", "曾": "cz", "查": "cz", "仇": "cq", "解": "jx", "区": "qo",
    "长": "cz", "重": "zc", "行": "hx", "调": "td", "弹": "td", "盛": "sc", "厦": "sx",
    "乐": "ly", "壳": "kq", "藏": "cz", "传": "cz", "降": "jx", "校": "xj", "石": "sd",
    "折": "zs", "参": "cs", "术": "sz", "系": "xj", "便": "bp", "奇": "qj", "屏": "pb",
    "圈": "qj", "车": "cj", "阿": "ae", "咖": "kg", "虹": "hj", "泊": "bp",
}  # fmt: skip
# Words the dictionary reads otherwise than people type.
WORDS = {
    "朝阳": ("cy", "zy"),
    "垫圈": ("dq",),
    "密封圈": ("mfq",),
    "乐清": ("yq", "lq"),
    "单县": ("sx",),
    "长兴": ("cx",),
}


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """The codes of a name, separated by a blank, the likeliest first: 朝阳 → "cy zy"."""
    clean = normalise(text)
    segments = _segments(clean)
    products = itertools.product(*(_readings(segment) for segment in segments))
    codes = ["".join(code)[:LONGEST_CODE] for code in itertools.islice(products, 32)]
    if PERSON.fullmatch(clean) and clean[0] in SURNAMES:
        # A first character that begins a known word is less likely a surname.
        codes.insert(len(segments[0]) > 1, SURNAMES[clean[0]] + codes[0][1:])
    unique = list(dict.fromkeys(code for code in codes if code))
    return " ".join(unique[:MOST_CODES])


def _segments(text: str) -> list[str]:
    """Words of the dictionary, own words first; everything that is not Chinese as it stands."""
    from pypinyin.seg.mmseg import seg

    pattern = re.compile("(" + "|".join(WORDS) + ")")
    found: list[str] = []
    for piece in pattern.split(text):
        if piece in WORDS:
            found.append(piece)
        elif piece:
            found.extend(seg.cut(piece))
    return found


@lru_cache(maxsize=4096)
def _readings(segment: str) -> tuple[str, ...]:
    if segment in WORDS:
        return WORDS[segment]
    if not HANZI.search(segment):
        return ("".join(c for c in segment.lower() if c.isascii() and c.isalnum()),)
    if len(segment) == 1 and segment in SEVERAL:
        return tuple(SEVERAL[segment])
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(segment, style=Style.FIRST_LETTER, errors="ignore", strict=False)
    return ("".join(letters).lower(),)
