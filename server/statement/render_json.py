"""A statement as one JSON document, with all of its evidence."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.statement.document import Document, Sentence, Slot


def render(document: Document) -> str:
    """Return the document as indented JSON."""
    return json.dumps(as_json(document), ensure_ascii=False, indent=2, default=_plain) + "\n"


def as_json(document: Document) -> dict[str, Any]:
    """Return the document as JSON has it: sections → paragraphs → sentences and slots."""
    return {
        "mission": document.mission,
        "title": document.title,
        "subtitle": document.subtitle,
        "date": document.dateline,
        "status": "sealed" if document.seal else "draft",
        "seal": asdict(document.seal) if document.seal else None,
        "illustrative": document.illustrative,
        "drill": document.drill,
        "language": document.language,
        "sections": [
            {
                "title": section.title,
                "paragraphs": [
                    {
                        "id": paragraph.id,
                        "title": paragraph.title,
                        "parts": [_part(part) for part in paragraph.parts],
                    }
                    for paragraph in section.paragraphs
                ],
            }
            for section in document.sections
        ],
        "gaps": [asdict(gap) for gap in document.gaps],
        "colophon": asdict(document.colophon),
    }


def _part(part: Sentence | Slot) -> dict[str, Any]:
    if isinstance(part, Slot):
        return {"kind": "slot", "text": None, **asdict(part)}
    return {
        "kind": "sentence",
        "key": part.key,
        "text": part.text,
        "segments": [asdict(segment) for segment in part.segments],
        "evidence": [asdict(evidence) for evidence in part.evidence],
        "citations": [asdict(citation) for citation in part.citations],
    }


def _plain(value: object) -> str:
    """Write moments, days and ids as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
