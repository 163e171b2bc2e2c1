"""Fields: what people type is understood, what cannot be stored is refused by a sentence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType

from ui.forms import DateField, DecimalField, Form, IntegerField, LookupField, Typed
from ui.lookups import Lookup

SURROGATE = "\ud800"


class Order(Form):
    name = forms.CharField(max_length=40)
    price = DecimalField(places=6, required=False)
    count = IntegerField(required=False)
    day = DateField(required=False)
    plain_day = forms.DateField(required=False)
    remark = forms.CharField(required=False, widget=forms.Textarea)


def order(**data: str) -> Order:
    form = Order({"name": "螺丝", **data})
    form.is_valid()
    return form


def test_full_width_text_and_blanks_become_plain() -> None:
    assert order(name="　ＡＢＣ－１２３　").cleaned_data["name"] == "ABC-123"


def test_invisible_and_reversing_signs_are_dropped() -> None:
    assert order(name="螺\u200b丝\u202e").cleaned_data["name"] == "螺丝"


def test_half_a_character_is_refused_and_stays_as_typed() -> None:
    form = order(name=f"螺丝{SURROGATE}")

    assert "name" in form.errors
    assert form["name"].value() == f"螺丝{SURROGATE}"


def test_line_breaks_of_a_remark_are_kept() -> None:
    assert order(remark="一\r\n二").cleaned_data["remark"] == "一\n二"


def test_a_text_without_limit_has_one_all_the_same() -> None:
    assert "remark" in order(remark="字" * 10_001).errors


def test_a_password_is_taken_as_it_is() -> None:
    class Secret(Form):
        word = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = Secret({"word": "ｐａｓｓ "})

    assert form.is_valid()
    assert form.cleaned_data["word"] == "ｐａｓｓ "


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,234.50", "1234.50"),
        ("１２３．５０", "123.50"),
        ("0.000001", "0.000001"),
        ("-2", "-2"),
        ("+3", "3"),
        ("\u202a1234.5\u202c", "1234.5"),
        ("999999999.123456", "999999999.123456"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert order(price=typed).cleaned_data["price"] == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    ["NaN", "sNaN", "Infinity", "-inf", "1e400", "1E5", "0x10", "1_000", "٣", "1.2.3", "12,34",
     "一", "1.0000001", "9" * 16, "9" * 400, f"1{SURROGATE}", "１ｅ９", "--1", "'; --"],
)  # fmt: skip
def test_what_is_no_number_of_ours_is_refused(typed: str) -> None:
    form = order(price=typed)

    assert "price" in form.errors
    assert form["price"].value()


def test_limits_are_said_in_the_refusal() -> None:
    field = DecimalField(places=2, min_value=Decimal(0), max_value=100)

    with pytest.raises(forms.ValidationError, match="100"):
        field.clean("100.01")
    with pytest.raises(forms.ValidationError):
        field.clean("-0.01")


def test_a_number_is_shown_as_one_would_type_it() -> None:
    form = Order(initial={"price": Decimal("1234.500000")})

    assert 'value="1234.5"' in str(form["price"])
    assert 'inputmode="decimal"' in str(form["price"])


def test_a_number_typed_differently_has_not_changed() -> None:
    field = DecimalField(places=2)

    assert not field.has_changed(Decimal("1234.50"), "1,234.5")
    assert field.has_changed(Decimal("1234.50"), "1234.51")
    assert field.has_changed(None, "abc")


@pytest.mark.parametrize("typed", ["1_000", "٣", "1.5", "1e3", "x"])
def test_a_whole_number_is_only_digits(typed: str) -> None:
    assert "count" in order(count=typed).errors


def test_whole_numbers_may_be_full_width() -> None:
    assert order(count="１２").cleaned_data["count"] == 12


@pytest.mark.parametrize("name", ["day", "plain_day"])
@pytest.mark.parametrize("typed", ["2026-07-01", "2026/7/1", "20260701", "２０２６－０７－０１"])
def test_days_are_read_as_people_type_them(name: str, typed: str) -> None:
    assert order(**{name: typed}).cleaned_data[name] == date(2026, 7, 1)


@pytest.mark.parametrize("name", ["day", "plain_day"])
@pytest.mark.parametrize("typed", ["2026-02-30", "0000-00-00", "10000-01-01", "0001-01-01", "-1"])
def test_what_is_no_day_is_refused(name: str, typed: str) -> None:
    assert name in order(**{name: typed}).errors


# --- look-ups ------------------------------------------------------------------------------------


class Choice(Form):
    kind = LookupField("kind_of_record", ContentType.objects.exclude(model="session"))


def choice(data: dict[str, Any], **options: Any) -> Choice:
    form = Choice(data, **options)
    form.is_valid()
    return form


@pytest.fixture
def group_kind(db: None, kinds: Lookup) -> ContentType:
    return ContentType.objects.get(app_label="auth", model="group")


def test_the_id_of_a_choice_gives_the_record(group_kind: ContentType) -> None:
    assert choice({"kind": str(group_kind.pk)}).cleaned_data["kind"] == group_kind


def test_a_typed_code_that_one_record_has_is_enough(group_kind: ContentType) -> None:
    assert choice({"kind": "", "kind_text": "ＧＲＯＵＰ"}).cleaned_data["kind"] == group_kind


def test_what_was_typed_stays_on_error(group_kind: ContentType) -> None:
    form = choice({"kind": "", "kind_text": "没有这个"})

    assert "没有这个" in form.errors["kind"][0]
    assert 'value="没有这个"' in str(form["kind"])


@pytest.mark.parametrize("pk", ["999999", "-1", "1e3", "x", "9" * 30, "1;drop", "٣", "0x1"])
def test_a_forged_id_is_refused(group_kind: ContentType, pk: str) -> None:
    assert "kind" in choice({"kind": pk, "kind_text": "group"}).errors


def test_an_id_outside_what_is_offered_is_refused(group_kind: ContentType) -> None:
    hidden = ContentType.objects.get(model="session")

    assert "kind" in choice({"kind": str(hidden.pk)}).errors


def test_nothing_chosen_is_a_missing_field(group_kind: ContentType) -> None:
    assert "kind" in choice({}).errors


def test_a_stored_choice_is_shown_in_words(group_kind: ContentType) -> None:
    html = str(Choice(initial={"kind": group_kind.pk})["kind"])

    assert f'value="{group_kind.pk}"' in html
    assert 'value="group auth"' in html
    assert 'name="kind_text"' in html


def test_an_inactive_record_is_refused_unless_it_is_what_is_stored(
    group_kind: ContentType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContentType, "is_active", False, raising=False)
    sent = {"kind": str(group_kind.pk)}

    assert "kind" in choice(sent).errors
    assert not choice(sent, initial={"kind": group_kind.pk}).errors


def test_typed_is_empty_only_when_nothing_was_sent() -> None:
    assert not Typed("", "")
    assert Typed("", "x")
