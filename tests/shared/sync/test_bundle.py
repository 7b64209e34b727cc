"""A bundle keeps its secret, and hands over what is whole."""

import hashlib
import io
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync.bundle import (
    AttachmentPart,
    BundleUnreadable,
    Manifest,
    Part,
    PushPart,
    decrypt_bundle,
    new_bundle_key,
    read_manifest,
    read_parts,
    recipient_of,
    write_bundle,
)

KEY = new_bundle_key()
MANIFEST = Manifest(
    bundle=1,
    mission="example-2026",
    device=UUID(int=7),
    first=3,
    through=9,
    attachments=1,
    made_at="2026-10-04T20:00:00+02:00",
)


def bundle_of(*contents: bytes, files: tuple[bytes, ...] = (), manifest: Manifest = MANIFEST):
    parts: list[Part] = [PushPart(each) for each in contents]
    parts += [
        AttachmentPart(hashlib.sha256(each).hexdigest(), len(each), iter([each[:5], each[5:]]))
        for each in files
    ]
    out = io.BytesIO()
    write_bundle(manifest, parts, recipient_of(KEY), out)
    return out.getvalue()


def opened(sealed: bytes) -> tuple[list[bytes], bool]:
    """Return the content of each part, and whether the bundle is whole."""
    plain = io.BytesIO()
    is_whole = decrypt_bundle(io.BytesIO(sealed), KEY, plain)
    found = [
        part.compressed if isinstance(part, PushPart) else b"".join(part.content)
        for part in read_parts(plain)
    ]
    return found, is_whole


@given(st.lists(st.binary(max_size=3000), max_size=5), st.lists(st.binary(max_size=3000)))
def test_what_goes_in_comes_out(pushes: list[bytes], files: list[bytes]):
    found, is_whole = opened(bundle_of(*pushes, files=tuple(files)))

    assert found == [*pushes, *files]
    assert is_whole


def test_its_manifest_says_what_it_holds():
    plain = io.BytesIO()
    decrypt_bundle(io.BytesIO(bundle_of(b"one")), KEY, plain)

    assert read_manifest(plain) == MANIFEST


def test_who_carries_it_can_not_read_it():
    secret = b"ballot box left unguarded " * 50
    sealed = bundle_of(secret, files=(secret,))

    assert b"unguarded" not in sealed
    assert b"example-2026" not in sealed
    with pytest.raises(BundleUnreadable, match="another mission"):
        decrypt_bundle(io.BytesIO(sealed), new_bundle_key(), io.BytesIO())


@given(st.floats(0, 1), st.sampled_from(["cut off", "flipped"]))
def test_wherever_it_breaks_off_the_parts_before_are_whole(share: float, damage: str):
    pushes = [bytes([number]) * 40_000 for number in range(6)]
    sealed = bytearray(bundle_of(*pushes))
    place = min(int(len(sealed) * share), len(sealed) - 1)
    if damage == "flipped":
        sealed[place] ^= 1
    else:
        del sealed[place:]

    try:
        found, is_whole = opened(bytes(sealed))
    except BundleUnreadable:
        assert place < 300, "only damage to its head makes a bundle unreadable"
        return

    assert found == pushes[: len(found)]
    assert not is_whole
    assert len(found) >= (place - 300) // 65_536 * 65_536 // 40_960 - 1


@pytest.mark.parametrize("sealed", [b"", b"PK\x03\x04", b"age-encryption.org/v1\n", b"x" * 9999])
def test_a_file_that_is_no_bundle_is_refused(sealed: bytes):
    with pytest.raises(BundleUnreadable, match="copy it from the laptop again"):
        decrypt_bundle(io.BytesIO(sealed), KEY, io.BytesIO())


def test_a_bundle_of_a_later_version_says_what_to_do():
    plain = io.BytesIO()
    later = MANIFEST.model_copy(update={"bundle": 2})
    decrypt_bundle(io.BytesIO(bundle_of(manifest=later)), KEY, plain)

    with pytest.raises(BundleUnreadable, match="Update the server"):
        read_manifest(plain)


@pytest.mark.parametrize("plain", [b"", b"\0" * 1024, b"not a tar at all" * 100])
def test_a_decrypted_file_without_a_manifest_is_refused(plain: bytes):
    with pytest.raises(BundleUnreadable, match="does not begin as a bundle"):
        read_manifest(io.BytesIO(plain))
