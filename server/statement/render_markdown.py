"""A statement as Markdown: footnotes lead to an annex of evidence and sources."""

import re
from collections.abc import Iterator

from server.statement.annex import Annex, Note, annex_of, runs
from server.statement.document import Document, Sentence, Slot
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase, plural
from server.statement.languages.registry import language_or_english

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def notice(slots: int, language: Language) -> str:
    """Say that it is a draft, and how many places are empty."""
    return f"{phrase(language, 'draft')} {plural(language, 'waiting', slots)}"


def render(document: Document) -> str:
    """Return the document as Markdown with footnotes (`[^E1]` evidence, `[^F1]` sources)."""
    annex = annex_of(document)
    return "\n".join([*_head(document), *_body(document, annex), *_annex(document, annex), ""])


def _head(document: Document) -> Iterator[str]:
    language = language_or_english(document.language)
    yield f"# {_plain(document.title)}\n"
    yield f"**{_plain(document.subtitle)}**\n"
    if document.dateline:
        yield f"{document.dateline}\n"
    if document.drill:
        yield f"> **{phrase(language, 'drill')}** {phrase(language, 'drill_is')}\n"
    if document.illustrative:
        yield f"> **{phrase(language, 'illustrative')}** {_plain(document.illustrative)}\n"
    slots = len(list(document.slots()))
    if slots:
        yield f"> *{notice(slots, language)}*\n"


def _body(document: Document, annex: Annex) -> Iterator[str]:
    language = language_or_english(document.language)
    place = 0
    for section in document.sections:
        if section.title:
            yield f"## {_plain(section.title)}\n"
        for paragraph in section.paragraphs:
            running: list[str] = []
            for part in paragraph.parts:
                if isinstance(part, Sentence):
                    running.append(_sentence(part, annex.of_sentence.get(place, "")))
                    place += 1
                    continue
                if running:
                    yield " ".join(running) + "\n"
                    running = []
                yield _slot(part, language)
            if running:
                yield " ".join(running) + "\n"


def _sentence(sentence: Sentence, source: str) -> str:
    """Write a sentence; a marker stands where what it rests on ends."""
    written: list[str] = []
    for place, segment in enumerate(sentence.segments):
        following = sentence.segments[place + 1 :]
        written.append(_plain(segment.text))
        if segment.evidence and (not following or following[0].evidence != segment.evidence):
            written.append(f"[^{segment.evidence}]")
    return "".join(written) + (f"[^{source}]" if source else "")


def _slot(slot: Slot, language: Language) -> str:
    named = [language.capital(phrase(language, f"need_{need}")) for need in slot.needs]
    needs = " · ".join(f"{need}: \\_\\_\\_\\_" for need in named)
    title = phrase(language, "to_be_written", title=_plain(slot.title))
    return f"> **[{title}]** {_plain(slot.demands)}\n>\n> {needs}\n"


def _annex(document: Document, annex: Annex) -> Iterator[str]:
    language = language_or_english(document.language)
    yield "---\n"
    if document.gaps:
        yield f"## {phrase(language, 'heading_gaps')}\n"
        for gap in document.gaps:
            where = f"{gap.paragraph}, " if gap.paragraph else ""
            yield f"- {where}{_plain(gap.topic)}: {_plain(gap.reason)}"
        yield ""
    yield f"## {phrase(language, 'heading_method')}\n"
    yield from (f"- {_plain(line)}" for line in annex.basis)
    yield f"\n## {phrase(language, 'heading_evidence_and_sources')}\n"
    for note in (*annex.evidence, *annex.sources):
        yield _note(note)
    if annex.reports:
        yield f"\n### {phrase(language, 'heading_reports')}\n"
        for number, report in annex.public.items():
            yield f"- {number}: `{report}`"
    yield f"\n## {phrase(language, 'heading_colophon')}\n"
    for name, value in annex.colophon:
        yield f"- {name}: {_plain(value)}"


def _note(note: Note) -> str:
    lines = [f"**{_plain(note.heading)}**"] if note.heading else []
    lines += [_plain(line.rstrip(".")) + "." for line in note.lines]
    lines += [f"{_plain(what)}: {', '.join(runs(numbers))}." for what, numbers in note.reports]
    return f"[^{note.id}]: {' '.join(lines)}"


def _plain(text: str) -> str:
    """Escape what Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", text)
