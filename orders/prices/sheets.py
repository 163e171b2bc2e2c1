"""Prices by spreadsheet: a price that is there already is changed, the others are added."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.sheets import RowChecks, create_together
from orders.prices.forms import (
    CustomerPriceForm,
    ItemFloorForm,
    PriceListForm,
    PriceListLineForm,
    firms_way,
)
from orders.prices.forms import overlapping as overlap_of
from orders.prices.models import CustomerPrice, PriceListLine
from ui import formats
from ui.importer import Importer
from ui.imports import Fault, Heading

BATCH = 500
YES_OR_NO = (("1", _("Yes")), ("0", _("No")))

ITEM = Heading("item", _("Item code"), required=True)
QUANTITY = Heading("min_quantity", _("Least quantity"))
PRICE = Heading("price", _("Price"), required=True)
TAX = Heading("includes_tax", _("Price includes tax"), hint=_("Empty: as the firm reckons."))


class SaidWithTax:
    """An empty cell means: as the firm reckons, which is asked once for the whole sheet."""

    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, firms: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.firms = firms

    def clean_includes_tax(self) -> bool:
        said = str(self.cleaned_data["includes_tax"])
        return said == "1" if said else self.firms


def tax_cell() -> forms.ChoiceField:
    return forms.ChoiceField(choices=YES_OR_NO, required=False, label=_("Price includes tax"))


class PriceListRow(SaidWithTax, PriceListForm):
    includes_tax = tax_cell()


class LineRow(RowChecks, PriceListLineForm):
    pass


class CustomerPriceRow(SaidWithTax, RowChecks, CustomerPriceForm):
    includes_tax = tax_cell()


class ItemFloorRow(SaidWithTax, RowChecks, ItemFloorForm):
    includes_tax = tax_cell()


def options_of(_request: HttpRequest) -> dict[str, Any]:
    return {"firms": firms_way()}


Key = tuple[Any, ...]


def key_of(record: Any, names: Sequence[str]) -> Key:
    return tuple(getattr(record, name) for name in names)


def doubled(rows: Sequence[Any], names: Sequence[str]) -> list[Fault]:
    """Two rows for the same price contradict each other."""
    seen: set[Key] = set()
    faults = []
    for form in rows:
        key = key_of(form.instance, names)
        if key in seen:
            reason = gettext("%(item)s is there twice with the same quantity and days. Remove one.")
            words = {"item": form.cleaned_data["item"]}
            faults.append(Fault(0, str(_("Item code")), reason % words))
        seen.add(key)
    return faults


def stored(model: Any, items: Iterable[int]) -> list[Any]:
    """All rows of these items, a few hundred items at a time."""
    wanted = sorted(set(items))
    found: list[Any] = []
    for start in range(0, len(wanted), BATCH):
        found += model._default_manager.filter(item__in=wanted[start : start + BATCH])
    return found


def keep(rows: Sequence[Any], request: HttpRequest, *, names: Sequence[str]) -> int:
    """New prices together, changed ones one by one, each with its history.

    What a cell leaves empty stays as it is.
    """
    model = type(rows[0].instance)
    known = {key_of(one, names): one for one in stored(model, _items(rows))}
    new = []
    for form in rows:
        before = known.get(key_of(form.instance, names))
        if before is None:
            new.append(form.instance)
        else:
            _change(before, form)
    create_together(new, request)
    return len(rows)


def _change(before: Any, form: Any) -> None:
    given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    changed = [name for name, value in given.items() if getattr(before, name) != value]
    for name in changed:
        setattr(before, name, given[name])
    if changed:
        before.save(update_fields=changed)


def _items(rows: Sequence[Any]) -> set[int]:
    return {form.instance.item_id for form in rows}


def importer(
    form: type[forms.BaseForm], headings: Sequence[Heading], *, names: Sequence[str], **more: Any
) -> Importer:
    check: Callable[[Sequence[Any]], list[Fault]] = more.pop("check", lambda rows: [])
    return Importer(
        form=form,
        headings=headings,
        check=lambda rows, _request: doubled(rows, names) or check(rows),
        save=lambda rows, request: keep(rows, request, names=names),
        **more,
    )


PERIOD = ("party_id", "item_id", "min_quantity")


def overlaps(rows: Sequence[Any]) -> list[Fault]:
    """Against what is stored and among the rows; a stored price that a row names is that row."""
    named = {key_of(form.instance, CUSTOMER_KEY): form.instance for form in rows}
    beside: dict[Key, list[CustomerPrice]] = {}
    for price in stored(CustomerPrice, _items(rows)):
        same = named.get(key_of(price, CUSTOMER_KEY))
        if same is None:
            beside.setdefault(key_of(price, PERIOD), []).append(price)
        else:
            same.valid_to = same.valid_to or price.valid_to
    faults = []
    for form in rows:
        others = beside.setdefault(key_of(form.instance, PERIOD), [])
        if sentence := overlap_of(form.instance, others):
            faults.append(Fault(0, str(_("Item code")), sentence))
        others.append(form.instance)
    return faults


def below_their_floors(rows: Sequence[Any]) -> list[Fault]:
    """A new price below a lowest price that stays: the sheet does not name it."""
    known = {key_of(one, LINE_KEY): one for one in stored(PriceListLine, _items(rows))}
    faults = []
    for form in rows:
        before = known.get(key_of(form.instance, LINE_KEY))
        kept = before.floor_price if before and form.instance.floor_price is None else None
        if kept is not None and kept > form.instance.price:
            reason = gettext("%(item)s would cost less than its lowest price %(floor)s.")
            words = {"item": form.cleaned_data["item"], "floor": formats.price(kept)}
            faults.append(Fault(0, str(_("Price")), reason % words))
    return faults


LINE_KEY = ("price_list_id", "item_id", "min_quantity")
CUSTOMER_KEY = (*PERIOD, "valid_from")
FLOOR_KEY = ("item_id",)

PRICE_LISTS = Importer(
    form=PriceListRow,
    key="code",
    headings=(
        Heading("code", _("Code"), required=True),
        Heading("name", _("Name"), required=True),
        Heading("level", _("Customer level")),
        Heading("region", _("Region"), hint=_("The region's code.")),
        TAX,
        Heading("valid_from", _("Valid from"), required=True),
        Heading("valid_to", _("Valid to")),
    ),
    form_kwargs=options_of,
    examples=(("A-HD", "A级华东", "A", "HD", "", "2026-01-01", ""),),
)
LINES = importer(
    LineRow,
    (
        Heading("price_list", _("Price list"), required=True, hint=_("The list's code.")),
        ITEM,
        QUANTITY,
        PRICE,
        Heading("floor_price", _("Lowest price")),
    ),
    names=LINE_KEY,
    check=below_their_floors,
    examples=(("A", "LS-M4", "", "0.25", "0.20"), ("A", "LS-M4", "1000", "0.22", "")),
)
CUSTOMER_PRICES = importer(
    CustomerPriceRow,
    (
        Heading("party", _("Customer"), required=True, hint=_("The customer's code.")),
        ITEM,
        QUANTITY,
        PRICE,
        TAX,
        Heading("valid_from", _("Valid from"), required=True),
        Heading("valid_to", _("Valid to")),
        Heading("reason", _("Reason")),
        Heading("agreed_by", _("Agreed by")),
    ),
    names=CUSTOMER_KEY,
    check=overlaps,
    form_kwargs=options_of,
    examples=(("KH001", "LS-M4", "", "0.23", "", "2026-01-01", "2026-12-31", "", ""),),
)
FLOORS = importer(
    ItemFloorRow,
    (ITEM, Heading("floor_price", _("Lowest price"), required=True), TAX),
    names=FLOOR_KEY,
    form_kwargs=options_of,
    examples=(("LS-M4", "0.20", ""),),
)
