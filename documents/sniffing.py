"""What a file is by its content, not by its name: the few kinds that papers may carry."""

import io
import warnings
import zipfile
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from documents.errors import Refused

MOST_PIXELS = 60_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5_000
PICTURES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
}
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
OOXML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    "xl/workbook.xml": f"{OOXML}spreadsheetml.sheet",
    "word/document.xml": f"{OOXML}wordprocessingml.document",
}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head", b"%!ps")
KINDS = "PDF, JPEG, PNG, WebP, GIF, TIFF, xlsx, docx, txt, csv"
# Shown in the browser: nothing of these can run there.
SHOWN = {"application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif"}


def media_type(file: IO[bytes], name: str) -> str:
    """The media type of an allowed file; else Refused with what to do."""
    file.seek(0)
    start = file.read(2048)
    file.seek(0)
    if start.startswith(b"%PDF-"):
        return _pdf(file)
    if start.startswith(STARTS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return _picture(file)
    if start.startswith(b"PK\x03\x04"):
        return _office(file)
    return _text(file, start, name)


def unknown_kind() -> Refused:
    return Refused(
        _("Files of this kind are not kept. Attach one of: %(kinds)s.") % {"kinds": KINDS}
    )


def _pdf(file: IO[bytes]) -> str:
    file.seek(0)
    if b"%%EOF" not in file.read()[-4096:]:
        raise Refused(_("This PDF is cut off. Scan or save it again."))
    file.seek(0)
    return "application/pdf"


def _picture(file: IO[bytes]) -> str:
    """Opened far enough to know that it is whole and not a bomb; the pixels are counted first."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                kind, size = picture.format or "", picture.size
                if size[0] * size[1] > MOST_PIXELS:
                    raise Refused(
                        _("This picture has more than %(most)s million pixels. Make it smaller.")
                        % {"most": MOST_PIXELS // 1_000_000}
                    )
                picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(_("This picture is too large. Make it smaller.")) from bomb
    except Refused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise Refused(_("This picture is damaged. Save or scan it again.")) from fault
    finally:
        file.seek(0)
    if kind not in PICTURES:
        raise unknown_kind()
    return PICTURES[kind]


def _office(file: IO[bytes]) -> str:
    """A workbook or a text without macros; anything else in a zip is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Refused(_("This file is damaged. Save it again.")) from fault
    finally:
        file.seek(0)
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(_("This file unpacks to far more than it seems. It is not kept."))
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
        raise Refused(_("This file contains macros. Save it without macros and attach it."))
    for part, kind in OFFICE.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise unknown_kind()


def _text(file: IO[bytes], start: bytes, name: str) -> str:
    """Plain text only under a plain name, and only if nothing in it looks like a page."""
    ending = name.lower().rpartition(".")[2]
    if ending not in {"txt", "csv"} or b"\0" in start:
        raise unknown_kind()
    if any(mark in start.lower() for mark in MARKUP):
        raise unknown_kind()
    data = file.read()
    file.seek(0)
    if b"\0" in data:
        raise unknown_kind()
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "text/csv" if ending == "csv" else "text/plain"
    raise unknown_kind()
