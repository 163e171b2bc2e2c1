"""The blocks of the sheet as tables: one set of headings for screen, paper and spreadsheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.pages import url_for
from masterdata.models import Party
from purchasing.meeting_sheet.figures import NONE, Figures
from purchasing.meeting_sheet.weeks import WEEK, week_text
from ui import formats

Words = str | Promise
MONEY, DAY, TEXT, COUNT = "money", "day", "text", "count"


@dataclass(frozen=True)
class BlockColumn:
    """One column; `css` is its width on paper, `room` how much of it a text has there."""

    label: Words
    take: Callable[[Any], Any]
    kind: str = TEXT
    css: str = ""
    room: int = 0
    total: bool = False

    def text(self, value: Any) -> str:
        if value is None:
            return ""
        if self.kind == MONEY:
            return formats.money(value)
        return formats.day(value) if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Block:
    letter: str
    title: Words
    columns: tuple[BlockColumn, ...]
    rows: Sequence[Any] = ()
    week: str = ""
    links: Callable[[Any], str] = field(default=lambda row: "", compare=False)

    @property
    def heading(self) -> str:
        return f"{self.letter} {self.title}"

    @property
    def heading_with_week(self) -> str:
        return f"{self.heading} {self.week}".strip()

    @property
    def is_wide(self) -> bool:
        """The plan has more columns than half a screen shows."""
        return len(self.columns) > 5

    @property
    def sums(self) -> list[Decimal | None]:
        return [
            sum((column.take(row) or NONE for row in self.rows), NONE) if column.total else None
            for column in self.columns
        ]

    @property
    def texts(self) -> list[list[str]]:
        return [[column.text(column.take(row)) for column in self.columns] for row in self.rows]

    @property
    def sum_texts(self) -> list[str]:
        return [column.text(total) for column, total in zip(self.columns, self.sums, strict=True)]

    @property
    def table(self) -> dict[str, Any]:
        """As `components/line_table.html` takes it."""
        number = {MONEY, COUNT}
        return {
            "columns": [
                {"label": c.label, "align": "end" if c.kind in number else ""} for c in self.columns
            ],
            "rows": [
                {"cells": self._cells(texts), "url": self.links(row)}
                for row, texts in zip(self.rows, self.texts, strict=True)
            ],
            "footer": [{"label": _("Total"), "cells": [{"text": text} for text in self.sum_texts]}],
        }

    def _cells(self, texts: list[str]) -> list[dict[str, str]]:
        return [
            {"text": text, "tone": "bad" if c.kind == MONEY and text.startswith("-") else ""}
            for c, text in zip(self.columns, texts, strict=True)
        ]


def short(party: Party) -> str:
    return party.short_name or party.name


def supplier(css: str = "c-name", room: int = 0) -> BlockColumn:
    return BlockColumn(_("Supplier"), lambda row: short(row.party), css=css, room=room)


PAID = (
    BlockColumn(_("Date"), lambda row: row.on_date, DAY, "c-date"),
    supplier(),
    BlockColumn(_("Contract number"), lambda row: row.contract_number, css="c-contract", room=27),
    BlockColumn(_("Amount"), lambda row: row.amount, MONEY, "c-money", total=True),
    BlockColumn(_("Account"), lambda row: row.method, css="c-method", room=20),
)
OWED = (
    supplier(),
    BlockColumn(_("Payable"), lambda row: row.owed, MONEY, "c-money", total=True),
    BlockColumn(_("Prepaid"), lambda row: row.prepaid or None, MONEY, "c-money", total=True),
    BlockColumn(_("Of which overdue"), lambda row: row.overdue, MONEY, "c-money", total=True),
    BlockColumn(_("Earliest due date"), lambda row: row.earliest_due, DAY, "c-date"),
)
INVOICES = (
    supplier(),
    BlockColumn(
        _("Received without invoice"), lambda row: row.amount, MONEY, "c-money", total=True
    ),
    BlockColumn(_("Earliest receipt"), lambda row: row.earliest_on, DAY, "c-date"),
    BlockColumn(_("Days"), lambda row: row.days, COUNT, "c-quantity"),
)
PLAN = (
    supplier(),
    BlockColumn(_("Contract number"), lambda row: row.contract_number, css="c-contract", room=27),
    BlockColumn(_("Purpose"), lambda row: row.purpose, css="c-purpose", room=32),
    BlockColumn(_("Planned day"), lambda row: row.planned_on, DAY, "c-date"),
    BlockColumn(_("Amount"), lambda row: row.amount, MONEY, "c-money", total=True),
    BlockColumn(_("Priority"), lambda row: row.get_priority_display(), css="c-short"),
    BlockColumn(_("Payment method"), lambda row: row.get_method_display(), css="c-method"),
    BlockColumn(_("Remark"), lambda row: row.line_remark, css="c-note", room=14),
)
OUTCOMES = (
    supplier(),
    BlockColumn(_("Planned"), lambda row: row.planned, MONEY, "c-money", total=True),
    BlockColumn(_("Paid"), lambda row: row.paid, MONEY, "c-money", total=True),
    BlockColumn(_("Difference"), lambda row: row.difference, MONEY, "c-money", total=True),
)


def all_of(figures: Figures, lines: Sequence[Any], week_on: date) -> list[Block]:
    """In the order in which the meeting speaks of them."""
    this, last = week_text(week_on), week_text(week_on - WEEK)
    return [
        Block("A", _("Paid last week"), PAID, figures.paid, last, _to_paper),
        Block("B", _("Owed to suppliers"), OWED, figures.owed),
        Block("C", _("Invoices owed by suppliers"), INVOICES, figures.invoices),
        Block("D", _("Cash plan of this week"), PLAN, lines, this),
        Block("E", _("Plan and payment of last week"), OUTCOMES, figures.outcomes, last),
    ]


def _to_paper(row: Any) -> str:
    return url_for(row.document)
