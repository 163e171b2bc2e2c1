"""The form field behind a look-up box: a visible text and the id of what was chosen."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from ui import lookups
from ui.ids import as_id
from ui.text import UnfitText, normalise

TEXT_SUFFIX = "_text"


class Typed(NamedTuple):
    """What came from the browser: the id of the choice, and what stood in the box."""

    pk: str
    text: str

    def __bool__(self) -> bool:
        return bool(self.pk or self.text)


class LookupInput(forms.Widget):
    """Two inputs: `<name>` hidden with the id, `<name>_text` visible."""

    template_name = "components/lookup.html"

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind
        # Set by the bound field, so that the text of a stored id can be shown.
        self.text_of: Callable[[object], str] = str

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        return Typed(_clean(data.get(name)), _clean(data.get(name + TEXT_SUFFIX)))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name + TEXT_SUFFIX not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        pk = value.pk if isinstance(value, Typed | Model) else ("" if value is None else value)
        text = value.text if isinstance(value, Typed) and value.text else ""
        if not text and pk:
            text = self.text_of(value if isinstance(value, Model) else pk)
        context["widget"] |= {
            "value": str(pk),
            "text": text,
            "text_name": name + TEXT_SUFFIX,
            "kind": self.kind,
            "url": f"/lookup/{self.kind}/",
            "create_url": lookups.create_address(self.kind),
        }
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}{TEXT_SUFFIX}" if id_ else ""


def _clean(value: object) -> str:
    """Outer blanks gone; the look-up refuses unfit text like any other text field does."""
    return str(value or "").strip()


class LookupField(forms.Field):
    """Takes the id of a record in `queryset`, or a typed code that only one record has.

    An id outside the queryset is refused, so is an inactive record, unless it is what is stored.
    """

    widget = LookupInput
    default_error_messages = {  # noqa: RUF012
        "unknown": _("“%(text)s” was not found. Choose an entry from the list."),
        "several": _("“%(text)s” fits several entries. Choose one of them from the list."),
        "forged": _("This entry does not exist or is not open to you. Choose it from the list."),
        "inactive": _("%(text)s is no longer in use. Choose another entry."),
        "unfit": _("This text holds signs that cannot be stored. Type it again."),
    }

    def __init__(
        self,
        kind: str,
        queryset: "QuerySet[Any] | None" = None,
        *,
        allow_inactive: bool = False,
        **options: Any,
    ) -> None:
        self.kind = kind
        self._queryset = queryset
        self.allow_inactive = allow_inactive
        # Filled by a line formset: one query for all lines instead of one for each.
        self.known: dict[str, Any] | None = None
        self.named: dict[str, list[Any]] | None = None
        options.setdefault("widget", LookupInput(kind))
        super().__init__(**options)
        self._connect()

    def __deepcopy__(self, memo: dict[int, Any]) -> "LookupField":
        twin: LookupField = super().__deepcopy__(memo)  # type: ignore[misc]
        # Not copy.copy: that would fetch every record of the table.
        twin._queryset = None if self._queryset is None else self._queryset.all()
        twin._connect()
        return twin

    def _connect(self) -> None:
        if isinstance(self.widget, LookupInput):
            self.widget.text_of = self.text_of

    @property
    def queryset(self) -> "QuerySet[Any]":
        if self._queryset is None:
            raise ValueError(f"the look-up field of kind {self.kind!r} has no queryset")
        return self._queryset.all()

    @queryset.setter
    def queryset(self, queryset: "QuerySet[Any]") -> None:
        self._queryset = queryset

    def text_of(self, value: object) -> str:
        record = value if isinstance(value, Model) else self._by_id(str(value))
        return "" if record is None else str(lookups.row_of(self.kind, record)["text"])

    def prepare_value(self, value: Any) -> Any:
        return value

    def _clean_bound_field(self, bf: Any) -> Any:
        stored = bf.initial
        if self.disabled:
            return self.clean(stored)
        return self.clean(bf.data, stored=stored)

    def clean(self, value: Any, stored: Any = None) -> Any:
        record = self.to_python(value)
        if record is None:
            self.validate(record)
            return None
        stored_id = getattr(stored, "pk", stored)
        inactive = getattr(record, "is_active", True) is False
        if inactive and not self.allow_inactive and str(stored_id) != str(record.pk):
            raise self._fault("inactive", self.text_of(record))
        self.run_validators(record)
        return record

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Model):
            return value
        typed = value if isinstance(value, Typed) else Typed(_clean(value), "")
        if typed.pk:
            record = self._by_id(typed.pk)
            if record is None:
                raise self._fault("forged", typed.text)
            return record
        return self._by_text(typed.text) if typed.text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = getattr(initial, "pk", initial)
        now = data.pk or data.text if isinstance(data, Typed) else getattr(data, "pk", data)
        return str(before or "") != str(now or "")

    def _by_id(self, pk: str) -> Any:
        if self.known is not None:
            return self.known.get(pk)
        if as_id(pk) is None:
            return None
        return self.queryset.filter(pk=int(pk)).first()

    def _by_text(self, text: str) -> Any:
        try:
            text = normalise(text)
        except UnfitText as fault:
            raise self._fault("unfit", "") from fault
        found = self.exactly([text]).get(text.casefold(), [])
        if not found:
            raise self._fault("unknown", text)
        if len(found) > 1:
            raise self._fault("several", text)
        return found[0]

    def exactly(self, texts: Iterable[str]) -> dict[str, list[Any]]:
        """The records that each text names exactly, by code or barcode, whatever its case."""
        if self.named is not None:
            return self.named
        lookup = lookups.find(self.kind)
        spellings = {form for text in texts for form in (text, text.upper(), text.lower())}
        hits: dict[str, set[Any]] = {}
        for name in lookup.exact if lookup else ("code",):
            wanted = {f"{name}__in": spellings}
            for spelling, pk in self.queryset.filter(**wanted).values_list(name, "pk"):
                hits.setdefault(str(spelling).casefold(), set()).add(pk)
        records = self.queryset.in_bulk({pk for pks in hits.values() for pk in pks})
        return {text: [records[pk] for pk in sorted(pks)] for text, pks in hits.items()}

    def _fault(self, code: str, text: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"text": text})
