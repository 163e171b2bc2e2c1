"""The head and line forms that papers build on; what a user may not see is not even a field."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from masterdata.models import Party, User
from ui.forms import DateField, Form, LookupField

if TYPE_CHECKING:
    from documents.flow import DocumentType

Row = dict[str, Any]
HEAD = ("date", "party", "handler", "remark")


class PricedForm(Form):
    """A form some of whose fields tell prices; for who may not see them they do not exist."""

    priced_fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, hide_prices: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.hide_prices = hide_prices
        for name in self.priced_fields if hide_prices else ():
            self.fields.pop(name, None)


class HeadForm(PricedForm):
    """Party, date, handler, remark and whatever the paper adds; added fields are body columns.

    `remembered` names body fields that start with what this user chose last time; `optional_party`
    is False where the paper cannot do without a party. Papers restrict `party` by declaring it
    anew with another look-up kind.
    """

    remembered: ClassVar[tuple[str, ...]] = ()
    wide_fields: ClassVar[tuple[str, ...]] = ("remark",)

    party = LookupField("party", Party.objects.all(), label=_("Party"), required=False)
    date = DateField(label=_("Document date"))
    handler = LookupField("user", User.objects.all(), label=_("Handler"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def __init__(
        self, *args: Any, user: "User", document: Document | None = None, **options: Any
    ) -> None:
        self.user = user
        self.document = document
        super().__init__(*args, **options)

    @classmethod
    def starting(cls, document_type: "DocumentType", user: "User") -> Row:
        """Today, oneself, and the warehouse of last time (D10)."""
        start: Row = {"date": timezone.localdate(), "handler": user}
        last = user.preference(f"last:{document_type.code}", {})
        start.update({name: last[name] for name in cls.remembered if last.get(name)})
        return start

    @classmethod
    def stored(cls, body: Any) -> Row:
        """What the form shows of a paper that is there."""
        head = {name: getattr(body.head, name) for name in HEAD}
        return head | {
            name: getattr(body, name, None) for name in cls.base_fields if name not in HEAD
        }

    @property
    def head(self) -> Row:
        return {name: self.cleaned_data[name] for name in HEAD if name in self.cleaned_data}

    @property
    def body(self) -> Row:
        return {name: value for name, value in self.cleaned_data.items() if name not in HEAD}

    @property
    def attached(self) -> list[Any]:
        """What is attached to the paper when it is saved, such as the customer's fax."""
        return []

    def to_remember(self) -> Row:
        chosen = {name: self.cleaned_data.get(name) for name in self.remembered}
        return {name: value.pk for name, value in chosen.items() if isinstance(value, models.Model)}


class LineForm(PricedForm):
    """One line. `row()` is what is saved: the cleaned cells that the line model has columns for.

    `grid_context` maps a parameter of every look-up to the head field it comes from;
    `history_url` names the address that F9 asks for the last deals of an item; with `warns_short` a
    line that wants more than is available turns red while it is typed.
    """

    model: ClassVar[type[models.Model] | None] = None
    grid_context: ClassVar[Mapping[str, str]] = {"party": "party"}
    history_url: ClassVar[str] = ""
    includes_tax_field: ClassVar[str] = ""
    warns_short: ClassVar[bool] = False

    def row(self, head: HeadForm) -> Row:
        return dict(self.cleaned_data)

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """The last word on all rows together: fill what the user may not see or need not type."""
        return rows

    @classmethod
    def stored(cls, line: Any) -> Row:
        """What the grid shows of a line that is there; everything of it, seen or not."""
        columns = [f.name for f in line._meta.concrete_fields if f.name not in {"body", "line_no"}]
        return {name: getattr(line, name) for name in columns}

    @classmethod
    def label_of(cls, line_model: type[models.Model], name: str) -> Any:
        """The heading of a cell: the form's label, else the column's."""
        form_field = cls.base_fields.get(name)
        if form_field is not None and form_field.label:
            return form_field.label
        try:
            return line_model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return name


def sum_of(rows: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((Decimal(row.get(name) or 0) for row in rows), Decimal(0))
