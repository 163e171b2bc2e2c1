"""Fills a form of a page: rightly, all wrong at once, or right but for one thing."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tests import tally
from tests.bad_input.corpus import DATES, NUMBERS, STORED, TEXTS
from tests.bad_input.firm import Firm
from tests.bad_input.pages_read import Input, SentForm

UNTOUCHED = {"hidden", "file", "count", "csrfmiddlewaretoken"}
DAY = date(2026, 11, 23)
NUMBER_WORDS = (
    "decimals",
    "parcels",
    "packages",
    "stock",
    "point",
    "minimum",
    "limit",
    "numerator",
    "position",
    "rows",
    "closing",
    "quantity",
    "price",
    "amount",
    "cost",
    "rate",
    "days",
    "percent",
    "level",
    "digits",
)


def typed(form: SentForm) -> list[Input]:
    """The controls a person types into; choices and ids are forged too."""
    return [one for one in form.inputs.values() if one.kind not in UNTOUCHED]


def rightly(form: SentForm, firm: Firm) -> dict[str, Any]:
    """What stands there, and something plausible wherever nothing may stay empty."""
    data: dict[str, Any] = form.data
    for one in form.inputs.values():
        box = form.inputs.get(f"{one.name}_text")
        needed = one.required or (box is not None and box.required)
        if one.value or not (needed or one.name.startswith("lines-")):
            continue
        if one.lookup:
            record = firm.records.get(one.lookup)
            data[one.name] = "" if record is None else str(record.pk)
        elif one.kind in ("select", "radio") and one.options:
            data[one.name] = next((option for option in one.options if option), "")
        elif one.kind not in ("file", "count", "hidden") and not one.name.endswith("_text"):
            data[one.name] = plausible(one)
    return data


def plausible(one: Input) -> str:
    name = one.name.rsplit("-", 1)[-1]
    if one.kind == "date" or name.endswith("_on"):
        return f"{DAY:%Y-%m-%d}"
    if one.kind == "password":
        return "ein-langes-Kennwort-9"
    if one.kind == "checkbox":
        return "on"
    if any(word in name for word in NUMBER_WORDS):
        return "1"
    return "样品" if one.kind != "cell" else ""


def all_wrong(
    form: SentForm, values: Sequence[str], *, rounds: int, start: int
) -> Iterator[dict[str, Any]]:
    """In every round each control gets another value; together they meet very many."""
    controls = typed(form)
    stride = max(1, len(values) // rounds)
    for number in range(rounds):
        wrong = {
            one.name: values[(start + place * 7 + number * stride) % len(values)]
            for place, one in enumerate(controls)
        }
        yield form.data | wrong


def one_wrong(
    controls: Sequence[Input], right: dict[str, Any], *, start: int
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each control in turn gets one value while all others are right: so it reaches the books.

    A text gets one of the corpus or one of those that a field takes, and both where all is asked.
    """
    for place, one in enumerate(controls):
        family = family_of(one)
        families = (family, STORED) if family is TEXTS else (family,)
        for values in tally.in_turn(families, 1, turn=start + place):
            value = values[(start + place) % len(values)]
            yield one.name, value, right | {one.name: value}


def family_of(one: Input) -> Sequence[str]:
    """The values that are nearest to what this control asks for."""
    name = one.name.rsplit("-", 1)[-1]
    if one.kind in ("date", "datetime-local") or name.endswith(("_on", "_at", "date")):
        return DATES
    return NUMBERS if any(word in name for word in NUMBER_WORDS) else TEXTS
