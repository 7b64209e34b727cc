"""An export in each of its formats: one file, written from the first row to the last."""

import json
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from server.exchange import photographs
from server.exchange.datapackage import descriptor, path_of
from server.exchange.geojson import write_geojson
from server.exchange.manifest import manifest_of
from server.exchange.parts import Archive, Part
from server.exchange.resources import Resources
from server.exchange.wanted import Format
from server.journal.attachments.store import AttachmentStore
from server.tabular.workbook_writing import Sheet, WorkbookWriter
from shared.sync import seal

MANIFEST = "manifest.json"
DESCRIPTOR = "datapackage.json"
ABOUT = "about"
Manifest = dict[str, Any]
Write = Callable[[Resources, BinaryIO, seal.Signer, AttachmentStore], Manifest]


def write(resources: Resources, out: BinaryIO, key: seal.Signer, kept: AttachmentStore) -> Manifest:
    """Write what goes out to `out`, which can be sought in; return its manifest.

    Raises TooLargeForWorkbook.
    """
    return _WRITERS[resources.ground.wanted.format](resources, out, key, kept)


def _csv(resources: Resources, out: BinaryIO, key: seal.Signer, kept: AttachmentStore) -> Manifest:
    archive = Archive(out)
    for table in resources.tables():
        archive.add_table(f"{table.name}.csv", table, mark=True)
    notes = photographs.add(archive, resources, kept, "attachments.csv", mark=True)
    manifest = manifest_of(resources, archive.parts, notes, key)
    archive.add_file(MANIFEST, as_json(manifest), packed=False)
    archive.close()
    return manifest


def _datapackage(
    resources: Resources, out: BinaryIO, key: seal.Signer, kept: AttachmentStore
) -> Manifest:
    archive = Archive(out)
    for table in resources.tables():
        archive.add_table(path_of(table), table, mark=False)
    notes = photographs.add(archive, resources, kept, "data/attachments.csv", mark=False)
    archive.add_file(DESCRIPTOR, as_json(descriptor(resources, archive.parts)), packed=False)
    manifest = manifest_of(resources, archive.parts, notes, key)
    archive.add_file(MANIFEST, as_json(manifest), packed=False)
    archive.close()
    return manifest


def _xlsx(resources: Resources, out: BinaryIO, key: seal.Signer, _: AttachmentStore) -> Manifest:
    book = WorkbookWriter(out)
    for table in resources.tables():
        book.add(table.name, table.heads, table.rows())
    sheets = book.sheets
    parts = [Part(each.part, each.rows, each.size, each.sha256, sheet=each.name) for each in sheets]
    notes = [_cut(each) for each in sheets if each.cut]
    manifest = manifest_of(resources, parts, notes, key)
    book.add(ABOUT, ("what", "value"), _about(manifest))
    book.close()
    return manifest


def _cut(sheet: Sheet) -> str:
    return (
        f"{sheet.cut} texts of the sheet {sheet.name} were too long for a cell and are cut: CSV "
        "and data packages have them whole."
    )


def _about(manifest: Manifest) -> list[tuple[str, str | int]]:
    """Return the manifest as rows, and at the end as it was signed."""
    rows: list[tuple[str, str | int]] = []
    for name, value in manifest.items():
        if name == "resources":
            rows += [(f"{each['sheet']}: rows", each["rows"]) for each in value]
            rows += [(f"{each['sheet']}: SHA-256 of {each['path']}", each["sha256"])
                     for each in value]  # fmt: skip
        elif name == "notes":
            rows += [("note", each) for each in value]
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            rows.append((name, text))
    return [*rows, ("manifest, as it was signed", json.dumps(manifest, ensure_ascii=False))]


def _geojson(resources: Resources, out: BinaryIO, key: seal.Signer, _: AttachmentStore) -> Manifest:
    return write_geojson(resources, out, key)


def as_json(document: Mapping[str, Any]) -> bytes:
    """Return a document as the files in an export have it."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


_WRITERS: Mapping[Format, Write] = {
    Format.CSV: _csv,
    Format.XLSX: _xlsx,
    Format.GEOJSON: _geojson,
    Format.DATAPACKAGE: _datapackage,
}
