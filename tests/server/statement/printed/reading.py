"""Documents as a reader sees them: the text of a DOCX and of a PDF."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from pypdf import PdfReader

from server.statement.printed.layout import Layout, Words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class WordFile:
    """The parts of a DOCX that tests look at."""

    parts: dict[str, bytes]

    def tree(self, part: str) -> ET.Element:
        return ET.fromstring(self.parts[part])  # noqa: S314 - we wrote it

    def paragraphs(self, part: str = "word/document.xml") -> list[str]:
        """Return the text of each paragraph, footnotes left out."""
        return [
            "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
            for paragraph in self.tree(part).iter(f"{W}p")
        ]

    def called(self) -> list[int]:
        """Return the footnotes in the order in which the text calls them."""
        calls = self.tree("word/document.xml").iter(f"{W}footnoteReference")
        return [int(each.attrib[f"{W}id"]) for each in calls]

    def footnotes(self) -> dict[int, str]:
        return {
            int(note.attrib[f"{W}id"]): "".join(text.text or "" for text in note.iter(f"{W}t"))
            for note in self.tree("word/footnotes.xml").iter(f"{W}footnote")
            if f"{W}type" not in note.attrib
        }


def word_file(content: bytes) -> WordFile:
    with ZipFile(io.BytesIO(content)) as file:
        return WordFile({name: file.read(name) for name in file.namelist()})


def pdf_pages(content: bytes) -> list[str]:
    """Return the text of each page, without blanks: lines break wherever they like."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFKC", text))


def stands_on(text: str, pages: list[str]) -> bool:
    """Whether `text` stands on a page, or begins on one and ends on the next."""
    wanted = squeezed(text)
    if any(wanted in page for page in pages):
        return True
    return any(
        wanted[:place] in first and wanted[place:] in second
        for first, second in pairwise(pages)
        for place in range(1, len(wanted))
    )


def stretches(layout: Layout) -> Iterator[str]:
    """Yield the text between footnotes, in order."""
    for block in (block for part in layout.parts for block in part.blocks):
        if not isinstance(block, Words):
            continue
        running = ""
        for run in block.runs:
            running += run.text
            if run.note:
                yield running
                running = ""
        if running.strip():
            yield running


def structure(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield every element of a PDF's structure tree."""
    catalogue: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    waiting: list[Any] = [catalogue["/StructTreeRoot"]]
    while waiting:
        element: Any = waiting.pop()
        yield element
        kids: Any = element.get("/K", [])
        if not isinstance(kids, list):
            kids = [kids]
        waiting += [each for each in _resolved(cast(list[Any], kids)) if isinstance(each, dict)]


def _resolved(kids: list[Any]) -> list[Any]:
    """Return what the kids of an element are; numbers are places on the page."""
    return [kid if isinstance(kid, int) else kid.get_object() for kid in kids]
