"""The base of every list's filter: quick dates, one text over several fields, chips in words."""

import copy
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, cast

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ui import lookups
from ui.forms import DateField, Form
from ui.lookup_field import LookupField
from ui.paths import crosses_to_many, field_at
from ui.periods import PRESETS, Span
from ui.punctuation import labelled, listed

__all__ = [
    "ChoiceFilter",
    "FilterSet",
    "FlagFilter",
    "LookupFilter",
    "PeriodFilter",
    "TextFilter",
    "YesNoFilter",
]


class Filter(django_filters.Filter):
    def __deepcopy__(self, _memo: Any) -> "Filter":
        """Each filter set has conditions of its own; only their options may be changed for it."""
        twin = copy.copy(self)
        twin.extra = dict(self.extra)
        twin.__dict__.pop("_field", None)
        if twin.method is not None:
            # The method is looked up on the filter set that this condition belongs to.
            twin.method = twin.method
        return twin


class PeriodWidget(django_filters.widgets.SuffixedMultiWidget):
    """`<name>` the quick range, `<name>_from` and `<name>_to` the days."""

    template_name = "django/forms/widgets/multiwidget.html"
    suffixes: ClassVar[list[str | None]] = [None, "from", "to"]

    def __init__(self, choices: Sequence[tuple[str, Any]]) -> None:
        days = [
            forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": label})
            for label in (_("From day"), _("To day"))
        ]
        super().__init__([forms.Select(choices=choices), *days])

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else ["", None, None]


class PeriodField(forms.MultiValueField):
    def __init__(self, **options: Any) -> None:
        presets = [(code, preset.label) for code, preset in PRESETS.items()]
        choices = [("", _("Any day")), *presets]
        fields = [
            forms.ChoiceField(choices=choices, required=False),
            DateField(required=False),
            DateField(required=False),
        ]
        options.setdefault("widget", PeriodWidget(choices))
        super().__init__(fields, require_all_fields=False, **options)

    def compress(self, values: list[Any]) -> Span | None:
        """Days that were given win over a quick range."""
        if not values:
            return None
        preset, first, last = values
        if first and last and first > last:
            raise ValidationError(_("The first day is after the last. Swap them."))
        if first or last:
            return Span(first, last)
        return PRESETS[preset].span(timezone.localdate()) if preset else None


class PeriodFilter(Filter):
    """Days from and to, both included; of a time field, the days of the firm's clock."""

    field_class = PeriodField

    def filter(self, qs: "QuerySet[Any]", value: Span | None) -> "QuerySet[Any]":
        if not value:
            return qs
        first, last = value
        if isinstance(field_at(qs.model, self.field_name), DateTimeField):
            if first:
                qs = qs.filter(**{f"{self.field_name}__gte": _midnight(first)})
            if last:
                qs = qs.filter(**{f"{self.field_name}__lt": _midnight(last + timedelta(days=1))})
            return qs
        if first:
            qs = qs.filter(**{f"{self.field_name}__gte": first})
        return qs.filter(**{f"{self.field_name}__lte": last}) if last else qs


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class TextFilter(Filter, django_filters.CharFilter):
    """Every word typed must be found in one of the fields; rows are never doubled by a join."""

    def __init__(self, *, fields: Sequence[str], label: Any = None, **options: Any) -> None:
        self.fields = tuple(fields)
        options.setdefault("widget", forms.TextInput(attrs={"type": "search"}))
        super().__init__(label=label or _("Search"), max_length=100, **options)

    def filter(self, qs: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        for word in (value or "").split():
            qs = qs.filter(lookups.any_of(qs.model, self.fields, word))
        return qs


class LookupFilter(Filter):
    """One record chosen by its look-up box; inactive ones too, for old papers keep them."""

    field_class = LookupField

    def __init__(
        self,
        kind: str,
        *,
        queryset: "QuerySet[Any] | None" = None,
        field_name: str | None = None,
        label: Any = None,
        **options: Any,
    ) -> None:
        self.kind = kind
        self.records = queryset
        super().__init__(field_name=field_name, label=label, **options)

    @property
    def field(self) -> LookupField:
        if not hasattr(self, "_field"):
            records = self.records
            if records is None:
                target = field_at(self.model, self.field_name)
                records = target.related_model._default_manager.all()
            self._field = LookupField(
                self.kind, records, allow_inactive=True, label=self.label, **self.extra
            )
        return self._field

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        if value is None or self.method is not None:
            return qs
        wanted = Q((self.field_name, value))
        if crosses_to_many(qs.model, self.field_name):
            wanted = Q(pk__in=qs.model._default_manager.filter(wanted).values("pk"))
        return qs.filter(wanted)


class ChoiceFilter(Filter, django_filters.ChoiceFilter):
    """One of a fixed list; the empty choice says so in words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("empty_label", _("All"))
        super().__init__(*args, **options)


class FlagFilter(Filter, django_filters.BooleanFilter):
    """A tick that narrows the list; unticked means both."""

    field_class = forms.BooleanField

    def filter(self, qs: "QuerySet[Any]", value: Any) -> "QuerySet[Any]":
        return super().filter(qs, True) if value else qs


class YesNoSelect(forms.NullBooleanSelect):
    """The empty choice of a list lets all through; “unknown” would be a third kind of record."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", _("All")), *list(self.choices)[1:]]


