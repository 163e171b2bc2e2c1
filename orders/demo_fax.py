"""The faxes of the demo's customers: a white sheet with their order on it, as a picture."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from masterdata.models import Party
from ui import formats

FONT = settings.BASE_DIR / "static/fonts/NotoSansSC-Regular-GBK.ttf"
SIZE, MARGIN, STEP = (620, 877), 48, 34


def sheet(party: Party, rows: Iterable[Mapping[str, Any]], number: str) -> ContentFile:
    """A page of A4 as a fax machine gives it: black on white, nothing between."""
    page = Image.new("1", SIZE, 1)
    pen = ImageDraw.Draw(page)
    large, small = (ImageFont.truetype(str(FONT), points) for points in (28, 18))
    pen.text((MARGIN, MARGIN), f"订货单  {party.short_name or party.name}", 0, font=large)
    lines = [f"单号：{number or '—'}", "请按下列品种发货：", ""]
    for place, row in enumerate(rows, start=1):
        item = row["item"]
        amount = f"{formats.quantity(row['quantity'])} {row['unit'].name}"
        lines.append(f"{place}. {item.name} {item.model} {row['colour']}    {amount}")
    lines += ["", f"收货：{party.head_person}", "请核价回传，谢谢！"]
    for place, text in enumerate(lines):
        pen.text((MARGIN, MARGIN + 70 + place * STEP), text, 0, font=small)
    picture = BytesIO()
    page.save(picture, "PNG")
    return ContentFile(picture.getvalue(), name=f"传真 {number or party.code}.png")
