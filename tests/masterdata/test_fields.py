"""Decimals that are integers in the database: exact, bounded, never silently rounded."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Case, F, Sum, Value, When
from django.db.models.functions import Coalesce
from hypothesis import given
from hypothesis import strategies as st

from masterdata.fields import (
    IntegerBackedDecimalField,
    MoneyField,
    PriceField,
    QuantityField,
    money_field,
    scaled,
    unscaled,
)
from masterdata.models import Item
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_decimal_comes_back_as_it_was_stored() -> None:
    stored = factories.item(list_price=D("1.234567"), minimum_order=D("0.1"))

    found = Item.objects.get(pk=stored.pk)

    assert found.list_price == D("1.234567")
    assert str(found.minimum_order) == "0.1000"
    assert Item.objects.values_list("list_price", flat=True).get() == D("1.234567")


def test_the_database_holds_an_integer() -> None:
    factories.item(list_price=D("1.5"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT list_price FROM masterdata_item")
        assert cursor.fetchone() == (1_500_000,)


def test_sums_and_differences_of_columns_stay_exact_decimals() -> None:
    for n in range(10):
        factories.item(f"螺丝{n}", list_price=D("0.1"), list_purchase_price=D("0.3"))

    sums = Item.objects.aggregate(total=Sum("list_price"), none=Sum("list_price", default=D(0)))
    row = Item.objects.annotate(
        gain=F("list_purchase_price") - F("list_price"), many=F("list_price") * 3
    )

    assert sums == {"total": D("1.0"), "none": D("1.0")}
    assert row.values_list("gain", "many").first() == (D("0.2"), D("0.3"))


def test_comparisons_take_decimals() -> None:
    factories.item("a", list_price=D("9.99"))
    factories.item("b", list_price=D("10"))

    assert [i.code for i in Item.objects.filter(list_price__lt=D("10"))] == ["a"]
    assert [i.code for i in Item.objects.filter(list_price__in=[10])] == ["b"]
    assert Item.objects.filter(list_price__range=(D("9"), D("9.995"))).count() == 1


def test_updates_add_columns_cases_and_values_of_the_same_kind() -> None:
    factories.item(list_price=D("10"))
    field = PriceField()

    Item.objects.update(list_price=F("list_price") + Value(D("0.5"), output_field=field))
    Item.objects.update(list_price=F("list_price") + scaled(D("0.25"), 6))
    Item.objects.update(
        list_price=Case(
            When(list_price__gt=D(10), then=F("list_price") + Value(D(1), output_field=field)),
            default=Coalesce(F("list_price"), Value(D(0), output_field=field)),
        )
    )

    assert Item.objects.get().list_price == D("11.75")


def test_a_bare_decimal_in_an_expression_is_refused_and_not_added_unscaled() -> None:
    with pytest.raises(FieldError):
        list(Item.objects.annotate(sum=F("list_price") + D("1")))


def test_bulk_inserts_and_updates_convert_too() -> None:
    unit = factories.unit()
    Item.objects.bulk_create(
        [Item(code=str(n), name="x", unit=unit, list_price=D(n) / 10) for n in range(3)]
    )
    items = list(Item.objects.order_by("code"))
    for item in items:
        item.list_price += D("0.000001")

    Item.objects.bulk_update(items, ["list_price"])

    prices = Item.objects.order_by("code").values_list("list_price", flat=True)
    assert list(prices) == [D("0.000001"), D("0.100001"), D("0.200001")]


@pytest.mark.parametrize(
    "value", [D("1.0000001"), D("NaN"), D("Infinity"), 0.1, "abc", D(10) ** 12, "1e400"]
)
def test_what_does_not_fit_is_refused_and_not_rounded(value: object) -> None:
    item = factories.item()

    with pytest.raises(ValueError, match="."):
        Item.objects.filter(pk=item.pk).update(list_price=value)


def test_a_form_check_says_how_many_digits_fit() -> None:
    item = factories.item()
    item.list_price = D("1.0000001")

    with pytest.raises(ValidationError) as refusal:
        item.full_clean()

    assert "6" in str(refusal.value.message_dict["list_price"])


def test_the_database_itself_refuses_what_is_out_of_range() -> None:
    factories.item()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE masterdata_item SET minimum_order = 10000000000000000")


def test_history_keeps_the_same_decimals() -> None:
    item = factories.item(list_price=D("1.25"))
    item.list_price = D("1.5")
    item.save()

    assert [row.list_price for row in item.history.order_by("history_id")] == [D("1.25"), D("1.5")]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_scaling_there_and_back_changes_nothing(value: D) -> None:
    assert unscaled(scaled(value, 4), 4) == value


def test_the_ranges_are_those_of_the_rule() -> None:
    assert MoneyField().greatest == 10**17 - 1
    assert QuantityField().greatest == 10**16 - 1


def test_a_migration_can_write_the_field_down() -> None:
    field = money_field("Amount", default=D(0), null=True)
    name, path, args, kwargs = field.deconstruct()

    again = MoneyField(*args, **kwargs)

    assert path == "masterdata.fields.MoneyField"
    assert again.default == D(0)
    assert again.null
    assert IntegerBackedDecimalField(places=3).deconstruct()[3] == {"places": 3}
    assert isinstance(again, models.Field)
