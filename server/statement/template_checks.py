"""What a template may not say although its shape fits: each fault with its line and a cure. Pure.

A template's words are drafted without a person, so they judge nothing: what judges belongs in a
slot. Drafts are kept by the ids of paragraphs, so no two are alike.
"""

import re
from collections.abc import Iterator
from itertools import chain

from server.missions.faults import Fault, Path, key_of
from server.missions.yaml_lines import Places
from server.statement.languages.registry import get_language
from server.statement.template import (
    FactPart,
    FindingPart,
    ParagraphPlan,
    Part,
    Template,
    WatchPart,
    WayPlan,
)

_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,11}")
_FACT = re.compile(r"\{[a-z0-9_]+\}")
Found = tuple[Path, str, str]
"""Where, what is wrong, and the cure."""


def faults_of(template: Template, places: Places) -> list[Fault]:
    """Return what is to be put right in a template whose shape fits."""
    checks = (_outline, _ids, _words, _answers)
    return [
        Fault(places.line_of(path), key_of(path), message, cure)
        for path, message, cure in chain(*(check(template) for check in checks))
    ]


def _outline(template: Template) -> Iterator[Found]:
    if not template.sections:
        yield ("sections",), "there is no section", "Write one, with a paragraph in it."
    for at, section in enumerate(template.sections):
        if not section.paragraphs:
            cure = "Write one, or take the section out."
            yield ("sections", at), "the section has no paragraph", cure
    for form, scene in template.scenes.items():
        if "{place}" not in scene.told:
            cure = "Write it where the stations go: the printing was observed {place}."
            yield ("scenes", form, "told"), "{place} is missing", cure


def _ids(template: Template) -> Iterator[Found]:
    seen: set[str] = set()
    for path, paragraph in _paragraphs(template):
        where = (*path, "id")
        if not _ID.fullmatch(paragraph.id):
            cure = "Use a letter, then letters, digits and hyphens, 12 at most, such as T4."
            yield where, f"{paragraph.id[:40]!r} can't be the id of a paragraph", cure
        elif paragraph.id in seen:
            cure = "Give each paragraph an id of its own: drafts are kept by them."
            yield where, f"there is a paragraph {paragraph.id} already", cure
        seen.add(paragraph.id)


def _words(template: Template) -> Iterator[Found]:
    language = get_language(template.language)
    for path, text in _texts(template):
        for start, end in language.forbidden_in(text):
            cure = "Say what was observed; what judges belongs in a slot, where a person answers."
            yield path, f"“{text[start:end]}” judges, or tells the reader what to feel", cure
    for path, part in _parts(template):
        if isinstance(part, FactPart) and ({"{", "}"} & set(_FACT.sub("", part.fact))):
            cure = "Write the key of a fact in a pair of braces: {voters}."
            yield (*path, "fact"), "a brace stands alone, or holds no key of a fact", cure


def _answers(template: Template) -> Iterator[Found]:
    for path, way in _ways(template):
        if not (way.any or way.all):
            cure = "Say in `any` or `all` which answers are told so."
            yield path, "the way has no answers", cure


def _paragraphs(template: Template) -> Iterator[tuple[Path, ParagraphPlan]]:
    for at, section in enumerate(template.sections):
        for place, paragraph in enumerate(section.paragraphs):
            yield ("sections", at, "paragraphs", place), paragraph


def _parts(template: Template) -> Iterator[tuple[Path, Part]]:
    """Yield every part, and every finding within a watch."""
    for path, paragraph in _paragraphs(template):
        for at, part in enumerate(paragraph.parts):
            yield (*path, "parts", at), part
            if isinstance(part, WatchPart):
                for place, finding in enumerate(part.findings):
                    yield (*path, "parts", at, "findings", place), finding


def _ways(template: Template) -> Iterator[tuple[Path, WayPlan]]:
    for path, part in _parts(template):
        if isinstance(part, FindingPart):
            for at, way in enumerate(part.ways):
                yield (*path, "ways", at), way


def _texts(template: Template) -> Iterator[tuple[Path, str]]:
    """Yield the texts that are drafted as they stand."""
    for path, part in _parts(template):
        if isinstance(part, FactPart):
            yield (*path, "fact"), part.fact
        elif isinstance(part, WatchPart):
            yield (*path, "after"), part.after
    for path, way in _ways(template):
        for text in (way.so, way.next, way.none, *way.items.values()):
            yield path, text
    for form, scene in template.scenes.items():
        yield ("scenes", form), f"{scene.told} {scene.stations}"
