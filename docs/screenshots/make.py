"""Makes the pictures of this folder from a running demo: `make.py http://127.0.0.1:8000`."""

import csv
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PEOPLE = HERE.parents[1] / "masterdata" / "demo_data" / "people.csv"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
# Native date boxes speak the browser's own language (Debian: chromium-l10n).
CHINESE: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
DESKTOP, NARROW = 1360, 390
ORDERS, RECEIPTS = "/purchasing/purchase_order/?view=all", "/purchasing/receipt/?view=all"
EVERY_WAY = ("zh-light", "zh-dark", "zh-light-390", "zh-dark-390")


class Picture(NamedTuple):
    """A page as one user sees it; `then` is added to the address of the list's first paper."""

    name: str
    user: str
    address: str
    ways: tuple[str, ...] = ("zh-light",)
    first_row: bool = False
    then: str = ""
    height: int = 850


PICTURES = (
    Picture("home", "caigou", "/", (*EVERY_WAY, "en-light")),
    Picture("order-list", "caigou", ORDERS, ("zh-light", "zh-light-390")),
    Picture("order-entry", "caigou", f"{ORDERS}&state=draft", EVERY_WAY, True, "edit/"),
    Picture("order", "caigoujl", f"{ORDERS}&state=submitted", ("zh-light",), True, "", 1120),
    Picture("receipt", "caigoujl", f"{RECEIPTS}&state=approved", EVERY_WAY, True, "", 1160),
    Picture("stock-list", "cangku", "/inventory/stock/", ("zh-light", "zh-dark")),
    Picture("payables", "caiwu", "/finance/payables/", ("zh-light", "zh-light-390")),
    Picture("types", "admin", "/types/purchase_order/", ("zh-light", "zh-dark"), height=1120),
    Picture("settings", "admin", "/settings/"),
    Picture("calendar", "admin", "/masterdata/calendar/", height=1010),
)


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=CHINESE)
        for picture in PICTURES:
            for way in picture.ways:
                take(browser, base, picture, way)
        browser.close()


def take(browser: Any, base: str, picture: Picture, way: str) -> None:
    language, scheme, *narrow = way.split("-")
    width, height = (NARROW, 844) if narrow else (DESKTOP, picture.height)
    context = browser.new_context(
        base_url=base,
        locale="zh-CN",
        color_scheme=scheme,
        viewport={"width": width, "height": height},
    )
    chosen = {"gendan_language": "en" if language == "en" else "zh-hans", "theme": scheme}
    context.add_cookies([{"name": n, "value": v, "url": base} for n, v in chosen.items()])
    page = context.new_page()
    sign_in(page, picture.user)
    page.goto(picture.address)
    if picture.first_row:
        page.goto(page.get_attribute("main tbody a", "href") + picture.then)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    save(page.screenshot(animations="disabled"), HERE / f"{picture.name}-{way}.webp")
    context.close()


def sign_in(page: Any, username: str) -> None:
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        password = next(r["password"] for r in csv.DictReader(file) if r["username"] == username)
    page.goto("/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def save(picture: bytes, path: Path) -> None:
    Image.open(BytesIO(picture)).convert("RGB").save(path, "WEBP", quality=82, method=6)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
