"""A pack file gives back what was put in, to whoever has its code, and nothing to others."""

from datetime import UTC, datetime

import pytest

from shared.digest import sha256_hex
from shared.sync import seal
from shared.sync.pack_file import Pack, PackHeader, PackUnreadable, open_pack, seal_pack, spelt_code
from shared.sync.protocol import ChangesPage, MessageChange, MessageOut
from tests.server.builders import a_form

CODE = "ABCD-EFGH-JKLM-NPQR"
AT = datetime(2026, 10, 4, 7, 0, tzinfo=UTC)
HEADER = PackHeader(
    server_url="https://hq.example.org",
    server_key="0" * 64,
    mission="example-2026",
    team="07",
    made_at=AT,
    expires_at=AT,
)
FORM = a_form()
FILE = b"a picture of a ballot"


def page(cursor: str, text: str, *, more: bool) -> ChangesPage:
    said = MessageChange(key=text, value=MessageOut(text=text, by="ann", at=AT))
    return ChangesPage(
        cursor=cursor, begins=not more, is_whole=more, more=more, left=0, changes=[said]
    )


PAGES = [page(str(number), f"page {number}", more=number < 12) for number in range(12)]
PACK = Pack(HEADER, PAGES, {FORM.digest: FORM}, {sha256_hex(FILE): FILE})


def test_everything_comes_back_in_order_whichever_way_the_code_is_written():
    sealed = seal_pack(PACK, CODE)

    assert open_pack(sealed, CODE) == PACK
    assert open_pack(sealed, " abcd efghJKLM-npqr ") == PACK
    assert spelt_code(" ab-c d\n") == "ABCD"


def test_without_the_code_the_file_tells_nothing():
    sealed = seal_pack(PACK, CODE)

    for secret in (b"example-2026", b"hq.example.org", b"page 1", FILE, CODE.encode()):
        assert secret not in sealed
    with pytest.raises(PackUnreadable, match="This code does not open the file"):
        open_pack(sealed, CODE[:-1] + "S")


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "another file", "head alone"])
def test_a_damaged_file_is_refused_whole(damage: str):
    sealed = seal_pack(PACK, CODE)
    damaged = {
        "cut": sealed[:-1],
        "flipped": sealed[:-9] + bytes([sealed[-9] ^ 1]) + sealed[-8:],
        "empty": b"",
        "another file": b"PK\x03\x04" + bytes(200),
        "head alone": sealed[:30],
    }[damage]

    with pytest.raises(PackUnreadable, match="copy it again"):
        open_pack(damaged, CODE)


def test_what_opens_but_is_no_pack_is_told_apart():
    sealed = seal.seal_by_code(b"something else", spelt_code(CODE))

    with pytest.raises(PackUnreadable, match="is no pack as this program reads them"):
        open_pack(sealed, CODE)
