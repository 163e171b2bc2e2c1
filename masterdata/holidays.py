"""Reads a year's announced days off from holiday-cn style JSON or from a pasted list. Pure."""

import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from ui.text import normalise, parse_date

LONGEST_TEXT = 200_000
LONGEST_SPAN = 31
MOST_FAULTS = 20
DATE = r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日?|\d{4})"
LINE = re.compile(rf"({DATE})\s*(?:(?:~|-{{1,2}}|–|—|至|到)\s*({DATE}))?[\s,，;\t]*(.*)", re.ASCII)
WORKED = re.compile(r"(^|[\s,，（(])(班|上班|调休上班|补班|make-?up|working)([\s,，）)]|$)", re.I)
OFF = re.compile(r"(^|[\s,，（(])(休|放假|off|holiday)([\s,，）)]|$)", re.I)


class Unreadable(ValueError):  # noqa: N818 - named by what it is
    """One or several sentences that say which line cannot be read and why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass
class Announcement:
    """The days off and the days worked instead, each with its name."""

    holidays: dict[date, str] = field(default_factory=dict)
    make_up_days: dict[date, str] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        return sorted({day.year for day in (*self.holidays, *self.make_up_days)})

    def of(self, year: int) -> "Announcement":
        return Announcement(
            {day: name for day, name in self.holidays.items() if day.year == year},
            {day: name for day, name in self.make_up_days.items() if day.year == year},
        )

    def add(self, day: date, name: str, *, is_off: bool) -> None:
        """The same day in both lists would be a contradiction."""
        if day in (self.make_up_days if is_off else self.holidays):
            sentence = _("%(day)s is given both as a day off and as a working day.")
            raise Unreadable([sentence % {"day": day}])
        (self.holidays if is_off else self.make_up_days)[day] = name[:50]


def read(text: str) -> Announcement:
    if len(text) > LONGEST_TEXT:
        raise Unreadable([_("This is too long for a holiday calendar. Paste one year only.")])
    found = _read_json(text) if text.lstrip().startswith(("{", "[")) else _read_lines(text)
    if not found.holidays:
        raise Unreadable([_("There is no day off in it. Check what was pasted.")])
    return found


def _read_json(text: str) -> Announcement:
    wrong = _("This JSON has no list “days” with name, date and isOffDay.")
    try:
        data = json.loads(text)
        days = data["days"] if isinstance(data, dict) else data
        found = Announcement()
        for day in days:
            is_off = day["isOffDay"]
            if not isinstance(is_off, bool):
                raise TypeError
            found.add(parse_date(str(day["date"])), normalise(str(day["name"])), is_off=is_off)
    except Unreadable:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable([wrong]) from error
    return found


def _read_lines(text: str) -> Announcement:
    """One day or span a line, its name, and 班 or 上班 where it is worked."""
    found, faults = Announcement(), []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            _read_line(normalise(line), found)
        except ValueError as fault:
            sentence = _("Line %(number)s: %(fault)s")
            faults.append(sentence % {"number": number, "fault": fault})
        if len(faults) == MOST_FAULTS:
            break
    if faults:
        raise Unreadable(faults)
    return found


def _read_line(line: str, found: Announcement) -> None:
    match = LINE.fullmatch(line)
    if match is None:
        raise ValueError(_("begin with a date such as 2027-01-01."))
    first = parse_date(match[1])
    last = parse_date(match[2]) if match[2] else first
    if not 0 <= (last - first).days < LONGEST_SPAN:
        raise ValueError(_("the last day must follow the first within a month."))
    is_off = WORKED.search(match[3]) is None
    name = OFF.sub(" ", WORKED.sub(" ", match[3])).strip(" ,，;()（）")
    name = name or (_("Day off") if is_off else _("Make-up working day"))
    for n in range((last - first).days + 1):
        found.add(first + timedelta(days=n), name, is_off=is_off)
