"""Papers: exact sizes, Chinese text, codes that scan, pages cut right, nothing fetched."""

import gc
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.utils.safestring import mark_safe

from ui import prints
from ui.print_fetcher import StaticFetcher, packed_picture
from ui.prints import A4, HALF_241, PAPERS, THIRD_241, Paper, PrintColumn

NUMBER = "JH-20260701-0012"
COLUMNS = (
    PrintColumn("序号", lambda line: line["no"], "c-no"),
    PrintColumn("品名", lambda line: line["name"], "c-name", room=40),
    PrintColumn("数量", lambda line: line["quantity"], "c-quantity", sum="quantity"),
    PrintColumn("价税合计", lambda line: line["gross"], "c-money", sum="money"),
)


def lines(count: int, name: str = "不锈钢内六角螺丝") -> list[dict[str, Any]]:
    return [
        {"no": n, "name": name, "quantity": Decimal(n), "gross": Decimal("2.50") * n}
        for n in range(1, count + 1)
    ]


def slip(paper: Paper, count: int = 12, **more: Any) -> dict[str, Any]:
    module = 0.5 if paper.continuous else 0.33
    return {
        "company_name": "示范家具有限公司",
        "title": "进货单",
        "number": NUMBER,
        "barcode": prints.barcode_svg(NUMBER, module_mm=module),
        "qr": prints.qr_svg(f"http://localhost/d/{NUMBER}/") if paper.height_mm > 100 else "",
        "facts": [[{"label": "供应商", "value": "甲厂"}, {"label": "仓库", "value": "主仓"}]],
        "columns": COLUMNS,
        "pages": prints.page_table(COLUMNS, lines(count), per_page=paper.rows),
        "capital": "人民币壹佰玖拾伍元整",
        "signatures": [{"label": "制单", "name": "张三"}, {"label": "审核", "name": ""}],
        **more,
    }


def pdf_of(paper: Paper, *slips: dict[str, Any]) -> bytes:
    context = {"paper": paper, "slips": list(slips) or [slip(paper)]}
    return prints.render_pdf(paper.template, context)


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT TESTED: {name} is not installed here")
    return found


def text_of(pdf: bytes) -> str:
    run = subprocess.run([tool("pdftotext"), "-layout", "-", "-"], input=pdf, capture_output=True)
    return run.stdout.decode()


