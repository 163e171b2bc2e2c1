"""The forms of a sheet are built once; they say of every cell what a form of its own would say."""

from typing import Any

import pytest
from django.http import HttpRequest

from masterdata.item_sheet import IMPORTER as ITEMS
from masterdata.models import Item, Party
from masterdata.party_sheet import IMPORTER as PARTIES
from masterdata.roles import Role
from orders.prices import sheets as prices
from tests import factories
from tests.bad_input import corpus
from ui import imports
from ui.forms import NormalisedMixin
from ui.importer import Importer
from ui.imports import Sheet
from ui.row_forms import RowForm

pytestmark = pytest.mark.django_db

ODD = list(dict.fromkeys(text for family in corpus.FAMILIES.values() for text in family))
# Words that a cell of some column means; each column gets them all.
GOOD = ("", "是", "否", "原材料", "GY001", "个", "13", "2026-07-01", "A 级")
IMPORTERS = {
    "item": ITEMS,
    "party": PARTIES,
    "customer price": prices.CUSTOMER_PRICES,
    "price list": prices.PRICE_LISTS,
    "line of a price list": prices.LINES,
    "lowest price": prices.FLOORS,
}


class FormEach:
    """As before: a form of its own for each row, and each cell asked."""

    def __init__(self, form_class: Any, options: dict[str, Any]) -> None:
        self.form_class, self.options = form_class, options

    def form(self, data: Any, instance: Any = None) -> Any:
        stored = {} if instance is None else {"instance": instance}
        return self.form_class(data, **self.options, **stored)


@pytest.fixture
def request_of_the_boss() -> HttpRequest:
    factories.item("螺丝")
    factories.supplier("甲厂")
    factories.customer("乙店")
    request = HttpRequest()
    request.user = factories.user(Role.SALES_DIRECTOR, Role.PURCHASER, Role.ADMINISTRATOR)
    return request


def sheet_of(importer: Importer) -> Sheet:
    """Every odd text in every column, each good word beside cells that are right, known codes."""
    names = [heading.name for heading in importer.headings]
    rows = [
        [ODD[(row + 7 * place) % len(ODD)] for place in range(len(names))]
        for row in range(len(ODD))
    ]
    right = _right_cells()
    for name in names:
        for number, word in enumerate(GOOD):
            cells = right | {"code": f"{name[:8]}-{number}", name: word}
            rows.append([cells.get(each, "") for each in names])
    for record in (*Item.objects.all(), *Party.objects.all()):
        for text in ("", "乙"):
            cells = right | {"code": record.code, "name": f"{record.name}{text}"}
            rows.append([cells.get(each, "") for each in names])
    return Sheet([names, *rows])


def _right_cells() -> dict[str, str]:
    item, party = Item.objects.get(code="螺丝"), Party.objects.get(code="乙店")
    cells = {"name": "螺丝", "unit": item.unit.code, "item": item.code, "party": party.code}
    return cells | {"code": "NEU", "price": "2.50", "floor_price": "1", "is_customer": "是"}


def told(importer: Importer, request: HttpRequest) -> tuple[list[Any], list[Any]]:
    made, faults = importer.checked(sheet_of(importer), request)
    rows = []
    for form in made:
        record = form.instance
        values = [
            (field.attname, repr(getattr(record, field.attname)))
            for field in record._meta.concrete_fields
            if not form.errors
        ]
        cleaned = sorted((name, repr(value)) for name, value in form.cleaned_data.items())
        rows.append((sorted(form.fields), cleaned, values))
    return rows, faults


@pytest.mark.parametrize("name", IMPORTERS)
def test_forms_built_once_say_what_a_form_for_each_row_says(
    name: str, request_of_the_boss: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = IMPORTERS[name]
    rows, faults = told(importer, request_of_the_boss)

    monkeypatch.setattr(imports, "RowForms", FormEach)
    monkeypatch.setattr(RowForm, "_clean_fields", NormalisedMixin._clean_fields)
    rows_each, faults_each = told(importer, request_of_the_boss)

    assert len(faults) > 100
    assert faults == faults_each
    assert rows == rows_each


def test_what_a_cell_meant_in_one_row_is_not_told_of_another_column(
    request_of_the_boss: HttpRequest,
) -> None:
    unit = Item.objects.all()[0].unit.code
    rows = [["code", "name", "unit", "series", "list_price"], ["N1", "甲", unit, "5", "5"]]

    made, faults = ITEMS.checked(Sheet(rows), request_of_the_boss)

    assert faults == []
    assert (made[0].instance.series, str(made[0].instance.list_price)) == ("5", "5")


def test_two_rows_have_records_of_their_own(request_of_the_boss: HttpRequest) -> None:
    unit = Item.objects.all()[0].unit.code
    rows = [["code", "name", "unit"], ["N1", "甲", unit], ["N2", "甲", unit]]

    made, _faults = ITEMS.checked(Sheet(rows), request_of_the_boss)

    assert [form.instance.code for form in made] == ["N1", "N2"]
    assert [form.cleaned_data["code"] for form in made] == ["N1", "N2"]
