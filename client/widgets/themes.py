"""Three looks: quiet colours and one accent, for the evening, for daylight, and for bad light."""

from textual.app import App
from textual.theme import Theme

from client.language import later

DARK, LIGHT, CONTRAST = "evenhand-dark", "evenhand-light", "evenhand-high-contrast"
LOOKS = {
    DARK: later("dark"),
    LIGHT: later("light, for daylight"),
    CONTRAST: later("high contrast"),
}
"""Name and description of each look."""


def _theme(name: str, colours: dict[str, str], *, dark: bool) -> Theme:
    own = {key: colours[key] for key in ("muted", "key", "field", "bar", "rule")}
    return Theme(
        name=name,
        primary=colours["accent"],
        secondary=colours["accent"],
        accent=colours["accent"],
        warning=colours["warning"],
        error=colours["warning"],
        success=colours["accent"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["bar"],
        dark=dark,
        variables=own
        | {
            "block-cursor-background": colours["field"],
            "block-cursor-foreground": colours["text"],
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": colours["field"],
            "block-cursor-blurred-foreground": colours["text"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
            "input-selection-background": colours["rule"],
            "border": colours["accent"],
            "border-blurred": colours["rule"],
            "scrollbar": colours["rule"],
            "scrollbar-hover": colours["muted"],
            "scrollbar-active": colours["accent"],
            "scrollbar-background": colours["ground"],
            "scrollbar-background-hover": colours["ground"],
            "scrollbar-background-active": colours["ground"],
        },
    )


THEMES: tuple[Theme, ...] = (
    _theme(
        DARK,
        {
            "text": "#d8dade",
            "ground": "#15181c",
            "bar": "#1f242a",
            "field": "#2a3138",
            "rule": "#3a424b",
            "muted": "#8f98a3",
            "key": "#b9c0c8",
            "accent": "#7fc1c9",
            "warning": "#e3b866",
        },
        dark=True,
    ),
    _theme(
        LIGHT,
        {
            "text": "#24282d",
            "ground": "#fbfaf7",
            "bar": "#efede7",
            "field": "#e4e1d8",
            "rule": "#c9c5ba",
            "muted": "#596069",
            "key": "#3d444c",
            "accent": "#0b6470",
            "warning": "#8a4b00",
        },
        dark=False,
    ),
    _theme(
        CONTRAST,
        {
            "text": "#ffffff",
            "ground": "#000000",
            "bar": "#000000",
            "field": "#1a1a70",
            "rule": "#ffffff",
            "muted": "#ffffff",
            "key": "#ffffff",
            "accent": "#5fffff",
            "warning": "#ffff00",
        },
        dark=True,
    ),
)


def dress(app: App[None]) -> None:
    """Give `app` our three themes, in place of all others, and begin with the dark one."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = DARK
    for name in set(app.available_themes) - {theme.name for theme in THEMES}:
        app.unregister_theme(name)
    app.animation_level = "none"


def following(name: str) -> str:
    """Return the theme that comes after the one called `name`."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
