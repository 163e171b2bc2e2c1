"""Rows of a spreadsheet checked by the forms of the screen: every fault at once, nothing stored."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BooleanField
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from ui.lines import fetch_together, start_of
from ui.lookup_field import TEXT_SUFFIX, LookupField
from ui.navigation import LANGUAGES
from ui.row_forms import RowForm, RowForms
from ui.seen import fingerprint
from ui.sheets import Fault, Sheet, read_pasted, read_sheet
from ui.workbook_check import MOST_ROWS, UnfitSheet, too_many_rows

__all__ = [
    "Fault",
    "Heading",
    "Sheet",
    "UnfitSheet",
    "read_pasted",
    "read_sheet",
    "template_xlsx",
    "validate_rows",
]

HEADINGS_WITHIN = 5
BATCH = 500
YES = {"1", "true", "yes", "y", "是", "√", "✓", "on"}
NO = {"", "0", "false", "no", "n", "否", "×", "off"}


@dataclass(frozen=True)
class Heading:
    """A column: the form's field name and the words that may stand above it."""

    name: str
    label: Any
    required: bool = False
    hint: Any = ""
    synonyms: tuple[Any, ...] = ()

    def spellings(self) -> set[str]:
        """In both languages, for the sheet may come from a colleague who reads the other."""
        words = {self.name}
        for language in LANGUAGES:
            with translation.override(language):
                words |= {str(word) for word in (self.label, *self.synonyms)}
        return {_bare(word) for word in words}


def _bare(word: str) -> str:
    return "".join(word.replace("*", "").replace("＊", "").split()).casefold()


def validate_rows(
    sheet: Sheet,
    form_class: type[forms.BaseForm],
    headings: Sequence[Heading],
    *,
    key: str = "",
    form_kwargs: Mapping[str, Any] | None = None,
    tell: Callable[[int], None] | None = None,
) -> tuple[list[Any], list[Fault]]:
    """A bound form per row, and every fault of the sheet at once. Nothing is stored.

    With `key` (a field of a model form) a row whose key exists changes that record; two rows with
    one key are a fault. `tell` learns how many rows are checked.
    """
    top, columns, faults = _find_headings(sheet, headings)
    if faults:
        return [], faults
    faults = [fault for fault in sheet.faults if fault.row > top]
    numbered = list(_numbered(sheet.rows, top, columns))
    if not numbered:
        return [], [Fault(0, "", _("There is no row below the headings."))]
    if len(numbered) > MOST_ROWS:
        raise too_many_rows(len(numbered))
    labels = {heading.name: str(heading.label) for heading in headings}
    faults += _doubled(numbered, key, labels.get(key, key))
    faults += _odd_ticks(numbered, form_class, labels)
    made: list[Any] = []
    for start in range(0, len(numbered), BATCH):
        part = numbered[start : start + BATCH]
        together = _forms(part, form_class, key=key, form_kwargs=dict(form_kwargs or {}))
        for (number, _cells), form in zip(part, together, strict=True):
            faults += _faults_of(form, number, labels)
        made += _lightened(together)
        if tell is not None:
            tell(len(made))
    faults.sort(key=lambda fault: fault.row)
    return made, faults


