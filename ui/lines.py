"""The lines of a form: bounded, empty rows dropped, ids kept, look-ups fetched in one go."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import Field, Form
from django.forms.formsets import ManagementForm
from django.forms.utils import ErrorList
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ui.ids import as_id
from ui.lookup_field import TEXT_SUFFIX, LookupField
from ui.text import UnfitText, normalise

MOST_ROWS = 1000


class LineFormSet:
    """Rows of one form class, sent as `<prefix>-<n>-<name>` with Django's management form.

    `initial` are dicts with an `id`; a row that comes back with an unknown or doubled id is
    refused. `cleaned_data` are dicts with `id` (None for a new row), in the order typed.
    """

    form: ClassVar[type[Form]]
    max_rows: ClassVar[int] = MOST_ROWS
    min_rows: ClassVar[int] = 0

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        prefix: str = "lines",
        initial: Sequence[Mapping[str, Any]] | None = None,
        form_kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        self.is_bound = data is not None
        self.data = {} if data is None else data
        self.files = files
        self.prefix = prefix
        self.initial = list(initial or ())
        self.form_kwargs = dict(form_kwargs or {})
        self._faults: ErrorList | None = None

    def __iter__(self) -> Iterator[Form]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    def __bool__(self) -> bool:
        return True

    @classmethod
    def get_default_prefix(cls) -> str:
        return "lines"

    @cached_property
    def forms(self) -> list[Form]:
        made = self._bound_forms() if self.is_bound else self._stored_forms()
        fetch_together(made)
        return made

    @cached_property
    def empty_form(self) -> Form:
        return self.form(prefix=f"{self.prefix}-__prefix__", **self.form_kwargs)

    def _stored_forms(self) -> list[Form]:
        return [
            self.form(initial=dict(row), prefix=f"{self.prefix}-{number}", **self.form_kwargs)
            for number, row in enumerate(self.initial)
        ]

    def _bound_forms(self) -> list[Form]:
        stored = {str(row.get("id") or ""): row for row in self.initial}
        made = []
        for number in self._numbers:
            row = stored.get(self._id_of(number)) or {}
            form = self.form(
                self.data, initial=dict(row), prefix=f"{self.prefix}-{number}", **self.form_kwargs
            )
            # Every kept row holds something, so its required fields are required.
            form.empty_permitted = False
            made.append(form)
        return made

    @cached_property
    def _numbers(self) -> list[int]:
        """The rows that came with something in them; never more than are allowed."""
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,6}})-.+")
        sent = {int(hit[1]) for key in self.data if (hit := pattern.fullmatch(str(key)))}
        numbers = [number for number in sorted(sent) if not self._is_empty(number)]
        return numbers[: self.max_rows]

    def _is_empty(self, number: int) -> bool:
        """Nothing typed: every cell is blank or holds just what a new row starts with."""
        for name, field in self.form.base_fields.items():
            html_name = f"{self.prefix}-{number}-{name}"
            for key in (html_name, html_name + TEXT_SUFFIX):
                value = str(self.data.get(key) or "").strip()
                if value and value != start_of(field):
                    return False
        return True

    def _id_of(self, number: int) -> str:
        return str(self.data.get(f"{self.prefix}-{number}-id") or "").strip()

    @cached_property
    def _total(self) -> int | None:
        """What the management form claims; None when it is missing or nonsense."""
        text = str(self.data.get(f"{self.prefix}-TOTAL_FORMS", "")).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

    def is_valid(self) -> bool:
        return self.is_bound and self._rows_fit() and not self.non_form_errors()

    def _rows_fit(self) -> bool:
        """Cleans every row, also after the first fault, so that all faults show at once."""
        faulty = [form for form in self.forms if not form.is_valid()]
        return not faulty

    @property
    def errors(self) -> list[Any]:
        return [form.errors for form in self.forms] if self.is_bound else []

    def non_form_errors(self) -> ErrorList:
        if self._faults is None:
            faults = self._structure_faults() if self.is_bound else []
            if self.is_bound and not faults and self._rows_fit():
                try:
                    self.clean()
                except ValidationError as fault:
                    faults += fault.messages
            self._faults = ErrorList(faults)
        return self._faults

    def clean(self) -> None:
        """For what concerns several rows; called when each row is right by itself."""

    def _structure_faults(self) -> list[Any]:
        faults: list[Any] = []
        if self._total is None:
            faults.append(_("The lines arrived incomplete. Reload the page and send them again."))
        elif self._total > self.max_rows:
            faults.append(
                _("A paper takes at most %(most)s lines. Split it into several papers.")
                % {"most": self.max_rows}
            )
        elif len(self.forms) < self.min_rows:
            faults.append(_("Enter at least one line."))
        known = {str(row.get("id")) for row in self.initial if row.get("id")}
        ids = [pk for number in self._numbers if (pk := self._id_of(number))]
        if len(ids) != len(set(ids)):
            faults.append(_("One line was sent twice. Reload the page and try again."))
        if set(ids) - known:
            faults.append(
                _("A line does not belong to this paper, or was removed. Reload the page.")
            )
        return faults

    @property
    def cleaned_data(self) -> list[dict[str, Any]]:
        return [
            {**form.cleaned_data, "id": as_id(pk)}
            for form, pk in zip(self.forms, self.ids, strict=True)
        ]

    @property
    def ids(self) -> list[str]:
        """The id of each row's line, empty for a new one."""
        if self.is_bound:
            return [self._id_of(number) for number in self._numbers]
        return [str(row.get("id") or "") for row in self.initial]

    @property
    def management_form(self) -> ManagementForm:
        counts = {
            "TOTAL_FORMS": len(self.forms),
            "INITIAL_FORMS": len(self.initial),
            "MIN_NUM_FORMS": self.min_rows,
            "MAX_NUM_FORMS": self.max_rows,
        }
        return ManagementForm(auto_id=False, prefix=self.prefix, initial=counts)


def line_formset(
    form: type[Form], *, max_rows: int = MOST_ROWS, min_rows: int = 0
) -> type[LineFormSet]:
    """A line formset of this form, for those who need no class of their own."""
    parts = {"form": form, "max_rows": max_rows, "min_rows": min_rows}
    return type(f"{form.__name__}Set", (LineFormSet,), parts)


def start_of(field: Field) -> str:
    """What a new row shows in this cell."""
    start = field.initial() if callable(field.initial) else field.initial
    if start is None or start is False:
        return ""
    return str(field.prepare_value(start))


def fetch_together(made: Sequence[Any]) -> None:
    """One query per look-up column for all rows: 200 lines must not ask 200 times."""
    if not made:
        return
    for name, field in made[0].fields.items():
        if not isinstance(field, LookupField):
            continue
        ids, texts = _wanted(made, name)
        known = {str(pk): found for pk, found in field.queryset.in_bulk(ids).items()}
        named = field.exactly(texts) if texts else {}
        for form in made:
            twin = form.fields[name]
            if isinstance(twin, LookupField):
                twin.known, twin.named = known, named


def _wanted(made: Sequence[Any], name: str) -> tuple[set[int], set[str]]:
    ids: set[int] = set()
    texts: set[str] = set()
    for form in made:
        html_name = form.add_prefix(name)
        stored = form.initial.get(name)
        sent = str(form.data.get(html_name) or "").strip()
        named = (as_id(str(getattr(stored, "pk", stored) or "")), as_id(sent))
        ids.update(pk for pk in named if pk is not None)
        if form.is_bound and not sent:
            try:
                texts.add(normalise(str(form.data.get(html_name + TEXT_SUFFIX) or "")))
            except UnfitText:
                continue
    return ids, texts - {""}
