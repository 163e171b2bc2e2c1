"""Adding an item, supplier, customer or colleague without leaving the paper at hand (D11).

The record is marked "to be completed"; papers that name it cannot be approved until what
`missing_of` lists is filled in.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from masterdata.completeness import is_complete, missing_of
from masterdata.models import Contact, Item, Party, Unit, User
from masterdata.roles import (
    CHANGE_CUSTOMERS,
    CHANGE_ITEMS,
    CHANGE_SUPPLIERS,
    Role,
    has_any,
)
from ui import lookups
from ui.forms import Form, LookupField, ModelForm
from ui.lookups import NumbersAsText
from ui.pinyin import initials
from ui.text import UnfitText, normalise

__all__ = ["is_complete", "missing_of", "urls"]

log = logging.getLogger(__name__)
MOST_TRIES = 50
SHORTEST_BARCODE = 8


class QuickForm(ModelForm):
    """The code may be left empty: the next free one is given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Left empty, the next free code is given.")

    def build(self) -> Any:
        record = self.save(commit=False)
        record.pinyin = initials(getattr(record, "short_name", "") or record.name)
        record.to_complete = True
        return record


class QuickItemForm(QuickForm):
    unit = LookupField("unit", Unit.objects.all(), label=gettext_lazy("Unit"))

    class Meta:
        model = Item
        fields = ("name", "code", "unit", "specification", "model", "colour", "barcode")


class QuickPartyForm(QuickForm):
    """One telephone number is enough to begin with."""

    contact = Contact._meta.get_field("name").formfield(required=False)
    mobile = Contact._meta.get_field("mobile").formfield()

    class Meta:
        model = Party
        fields = ("name", "short_name", "code")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        known = Party.objects.filter(name__iexact=name).first()
        if known is not None:
            sentence = _("%(name)s is already there as %(code)s. Choose it from the list.")
            raise ValidationError(sentence % {"name": known.name, "code": known.code})
        return name


class QuickSupplierForm(QuickPartyForm):
    def build(self) -> Any:
        party = super().build()
        party.is_supplier = True
        return party


class QuickCustomerForm(QuickPartyForm):
    def build(self) -> Any:
        party = super().build()
        party.is_customer = True
        return party


class QuickPersonForm(ModelForm):
    """A colleague who can be named in papers; logging in is given by the administrator."""

    class Meta:
        model = User
        fields = ("full_name", "phone", "position")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["full_name"].required = True

    def build(self) -> User:
        person: User = self.save(commit=False)
        person.pinyin = initials(person.full_name)
        person.set_unusable_password()
        person.to_complete = True
        return person


def _store_item(form: Any) -> Item:
    item: Item = _with_code(form.build(), prefix="X")
    return item


def _store_party(form: Any) -> Party:
    party: Party = _with_code(form.build(), prefix="W")
    if form.cleaned_data["mobile"] or form.cleaned_data["contact"]:
        Contact.objects.create(
            party=party,
            name=form.cleaned_data["contact"] or party.name[:100],
            mobile=form.cleaned_data["mobile"],
            is_main=True,
        )
    return party


def _store_person(form: Any) -> User:
    person: User = _with_code(form.build(), prefix="y", attribute="username")
    return person


def _with_code(record: Any, *, prefix: str, attribute: str = "code") -> Any:
    """Save under the typed code, or under the first free one of the day."""
    if getattr(record, attribute):
        record.save()
        return record
    day = f"{prefix}{timezone.localdate():%y%m%d}"
    manager = type(record)._default_manager
    number = manager.filter(**{f"{attribute}__startswith": day}).count()
    for _try in range(MOST_TRIES):
        number += 1
        setattr(record, attribute, f"{day}-{number:02d}")
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError:
            if not manager.filter(**{attribute: getattr(record, attribute)}).exists():
                raise
            continue
        return record
    raise RuntimeError(f"no free code after {record}")


PEOPLE_ADDERS = CHANGE_SUPPLIERS | CHANGE_CUSTOMERS | {Role.WAREHOUSE_SUPERVISOR}
KINDS: dict[str, tuple[Any, type[Form] | type[ModelForm], Callable[[Any], Any], frozenset[Role]]]
KINDS = {
    "item": (gettext_lazy("New item"), QuickItemForm, _store_item, CHANGE_ITEMS),
    "supplier": (
        gettext_lazy("New supplier"),
        QuickSupplierForm,
        _store_party,
        CHANGE_SUPPLIERS,
    ),
    "customer": (
        gettext_lazy("New customer"),
        QuickCustomerForm,
        _store_party,
        CHANGE_CUSTOMERS,
    ),
    "user": (gettext_lazy("New colleague"), QuickPersonForm, _store_person, PEOPLE_ADDERS),
}


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What stood in the look-up box is taken over: digits as the barcode, words as the name."""
    try:
        text = normalise(str(request.GET.get("text", "")))[:100]
    except UnfitText:
        return {}
    if text.isascii() and text.isdigit() and len(text) >= SHORTEST_BARCODE:
        return {"barcode": text}
    return {"name": text, "full_name": text}


def _view(kind: str) -> Callable[[HttpRequest], HttpResponse]:
    title, form_class, store, roles = KINDS[kind]

    @require_http_methods(["GET", "POST"])
    def quick_add(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not has_any(user, roles):
            raise PermissionDenied(_("Your role may not add this. Ask a colleague who may."))
        form = form_class(request.POST or None, initial=_typed(request))
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                record = store(form)
            log.info("quick add of %s %s by user %s", kind, record.pk, user.pk)
            row = lookups.rows_of(kind, [record], params={}, user=user)[0]
            return JsonResponse(row, status=201, encoder=NumbersAsText)
        context = {"form": form, "title": title, "action_url": reverse(f"quick_add_{kind}")}
        status = 422 if request.method == "POST" else 200
        return render(request, "ui/_quick_form.html", context, status=status)

    return quick_add


urls = [path(f"quick/{kind}/", _view(kind), name=f"quick_add_{kind}") for kind in KINDS]
