"""The entry form: the day, and the keeper's notes beside single goods."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Item, User
from masterdata.models.items import ItemKind
from orders.stock_list.effects import columns_of
from orders.stock_list.flow import number_of
from orders.stock_list.models import StockListLine
from ui.forms import DateField, LookupField

NOTE = int(StockListLine._meta.get_field("note").max_length or 0)


class ListHeadForm(HeadForm):
    party = None
    day = DateField(label=_("Day"))

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {"day": timezone.localdate()}

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        kept = self.document is not None and day == self.document.stocklist.day  # type: ignore[attr-defined]
        if not kept and day != timezone.localdate():
            raise forms.ValidationError(
                gettext("The list tells what lies there now, so it is of today.")
            )
        number = number_of(day, besides=self.document.pk if self.document else None)
        if number:
            words = gettext(
                "%(number)s is the list of this day already; use that one, or void it first."
            )
            raise forms.ValidationError(words % {"number": number})
        return day

    @property
    def body(self) -> Row:
        """The day is held from the first save on, so that nobody begins a second list."""
        return super().body | columns_of(self.cleaned_data["day"])


class ListLineForm(LineForm):
    model = StockListLine

    item = LookupField("item", Item.objects.filter(kind=ItemKind.FINISHED), label=_("Item"))
    note = forms.CharField(label=_("Remark"), max_length=NOTE)

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Several notes to one item become one: it has one row in the list."""
        found: dict[int, Row] = {}
        for row in rows:
            known = found.setdefault(row["item"].pk, row)
            if known is not row:
                known["note"] = f"{known['note']}；{row['note']}"[:NOTE]
        return list(found.values())
