"""Uploaded pictures: measured before they are decoded, then written anew as plain ones."""

import warnings
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
LARGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


def clean_picture(upload: Any) -> Any:
    """A new upload becomes a plain JPEG or PNG of our own; anything else passes through."""
    if not isinstance(upload, UploadedFile):
        return upload
    if upload.size is None or upload.size > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB. Make it smaller."))
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValidationError(_("The picture has too many pixels. Make it smaller."))
                return _rewritten(picture)
    except ValidationError:
        raise
    except Exception as error:
        # Pillow raises many kinds for a broken file; each means the same to the user.
        raise ValidationError(_("This is no JPEG, PNG or WebP picture.")) from error


def _rewritten(picture: Image.Image) -> ContentFile:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    has_alpha = upright.mode in {"RGBA", "LA", "P"}
    out = BytesIO()
    if has_alpha:
        upright.convert("RGBA").save(out, "PNG", optimize=True)
        return ContentFile(out.getvalue(), name="picture.png")
    upright.convert("RGB").save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue(), name="picture.jpg")
