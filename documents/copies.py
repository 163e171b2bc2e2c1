"""联: the copies of a slip — what each is called, its colour, whether it tells prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from ui.papers import Paper
from ui.prints import WIDE_FROM

MOST_COPIES = 6
LEGEND_TOP_MM = Decimal(17)
LEGEND_GAP_MM = Decimal("2.6")
UPRIGHT_MM = Decimal("3.3")
TURNED_MM = Decimal("1.85")
ORDINALS = (
    _("Copy no. 1"),
    _("Copy no. 2"),
    _("Copy no. 3"),
    _("Copy no. 4"),
    _("Copy no. 5"),
    _("Copy no. 6"),
)


class Mode(TextChoices):
    """How copies come about: through carbonless paper at once, or one sheet after the other."""

    CARBONLESS = "carbonless", _("Carbonless, printed once")
    LASER = "laser", _("Laser, one sheet per copy")


@dataclass(frozen=True)
class Copy:
    """One copy; without `priced` it bears no price, amount, capitals or debt (仓库联)."""

    name: Words
    colour: Words = ""
    priced: bool = True


WHITE, RED, YELLOW, BLUE, GREEN = _("white"), _("red"), _("yellow"), _("blue"), _("green")

STUB = Copy(_("Stub"), WHITE)
CUSTOMER = Copy(_("Customer"), RED)
TWO_COPIES = (STUB, CUSTOMER)
THREE_COPIES = (*TWO_COPIES, Copy(_("Warehouse"), YELLOW, priced=False))
FOUR_COPIES = (
    *TWO_COPIES,
    Copy(_("Warehouse"), BLUE, priced=False),
    Copy(_("Finance"), YELLOW),
)
FIVE_COPIES = (
    *TWO_COPIES,
    Copy(_("Finance"), BLUE),
    Copy(_("Warehouse"), GREEN, priced=False),
    Copy(_("Signed return"), YELLOW),
)


def title_of(copies: Sequence[Copy], number: int) -> str:
    """第二联 客户联: what a copy is called at its head; `number` counts from 1."""
    words = {"copy": ORDINALS[number - 1], "name": _bare(copies[number - 1].name)}
    return gettext("%(copy)s: %(name)s") % words


def legend_of(copies: Sequence[Copy]) -> list[str]:
    """第一联 存根(白): all copies for the edge of carbonless paper, where all are the same."""
    return [
        f"{ORDINALS[place]} {_bare(copy.name)}" + (f"({copy.colour})" if copy.colour else "")
        for place, copy in enumerate(copies)
    ]


def legend_columns(legend: Sequence[str], paper: Paper) -> dict[str, Any]:
    """The legend in columns as high as the paper; Chinese stands upright, English is turned."""
    turned = not any(ord(sign) >= WIDE_FROM for text in legend for sign in text)
    columns: list[list[str]] = []
    column: list[str] = []
    used = Decimal(0)
    room = paper.height_mm - 2 * paper.top_mm - LEGEND_TOP_MM
    for text in legend:
        length = len(text) * (TURNED_MM if turned else UPRIGHT_MM)
        # Turned texts of one column run on in one line.
        if column and used + length > room:
            columns.append(column)
            column, used = [], Decimal(0)
        column, used = [*column, text], used + length + LEGEND_GAP_MM
    columns += [column] if column else []
    joined = [["   ".join(texts)] for texts in columns] if turned else columns
    return {"legend_columns": joined, "legend_turned": turned}


def _bare(name: Words) -> str:
    """People type 客户联 or 客户; the word 联 is ours to add."""
    return str(name).strip().removesuffix("联")
