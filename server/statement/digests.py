"""The digests by which a statement is known: of its text, and of the reports behind it. Pure."""

from collections.abc import Iterator, Sequence

from server.statement.document import Section, Sentence
from server.statement.survey import Survey
from shared.digest import canonical_json, digest_of, sha256_hex


def text_digest(sections: Sequence[Section]) -> str:
    """Return the SHA-256 of the text: the list of its headings, sentences and empty places."""
    return digest_of(list(_text(sections)))


def data_digest(surveys: Sequence[Survey]) -> str:
    """Return the SHA-256 of the reports that count: one line each, in the order of their ids."""
    lines = sorted(
        canonical_json(
            [
                survey.asked.form_id,
                str(report.report_id),
                report.revision,
                report.version,
                report.station,
                dict(report.answers),
                dict(report.seen_by),
            ]
        )
        for survey in surveys
        for report in survey.reports
    )
    return sha256_hex(b"\n".join(lines))


def _text(sections: Sequence[Section]) -> Iterator[str]:
    """Yield all that a reader reads, slots by their titles."""
    for section in sections:
        yield section.title
        for paragraph in section.paragraphs:
            for part in paragraph.parts:
                yield part.text if isinstance(part, Sentence) else f"[{part.title}]"
