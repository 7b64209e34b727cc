"""A statement as a Word document (DOCX): real styles, footnotes, tables with repeated heads.

The parts of the file are templates (`printed/word/*.xml`) with escaped texts. No clock is read and
no name of a machine or its user is written: the same document gives the same bytes.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC
from functools import cache, partial
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from server.statement.document import Document
from server.statement.foreign import stretches
from server.statement.printed.characters import as_data
from server.statement.printed.laying import LOCALES, lay_out

PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/footnotes.xml": "footnotes.xml",
    "word/header.xml": "header.xml",
    "word/footer.xml": "footer.xml",
    "docProps/core.xml": "core.xml",
    "docProps/app.xml": "app.xml",
}
"""Name in the file → template. The content types come first, as readers expect."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the earliest that a ZIP can say."""
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def render(document: Document) -> bytes:
    """Return the document as a DOCX."""
    layout = lay_out(document)
    data = as_data(layout)
    known = {
        "it": data,
        "locale": layout.locale.replace("_", "-"),
        "made": f"{layout.cut_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if layout.cut_at else "",
        "page_words": list(_page_words(layout.words["page"])),
        "places": _places(data),
        "spoken": partial(stretches, foreign=_tags(data)),
    }
    environment = _environment()
    return _zipped(
        (name, environment.get_template(template).render(known).strip())
        for name, template in PARTS.items()
    )


def _tags(data: dict[str, Any]) -> dict[str, str]:
    """Return what is in another language → the tag by which Word knows that language."""
    foreign = cast(list[tuple[str, str]], data["foreign"])
    return {text: LOCALES.get(code, code).replace("_", "-") for text, code in foreign}


def _page_words(pattern: str) -> Iterator[str]:
    """Yield the words around the page numbers, and the names of the fields that count them."""
    for piece in re.split(r"(\{pages?\})", pattern):
        if piece:
            yield _FIELDS.get(piece, piece)


def _places(data: dict[str, Any]) -> dict[str, int]:
    """Return a number for each bookmark of the annex, above those of the footnotes."""
    tables = [*data["evidence"], {"rows": data["sources"]}]
    ids = [row["id"] for table in tables for row in table["rows"]]
    return {each: len(data["footnotes"]) + place for place, each in enumerate(ids, start=1)}


def _zipped(parts: Iterator[tuple[str, str]]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        for name, content in parts:
            member = ZipInfo(name, _EPOCH)
            member.compress_type = ZIP_DEFLATED
            # ZipInfo notes the system that it was made on; the bytes shall not.
            member.create_system = 0
            file.writestr(member, content.encode())
    return packed.getvalue()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("server.statement", "printed/word"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
