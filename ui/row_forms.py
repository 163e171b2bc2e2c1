"""Forms of the rows of one sheet: built once, and what was typed once before is not read twice.

Half of the time of a form goes into copying its fields, and most cells of a long sheet are empty or
say what others above them said. What a field makes of a cell hangs on the cell alone; every other
rule of the form is asked for each row, and a cell that is refused is always asked anew.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from ui.forms import DateField, DecimalField, IntegerField, refuse_unfit
from ui.lookup_field import TEXT_SUFFIX, LookupField

# Fields whose answer hangs on nothing but what was typed (and, of a look-up, on what is stored).
STEADY = {
    forms.BooleanField,
    forms.CharField,
    forms.ChoiceField,
    forms.DateField,
    forms.EmailField,
    forms.IntegerField,
    forms.TypedChoiceField,
    DateField,
    DecimalField,
    IntegerField,
    LookupField,
}


class RowForm:
    """Mixed into a form whose `__init__` looks neither at its data nor at its record, so that the
    forms of a sheet differ in these two alone.
    """

    fields: dict[str, forms.Field]
    data: Mapping[str, Any]
    initial: dict[str, Any]
    cleaned_data: dict[str, Any]
    add_error: Any
    add_prefix: Any
    # What cells of this batch meant; None where each is asked.
    read: dict[Any, Any] | None = None

    def _clean_fields(self) -> None:
        for name, field in self.fields.items():
            try:
                self.cleaned_data[name] = self._read(name, field)
                own = getattr(self, f"clean_{name}", None)
                if own is not None:
                    self.cleaned_data[name] = own()
            except ValidationError as fault:
                self.add_error(name, fault)

    def _read(self, name: str, field: forms.Field) -> Any:
        key = self._key(name, field)
        if self.read is not None and key in self.read:
            return self.read[key]
        bound: Any = self[name]  # type: ignore[index]
        refuse_unfit(bound)
        clean: Any = field._clean_bound_field  # type: ignore[attr-defined]
        value = clean(bound)
        if self.read is not None and key is not None:
            self.read[key] = value
        return value

    def forget(self) -> None:
        """The sheet goes on; what its rows meant so far would fill the memory."""
        if self.read is not None:
            self.read.clear()

    def _key(self, name: str, field: forms.Field) -> tuple[Any, ...] | None:
        kind = type(field)
        if kind not in STEADY or field.disabled:
            return None
        typed = self.data.get(self.add_prefix(name))
        if kind is not LookupField:
            return name, typed
        stored = self.initial.get(name)
        text = self.data.get(self.add_prefix(name + TEXT_SUFFIX))
        return name, typed, text, getattr(stored, "pk", stored)


class RowForms:
    """Makes the forms of some rows, of a `RowForm` from one that was built."""

    def __init__(self, form_class: Any, options: dict[str, Any]) -> None:
        self.form_class = form_class
        self.options = options
        self._first: Any = None
        if issubclass(form_class, RowForm):
            self._first = form_class({}, **options)
            self._first.read = {}

    def form(self, data: Mapping[str, Any], instance: Any = None) -> Any:
        if self._first is None:
            stored = {} if instance is None else {"instance": instance}
            return self.form_class(data, **self.options, **stored)
        return self._twin(data, instance)

    def _twin(self, data: Mapping[str, Any], instance: Any) -> Any:
        """What a model form keeps of its own; all else is the same for every row."""
        first = self._first
        twin = copy.copy(first)
        twin.data, twin.files = data, {}
        twin.fields = dict(first.fields)
        twin._bound_fields_cache = {}
        twin.instance = first._meta.model() if instance is None else instance
        meta = first._meta
        twin.initial = model_to_dict(twin.instance, meta.fields, meta.exclude)
        twin.initial |= self.options.get("initial") or {}
        return twin
