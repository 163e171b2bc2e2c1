"""The line grid by keyboard alone, as conventions 2.3 and 2.4 promise it; on the style guide."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from masterdata.roles import Role
from tests import factories
from ui import styleguide_samples

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
NAMES = ("item_text", "quantity", "price", "gross")


@pytest.fixture
def grid(browse: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A fresh entry form with one empty line, its first cell in focus."""
    monkeypatch.setattr(styleguide_samples, "ITEMS", list(styleguide_samples.ITEMS))
    page = browse(factories.user(Role.ADMINISTRATOR), "/styleguide/entry/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.focus("[name=lines-0-item_text]")
    return page


def typed(page: Any, *keys: str) -> None:
    """Words are typed, names of keys are pressed."""
    for key in keys:
        if key[:1].isupper() and key.isascii() and (len(key) > 1 and "-" not in key):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def cell(page: Any, line: int, name: str) -> str:
    return str(page.input_value(f"[name=lines-{line}-{name}]"))


def focus(page: Any) -> str:
    return str(page.evaluate("document.activeElement.name"))


def settled(page: Any, name: str) -> None:
    """Waits for the cell of that name to have the focus."""
    expect(page.locator(f'[name="{name}"]')).to_be_focused()


def lines(page: Any) -> int:
    return int(page.input_value("[name=lines-TOTAL_FORMS]"))


def test_six_lines_are_typed_by_keyboard_alone(grid: Any) -> None:
    codes = ("llls", "nljls", "pdp", "mbx", "sgqzc", "ysp")

    for number, code in enumerate(codes):
        typed(grid, code, "Enter", "Enter", "3", "Enter", "9.99")
        settled(grid, f"lines-{number}-price")
        typed(grid, *["Enter"] * 7)
        settled(grid, f"lines-{number + 1}-item_text")

    assert [cell(grid, number, "gross") for number in range(6)] == ["29.97"] * 6
    assert cell(grid, 0, "item_text") == "LS-0008 六角螺丝"
    assert "179.82" in grid.inner_text("[data-grid-total]")
    assert lines(grid) == 7


def test_what_is_typed_before_the_look_up_answers_is_not_lost(grid: Any) -> None:
    held: list[Any] = []
    grid.route("**/lookup/**", lambda route: held.append(route))

    with grid.expect_request("**/lookup/**"):
        typed(grid, "llls", "Enter", "Enter", "12", "Enter", "5")
    for route in held:
        route.continue_()
    settled(grid, "lines-0-price")

    assert [cell(grid, 0, name) for name in NAMES] == ["LS-0008 六角螺丝", "12", "5", "60.00"]


def test_enter_belongs_to_the_input_method_while_it_composes(grid: Any) -> None:
    devices = grid.context.new_cdp_session(grid)

    devices.send("Input.imeSetComposition", {"text": "luo", "selectionStart": 3, "selectionEnd": 3})
    key = {"windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    devices.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    still = focus(grid)
    devices.send("Input.insertText", {"text": "螺丝"})
    grid.wait_for_selector("[role=option]")

    assert still == "lines-0-item_text"
    assert cell(grid, 0, "item_text") == "螺丝"
    assert "六角螺丝" in grid.inner_text("[role=listbox].g-options-floating")


def test_full_width_digits_become_plain_ones(grid: Any) -> None:
    grid.focus("[name=lines-0-quantity]")

    typed(grid, "１２３。５０", "Enter", "￥１，０００", "Enter", "九折", "Enter")

    assert cell(grid, 0, "quantity") == "123.50"
    assert cell(grid, 0, "price") == "1000"
    assert cell(grid, 0, "discount") == "90"


def test_a_typed_total_wins_and_the_price_follows(grid: Any) -> None:
    typed(grid, "llls", "Enter", "Enter", "3", "Enter", "9.99", "Enter", "Enter", "100", "Enter")
    # What is typed before the look-up answers is played back when it does.
    expect(grid.locator("[name=lines-0-gross]")).to_have_value("100.00")

    assert cell(grid, 0, "gross") == "100.00"
    assert cell(grid, 0, "typed_total") == "100.00"
    assert cell(grid, 0, "price") == "33.333333"

    grid.focus("[name=lines-0-quantity]")
    typed(grid, "6")

    assert cell(grid, 0, "typed_total") == ""
    assert cell(grid, 0, "gross") == "200.00"


def test_the_price_of_a_box_is_not_the_price_of_a_piece(grid: Any) -> None:
    typed(grid, "llls", "Enter")
    settled(grid, "lines-0-unit")

    grid.select_option("[name=lines-0-unit]", label="箱")

    assert cell(grid, 0, "price") == "4.20"


def test_keys_walk_undo_insert_repeat_and_delete(grid: Any) -> None:
    typed(grid, "llls", "Enter", "Enter", "8", "Enter")
    settled(grid, "lines-0-price")
    typed(grid, "7", "Escape")
    assert cell(grid, 0, "price") == "0.35"

    grid.keyboard.press("Shift+Enter")
    assert focus(grid) == "lines-0-quantity"
    grid.keyboard.press("ArrowDown")
    assert focus(grid) == "lines-1-quantity"
    grid.keyboard.press("Control+d")
    assert cell(grid, 1, "quantity") == "8"

    grid.keyboard.press("Control+Insert")
    assert (lines(grid), focus(grid)) == (3, "lines-1-item_text")
    grid.keyboard.press("Control+Delete")
    grid.keyboard.press("Control+Delete")
    assert lines(grid) == 1
    grid.click(".g-toast button")
    assert (lines(grid), cell(grid, 1, "quantity")) == (2, "8")


def test_the_source_of_a_price_stands_beside_it_until_another_is_typed(grid: Any) -> None:
    source = "document.querySelector('[name=lines-0-price]').closest('td').dataset.source"
    typed(grid, "llls", "Enter", "Enter", "3", "Enter")
    settled(grid, "lines-0-price")
    assert grid.evaluate(source) == "最近进价"

    typed(grid, "0.36")

    assert grid.evaluate(source) is None


def test_fill_down_changes_every_line_below(grid: Any) -> None:
    for number, code in enumerate(("llls", "nljls", "pdp")):
        grid.focus(f"[name=lines-{number}-item_text]")
        typed(grid, code, "Enter")
        settled(grid, f"lines-{number}-unit")
        grid.click("[data-do=add]")

    grid.fill("[name=lines-0-tax_rate]", "9")
    grid.click("[data-do=fill]")

    assert [cell(grid, number, "tax_rate") for number in range(4)] == ["9", "9", "9", "13"]


def test_an_unknown_code_stays_and_says_so(grid: Any) -> None:
    grid.route("**/lookup/**", lambda route: route.fulfill(json={"results": [], "more": False}))

    typed(grid, "nosuch", "Enter")
    grid.wait_for_selector("[name=lines-0-item_text][aria-invalid=true]")

    assert focus(grid) == "lines-0-item_text"
    assert cell(grid, 0, "item_text") == "nosuch"


def test_a_block_from_a_spreadsheet_becomes_lines(grid: Any) -> None:
    block = "LS-0010\t20\t1.5\nZC-6204\t３\nXX-1\t4\n"

    grid.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const options = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        block,
    )
    grid.wait_for_selector(".g-toast")

    assert [cell(grid, 0, name) for name in NAMES] == ["LS-0010 内六角螺丝", "20", "1.5", "30.00"]
    assert [cell(grid, 1, name) for name in NAMES] == ["ZC-6204 深沟球轴承", "3", "11.50", "34.50"]
    assert cell(grid, 2, "item_text") == "XX-1"
    assert "XX-1" in grid.inner_text(".g-toast")


def test_a_scanned_barcode_adds_one_and_an_unknown_one_turns_red(grid: Any) -> None:
    grid.focus("[data-scan]")

    for code in ("690100000004", " 690100000004", "６９０１０００００００４", "404404"):
        typed(grid, code, "Enter")
    grid.wait_for_selector(".g-unknown")

    assert cell(grid, 0, "item_text") == "BX-0100 面包箱 五层瓦楞"
    assert cell(grid, 0, "quantity") == "3"
    assert lines(grid) == 1
    assert grid.evaluate("document.activeElement.dataset.scan !== undefined")


def test_the_full_look_up_carries_the_text_and_puts_several_in(grid: Any) -> None:
    typed(grid, "ls")
    grid.keyboard.press("F7")
    picker = grid.locator(".g-picker")
    picker.locator("tbody tr").first.wait_for()
    assert picker.locator("input[type=search]").input_value() == "ls"

    rows = picker.locator("tbody tr")
    rows.nth(0).locator("input[type=text]").fill("5")
    rows.nth(1).locator("input[type=text]").fill("７")
    grid.keyboard.press("Enter")
    grid.wait_for_selector(".g-picker", state="detached")

    assert [cell(grid, number, "quantity") for number in range(2)] == ["5", "7"]


def test_a_new_item_is_added_without_leaving_the_form(grid: Any) -> None:
    typed(grid, "新品螺母")
    grid.wait_for_selector(".g-option-action")
    typed(grid, "ArrowDown", "Enter")
    grid.wait_for_selector(".modal [name=code]")
    assert grid.input_value(".modal [name=name]") == "新品螺母"

    settled(grid, "code")
    grid.fill(".modal [name=code]", "XP-1")
    grid.keyboard.press("Enter")
    settled(grid, "lines-0-unit")

    assert cell(grid, 0, "item_text") == "XP-1 新品螺母"


def test_a_late_answer_of_an_earlier_question_is_dropped(grid: Any) -> None:
    held: list[Any] = []
    late = {"results": [{"id": 9, "code": "late", "name": "late"}], "more": False}
    grid.route("**/lookup/**", lambda route: route.continue_() if held else held.append(route))

    with grid.expect_request("**/lookup/**"):
        typed(grid, "l")
    typed(grid, "lls")
    grid.wait_for_selector("[role=option] .g-option-code")
    held[0].fulfill(json=late)
    grid.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")

    assert grid.locator(".g-options-floating .g-option-code").all_inner_texts() == ["LS-0008"]


def test_typed_lines_survive_a_reload(grid: Any) -> None:
    typed(grid, "llls", "Enter", "Enter", "12", "Enter")
    settled(grid, "lines-0-price")
    grid.fill("[name=contract]", "HT-77")

    grid.reload()
    grid.wait_for_selector(".g-toast")
    grid.click(".g-toast button >> nth=0")

    assert [cell(grid, 0, name) for name in NAMES] == ["LS-0008 六角螺丝", "12", "0.35", "4.20"]
    assert grid.input_value("[name=contract]") == "HT-77"


def test_a_form_is_sent_once_however_often_save_is_pressed(grid: Any) -> None:
    sent: list[str] = []

    def count(route: Any) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        route.continue_()

    typed(grid, "llls", "Enter", "Enter", "12", "Enter")
    settled(grid, "lines-0-price")
    grid.fill("[name=party_text]", "甲厂")
    grid.route("**/styleguide/entry/", count)
    with grid.expect_navigation():
        for key in ("Control+s", "F8", "Control+s"):
            grid.keyboard.press(key)

    assert len(sent) == 1
    assert "lines-0-quantity" in sent[0]


def test_two_hundred_lines_are_built_and_walked(grid: Any) -> None:
    grid.evaluate(
        """() => {
            const grid = document.querySelector("[data-grid]").grid;
            for (let n = 0; n < 199; n += 1) {
                grid.add({values: {item: "1", quantity: "3", price: "9.99", tax_rate: "13"},
                          texts: {item: "LS"}}, {quiet: true});
            }
            grid.renumber();
        }"""
    )

    grid.focus("[name=lines-150-quantity]")
    typed(grid, "4")

    assert "5,973.99" not in grid.inner_text("tfoot")
    assert "5,974.02" in grid.inner_text("tfoot")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["parts", "paper", "entry", "faulty", "list", "home", "inbox"])
def test_axe_finds_nothing(
    browse: Callable[..., Any],
    accessibility_faults: Callable[[Any], list[str]],
    path: str,
    scheme: str,
) -> None:
    page = browse(factories.user(Role.ADMINISTRATOR), f"/styleguide/{path}/", color_scheme=scheme)

    assert accessibility_faults(page) == []
