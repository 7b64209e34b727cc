"""Files that people are handed and hand on: tables, forms, mission files, bundles.

Whatever is in them, it is read, or refused with a sentence; and it takes little memory.
"""

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pyrage
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyrage import x25519

from server.forms.xlsform.workbook import read_workbook
from server.journal.bundles.taking import BundleIntake
from server.missions.models import Mission
from server.missions.reading import read_mission_file
from server.tabular.reading import read_table
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.bundle import Manifest
from tests.hostile.conftest import fuzzed
from tests.hostile.measuring import begin_anew, peak_of
from tests.hostile.traces import Traces
from tests.server.builders import START
from tests.server.journal.device import FakeDevice, a_report, compressed

MOST_MEGABYTES = 150
HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    b'main"><sheetData>'
)
TAIL = b"</sheetData></worksheet>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture
def database() -> str:
    """Files are read before a database sees them."""
    return "sqlite"


def workbook(sheet: Iterator[bytes]) -> bytes:
    """Return a workbook whose sheet has what is given for its rows."""
    plain, odd = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.worksheets[0].title = "survey"
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(odd, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            with target.open(name, "w") as part:
                if name.endswith("sheet1.xml"):
                    for piece in sheet:
                        part.write(piece)
                else:
                    part.write(source.read(name))
    return odd.getvalue()


def far_columns() -> Iterator[bytes]:
    yield HEAD
    for row in range(1, 20_000):
        yield b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row)
    yield TAIL


def a_far_row() -> Iterator[bytes]:
    yield HEAD
    yield b'<row r="1"><c r="A1"><v>1</v></c></row>'
    yield b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>'
    yield TAIL


def one_cell() -> Iterator[bytes]:
    yield HEAD + b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    yield from [b"x" * 2**20] * 30
    yield b"</t></is></c></row>" + TAIL


def a_gigabyte() -> Iterator[bytes]:
    yield HEAD
    yield from [b"<row/>" * 100_000] * 600
    yield TAIL


def laughter() -> Iterator[bytes]:
    yield HEAD.replace(b"?><", b"?>" + ENTITIES + b"<", 1) + TAIL


def read_form(content: bytes) -> None:
    read_workbook(content, "form.xlsx")


def read_rows(content: bytes) -> None:
    list(read_table(content, "stations.xlsx").rows)


@pytest.mark.parametrize("read", [read_form, read_rows])
@pytest.mark.parametrize("sheet", [far_columns, a_far_row, one_cell, a_gigabyte, laughter])
def test_a_workbook_that_unfolds_takes_little(
    sheet: Callable[[], Iterator[bytes]], read: Callable[[bytes], None]
):
    content = workbook(sheet())
    before = begin_anew()

    with pytest.raises(Problem) as raised:
        read(content)

    assert peak_of() - before < MOST_MEGABYTES
    assert raised.value.detail.endswith((".", "?"))


MISSIONS = [
    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "!!python/object/apply:os.system [ls]",
    "[" * 100_000, "{a: " * 100_000, "a: " * 5000, "code: " + "9" * 100_000, "code: .nan",
    "code: 2026-13-45", "\0", "\ud800", "%YAML 9.9\n---\n", "? [a]\n: b",
    "code: |\n  " + "x" * 10**6,
    "- " * 50_000, "code: \u202eevil", "&a *a", "<<: {code: x}",
]  # fmt: skip


@pytest.mark.parametrize("text", MISSIONS, ids=range(len(MISSIONS)))
def test_a_mission_file_that_is_none_is_refused(text: str):
    before = begin_anew()

    with pytest.raises(Problem):
        read_mission_file(text)

    assert peak_of() - before < MOST_MEGABYTES


READERS: tuple[Callable[[bytes], object], ...] = (
    lambda content: read_mission_file(content.decode("utf-8", "replace")),
    read_rows,
    lambda content: read_workbook(content, "form.csv"),
    lambda content: read_workbook(content, "form.md"),
    read_form,
)
TEXTS = st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))


@fuzzed
@given(st.binary(max_size=400) | TEXTS)
def test_no_bytes_whatever_end_in_a_fault(content: bytes):
    for begin in (b"", b"code: x\ntitle: ", b"code,name,region\n", b"PK\x03\x04"):
        for read in READERS:
            with suppress(Problem):
                read(begin + content)


class Sticks:
    """Makes files that open as bundles of the mission do."""

    def __init__(self, recipient: str, folder: Path, laptop: FakeDevice) -> None:
        self._recipient = x25519.Recipient.from_str(recipient)
        self._folder = folder
        self._numbers = count()
        self._manifest = Manifest(
            bundle=1, mission="example-2026", device=laptop.id, first=1, through=1, made_at="now"
        )

    def of(self, *members: tuple[tarfile.TarInfo, bytes], raw: bytes = b"") -> Path:
        manifest = self._manifest.model_dump_json().encode()
        plain = io.BytesIO()
        with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as archive:
            for info, content in [(tarfile.TarInfo("bundle.json"), manifest), *members]:
                info.size = info.size or len(content)
                archive.addfile(info, io.BytesIO(content))
        whole = plain.getvalue().rstrip(b"\0") if raw else plain.getvalue()
        whole += bytes(-len(whole) % 512) if raw else b""
        file = self._folder / f"{next(self._numbers)}.bundle"
        file.write_bytes(pyrage.encrypt(whole + raw, [self._recipient]))
        return file


@pytest.fixture
def sticks(
    app: FastAPI, mission: Mission, tmp_path: Path, device: FakeDevice, form: Form
) -> Sticks:
    device.write(a_report(form))
    return Sticks(app.state.bundle_keys.recipient_of(mission.id), tmp_path, device)


def member(name: str, content: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Return a tar header that claims whatever it likes."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def test_a_bundle_leads_nowhere_outside_and_claims_nothing(
    app: FastAPI, sticks: Sticks, device: FakeDevice, tmp_path: Path, traces: Callable[[], Traces]
):
    before = traces()
    bundles: BundleIntake = app.state.bundles
    outside = "attachment/../../../../evil"
    push = compressed(device.push())
    odd = [
        sticks.of(member(outside, b"x"), member("/etc/evil", b"x"), member("push/../evil", b"x")),
        sticks.of(
            member("attachment/" + "0" * 64, type=tarfile.SYMTYPE, linkname="/etc/passwd"),
            member("push/1.zst", type=tarfile.LNKTYPE, linkname="bundle.json"),
            member("push/2.zst", type=tarfile.FIFOTYPE),
            member("push/3.zst", type=tarfile.CHRTYPE),
        ),
        sticks.of(*(member(f"push/{each}.zst", b"not zstd") for each in range(3000))),
        sticks.of(raw=header("push/1.zst", 2**31) + b"x" * 1024),
        sticks.of(raw=header("x", 2**31, tarfile.GNUTYPE_LONGNAME) + b"x" * 1024),
        sticks.of(raw=header("x", 512, tarfile.GNUTYPE_LONGNAME) * 3000),
        sticks.of(raw=header("x", 8**11 - 1, tarfile.XHDTYPE)),
        sticks.of(raw=b"\xff" * 4096),
    ]
    size = begin_anew()
    for file in odd:
        assert bundles.take_in(file, now=START).lines()
    assert peak_of() - size < MOST_MEGABYTES
    assert traces() == before

    verdict = bundles.take_in(sticks.of(member("push/1.zst", push)), now=START)
    assert [each.new for each in verdict.devices.values()] == [1], "an honest one is taken in"
    assert not list(tmp_path.rglob("evil"))
