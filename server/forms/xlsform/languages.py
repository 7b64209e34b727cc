"""The languages of an XLSForm, whose columns bear names such as `label::Русский (ru)`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shared.text import Text

_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*\)\s*$")
_UNNAMED = "default"
_KNOWN = {
    "english": "en",
    "russian": "ru",
    "русский": "ru",
    "kazakh": "kk",
    "қазақша": "kk",
    "turkish": "tr",
    "türkçe": "tr",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
}


@dataclass(frozen=True, slots=True)
class Languages:
    """The codes of a form's languages, the default one first."""

    default: str
    codes: tuple[str, ...]

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Languages":
        """Return the languages that pyxform's `document` uses."""
        default = code_of(str(document.get("default_language") or _UNNAMED), "en")
        named = {code_of(name, default) for name in _names(document.get("children") or [])}
        return cls(default, (default, *sorted(named - {default})))

    def text(self, value: Any) -> Text:  # noqa: ANN401 - a str, a mapping or nothing
        """Return a cell, or the cells of several languages, as a text by language code."""
        if value is None or value == "":
            return {}
        if isinstance(value, dict):
            cells: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
            return {code_of(name, self.default): str(wording) for name, wording in cells.items()}
        return {self.default: str(value)}


def code_of(name: str, default: str) -> str:
    """Return the code of the language that its author calls `name`: `Русский (ru)` → `ru`."""
    if name == _UNNAMED:
        return default
    match = _CODE.search(name)
    if match:
        return match[1].lower()
    plain = name.strip().casefold()
    return _KNOWN.get(plain, plain)


def _translatable(part: dict[str, Any]) -> Iterator[Any]:
    bind: dict[str, Any] = part.get("bind") or {}
    media: dict[str, Any] = part.get("media") or {}
    yield from (part.get(column) for column in ("label", "hint", "guidance_hint"))
    yield from (bind.get(column) for column in ("jr:constraintMsg", "jr:requiredMsg"))
    yield from media.values()


def _names(parts: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the names of the languages in which labels, hints and messages are written."""
    for part in parts:
        for cell in _translatable(part):
            if isinstance(cell, dict):
                yield from cell
        # A form has its choices by list, a question as a list.
        if isinstance(part.get("choices"), list):
            yield from _names(part["choices"])
        yield from _names(part.get("children") or [])
