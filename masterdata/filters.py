"""What the lists of the master data can be narrowed by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from masterdata.models import Category, Item, Party, Region, User
from masterdata.models.items import ItemKind
from masterdata.roles import Role
from ui.filters import ChoiceFilter, FilterSet, FlagFilter, LookupFilter, TextFilter

IN_USE, OUT_OF_USE = "in_use", "out_of_use"


def by_use(queryset: "QuerySet[Any]", _name: str, value: str) -> "QuerySet[Any]":
    return queryset.filter(is_active=value == IN_USE)


class UseFilter(FilterSet):
    """Lists of things that can be out of use show those in use until asked otherwise."""

    use = ChoiceFilter(
        label=_("State"),
        choices=((IN_USE, _("In use")), (OUT_OF_USE, _("Not in use"))),
        method=by_use,
    )
    to_complete = FlagFilter(field_name="to_complete", label=_("To be completed"))

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"use": IN_USE}


class ItemFilter(UseFilter):
    q = TextFilter(
        fields=("code", "name", "pinyin", "specification", "model", "barcode", "barcodes__code")
    )
    kind = ChoiceFilter(choices=ItemKind.choices, label=_("Kind of item"))
    category = LookupFilter("category", queryset=Category.objects.all(), label=_("Category"))
    supplier = LookupFilter(
        "supplier",
        queryset=Party.objects.filter(is_supplier=True),
        field_name="default_supplier",
        label=_("Default supplier"),
    )

    class Meta(FilterSet.Meta):
        model = Item
        fields = ("q", "kind", "category", "supplier", "use", "to_complete")


def by_side(queryset: "QuerySet[Any]", _name: str, value: str) -> "QuerySet[Any]":
    return queryset.filter(**{f"is_{value}": True})


class PartyFilter(UseFilter):
    q = TextFilter(
        fields=("code", "name", "short_name", "pinyin", "contacts__name", "contacts__mobile")
    )
    side = ChoiceFilter(
        label=_("Customer or supplier"),
        choices=(("supplier", _("Supplier")), ("customer", _("Customer"))),
        method=by_side,
    )
    region = LookupFilter("region", queryset=Region.objects.all(), label=_("Region"))
    owner = LookupFilter("user", queryset=User.objects.all(), label=_("Owner"))

    class Meta(FilterSet.Meta):
        model = Party
        fields = ("q", "side", "region", "owner", "use", "to_complete")


class CodeFilter(FilterSet):
    q = TextFilter(fields=("code", "name"))


class UserFilter(UseFilter):
    q = TextFilter(fields=("username", "full_name", "pinyin", "position", "phone"))
    role = ChoiceFilter(field_name="groups__name", choices=Role.choices, label=_("Role"))

    class Meta(FilterSet.Meta):
        model = User
        fields = ("q", "role", "use", "to_complete")