class YesNoFilter(Filter, django_filters.BooleanFilter):
    """Those with, those without, or all."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("widget", YesNoSelect)
        super().__init__(*args, **options)


class _OwnFields(dict[str, forms.Field]):
    """Fields made for one form, which takes them as they are: to copy each of them once more took
    longer than to make them."""

    def __deepcopy__(self, _memo: Any) -> dict[str, forms.Field]:
        return dict(self)


class FilterSet(django_filters.FilterSet):
    """A filter that can say in words what it lets through."""

    more_filters: ClassVar[tuple[str, ...]] = ()

    class Meta:
        form = Form
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, queryset: Any = None, **options: Any) -> None:
        # A report computes its rows itself: its filter has no table of its own.
        if queryset is None and self._meta.model is None:
            queryset = get_user_model()._default_manager.none()
        super().__init__(data, queryset, **options)

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        """What the list shows to whom has chosen nothing yet, as address parameters."""
        return {}

    @classmethod
    def parameters(cls) -> set[str]:
        """The names under which this filter is sent."""
        names: set[str] = set()
        for name, one in cls.base_filters.items():
            names.add(name)
            if isinstance(one, PeriodFilter):
                names |= {f"{name}_from", f"{name}_to"}
            if isinstance(one, LookupFilter):
                names.add(f"{name}_text")
        return names

    def get_form_class(self) -> type[forms.Form]:
        base = self._meta.form if issubclass(self._meta.form, Form) else Form
        made: Any = type(f"{type(self).__name__}Form", (base,), {})
        own = {name: one.field for name, one in self.filters.items()}
        made.base_fields = _OwnFields({**copy.deepcopy(base.base_fields), **own})
        return cast("type[forms.Form]", made)

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        # A condition that cannot be read must not be left out: the list would lie.
        if self.form.errors:
            return queryset.none()
        return super().filter_queryset(queryset)

    def chips(self) -> list[str]:
        """The conditions in force, each as “label: value”."""
        if not self.is_bound or not self.form.is_valid():
            return []
        values = ((name, self.form.cleaned_data.get(name)) for name in self.filters)
        said = ((name, self._in_words(name, value)) for name, value in values)
        return [labelled(self.filters[name].label, words) for name, words in said if words]

    def _in_words(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if value is False and isinstance(field, forms.NullBooleanField):
            return gettext("No")
        if value is None or value in ("", False, []):
            return ""
        if isinstance(value, Span):
            return _span_words(value)
        if value is True:
            return gettext("Yes")
        if isinstance(field, LookupField):
            return field.text_of(value)
        choices = dict(getattr(field, "choices", ()) or ())
        if isinstance(value, list | tuple):
            return listed(choices.get(one, one) for one in value)
        return str(choices.get(value, value))

    def period(self) -> Span | None:
        """The days that the first period filter lets through."""
        for name, one in self.filters.items():
            if isinstance(one, PeriodFilter) and self.is_bound and self.form.is_valid():
                span = self.form.cleaned_data.get(name)
                if span:
                    return Span(*span)
        return None

    @classmethod
    def period_name(cls) -> str:
        for name, one in cls.base_filters.items():
            if isinstance(one, PeriodFilter):
                return str(name)
        return ""


def _span_words(span: Span) -> str:
    first, last = (f"{day:%Y-%m-%d}" if day else "" for day in span)
    if first == last:
        return first
    if first and last:
        return gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    return (
        gettext("from %(day)s") % {"day": first} if first else gettext("to %(day)s") % {"day": last}
    )
