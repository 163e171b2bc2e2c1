"""Numbers in a form: bounds that cost no query, and empty cells that take the usual value."""

from decimal import Decimal
from typing import Any


class Bounded:
    fields: dict[str, Any]
    _meta: Any
    usual: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.usual:
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """An emptied number means its usual value, not nothing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc,attr-defined]
        for name in self.usual:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = self._meta.model._meta.get_field(name).get_default()
        return cleaned

    def bound(
        self, *names: str, low: Decimal | int | None = None, high: Decimal | int | None = None
    ) -> None:
        for name in names:
            field = self.fields.get(name)
            if field is not None:
                field.min_value, field.max_value = low, high