def _numbered(
    rows: Sequence[list[str]], top: int, columns: Mapping[int, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The cells of each row below the headings by their field, with the row's number."""
    for number, row in enumerate(rows[top:], start=top + 1):
        if any(row):
            cells = columns.items()
            yield number, {name: row[at] if at < len(row) else "" for at, name in cells}


def _find_headings(
    sheet: Sheet, headings: Sequence[Heading]
) -> tuple[int, dict[int, str], list[Fault]]:
    """The row of the headings (an export of ours has two rows above it) and what is wrong there."""
    spellings = {word: one.name for one in headings for word in one.spellings()}
    best = max(
        range(min(HEADINGS_WITHIN, len(sheet.rows))),
        key=lambda place: (sum(_bare(cell) in spellings for cell in sheet.rows[place]), -place),
    )
    faults = []
    columns: dict[int, str] = {}
    for place, cell in enumerate(sheet.rows[best]):
        name = spellings.get(_bare(cell))
        if name is None:
            if cell:
                faults.append((cell, _("This heading is unknown. Remove the column or rename it.")))
        elif name in columns.values():
            faults.append((cell, _("This heading is there twice. Remove one.")))
        else:
            columns[place] = name
    for one in headings:
        if one.required and one.name not in columns.values():
            faults.append((str(one.label), _("This heading is missing. Take the template.")))
    return best + 1, columns, [Fault(best + 1, cell, reason) for cell, reason in faults]


def _doubled(numbered: list[tuple[int, dict[str, str]]], key: str, label: str) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for number, values in numbered:
        value = values.get(key, "").casefold()
        if not value:
            continue
        if value in first:
            reason = _("“%(value)s” is already in row %(row)s.")
            faults.append(Fault(number, label, reason % {"value": value, "row": first[value]}))
        first.setdefault(value, number)
    return faults


def _forms(
    numbered: list[tuple[int, dict[str, str]]],
    form_class: type[forms.BaseForm],
    *,
    key: str,
    form_kwargs: dict[str, Any],
) -> list[Any]:
    words = _choices(form_class)
    stored = _stored(form_class, key, [values.get(key, "") for _row, values in numbered])
    alike = RowForms(form_class, form_kwargs)
    made: list[Any] = []
    for _row, values in numbered:
        data = _form_data(form_class, values, words)
        instance = stored.get(values.get(key, ""))
        seen = fingerprint(instance)
        form = alike.form(data, instance)
        if instance is not None:
            form.seen = seen
            # What the sheet does not name stays as it is.
            for name in set(form.fields) - set(values):
                del form.fields[name]
        made.append(form)
    # Forms that change a record have fewer fields; each kind asks once per look-up.
    shapes: dict[frozenset[str], list[Any]] = {}
    for form in made:
        shapes.setdefault(frozenset(form.fields), []).append(form)
    for some in shapes.values():
        fetch_together(some)
    return made


def _lightened(checked: Sequence[Any]) -> Sequence[Any]:
    """Forms of one shape share their fields: forty kilobytes each are too much for many rows."""
    shapes: dict[frozenset[str], Any] = {}
    for form in checked:
        form.fields = shapes.setdefault(frozenset(form.fields), form.fields)
        form._bound_fields_cache.clear()
        if isinstance(form, RowForm):
            form.forget()
    return checked


def _stored(form_class: Any, key: str, values: Iterable[str]) -> dict[str, Any]:
    """Records that the rows name by their key, if the form is of a model."""
    model = getattr(getattr(form_class, "_meta", None), "model", None)
    # No record has a key with a NUL, and PostgreSQL refuses the question.
    wanted = sorted({value for value in values if value and "\0" not in value})
    found: dict[str, Any] = {}
    if model is None or not key:
        return found
    for start in range(0, len(wanted), BATCH):
        records = model._default_manager.filter(**{f"{key}__in": wanted[start : start + BATCH]})
        found |= {str(getattr(record, key)): record for record in records}
    return found


def _choices(form_class: Any) -> dict[str, dict[str, str]]:
    """For each field with choices the code behind the word, in both languages."""
    words: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for name, one in form_class.base_fields.items():
                if isinstance(one, forms.ChoiceField) and not hasattr(one, "queryset"):
                    choices: Any = one.choices
                    pairs = {_bare(str(label)): str(code) for code, label in choices if code}
                    words.setdefault(name, {}).update(pairs)
    return words


def _form_data(
    form_class: Any, values: Mapping[str, str], words: Mapping[str, dict[str, str]]
) -> dict[str, str]:
    """What the form would have been sent; an empty or missing cell takes the form's own start."""
    data: dict[str, str] = {}
    for name, one in form_class.base_fields.items():
        value = values.get(name, "") or start_of(one)
        if isinstance(one, LookupField):
            data[name + TEXT_SUFFIX] = value
        elif isinstance(one, forms.BooleanField):
            data[name] = "" if value.casefold() in NO else "1"
        elif value or one.required:
            data[name] = words.get(name, {}).get(_bare(value), value)
    return data


def _odd_ticks(
    numbered: list[tuple[int, dict[str, str]]], form_class: Any, labels: Mapping[str, str]
) -> list[Fault]:
    """A word that is neither yes nor no must not be taken for one of them."""
    ticks = [name for name, one in form_class.base_fields.items() if type(one) is BooleanField]
    reason = _("“%(value)s” is neither yes nor no. Write one of them.")
    return [
        Fault(number, labels.get(name, name), reason % {"value": values[name][:40]})
        for number, values in numbered
        for name in ticks
        if values.get(name, "").casefold() not in NO | YES
    ]


def _faults_of(form: Any, row: int, labels: Mapping[str, str]) -> list[Fault]:
    if not form.errors:
        return []
    named = {name: str(one.label or name) for name, one in form.fields.items()}
    return [
        Fault(row, labels.get(name) or named.get(name, ""), str(reason))
        for name, reasons in form.errors.items()
        for reason in reasons
    ]


# --- template ----------------------------------------------------------------------------------


def template_xlsx(headings: Sequence[Heading], examples: Iterable[Sequence[Any]] = ()) -> bytes:
    """An empty sheet to fill in: headings (required ones starred) and rows that show how."""
    book = Workbook()
    sheet: Any = book.active
    for place, heading in enumerate(headings, start=1):
        label = f"{heading.label}*" if heading.required else str(heading.label)
        cell = sheet.cell(row=1, column=place, value=label)
        cell.font = Font(bold=True)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = 18
        # Text, or the spreadsheet cuts leading zeros and rounds long numbers.
        sheet.column_dimensions[letter].number_format = "@"
    for number, example in enumerate(examples, start=2):
        for place, value in enumerate(example, start=1):
            cell = sheet.cell(row=number, column=place, value=value)
            cell.number_format = "@" if isinstance(value, str) else "General"
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
