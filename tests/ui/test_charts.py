"""Pictures: nothing overlaps, nothing leaves the sheet, every figure is in the table beside."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from ui.chart_drawing import Drawing, Text, draw
from ui.charts import Chart, Series, bars, lines
from ui.scales import day_ticks, nice_step, shortened, ticks, width_of

NAMES = ("温州市正泰紧固件有限公司第三分厂", "宝钢", "宁波甬城电镀加工有限责任公司", "义乌")


def ageing(*, stacked: bool = True, across: bool = True) -> Chart:
    return bars(
        "age",
        "账龄",
        NAMES,
        [
            Series("0–30", [Decimal("100.10"), Decimal(40), None, Decimal(5)], "good"),
            Series("90+", [Decimal("20.05"), Decimal(-60), Decimal(7), Decimal(0)], "bad"),
        ],
        stacked=stacked,
        across=across,
    )


def shown(chart: Chart) -> str:
    return render_to_string("components/chart.html", {"chart": chart})


def boxes(texts: list[Text]) -> list[tuple[float, float, float]]:
    return sorted((text.y, *text.span) for text in texts)


def overlapping(drawing: Drawing) -> list[Any]:
    """Neighbouring words of one line that touch each other."""
    found = boxes(drawing.texts)
    return [
        (one, other) for one, other in pairwise(found) if one[0] == other[0] and one[2] > other[1]
    ]


# --- Axes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "step"), [("7", "2"), ("48", "10"), ("0.037", "0.01"), ("123456", "25000"), ("5", "1")]
)
def test_steps_are_those_that_people_count_in(span: str, step: str) -> None:
    assert nice_step(Decimal(span), 5) == Decimal(step)


def test_the_axis_reaches_beyond_both_ends_and_has_nothing_on_it() -> None:
    marks = ticks(Decimal(-60), Decimal(120))

    assert marks[0] <= -60
    assert marks[-1] >= 120
    assert 0 in marks


def test_an_axis_of_one_value_still_has_two_marks() -> None:
    assert len(ticks(Decimal("3.5"), Decimal("3.5"))) >= 2


def test_months_are_named_by_their_first_day_and_few_enough() -> None:
    shown_days = day_ticks(date(2025, 1, 15), date(2026, 7, 1), most=7)

    assert len(shown_days) <= 7
    assert all(day.day == 1 for day in shown_days)
    assert date(2025, 1, 15) <= shown_days[0]


def test_a_long_chinese_name_is_cut_so_that_it_fits() -> None:
    cut = shortened(NAMES[0], 100, 12)

    assert width_of(cut, 12) <= 100
    assert cut.endswith("…")
    assert shortened("宝钢", 100, 12) == "宝钢"


# --- Places --------------------------------------------------------------------------------------


@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("stacked", [True, False])
def test_no_words_overlap_and_no_bar_leaves_the_sheet(stacked: bool, across: bool) -> None:
    drawing = draw(ageing(stacked=stacked, across=across))

    assert not overlapping(drawing)
    for bar in drawing.bars:
        assert bar.width > 0
        assert bar.height > 0
        assert bar.x >= 0
        assert bar.x + bar.width <= drawing.width
        assert bar.y >= 0
        assert bar.y + bar.height <= drawing.height
    for text in drawing.texts:
        assert text.span[0] >= (4 if text.css == "name" else 0)
        assert text.span[1] <= drawing.width


@pytest.mark.parametrize("count", [1, 3, 8, 24, 60])
def test_names_under_many_bars_never_overlap(count: int) -> None:
    names = [f"第{n}周供应商" for n in range(count)]
    chart = bars("many", "多", names, [Series("额", [Decimal(9_876_543)] * count)])

    assert not overlapping(draw(chart))


def test_stacked_pieces_lie_end_to_end_and_below_nothing_on_the_other_side() -> None:
    drawing = draw(ageing())
    first, second = drawing.bars[0], drawing.bars[1]
    debt, prepaid = drawing.bars[2], drawing.bars[3]

    assert first.x + first.width == pytest.approx(second.x, abs=0.2)
    assert first.width / second.width == pytest.approx(100.10 / 20.05, rel=0.01)
    assert prepaid.x + prepaid.width == pytest.approx(debt.x, abs=0.2)


def test_values_below_nothing_hang_from_the_base_line() -> None:
    chart = bars("flow", "流", ["进", "出"], [Series("额", [Decimal(50), Decimal(-50)])])

    drawing = draw(chart)

    (base,) = [rule for rule in drawing.rules if rule.css == "base"]
    up, down = drawing.bars
    assert up.y + up.height == pytest.approx(base.y1, abs=0.2)
    assert down.y == pytest.approx(base.y1, abs=0.2)


def test_a_line_has_a_dot_for_each_price_and_skips_days_without_one() -> None:
    days = [date(2026, 1, 1) + timedelta(days=40 * n) for n in range(4)]
    series = [Series("甲", [Decimal(3), None, Decimal(4), Decimal("3.5")]),
              Series("乙", [None, Decimal(5), None, None])]  # fmt: skip

    drawing = draw(lines("price", "进价", days, series))

    assert len(drawing.dots) == 4
    assert len(drawing.paths) == 1
    assert not overlapping(drawing)


def test_a_single_price_stands_in_the_middle() -> None:
    drawing = draw(lines("price", "进价", [date(2026, 1, 1)], [Series("甲", [Decimal(3)])]))

    (dot,) = drawing.dots
    assert 180 < dot.x < 400
    assert drawing.paths == []


# --- What is said --------------------------------------------------------------------------------


def test_the_table_has_every_figure_and_the_sums() -> None:
    chart = ageing()

    assert chart.rows[0].cells == ("100.10", "20.05", "120.15")
    assert chart.rows[1].cells == ("40.00", "-60.00", "-20.00")
    assert chart.rows[2].cells == ("", "7.00", "7.00")
    assert chart.footer == ["145.10", "-32.95", "112.15"]
    page = shown(chart)
    assert all(name in page for name in NAMES)
    assert "-32.95" in page


def test_prices_are_not_added_up() -> None:
    assert ageing(stacked=False).footer == []
    assert ageing(stacked=False).headings == ["0–30", "90+"]


def test_the_picture_is_named_and_described_for_who_hears_it() -> None:
    page = shown(ageing())

    labelled = re.search(r'aria-labelledby="([^"]+)"', page)
    assert labelled
    assert all(f'id="{name}"' in page for name in labelled[1].split())
    assert "120.15" in ageing().description
    assert NAMES[0] in ageing().description


def test_whatever_is_written_is_escaped_and_nothing_is_inline() -> None:
    evil = '<script>"&'
    chart = bars("evil", evil, [evil], [Series(evil, [Decimal(1)])], unit=evil, note=evil)

    page = shown(chart)

    assert "<script" not in page
    assert " style=" not in page
    assert "&lt;script&gt;" in page


def test_a_row_of_the_figures_leads_to_where_they_come_from() -> None:
    urls = ["/a/?b=1&c=2", ""]
    page = shown(
        bars("way", "路", ["甲", "乙"], [Series("额", [Decimal(1), Decimal(2)])], urls=urls)
    )

    assert '<th scope="row"><a href="/a/?b=1&amp;c=2">甲</a></th><td class="g-number">1.00' in page
    assert '<th scope="row">乙</th><td class="g-number">2.00' in page


def test_an_empty_picture_says_so() -> None:
    page = shown(bars("none", "无", ["甲"], [Series("额", [Decimal(0)])], empty="没有到期应付。"))

    assert "没有到期应付。" in page
    assert '<svg class="g-chart-svg"' not in page


def test_a_series_that_is_too_short_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="short"):
        bars("short", "短", ["甲", "乙"], [Series("额", [Decimal(1)])])


def test_words_are_in_the_readers_language() -> None:
    chart = bars("lazy", gettext_lazy("Payables"), ["甲"], [Series("额", [Decimal(1)])])

    with override("zh-hans"):
        assert "应付" in shown(chart)
    with override("en"):
        assert "Payables" in shown(chart)


def test_names_lead_to_where_the_figures_come_from() -> None:
    chart = bars("go", "去", ["甲"], [Series("额", [Decimal(1)])], urls=["/payables/7/"])

    assert '<a href="/payables/7/">甲</a>' in shown(chart)
