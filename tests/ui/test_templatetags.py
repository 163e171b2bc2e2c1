"""The words that templates use: money, badges, fields, sum rows."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template

from ui.filters import PeriodWidget
from ui.templatetags import ui


def shown(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|money }}", Decimal("1234.5"), "1,234.50"),
        ("{{ value|money }}", None, ""),
        ("{{ value|money }}", "no number", ""),
        ("{{ value|yuan }}", Decimal("1234.5"), "¥1,234.50"),
        ("{{ value|yuan }}", Decimal(-4000), "-¥4,000.00"),
        ("{{ value|yuan }}", None, ""),
        ("{{ value|money_or_blank }}", Decimal(0), ""),
        ("{{ value|price }}", Decimal("0.3500"), "0.35"),
        ("{{ value|quantity }}", Decimal("1200.0000"), "1,200"),
        ("{{ value|percent }}", Decimal("13.00"), "13%"),
        ("{{ value|is_negative }}", Decimal("-0.01"), "True"),
    ],
)
def test_numbers_look_as_people_write_them(source: str, value: object, text: str) -> None:
    assert shown(source, value=value) == text


def test_a_badge_takes_a_state_or_a_word_and_escapes_it() -> None:
    state = SimpleNamespace(label="<已审核>", tone="good")

    assert shown("{% badge state %}", state=state) == (
        '<span class="g-badge g-tone-good">&lt;已审核&gt;</span>'
    )
    assert "g-tone-bad" in shown('{% badge "danger" "x" %}')


@pytest.mark.parametrize(
    ("tags", "tone"), [("error", "bad"), ("safe success", "good"), ("", "neutral")]
)
def test_messages_get_the_tone_of_their_level(tags: str, tone: str) -> None:
    assert ui.tone(tags) == tone


def test_page_numbers_leave_gaps() -> None:
    pages = Paginator(range(400), 20)

    assert ui.page_numbers(pages, 10) == [1, 2, 0, 8, 9, 10, 11, 12, 0, 19, 20]


class SampleForm(forms.Form):
    name = forms.CharField(help_text="as printed")
    tick = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")])
    period = forms.CharField(widget=PeriodWidget([("", "any")]), required=False, label="Days")


def test_a_field_ties_its_help_and_its_error_to_its_box() -> None:
    form = SampleForm({"kind": "b"})

    html = shown(
        '{% for field in form %}{% include "components/field.html" %}{% endfor %}', form=form
    )

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "form-check-input" in html
    assert "form-select form-select-sm is-invalid" in html


def test_several_boxes_of_one_field_each_have_a_name() -> None:
    html = shown("{% control field %}", field=SampleForm()["period"])

    assert html.count("aria-label") == 3
    assert 'aria-label="Days"' in html


def test_the_label_of_a_sum_row_takes_the_first_gap() -> None:
    columns = [SimpleNamespace(name=name, column=SimpleNamespace(attrs={})) for name in "abc"]
    table = SimpleNamespace(columns=SimpleNamespace(itervisible=lambda: iter(columns)))

    cells = ui.footer_cells(table, {"label": "合计", "cells": {"a": "1", "c": "2"}})

    assert [text for _css, text in cells] == ["1", "合计", "2"]


def test_data_for_scripts_cannot_end_its_block() -> None:
    html = shown('{% json_block data "grid" "lines" %}', data={"x": "</script>"})

    assert html.count("</script>") == 1
    assert 'id="grid-lines"' in html
