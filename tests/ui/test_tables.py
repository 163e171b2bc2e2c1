"""Columns and tables: how values look, add up and hide."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from ui import formats
from ui.columns import (
    BadgeColumn,
    BooleanColumn,
    Column,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    TimeColumn,
    UserColumn,
)
from ui.tables import Table


@pytest.mark.parametrize(
    ("show", "value", "text"),
    [
        (formats.money, "1234.5", "1,234.50"),
        (formats.money, "-0.1", "-0.10"),
        (formats.price, "1234.5", "1,234.50"),
        (formats.price, "0.03159", "0.03159"),
        (formats.price, "12.345600", "12.3456"),
        (formats.quantity, "1000.0000", "1,000"),
        (formats.quantity, "2.5000", "2.5"),
        (formats.quantity, "0.0000", "0"),
        (formats.quantity, "-0.00001", "0"),
        (formats.plain, "1234.500000", "1234.5"),
        (formats.plain, "1000", "1000"),
    ],
)
def test_numbers_look_as_the_firm_writes_them(show: Any, value: str, text: str) -> None:
    assert show(Decimal(value)) == text
    assert show(None) == ""


def test_a_typed_price_keeps_the_zeros_asked_for() -> None:
    assert formats.plain(Decimal("2.5"), at_least=2) == "2.50"


def test_times_are_those_of_the_clock_in_shanghai() -> None:
    late = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)

    assert formats.moment(late) == "2026-07-02 00:30"
    assert formats.day(late) == "2026-07-02"
    assert TimeColumn("x").value(late) == datetime(2026, 7, 2, 0, 30)


class Papers(Table):
    number = LinkColumn("单号", url=lambda paper: f"/d/{paper['number']}/")
    on = DateColumn("日期")
    party = Column("单位", accessor="party__name")
    quantity = QuantityColumn("数量", footer="sum", blank_zero=True)
    price = PriceColumn("单价", priced=True)
    total = MoneyColumn("金额", priced=True, footer="sum")
    rate = PercentColumn("税率")
    state = BadgeColumn("状态", badge_of=lambda code: SimpleNamespace(label="已审核", tone="good"))
    done = BooleanColumn("完成")
    maker = UserColumn("制单人")
    note = Column("备注")

    class Meta(Table.Meta):
        pass

    def render_note(self, value: str, record: dict[str, Any]) -> str:
        return f"{record['number']}: {value}"


def paper(**values: Any) -> dict[str, Any]:
    return {
        "number": "JH-1",
        "on": date(2026, 7, 1),
        "party": SimpleNamespace(name="甲厂"),
        "quantity": Decimal("2.5"),
        "price": Decimal("10"),
        "total": Decimal("25.00"),
        "rate": Decimal("13.00"),
        "state": "approved",
        "done": True,
        "maker": SimpleNamespace(display_name="张三"),
        "note": "<b>急</b>",
        **values,
    }


def drawn(**values: Any) -> dict[str, str]:
    row = Papers([paper(**values)]).paginated_rows[0]
    return {column.name: str(cell) for column, cell in row.items()}


class States(Table):
    state = BadgeColumn("状态", badge_of=lambda code: STATES[code])

    class Meta(Table.Meta):
        pass


STATES = {code: SimpleNamespace(label=gettext_lazy(code), tone="good") for code in ("Yes", "No")}


@pytest.mark.parametrize(("language", "words"), [("zh-hans", ("是", "否")), ("en", ("Yes", "No"))])
def test_a_state_that_many_rows_show_speaks_the_language_of_its_page(
    language: str, words: tuple[str, str]
) -> None:
    with translation.override(language):
        rows = States([{"state": code} for code in ("Yes", "No", "Yes")]).paginated_rows
        cells = [str(row.get_cell("state")) for row in rows]

    assert all(word in cell for word, cell in zip((*words, words[0]), cells, strict=True))


def test_every_cell_is_drawn_in_its_way() -> None:
    cells = drawn()

    assert cells["number"] == '<a href="/d/JH-1/">JH-1</a>'
    assert cells["on"] == "2026-07-01"
    assert cells["party"] == "甲厂"
    assert cells["total"] == "25.00"
    assert cells["rate"] == "13%"
    assert "已审核" in cells["state"]
    assert "good" in cells["state"]
    assert cells["maker"] == "张三"
    assert "✓" in cells["done"]


def test_gaps_on_the_way_to_a_value_are_empty_cells() -> None:
    cells = drawn(party=None, on=None, maker=None, total=None, done=None)

    assert {cells[name] for name in ("party", "on", "maker", "total", "done")} == {""}


def test_user_text_is_never_markup() -> None:
    row = Papers([paper()]).paginated_rows[0]
    note = row.get_cell("note")

    assert not isinstance(note, SafeString)
    assert drawn(number='"><script>')["number"].count("<") == 2


def test_negative_is_red_and_zero_may_be_blank() -> None:
    assert "g-negative" in drawn(total=Decimal("-1"))["total"]
    assert drawn(quantity=Decimal(0))["quantity"] == ""
    assert drawn(total=Decimal(0))["total"] == "0.00"


def test_sums_of_a_list_without_a_database() -> None:
    table = Papers([paper(), paper(total=None, quantity=Decimal("-0.5"))])

    (row,) = table.footer_rows
    assert row.cells == {"quantity": "2", "total": "25.00"}


def test_rows_left_out_are_in_no_sum_and_the_footer_tells_it() -> None:
    valid = type("Valid", (Papers,), {"left_out": {"state": ("void",)}, "Meta": Papers.Meta})

    (row,) = valid([paper(), paper(state="void")]).footer_rows

    assert row.cells == {"quantity": "2.5", "total": "25.00"}
    assert row.label != Papers([paper()]).footer_rows[0].label


def test_hidden_prices_leave_no_column_and_no_sum() -> None:
    table = Papers([paper()], hide_prices=True)

    assert "total" not in [column.name for column in table.columns]
    assert "price" not in [column.name for column in table.columns.iterall()]
    assert table.footer_rows[0].cells == {"quantity": "2.5"}


def test_hidden_prices_cannot_be_chosen_back() -> None:
    table = Papers([paper()], hide_prices=True, chosen=["total", "number"])

    assert [column.name for column in table.columns] == ["number"]


def test_a_choice_of_unknown_columns_alone_is_no_choice() -> None:
    assert len(list(Papers([paper()], chosen=["gone"]).columns)) == 11


def test_choices_are_shown_in_words_and_the_rest_of_the_library_still_works() -> None:
    import django_tables2

    class Mixed(Table):
        template = django_tables2.TemplateColumn("{{ record.number }}!")
        linked = django_tables2.Column(accessor="number", linkify=lambda record: "/x/")
        called = django_tables2.Column(accessor="number")

        class Meta(Table.Meta):
            pass

        def render_called(self, value: str, bound_row: Any, table: Any) -> str:
            return f"{value}{len(table.rows)}"

    row = Mixed([paper()]).paginated_rows[0]

    assert row.get_cell("template") == "JH-1!"
    assert row.get_cell("linked") == '<a href="/x/">JH-1</a>'
    assert row.get_cell("called") == "JH-11"
