"""The templates that there are, and a mission's own, read in one language.

In a template's file a text is a map of language codes to wordings; `languages` says which there
are, and all texts must have them all. A template in one language may write plain texts. A finding
without `ways` is worded by `languages/findings.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path as File
from typing import Any, cast

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from server.missions.explaining import faults_in
from server.missions.faults import SHOWN_FAULTS, Fault, InvalidMissionFile, Path, key_of
from server.missions.yaml_lines import Places, read_yaml
from server.statement.languages.phrases import every_finding
from server.statement.languages.registry import LANGUAGES, get_language, named
from server.statement.problems import TemplateUnreadable, UnknownLanguage, UnknownTemplate
from server.statement.template import PARTS, UNKNOWN_PART, Template
from server.statement.template_checks import faults_of

_FOLDER = files("server.statement") / "templates"
STYLES = {
    "turkic": "Turkic Council style",
    "odihr": "ODIHR style",
    "cis": "CIS style",
}
"""What people call the templates that all missions have, in the order in which they are offered."""
MOST_CHARACTERS = 300_000
OPTIONAL = "next"
"""What a language may leave out: the shorter clause behind another one."""


def list_templates() -> list[str]:
    """Return the ids of the templates that there are."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def list_languages(template_id: str) -> tuple[str, ...]:
    """Return the codes of the languages that a template has."""
    return tuple(_source(template_id)["languages"])


@cache
def get_template(template_id: str, language: str) -> Template:
    """Return a template. Raises UnknownTemplate or UnknownLanguage, which list what there is."""
    if template_id not in list_templates():
        raise UnknownTemplate(
            f"There is no template {template_id!r}. There are: {', '.join(list_templates())}. "
            "A template of your own is named by its file."
        )
    return _in_language(_source(template_id), language, f"The template {template_id}")