def sizes_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in millimetres."""
    command = [tool("pdfinfo"), "-l", "999", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True).stdout.decode()
    points = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+) pts", said)
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in points]


def codes_on(pdf: bytes, folder: Path) -> set[str]:
    zbarimg = tool("zbarimg")
    (folder / "paper.pdf").write_bytes(pdf)
    command = [tool("pdftoppm"), "-r", "200", "-l", "1", "-png", "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    pictures = [str(one) for one in folder.glob("page*.png")]
    run = subprocess.run([zbarimg, "-q", "--raw", *pictures], capture_output=True)
    return set(run.stdout.decode().split())


# --- pages ---------------------------------------------------------------------------------------


def test_lines_are_cut_into_pages_with_their_own_sums() -> None:
    first, last = prints.pages_of(lines(10), 8)

    assert (len(first.rows), len(first.blanks), first.number, first.count) == (8, 0, 1, 2)
    assert (len(last.rows), len(last.blanks), last.is_last) == (2, 6, True)
    assert first.subtotals == {"quantity": Decimal(36), "gross": Decimal("90.00")}
    assert last.totals == {"quantity": Decimal(55), "gross": Decimal("137.50")}


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (8, 1), (9, 2), (200, 25)])
def test_every_page_is_as_high_as_the_others(count: int, pages: int) -> None:
    found = prints.pages_of(lines(count), 8)

    assert len(found) == pages
    assert all(len(page.rows) + len(page.blanks) == 8 for page in found)


def test_the_total_stands_on_the_last_page_alone() -> None:
    first, last = prints.page_table(COLUMNS, lines(10), per_page=8)

    assert [cell["text"] for cell in first.footer] == ["", "", "36", "90.00"]
    assert first.total_footer == []
    assert [cell["text"] for cell in last.total_footer] == ["", "", "55", "137.50"]


def test_long_names_shrink_and_are_never_cut() -> None:
    assert prints.shrink("螺丝", 40) == ""
    assert prints.shrink("长" * 30, 40) == "two-lines"
    assert prints.shrink("长" * 60, 40) == "tiny"


# --- drawing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS.values(), ids=list(PAPERS))
def test_pages_have_exactly_the_size_of_the_paper(paper: Paper) -> None:
    sizes = sizes_of(pdf_of(paper, slip(paper, 2 * paper.rows + 1)))

    assert len(sizes) == 3
    for width, height in sizes:
        assert width == pytest.approx(float(paper.width_mm), abs=0.01)
        assert height == pytest.approx(float(paper.height_mm), abs=0.01)


def test_the_half_sheet_is_139_7_and_not_140() -> None:
    assert (str(HALF_241.width_mm), str(HALF_241.height_mm)) == ("241", "139.7")
    assert str(THIRD_241.height_mm) == "93.1"


def test_chinese_text_can_be_read_back() -> None:
    text = text_of(pdf_of(HALF_241, slip(HALF_241, 12, stamp="未审核")))

    for words in ("示范家具有限公司", "不锈钢内六角螺丝", "人民币壹佰玖拾伍元整", "张三", NUMBER):
        assert words in text
    assert "195.00" in text


@pytest.mark.parametrize("paper", [A4, HALF_241, THIRD_241], ids=lambda paper: paper.name)
def test_the_codes_can_be_scanned(paper: Paper, tmp_path: Path) -> None:
    found = codes_on(pdf_of(paper), tmp_path)

    assert NUMBER in found
    if paper is not THIRD_241:
        assert f"http://localhost/d/{NUMBER}/" in found


def test_a_batch_is_one_file_with_its_own_page_numbers() -> None:
    first = slip(HALF_241, 9)
    second = slip(HALF_241, 1, number="JH-20260701-0013", barcode="")

    text = text_of(pdf_of(HALF_241, first, second))

    assert text.count("JH-20260701-0013") == 1
    assert "2" in text
    assert len(sizes_of(pdf_of(HALF_241, first, second))) == 3


@pytest.mark.parametrize("copies", [(), ("存根", "客户联", "财务联")])
def test_a_batch_laid_out_in_parts_is_the_same_file(
    copies: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    slips = [
        slip(HALF_241, count, copy_name=name) for count in (3, 12, 25) for name in copies or ("",)
    ]
    whole = pdf_of(HALF_241, *slips)
    monkeypatch.setattr(prints, "LAID_OUT_AT_ONCE", 2)

    assert pdf_of(HALF_241, *slips) == whole


def test_both_faces_of_our_own_font_are_embedded() -> None:
    command = [tool("pdffonts"), "-"]
    said = subprocess.run(command, input=pdf_of(A4), capture_output=True).stdout.decode()

    faces = [line for line in said.splitlines()[2:] if line.strip()]
    assert len(faces) == 2
    assert all("Gendan-Sans" in line or "Noto" in line for line in faces)


def test_the_collector_works_again_after_a_print() -> None:
    pdf_of(THIRD_241)

    assert gc.isenabled()


def test_a_pdf_is_shown_and_has_a_name() -> None:
    response = prints.pdf_response(b"%PDF", "进货单.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert "%E8%BF%9B" in response["Content-Disposition"]


@pytest.mark.parametrize("text", ["", "单号", "a\nb"])
def test_a_barcode_takes_only_what_it_can_hold(text: str) -> None:
    with pytest.raises(ValueError, match="barcode"):
        prints.barcode_svg(text)


# --- nothing is fetched --------------------------------------------------------------------------


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody may call, and the calls it got."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()


VECTORS = (
    '<img src="{url}/img">',
    '<link rel="stylesheet" href="{url}/css">',
    '<link rel="attachment" href="{url}/attach">',
    '<style>@import url("{url}/import");</style>',
    '<style>body {{ background: url("{url}/background") }}</style>',
    '<style>@font-face {{ font-family: x; src: url("{url}/font") }} * {{ font-family: x }}</style>',
    '<svg><image href="{url}/svg" width="9" height="9"/></svg>',
    '<svg><use href="{url}/use#x"/></svg>',
    '<object data="{url}/object"></object>',
    '<embed src="{url}/embed">',
    '<a href="{url}/a" style="background: url({url}/style)">x</a>',
    '<meta http-equiv="refresh" content="0;url={url}/refresh">',
    '<base href="{url}/base/"><img src="relative">',
)


@pytest.mark.parametrize("raw", [False, True], ids=["as text", "even as markup"])
def test_user_text_never_fetches_anything(canary: tuple[str, list[str]], raw: bool) -> None:
    """Escaped as text; and were it ever let through as markup, the fetcher refuses."""
    url, calls = canary
    text = " ".join(vector.format(url=url) for vector in VECTORS)

    pdf_of(A4, slip(A4, 1, notes=mark_safe(text) if raw else text))

    assert calls == []


def test_without_our_fetcher_the_canary_sings(canary: tuple[str, list[str]]) -> None:
    """Else the test above would prove nothing."""
    import weasyprint

    url, calls = canary
    weasyprint.HTML(string=f'<img src="{url}/img">').write_pdf()

    assert calls == ["/img"]


def test_local_files_never_get_into_a_paper(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("streng geheim")
    addresses = (f"file://{secret}", f"{secret}", f"file:{secret}?x", f"static:../{secret.name}")
    text = " ".join(
        f'<link rel="attachment" href="{one}"><img src="{one}"><object data="{one}"></object>'
        for one in addresses
    )

    pdf = pdf_of(A4, slip(A4, 1, notes=mark_safe(text)))

    assert b"streng geheim" not in pdf
    assert "geheim" not in text_of(pdf)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/",
        "file:///etc/passwd",
        "static:../manage.py",
        "static:/etc/passwd",
        "static:fonts/OFL.txt",
        "data:text/html,<b>x</b>",
        "data:image/svg+xml,<svg/>",
        "data:image/png;base64,",
        "ftp://localhost/x",
        "",
    ],
)
def test_the_fetcher_refuses_every_address_but_its_own(address: str) -> None:
    with pytest.raises((ValueError, OSError)):
        StaticFetcher(prints.static_folder()).fetch(address)


def test_a_picture_we_packed_is_taken(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8), "red").save(tmp_path / "logo.png")
    packed = packed_picture(tmp_path / "logo.png")

    assert StaticFetcher(prints.static_folder()).fetch(packed).read().startswith(b"\x89PNG")
    assert pdf_of(A4, slip(A4, 1, logo=packed)).startswith(b"%PDF")
