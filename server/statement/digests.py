"""The digests by which a statement is known: of its text, and of the reports behind it. Pure."""

from collections.abc import Iterator, Sequence

from server.statement.document import Section, Sentence
from server.statement.survey import Survey
from shared.digest import digest_of, sha256_hex


def text_digest(sections: Sequence[Section]) -> str:
    """Return the SHA-256 of the text: the list of its headings, sentences and empty places."""
    return digest_of(list(_text(sections)))


def data_digest(surveys: Sequence[Survey]) -> str:
    """Return the SHA-256 of the reports that count: a line each, sorted.

    A line has the report's id, its `digest` (the hash that its laptop signed, which covers form,
    version and answers), and the station that it counts for.
    """
    lines = sorted(
        f"{report.report_id.hex} {report.digest} {report.station}"
        for survey in surveys
        for report in survey.reports
    )
    return sha256_hex("\n".join(lines).encode())


def _text(sections: Sequence[Section]) -> Iterator[str]:
    """Yield all that a reader reads, slots by their titles."""
    for section in sections:
        yield section.title
        for paragraph in section.paragraphs:
            for part in paragraph.parts:
                yield part.text if isinstance(part, Sentence) else f"[{part.title}]"
