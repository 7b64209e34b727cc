"""What leaves the mission tells nothing of place and time."""

import io

import pytest
from PIL import Image

from server.journal.attachments.metadata import without_metadata
from server.journal.attachments.problems import MetadataStays

GPS = 0x8825
ORIENTATION = 0x0112


def a_photo(form: str = "JPEG", size: tuple[int, int] = (40, 20), orientation: int = 6) -> bytes:
    """Return a picture that carries a time, a place, a comment and a way to be held."""
    exif = Image.Exif()
    exif[0x0132] = "2021:01:10 08:47:00"
    exif[0x010F] = "Planted Camera Works"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 10.0, 0.0)})
    out = io.BytesIO()
    more = {"comment": b"planted comment"} if form == "JPEG" else {}
    Image.new("RGB", size, (200, 30, 30)).save(out, form, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_position_time_and_camera_are_gone(form: str):
    before = a_photo(form)
    assert b"Planted Camera" in before

    after = without_metadata(before, f"image/{form.lower()}")

    assert b"Planted" not in after
    assert b"planted" not in after
    with Image.open(io.BytesIO(after)) as picture:
        assert dict(picture.getexif()) == {}


def test_a_photograph_taken_sideways_stands_upright():
    with Image.open(io.BytesIO(without_metadata(a_photo(), "image/jpeg"))) as picture:
        assert picture.size == (20, 40)


def test_what_hides_behind_a_picture_is_gone():
    after = without_metadata(a_photo() + b"<script>planted</script>", "image/jpeg")
    assert b"planted" not in after


@pytest.mark.parametrize("media_type", ["video/mp4", "application/pdf", "image/heic", "audio/amr"])
def test_kinds_that_keep_their_secrets_are_said_to(media_type: str):
    with pytest.raises(MetadataStays, match="only coordinators"):
        without_metadata(b"anything", media_type)


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0 no picture", a_photo()[:300], a_photo("PNG")], ids=len
)
def test_a_picture_that_is_none_is_refused(content: bytes):
    with pytest.raises(MetadataStays, match="can't be read"):
        without_metadata(content, "image/jpeg")


def test_a_picture_bomb_is_refused():
    out = io.BytesIO()
    Image.new("1", (15_000, 15_000)).save(out, "PNG")

    with pytest.raises(MetadataStays):
        without_metadata(out.getvalue(), "image/png")
