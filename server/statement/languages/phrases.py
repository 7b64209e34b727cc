"""The fixed words of a statement and its annex, in every language: `phrases.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from server.statement.languages.language import Language

_FOLDER = files("server.statement.languages")
Phrase = str | Mapping[str, str]
"""A wording, or one for each plural category of the language."""


@cache
def every_phrase() -> Mapping[str, Mapping[str, Phrase]]:
    """Return name → language → wording."""
    return yaml.safe_load((_FOLDER / "phrases.yaml").read_text("utf-8"))


@cache
def every_finding() -> Mapping[str, list[dict[str, Any]]]:
    """Return indicator → its ways, worded in every language, as `findings.yaml` has them."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_FOLDER / "findings.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader, the fast one where there is one


def phrase(language: Language, name: str, /, **values: object) -> str:
    """Return a fixed phrase with `values` in its braces."""
    wording = every_phrase()[name][language.code]
    if not isinstance(wording, str):
        raise TypeError(f"{name} needs a number: say plural()")
    return wording.format_map(values)


def plural(language: Language, name: str, number: int, /, **values: object) -> str:
    """Return a fixed phrase in the form that `number` asks for; `{number}` is in figures.

    `=1` is for one alone, where CLDR's `one` is for 21 as well.
    """
    wording = every_phrase()[name][language.code]
    if not isinstance(wording, str):
        forms = (f"={number}", language.plural_form(number), "other")
        wording = next(wording[form] for form in forms if form in wording)
    return wording.format_map({"number": language.numeral(number), **values})
