"""What of a statement's evidence is let out: nothing that leads to a station or an hour. Pure.

A report's own identifier holds the moment at which it was begun, to the millisecond, and with it
the station to whoever keeps a list of visits. Readers get a digest of it, which the mission can
make again (`public_id`) and nobody can turn back; and the time of visits by whole hours.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.statement.document import Document, Evidence, Sentence

_HOUR = timedelta(hours=1)


def public_id(report: UUID) -> UUID:
    """Return what readers know a report by: a digest of its identifier, in the shape of one.

    It is a version-8 UUID (RFC 9562, 5.8), whose content is its maker's affair.
    """
    digest = bytearray(hashlib.sha256(b"report:" + report.bytes).digest()[:16])
    digest[6] = 0x80 | digest[6] & 0x0F
    digest[8] = 0x80 | digest[8] & 0x3F
    return UUID(bytes=bytes(digest))


def hours_around(first: datetime, last: datetime, timezone: str) -> tuple[datetime, datetime]:
    """Return the full hours, by the clock of a zone, between which two moments lie."""
    begin, end = (_hour_of(each, timezone) for each in (first, last))
    return begin, end if end == last and end > begin else end + _HOUR


def published(document: Document) -> Document:
    """Return a document as it may be let out; doing so again would digest the digests."""
    return replace(
        document,
        sections=tuple(
            replace(
                section,
                paragraphs=tuple(
                    replace(
                        paragraph,
                        parts=tuple(
                            _sentence(part, document.timezone)
                            if isinstance(part, Sentence)
                            else part
                            for part in paragraph.parts
                        ),
                    )
                    for paragraph in section.paragraphs
                ),
            )
            for section in document.sections
        ),
    )


def _sentence(sentence: Sentence, timezone: str) -> Sentence:
    evidence = tuple(_evidence(each, timezone) for each in sentence.evidence)
    return replace(sentence, evidence=evidence)


def _evidence(evidence: Evidence, timezone: str) -> Evidence:
    figures = tuple(
        replace(each, reports=tuple(public_id(report) for report in each.reports))
        for each in evidence.figures
    )
    first, last = evidence.first_visit, evidence.last_visit
    if first and last:
        first, last = hours_around(first, last, timezone)
    return replace(evidence, figures=figures, first_visit=first, last_visit=last)


def _hour_of(moment: datetime, timezone: str) -> datetime:
    return moment.astimezone(ZoneInfo(timezone)).replace(minute=0, second=0, microsecond=0)
