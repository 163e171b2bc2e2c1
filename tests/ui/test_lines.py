"""Lines of a form: bounded, empty ones dropped, ids kept, one query per look-up column."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType

from ui.forms import DecimalField, Form, LookupField, line_formset
from ui.grid import Column, grid_for
from ui.lookups import Lookup


class Line(Form):
    kind = LookupField("kind_of_record", ContentType.objects.all())
    quantity = DecimalField(places=4)
    discount = DecimalField(places=2, initial=Decimal(100), required=False)
    remark = forms.CharField(required=False, max_length=20)


Lines = line_formset(Line)
COLUMNS = (
    Column("kind", "Kind", "lookup", lookup="kind_of_record"),
    Column("quantity", "Quantity", "quantity", total=True),
    Column("discount", "Discount", "percent", priced=True),
    Column("remark", "Remark"),
    Column("ordered", "Ordered", "readonly"),
)


@pytest.fixture
def group_kind(db: None, kinds: Lookup) -> ContentType:
    return ContentType.objects.get(app_label="auth", model="group")


def sent(rows: list[dict[str, str]], total: str | None = None) -> dict[str, str]:
    data = {"lines-TOTAL_FORMS": total or str(len(rows)), "lines-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"lines-{number}-{name}": value for name, value in row.items()}
    return data


def test_lines_are_read_in_the_order_typed(group_kind: ContentType) -> None:
    rows = [{"kind": str(group_kind.pk), "quantity": str(n)} for n in (3, 1, 2)]

    formset = Lines(sent(rows))

    assert formset.is_valid()
    assert [row["quantity"] for row in formset.cleaned_data] == [3, 1, 2]
    assert {row["id"] for row in formset.cleaned_data} == {None}


def test_wholly_empty_rows_are_dropped_wherever_they_stand(group_kind: ContentType) -> None:
    full = {"kind": str(group_kind.pk), "quantity": "1"}
    empty = {"kind": "", "kind_text": " ", "quantity": "", "discount": "100", "remark": ""}

    formset = Lines(sent([empty, full, empty]))

    assert formset.is_valid()
    assert len(formset.cleaned_data) == 1


def test_each_fault_stands_at_its_cell_and_the_rest_is_kept(group_kind: ContentType) -> None:
    rows = [
        {"kind": str(group_kind.pk), "quantity": "NaN", "remark": "第一"},
        {"kind": "", "kind_text": "没有", "quantity": "2"},
    ]

    formset = Lines(sent(rows))
    data = grid_for(formset, COLUMNS).data

    assert not formset.is_valid()
    assert data["rows"][0]["values"]["quantity"] == "NaN"
    assert data["rows"][0]["errors"]["quantity"]
    assert data["rows"][0]["texts"]["kind"] == "group auth"
    assert data["rows"][1]["texts"]["kind"] == "没有"
    assert data["rows"][1]["errors"]["kind"]


def test_a_forged_number_of_rows_is_refused_at_once(group_kind: ContentType) -> None:
    formset = Lines(sent([{"kind": str(group_kind.pk), "quantity": "1"}], total=str(10**9)))

    assert not formset.is_valid()
    assert "1000" in formset.non_form_errors()[0]
    assert len(formset.forms) == 1


@pytest.mark.parametrize("total", ["", "x", "-1", "1e9", "９", "9" * 50])
def test_a_broken_count_is_refused(db: None, total: str) -> None:
    data = sent([])
    data["lines-TOTAL_FORMS"] = total

    formset = Lines(data)

    assert not formset.is_valid()
    assert formset.non_form_errors()


def test_more_rows_than_allowed_are_refused(db: None) -> None:
    few = line_formset(Line, max_rows=2)

    formset = few(sent([{"remark": "x"}] * 3))

    assert "2" in formset.non_form_errors()[0]


def test_at_least_one_line_can_be_asked_for(db: None) -> None:
    assert line_formset(Line, min_rows=1)(sent([])).non_form_errors()
    assert not Lines(sent([])).non_form_errors()


def test_ids_come_back_with_their_lines(group_kind: ContentType) -> None:
    stored = [{"id": 7, "kind": group_kind.pk}, {"id": 9, "kind": group_kind.pk}]
    rows = [
        {"id": "9", "kind": str(group_kind.pk), "quantity": "1"},
        {"kind": str(group_kind.pk), "quantity": "2"},
    ]

    formset = Lines(sent(rows), initial=stored)

    assert formset.is_valid()
    assert [row["id"] for row in formset.cleaned_data] == [9, None]


@pytest.mark.parametrize("ids", [("7", "7"), ("8",), ("x",), ("-7",), ("7 OR 1",)])
def test_doubled_and_foreign_ids_are_refused(group_kind: ContentType, ids: tuple[str, ...]) -> None:
    rows = [{"id": pk, "kind": str(group_kind.pk), "quantity": "1"} for pk in ids]

    formset = Lines(sent(rows), initial=[{"id": 7, "kind": group_kind.pk}])

    assert not formset.is_valid()
    assert formset.non_form_errors()


def test_two_hundred_lines_cost_no_more_queries_than_two(
    group_kind: ContentType, django_assert_num_queries: Any
) -> None:
    rows = [
        {"kind": str(group_kind.pk) if n % 2 else "", "kind_text": "group", "quantity": "1"}
        for n in range(200)
    ]
    for many in (2, 200):
        formset = Lines(sent(rows[:many]))
        with django_assert_num_queries(3):
            assert formset.is_valid()
            grid_for(formset, COLUMNS)


def test_the_grid_of_stored_lines(group_kind: ContentType) -> None:
    stored = [
        {
            "id": 7,
            "kind": group_kind.pk,
            "quantity": Decimal("10.5000"),
            "ordered": Decimal("12.0000"),
            "locked": True,
        }
    ]

    data = grid_for(Lines(initial=stored), COLUMNS).data

    assert data["rows"] == [
        {
            "id": "7",
            "values": {
                "kind": str(group_kind.pk),
                "quantity": "10.5",
                "discount": "100",
                "remark": "",
                "ordered": "12",
            },
            "texts": {"kind": "group auth"},
            "errors": {},
            "locked": True,
        }
    ]
    assert data["blank"] == {"discount": "100"}
    assert data["max"] == 1000
    assert [one["editable"] for one in data["columns"]] == [True, True, True, True, False]


def test_priced_columns_of_the_grid_vanish_with_their_values(group_kind: ContentType) -> None:
    data = grid_for(Lines(initial=[{"id": 1, "discount": 90}]), COLUMNS, hide_prices=True).data

    assert "discount" not in [one["name"] for one in data["columns"]]
    assert "discount" not in data["rows"][0]["values"]


def test_the_management_form_counts(group_kind: ContentType) -> None:
    html = str(Lines(initial=[{"id": 1}]).management_form)

    assert 'name="lines-TOTAL_FORMS" value="1"' in html
