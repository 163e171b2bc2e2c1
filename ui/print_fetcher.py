"""All that a paper may fetch: fonts and pictures of the project, and pictures we packed ourselves.

Imported only when something is printed, because WeasyPrint is slow to import.
"""

import base64
import io
import re
from pathlib import Path
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"
TYPES = {".ttf": "font/ttf", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}
# A logo of 30 mm at 600 dots an inch.
MOST_PIXELS = 720
PACKED = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/=]+)")


class StaticFetcher(URLFetcher):
    """`static:fonts/x.ttf` is a file below the static folder; every other address is refused."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.folder = folder

    def fetch(self, url: str, headers: Any = None) -> Any:
        packed = PACKED.fullmatch(url)
        if packed:
            data = base64.b64decode(packed[2], validate=True)
            return URLFetcherResponse(url, data, {"Content-Type": f"image/{packed[1]}"})
        if not url.startswith(SCHEME):
            raise ValueError("a paper fetches nothing from outside")
        file = (self.folder / url.removeprefix(SCHEME)).resolve()
        if self.folder not in file.parents or file.suffix not in TYPES:
            raise ValueError("a paper fetches only static files")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": TYPES[file.suffix]})


def packed_picture(file: Any) -> str:
    """A stored picture (the firm's logo) as an address that a paper may carry.

    Where it lets the ground shine through it is white: so is the paper.
    """
    from PIL import Image

    with Image.open(file) as picture:
        picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
        seen = picture.convert("RGBA")
        sheet = Image.new("RGBA", seen.size, "white")
        written = io.BytesIO()
        Image.alpha_composite(sheet, seen).convert("RGB").save(written, "PNG")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"