def read_template(file: File, language: str) -> Template:
    """Return a mission's own template. Raises TemplateUnreadable, or UnknownLanguage."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateUnreadable(f"{file} can't be read: {error}. Name another file.") from None
    return read_template_text(text, language, str(file))


def read_template_text(text: str, language: str, name: str) -> Template:
    """Return the template in `text`, which messages call `name`.

    Raises TemplateUnreadable with the place of the first mistake, or UnknownLanguage.
    """
    source, places = _read(text, name)
    return _in_language(source, language, name, places)


def languages_in(text: str, name: str) -> tuple[str, ...]:
    """Return the languages that the template in `text` says it has. Raises TemplateUnreadable."""
    source, _ = _read(text, name)
    return tuple(source["languages"])


def source_of(template_id: str) -> str:
    """Return a template as it is written. Raises UnknownTemplate."""
    if template_id not in list_templates():
        raise UnknownTemplate(
            f"There is no template {template_id[:60]!r}. There are: {', '.join(list_templates())}."
        )
    return (_FOLDER / f"{template_id}.yaml").read_text("utf-8")


def _read(text: str, name: str) -> tuple[dict[str, Any], Places]:
    """Return a template as it is written, with the lines of its values."""
    if len(text) > MOST_CHARACTERS:
        raise TemplateUnreadable(f"{name} has more than {MOST_CHARACTERS:,} characters.")
    try:
        source, places = read_yaml(text, name)
    except InvalidMissionFile as invalid:
        raise TemplateUnreadable(invalid.detail) from None
    languages = cast(Any, source).get("languages") if isinstance(source, dict) else None
    if not isinstance(languages, list) or not languages:
        raise TemplateUnreadable(
            f"{name} is no template: it needs `languages`, a list such as [en, ru]. Begin with a "
            "copy of a template that there is; docs/statement.md tells how."
        )
    strange = [each for each in cast(list[object], languages) if each not in list(LANGUAGES)]
    if strange:
        raise TemplateUnreadable(
            f"{name}, languages: {strange[0]!r} is no language of statements. There are: "
            f"{', '.join(LANGUAGES)}."
        )
    return cast(dict[str, Any], source), places


@cache
def _source(template_id: str) -> dict[str, Any]:
    return yaml.safe_load((_FOLDER / f"{template_id}.yaml").read_text("utf-8"))


def _in_language(
    source: Mapping[str, Any], language: str, name: str, places: Places | None = None
) -> Template:
    get_language(language)
    if language not in source["languages"]:
        raise UnknownLanguage(
            f"{name} has no wording in {named([language])}. It has: {named(source['languages'])}."
        )
    content = {key: value for key, value in source.items() if key != "languages"}
    known = places or Places()
    wording = _Wording(language, known)
    worded = cast(dict[str, Any], wording.worded(content, ()))
    faults = wording.faults
    try:
        template = TypeAdapter(Template).validate_python({**worded, "language": language})
    except ValidationError as error:
        faults += [fault for each in error.errors() for fault in _explained(each, known)]
    else:
        faults += faults_of(template, known)
        if not faults:
            return template
    raise _unreadable(name, faults)


def _unreadable(name: str, faults: list[Fault]) -> TemplateUnreadable:
    ordered = sorted(faults, key=lambda fault: fault.line)
    count = "one mistake" if len(ordered) == 1 else f"{len(ordered)} mistakes"
    lines = [f"{name} has {count}.", *(f"  {fault}" for fault in ordered[:SHOWN_FAULTS])]
    if len(ordered) > SHOWN_FAULTS:
        lines.append(f"  … and {len(ordered) - SHOWN_FAULTS} more.")
    return TemplateUnreadable("\n".join(lines))


def _explained(error: ErrorDetails, places: Places) -> list[Fault]:
    """Return what pydantic found, by the keys of the kind of part where it was found."""
    where = error["loc"]
    if error["type"] == UNKNOWN_PART:
        return [_no_part(error["input"], where, places)]
    at = where.index("parts") + 2 if "parts" in where else len(where)
    tag, written = where[at : at + 1], (*where[:at], *where[at + 1 :])
    model = PARTS[str(tag[0])] if tag else Template
    return faults_in([{**error, "loc": written}], places, model)


def _no_part(found: object, where: Path, places: Places) -> Fault:
    """Say that something is no part, and which part it may have been meant to be."""
    keys = (
        [str(key) for key in cast(dict[object, object], found)] if isinstance(found, dict) else []
    )
    near = [each for key in keys for each in get_close_matches(key, PARTS, n=1)]
    hint = f"Did you mean '{near[0]}'? " if near else ""
    cure = f"{hint}A part is one of: {', '.join(PARTS)}."
    return Fault(places.line_of(where), key_of(where), "this is no part", cure)


@dataclass
class _Wording:
    """Takes one language out of a template's texts, and notes what has none."""

    language: str
    places: Places
    faults: list[Fault] = field(default_factory=list[Fault])

    def worded(self, node: object, where: Path) -> object:
        """Return a piece of a template with each text in one language."""
        if isinstance(node, list):
            pieces = enumerate(cast(list[Any], node))
            return [self.worded(each, (*where, place)) for place, each in pieces]
        if not isinstance(node, dict):
            return node
        held = cast(dict[str, Any], node)
        if held and LANGUAGES.keys() >= held.keys():
            return self._text(held, where)
        if isinstance(finding := held.get("finding"), str) and "ways" not in held:
            held = {**held, "ways": self._ways(finding, where)}
        return {
            key: self.worded(each, (*where, key))
            for key, each in held.items()
            if key != OPTIONAL or not _lacks(each, self.language)
        }

    def _text(self, held: Mapping[str, object], where: Path) -> object:
        if self.language not in held:
            what = f"there is no wording in {named([self.language])}"
            self._note(where, what, "Write it, or take the language out of `languages`.")
        return held.get(self.language, "")

    def _ways(self, indicator: str, where: Path) -> list[dict[str, Any]]:
        """Return how a finding is worded; none where nobody has worded it."""
        if indicator not in every_finding():
            what = f"there are no words for the finding {indicator!r}"
            near = get_close_matches(indicator, every_finding(), n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            self._note(where, what, f"{hint}Correct its name, or word it yourself with `ways`.")
        return every_finding().get(indicator, [])

    def _note(self, where: Path, what: str, cure: str) -> None:
        self.faults.append(Fault(self.places.line_of(where), key_of(where), what, cure))


def _lacks(text: object, language: str) -> bool:
    """Whether a text in several languages leaves this one out."""
    return isinstance(text, dict) and language not in cast(dict[object, object], text)
