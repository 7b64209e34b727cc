"""Taking out of photographs what they tell of place, time and camera.

Headquarters keeps the original. Whatever leaves the mission goes through `without_metadata`.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from server.journal.attachments.problems import MetadataStays

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_PLAIN = {"text/plain"}
_MOST_PIXELS = 100_000_000
_QUALITY = 92
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
_MODES = {"JPEG": {"L", "RGB", "CMYK"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}}


def can_be_stripped(media_type: str) -> bool:
    """Tell whether `without_metadata` knows files of this kind."""
    return media_type in _FORMATS or media_type in _PLAIN


def without_metadata(content: bytes, media_type: str) -> bytes:
    """Return a photograph with its pixels, upright, and nothing else; text as it is.

    Raises MetadataStays for kinds that can't be stripped, and for pictures that can't be read.
    """
    if media_type in _PLAIN:
        return content
    form = _FORMATS.get(media_type)
    if form is None:
        raise MetadataStays(
            f"Position and time can't be taken out of files of the kind {media_type}, so only "
            "coordinators may open the original, and exports leave it out."
        )
    try:
        return _redrawn(content, form)
    except _UNREADABLE as error:
        raise MetadataStays(
            "The picture can't be read, so nothing can be taken out of it. Coordinators may open "
            "the original."
        ) from error


def _redrawn(content: bytes, form: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[form]) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("a picture of more pixels than any camera makes")
        upright = ImageOps.exif_transpose(picture)
        if upright.mode not in _MODES.get(form, {"RGB", "RGBA"}):
            upright = upright.convert("RGBA" if form != "JPEG" else "RGB")
        # A fresh picture carries no notes, profiles or thumbnails of the old one.
        plain = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            plain.putpalette(upright.getpalette() or [])
        plain.paste(upright)
        out = io.BytesIO()
        plain.save(out, form, quality=_QUALITY)
        return out.getvalue()
