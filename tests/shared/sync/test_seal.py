"""Chains and signatures: any change shows, and nothing but the right key fits."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync import seal

DEVICE = UUID("01766a00-0000-7000-8000-000000000001")
OTHER_DEVICE = UUID("01766a00-0000-7000-8000-000000000002")
ENTRY = {
    "device": DEVICE,
    "seq": 1,
    "previous": seal.GENESIS,
    "made_at": "2021-01-10T08:47:00+06:00",
    "kind": "report",
    "body": b'{"answers":{}}',
}


@pytest.mark.parametrize(
    "change",
    [
        {"device": OTHER_DEVICE},
        {"seq": 2},
        {"previous": "1" * 64},
        {"made_at": "2021-01-10T02:47:00+00:00"},
        {"kind": "incident"},
        {"body": b'{"answers":{} }'},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_an_envelope_enters_its_hash(change: dict[str, object]):
    assert seal.entry_hash(**(ENTRY | change)) != seal.entry_hash(**ENTRY)  # pyright: ignore[reportArgumentType]


def test_an_entry_hash_can_be_made_with_standard_tools():
    """Pins the format: a change of it would break every chain that exists."""
    assert seal.entry_hash(**ENTRY) == (  # pyright: ignore[reportArgumentType]
        "f26182b0a640a0be80de3ed51a6b8facefb67ba187fbde6276e40a7d1867e592"
    )


@given(st.binary(max_size=200))
def test_a_signature_fits_its_text_and_its_key_only(text: bytes):
    seed, stranger = seal.new_signing_key(), seal.new_signing_key()
    signature = seal.sign(seed, text)
    assert seal.is_signed_by(seal.public_key_of(seed), text, signature)
    assert not seal.is_signed_by(seal.public_key_of(stranger), text, signature)
    assert not seal.is_signed_by(seal.public_key_of(seed), text + b"x", signature)


@given(st.text(max_size=130), st.text(max_size=70))
def test_nonsense_is_no_signature_and_no_error(signature: str, key: str):
    assert not seal.is_signed_by(key, b"text", signature)


def test_a_checkpoint_never_passes_for_a_receipt():
    checkpoint = seal.checkpoint_text(device=DEVICE, seq=3, head=seal.GENESIS)
    receipt = seal.receipt_text(device=DEVICE, through=3, head=seal.GENESIS, received_at="")
    assert checkpoint.splitlines()[0] != receipt.splitlines()[0]
