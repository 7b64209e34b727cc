"""The formats that a statement can be taken away in, for the page and for the command alike."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from server.statement import (
    render_docx,
    render_html,
    render_json,
    render_markdown,
    render_pdf,
)
from server.statement.document import Document


class Format(StrEnum):
    """As what a statement can be taken away: the ending of the file."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Written:
    """What makes a format."""

    name: str
    """For people."""
    media_type: str
    write: Callable[[Document], bytes]


def _encoded(render: Callable[[Document], str]) -> Callable[[Document], bytes]:
    return lambda document: render(document).encode()


FORMATS: dict[Format, Written] = {
    Format.DOCX: Written(
        "Word (DOCX)",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        render_docx.render,
    ),
    Format.PDF: Written("PDF", "application/pdf", render_pdf.render),
    Format.HTML: Written("HTML", "text/html; charset=utf-8", _encoded(render_html.render)),
    Format.MARKDOWN: Written(
        "Markdown", "text/markdown; charset=utf-8", _encoded(render_markdown.render)
    ),
    Format.JSON: Written("JSON with evidence", "application/json", _encoded(render_json.render)),
}
