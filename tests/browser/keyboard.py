"""A clerk at a keyboard: reaches everything by keys, reads what the page shows."""

import re
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

MOST_TABS = 150
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# The button that switches to Chinese says so in Chinese; the logo is a sign.
MEANT = {"中文", "切换到中文", "跟", "跟单"}
# An amount in capitals is Chinese by law, in whatever language the page is.
IN_CAPITALS = "人民币"
IS_HERE = "(selector) => document.activeElement?.matches(selector)"


class Clerk:
    """One person before one page; there is no mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page
        # Heard from the beginning: told only when a file is chosen, a busy browser may have
        # opened the dialog before it knows that somebody waits for it.
        page.on("filechooser", lambda _chooser: None)

    def type(self, *keys: str) -> None:
        """Words are typed, names of keys (`Enter`, `Control+s`) are pressed."""
        for key in keys:
            if key in KEYS or "+" in key:
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)

    def reach(self, selector: str, *, by: str = "Tab") -> None:
        """Tab until the first thing that fits has the focus; `Shift+Tab` for what lies behind."""
        self.page.wait_for_selector(selector)
        for _tab in range(MOST_TABS):
            if self.page.evaluate(IS_HERE, selector):
                return
            self.page.keyboard.press(by)
        raise AssertionError(f"no key leads to {selector}")

    def press(self, selector: str, *, by: str = "Tab") -> None:
        """A button or link: reached and entered; answers when the next page is there."""
        self.reach(selector, by=by)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def send(self, key: str) -> None:
        """A key that ends in another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def confirm(self, key: str, step: str) -> None:
        """A key that asks once whether it is meant; Enter says yes."""
        self.type(key)
        self.page.wait_for_selector(f"#step-{step}[open]")
        self.send("Enter")

    def open_menu(self, words: str) -> None:
        """The menu search: `/`, some letters, Enter."""
        self.type("/", words)
        self.page.wait_for_selector("#menu-search-list [aria-selected=true]")
        self.send("Enter")

    def open_paper(self, number: str) -> None:
        """A number in the search box, as a scanner types it."""
        self.type("/", number)
        self.send("Enter")

    def look_up(self, words: str) -> None:
        """Letters in a look-up box; waits for the answer to all of them."""
        with self.page.expect_response(partial(answers, words=words)):
            self.type(words)
        self.page.wait_for_selector(".g-options-floating")

    def take(self, words: str) -> None:
        """The first hit, by Enter; the list is gone when it is in its box."""
        self.look_up(words)
        self.page.wait_for_selector(".g-options-floating [aria-selected=true]")
        self.type("Enter")
        self.page.wait_for_selector(".g-options-floating", state="detached")

    def choose(self, words: str, *, then: str) -> None:
        """The first hit; Enter walks on to `then`."""
        self.take(words)
        self.at(then)

    def at(self, name: str) -> None:
        """Waits for the field of that name to have the focus."""
        expect(self.page.locator(f'[name="{name}"]')).to_be_focused()

    def dialog(self, step: str) -> None:
        """The dialog of a step, opened by its button."""
        self.reach(f'[data-dialog="step-{step}"]')
        self.type("Enter")
        self.page.wait_for_selector(f"#step-{step}[open]")

    def date(self, day: Any) -> None:
        """A native date box by digits, in whatever order the browser's language has them."""
        here = "() => document.activeElement.value"
        for order in ("%m%d%Y", "%Y%m%d", "%d%m%Y"):
            self.type(day.strftime(order), *["ArrowLeft"] * 2)
            if self.page.evaluate(here) == day.isoformat():
                return
        raise AssertionError(f"the date box does not take {day}")

    def cell(self, line: int, name: str) -> str:
        return str(self.page.input_value(f"[name=lines-{line}-{name}]"))

    def cells(self, name: str) -> list[str]:
        boxes = self.page.locator(f"[name^=lines-][name$=-{name}]")
        return [box.input_value() for box in boxes.all()]

    @property
    def number(self) -> str:
        return str(self.page.inner_text(".g-paper-no .g-code"))

    @property
    def state(self) -> str:
        return str(self.page.inner_text(".g-paper-no .g-badge"))

    def says(self) -> str:
        """What the messages of the page say."""
        return " ".join(self.page.locator("[data-message]").all_inner_texts())


KEYS = frozenset(
    [
        "Enter",
        "Tab",
        "Escape",
        "Space",
        "ArrowDown",
        "ArrowUp",
        "ArrowLeft",
        "ArrowRight",
        "F2",
        "F4",
        "F7",
        "F8",
        "F9",
    ]
)


def answers(response: Any, *, words: str) -> bool:
    """Whether this is what a look-up says to just these words."""
    return parse_qs(urlsplit(response.url).query).get("q") == [words]


def paste(page: Any, block: str) -> None:
    """A block of cells from a spreadsheet, put where the focus is."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const options = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        block,
    )


def cell_of(page: Any, row: str, column: str) -> str:
    """The cell of a list in the row with these words, under that heading."""
    table = page.locator("table[data-list]")
    headings = table.locator("thead th").all_inner_texts()
    place = next(n for n, text in enumerate(headings) if text.strip().startswith(column))
    found = table.locator("tbody tr", has_text=row)
    return str(found.first.locator("td").nth(place).inner_text())


def words_on(page: Any) -> list[str]:
    """All that is seen or read out: texts, titles, labels, placeholders."""
    said = page.evaluate(
        """() => {
            const names = ["title", "aria-label", "placeholder"];
            const named = [...document.querySelectorAll(names.map((name) => `[${name}]`))];
            const told = named.flatMap((one) => names.map((name) => one.getAttribute(name) ?? ""));
            return [document.title, document.body.innerText, ...told];
        }"""
    )
    return list(said)


def chinese_on(page: Any) -> set[str]:
    """Chinese words on a page in English whose data are English too: each is a fault."""
    found = {word for text in words_on(page) for word in CHINESE.findall(text)} - MEANT
    return {word for word in found if not word.startswith(IN_CAPITALS)}
