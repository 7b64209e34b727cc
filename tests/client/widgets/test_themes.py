"""Every look can be read: by the contrast of WCAG 2.2 (1.4.3, and for the third look 1.4.6)."""

import pytest
from textual.color import Color
from textual.theme import Theme

from client.widgets.themes import CONTRAST, THEMES

LEAST, LEAST_IN_BAD_LIGHT = 4.5, 7.0


def luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG 2.2 defines it."""
    parts = [each / 255 for each in Color.parse(colour).rgb]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_words_stand_out_from_what_they_stand_on(theme: Theme) -> None:
    words = {
        "text": theme.foreground,
        "muted": theme.variables["muted"],
        "key": theme.variables["key"],
        "accent": theme.accent,
        "warning": theme.warning,
    }
    grounds = {"ground": theme.background, "bar": theme.panel, "field": theme.variables["field"]}
    found = {
        f"{word} on {ground}": round(contrast(colour or "", under or ""), 2)
        for word, colour in words.items()
        for ground, under in grounds.items()
    }
    least = LEAST_IN_BAD_LIGHT if theme.name == CONTRAST else LEAST
    assert {name: ratio for name, ratio in found.items() if ratio < least} == {}
