"""From what was drafted and what people made of it to the statement as it reads. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from server.statement.digests import text_digest
from server.statement.document import (
    Document,
    Evidence,
    Gap,
    Paragraph,
    Seal,
    Section,
    Segment,
    Sentence,
    Slot,
)
from server.statement.drafts.drawn import citation_of
from server.statement.drafts.manuscript import Block, Laid, LaidParagraph, LaidSection
from server.statement.languages.language import Language
from server.statement.languages.registry import get_language
from server.statement.languages.written_numbers import Sense, numbers_in
from server.statement.published import published
from shared.digest import digest_of

_NEW_PARAGRAPH = re.compile(r"\n\s*\n")
_ANY_SPACE = re.compile(r"\s+")


def compose(tree: Document, laid: Laid) -> Document:
    """Return the statement as it reads: `tree` with people's words and order.

    Evidence is numbered anew in the order of the text. A blank line in people's words begins a
    new paragraph.
    """
    language = get_language(tree.language)
    sections = _renumbered([_section(each, language) for each in laid])
    gaps = tuple(gap for gap in tree.gaps if not _is_filled(gap, laid))
    colophon = replace(tree.colophon, text_digest=text_digest(sections))
    return replace(tree, sections=sections, gaps=gaps, colophon=colophon)


def sealed(document: Document, seal: Seal) -> Document:
    """Return a composed statement with its seal, as it is let out: without notes for drafters."""
    return replace(published(document), gaps=(), seal=seal)


def section_digests(laid: Laid, language: Language) -> dict[str, str]:
    """Return section → SHA-256 of its text as it reads; sections without any text are left out."""
    return {
        each.key: digest_of([each.title, *texts])
        for each in laid
        if (texts := [_read(block, language) for block in each.standing()])
    }


def _read(block: Block, language: Language) -> str:
    return " ".join(part.text for part in _parts(block, language) if isinstance(part, Sentence))


def _section(laid: LaidSection, language: Language) -> Section:
    paragraphs = [part for each in laid.paragraphs for part in _paragraphs(each, language)]
    return Section(laid.title, tuple(paragraphs))


def _paragraphs(laid: LaidParagraph, language: Language) -> Iterator[Paragraph]:
    """Yield a paragraph, in pieces where people's words begin new ones."""
    runs: list[list[Sentence | Slot]] = [[]]
    for block in laid.standing():
        first, *others = _parts(block, language)
        apart = block.is_slot and block.words is not None
        if apart and runs[-1]:
            runs.append([])
        runs[-1].append(first)
        runs += [[other] for other in others]
        if apart or others:
            runs.append([])
    kept = [run for run in runs if run] or [[]]
    for place, run in enumerate(kept, start=1):
        name = laid.id if place == 1 else f"{laid.id}.{place}"
        yield Paragraph(name, laid.title, tuple(run), laid.supports)


def _parts(block: Block, language: Language) -> list[Sentence | Slot]:
    """Return a block as it reads: one piece, or several where its words have paragraphs."""
    if block.words is None:
        assert block.piece is not None  # noqa: S101 - a block has words, or was drafted
        return [block.piece]
    texts = [_ANY_SPACE.sub(" ", each).strip() for each in _NEW_PARAGRAPH.split(block.words.text)]
    evidence = {each.id: each for sentence in block.behind for each in sentence.evidence}
    sentences = [_with_evidence(each, evidence, language) for each in texts]
    named = {each.id for sentence in sentences[:-1] for each in sentence.evidence}
    rest = [each for key, each in evidence.items() if key not in named]
    sentences[-1] = _with_all(sentences[-1], rest)
    cited = [each for sentence in block.behind for each in sentence.citations]
    if block.words.drawn is not None:
        cited.append(citation_of(block.words.drawn, language))
    sentences[-1] = replace(sentences[-1], citations=tuple(dict.fromkeys(cited)))
    return [replace(each, key=block.key) for each in sentences]


def _with_evidence(text: str, behind: Mapping[str, Evidence], language: Language) -> Sentence:
    """Return a person's wording with the evidence that its numbers are figures of.

    Such a number opens the reports behind the figure.
    """
    segments: list[Segment] = []
    written = 0
    for number in numbers_in(text, language):
        is_count = number.sense is Sense.COUNT and number.value % 1 == 0
        found = _figure(int(number.value), behind.values()) if is_count else None
        if found is not None:
            evidence, figure = found
            before = text[written : number.start]
            segments += [Segment(before, evidence)] if before else []
            segments.append(Segment(text[number.start : number.end], evidence, figure))
            written = number.end
    if text[written:] or not segments:
        segments.append(Segment(text[written:]))
    named = dict.fromkeys(segment.evidence for segment in segments if segment.evidence)
    return Sentence(tuple(segments), tuple(behind[each] for each in named))


def _with_all(sentence: Sentence, rest: Sequence[Evidence]) -> Sentence:
    """Return a sentence with all of `rest` behind it, named by a number of its or not."""
    held = {each.id: each for each in (*sentence.evidence, *rest)}
    segments = sentence.segments
    if len(held) == 1:
        [only] = held
        segments = tuple(replace(each, evidence=only) for each in segments)
    else:
        named = {segment.evidence for segment in segments}
        segments += tuple(Segment("", each) for each in held if each not in named)
    return replace(sentence, segments=segments, evidence=tuple(held.values()))


def _figure(number: int, evidence: Iterable[Evidence]) -> tuple[str, int] | None:
    for each in evidence:
        for place, figure in enumerate(each.figures):
            if figure.stations == number:
                return each.id, place
    return None


def _renumbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    numbers: dict[str, str] = {}

    def number(part: Sentence | Slot) -> Sentence | Slot:
        if isinstance(part, Slot):
            return part
        for each in part.evidence:
            numbers.setdefault(each.id, f"E{len(numbers) + 1}")
        return replace(
            part,
            evidence=tuple(replace(each, id=numbers[each.id]) for each in part.evidence),
            segments=tuple(
                replace(each, evidence=numbers.get(each.evidence, "")) for each in part.segments
            ),
        )

    return tuple(
        replace(
            section,
            paragraphs=tuple(
                replace(each, parts=tuple(number(part) for part in each.parts))
                for each in section.paragraphs
            ),
        )
        for section in sections
    )


def _is_filled(gap: Gap, laid: Laid) -> bool:
    """Whether a gap asked for a slot's words, and the slot has them or was taken out."""
    return any(
        isinstance(block.piece, Slot)
        and block.piece.title == gap.topic
        and (block.words is not None or block.removal is not None)
        for section in laid
        for paragraph in section.paragraphs
        if paragraph.id == gap.paragraph
        for block in paragraph.blocks
    )
