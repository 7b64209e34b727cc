"""The templates that there are, and a mission's own, read in one language.

In a template's file a text is a map of language codes to wordings; `languages` says which there
are, and all texts must have them all. A template in one language may write plain texts. A finding
without `ways` is worded by `languages/findings.yaml`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from server.statement.languages.phrases import every_finding
from server.statement.languages.registry import LANGUAGES, get_language, named
from server.statement.problems import TemplateUnreadable, UnknownLanguage, UnknownTemplate
from server.statement.template import Template

_FOLDER = files("server.statement") / "templates"
STYLES = {
    "turkic": "Turkic Council style",
    "odihr": "ODIHR style",
    "cis": "CIS style",
}
"""What people call the templates that all missions have, in the order in which they are offered."""
MOST_CHARACTERS = 300_000
DEEPEST = 30
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


def read_template(file: Path, language: str) -> Template:
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
    return _in_language(_read(text, name), language, name)


def languages_in(text: str, name: str) -> tuple[str, ...]:
    """Return the languages that the template in `text` says it has. Raises TemplateUnreadable."""
    return tuple(_read(text, name)["languages"])


def source_of(template_id: str) -> str:
    """Return a template as it is written. Raises UnknownTemplate."""
    if template_id not in list_templates():
        raise UnknownTemplate(
            f"There is no template {template_id[:60]!r}. There are: {', '.join(list_templates())}."
        )
    return (_FOLDER / f"{template_id}.yaml").read_text("utf-8")


def _read(text: str, name: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise TemplateUnreadable(f"{name} has more than {MOST_CHARACTERS:,} characters.")
    try:
        _require_plain(text, name)
        source = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TemplateUnreadable(f"{name} is not YAML: {_one_line(error)}.") from None
    except ValueError as error:  # a day such as 2021-02-30
        raise TemplateUnreadable(f"{name}: {_one_line(error)}.") from None
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
    return cast(dict[str, Any], source)


def _require_plain(text: str, name: str) -> None:
    """Raise TemplateUnreadable for what makes a small text grow into a big one."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise TemplateUnreadable(
                f"{name}, line {line}: aliases (*name) are not read here. Write the text out, or "
                "put it in quotation marks."
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise TemplateUnreadable(
                f"{name}, line {line}: more than {DEEPEST} levels deep. Check "
                "brackets and indentation."
            )


@cache
def _source(template_id: str) -> dict[str, Any]:
    return yaml.safe_load((_FOLDER / f"{template_id}.yaml").read_text("utf-8"))


def _in_language(source: Mapping[str, Any], language: str, name: str) -> Template:
    get_language(language)
    if language not in source["languages"]:
        raise UnknownLanguage(
            f"{name} has no wording in {named([language])}. It has: {named(source['languages'])}."
        )
    content = {key: value for key, value in source.items() if key != "languages"}
    worded = cast(dict[str, Any], _worded(content, language, "", name))
    try:
        return TypeAdapter(Template).validate_python({**worded, "language": language})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"])
        raise TemplateUnreadable(f"{name}, {where}: {first['msg']}. Nothing was drafted.") from None


def _worded(node: object, language: str, where: str, name: str) -> object:
    """Return a piece of a template with each text in one language."""
    if isinstance(node, list):
        pieces = enumerate(cast(list[Any], node))
        return [_worded(each, language, f"{where}[{place}]", name) for place, each in pieces]
    if not isinstance(node, dict):
        return node
    held = cast(dict[str, Any], node)
    if held and LANGUAGES.keys() >= held.keys():
        if language not in held:
            raise TemplateUnreadable(
                f"{name}, {where}: there is no wording in {named([language])}."
            )
        return held[language]
    if isinstance(finding := held.get("finding"), str) and "ways" not in held:
        held = {**held, "ways": _ways(finding, where, name)}
    return {
        key: _worded(each, language, f"{where}.{key}", name)
        for key, each in held.items()
        if key != OPTIONAL or not _lacks(each, language)
    }


def _lacks(text: object, language: str) -> bool:
    """Whether a text in several languages leaves this one out."""
    return isinstance(text, dict) and language not in cast(dict[object, object], text)


def _ways(indicator: str, where: str, name: str) -> list[dict[str, Any]]:
    """Return how a finding is worded. Raises TemplateUnreadable where nobody has worded it."""
    if indicator not in every_finding():
        raise TemplateUnreadable(
            f"{name}, {where}: there are no words for the finding {indicator!r}. Correct its name, "
            "or word it yourself with `ways`."
        )
    return every_finding()[indicator]


def _one_line(error: object) -> str:
    return " ".join(str(error).split())
