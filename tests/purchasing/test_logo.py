"""The firm's logo: on sheets, beside the code for the phone, never on carbonless paper."""

import base64
import io
import subprocess
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from masterdata.models import Company
from tests.purchasing.test_copies import printed, receipt
from tests.ui.test_prints import text_of, tool
from ui.print_fetcher import packed_picture
from ui.prints import A4, HALF_241, THIRD_241

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def drawn(colour: Any = (30, 94, 174, 255)) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA", (90, 30), colour).save(written, "PNG")
    return written.getvalue()


def give_logo() -> Company:
    company = Company.current()
    company.name = "佛山市锦程家居五金有限公司"
    company.logo.save("logo.png", ContentFile(drawn()), save=False)
    company.save()
    return company


def pictures_in(pdf: bytes) -> list[str]:
    """Width and height of every picture, page by page."""
    said = subprocess.run([tool("pdfimages"), "-list", "-"], input=pdf, capture_output=True)
    rows = [line.split() for line in said.stdout.decode().splitlines()[2:]]
    return [f"{row[3]}x{row[4]}" for row in rows]


@pytest.mark.parametrize(("paper", "stands"), [(A4, True), (HALF_241, False), (THIRD_241, False)])
def test_the_logo_stands_on_each_copy_of_a_sheet_and_on_no_carbonless_paper(
    client: Client, paper: Any, stands: bool
) -> None:
    document = receipt()
    plain = printed(client, document, paper=paper.name, copy="2")
    give_logo()

    marked = printed(client, document, paper=paper.name, copy="2")

    assert pictures_in(plain) == []
    assert pictures_in(marked) == (["90x30"] if stands else [])


@pytest.mark.parametrize(("paper", "stands"), [(A4, True), (HALF_241, False)])
def test_the_english_name_stands_under_the_other_on_a4(
    client: Client, paper: Any, stands: bool
) -> None:
    company = give_logo()
    company.english_name = "Foshan Jincheng Furniture"
    company.save()

    pdf = printed(client, receipt(), paper=paper.name, copy="2")

    assert ("Foshan Jincheng" in text_of(pdf)) is stands


def test_a_logo_whose_file_is_gone_keeps_nobody_from_printing(client: Client) -> None:
    company = give_logo()
    company.logo.storage.delete(company.logo.name)

    assert pictures_in(printed(client, receipt(), paper="a4", copy="2")) == []


def test_what_a_logo_lets_shine_through_is_white_as_the_paper(tmp_path: Any) -> None:
    (tmp_path / "clear.png").write_bytes(drawn((0, 0, 0, 0)))
    packed = packed_picture(tmp_path / "clear.png")

    data = base64.b64decode(packed.split(",", 1)[1])
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)
