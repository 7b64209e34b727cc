"""No key of a screen is cut off at 80 columns, in any language."""

import pkgutil
from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest
from textual.content import Content

import client.screens
from client.language import LANGUAGES, speak, tr
from client.widgets.bars import KeyHint

ROOM = 78
"""80 columns without the line's margins."""


def key_lines() -> Iterator[tuple[str, Sequence[KeyHint]]]:
    """Yield every line of keys that a screen's module names."""
    for module in pkgutil.iter_modules(client.screens.__path__, "client.screens."):
        for name, held in vars(import_module(module.name)).items():
            if isinstance(held, tuple) and held and isinstance(held[0], KeyHint):
                yield f"{module.name}.{name}", held


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak("en")


def test_every_line_of_keys_fits(language: str):
    lines = dict(key_lines())
    assert len(lines) > 5
    widths = {
        name: Content("  ".join(f"{tr(each.key)} {tr(each.words)}" for each in hints)).cell_length
        for name, hints in lines.items()
    }
    assert {name: width for name, width in widths.items() if width > ROOM} == {}, language
