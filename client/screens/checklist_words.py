"""The checklist's keys and its words: its help, and short sentences above the keys."""

from collections.abc import Sequence

from client.widgets.bars import KeyHint

DEEDS = {
    "down": "screen.move(1)",
    "tab": "screen.move(1)",
    "up": "screen.move(-1)",
    "shift+tab": "screen.move(-1)",
    "right": "screen.turn(1)",
    "left": "screen.turn(-1)",
    "pagedown": "screen.leap(1)",
    "pageup": "screen.leap(-1)",
    "home": "screen.jump(0)",
    "end": "screen.jump(-1)",
    "enter": "screen.enter",
    "backspace": "screen.clear",
    "delete": "screen.clear",
    "question_mark": "screen.help",
    "q": "screen.back",
    "escape": "screen.back",
}
"""What a key does that no question takes before."""
KEYS = (
    KeyHint("↑↓", "question"),
    KeyHint("Enter", "next"),
    KeyHint("←→", "section"),
    KeyHint("^F", "finish", "screen.finish"),
    KeyHint("^L", "lock", "app.lock"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)
LANGUAGE_KEYS = (
    KeyHint("↑↓", "question"),
    KeyHint("Enter", "next"),
    KeyHint("←→", "section"),
    KeyHint("^F", "finish", "screen.finish"),
    KeyHint("^O", "language", "screen.turn_language"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)
REPEAT_KEYS = (
    KeyHint("Enter", "next"),
    KeyHint("←→", "page"),
    KeyHint("^A", "add", "screen.add_instance"),
    KeyHint("^R", "remove", "screen.ask_to_remove"),
    KeyHint("^F", "finish", "screen.finish"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)
HELP = (
    ("1 2 3 …", "a choice; with □ several: a key adds, removes"),
    ("Enter", "next question; begin to write, where text is asked for"),
    ("↑ ↓  ← →", "question; page. PgUp PgDn: section"),
    ("0-9, e", "type a number, a time or a date; change what is there"),
    ("+  −", "one step more or less on a scale; one place up or down"),
    ("a", "attach a photograph, a recording or a file"),
    ("Backspace", "take the answer back: blank is not 0, and not “no”"),
    ("o  d  n", "not observed; don't know; not applicable, where offered"),
    ("c  s  g", "comment; seen, reported, or both; more of the hint"),
    ("^A  ^R  ^Z", "of what repeats: add one, remove it, bring it back"),
    ("^O", "the checklist in its next language"),
    ("^F", "see what is missing, and finish"),
    ("Esc  ^L", "back to today; lock. Every answer is saved already"),
)
LANGUAGES = {
    "en": "English",
    "ru": "Русский",
    "kk": "Қазақша",
    "tr": "Türkçe",
    "fr": "Français",
    "es": "Español",
    "ky": "Кыргызча",
    "uz": "Oʻzbekcha",
    "az": "Azərbaycanca",
}
"""As their speakers call them."""

NOT_SAVED = "! Not saved. {detail}"
NONE_YET = "{label} · none yet"
ADD_FIRST = "^A adds the first one. → goes on without."
ADD_MORE = "^A adds one more. → goes on."
NO_REPEAT = "Nothing repeats on this page, so there is nothing to add or remove."
FIXED_NUMBER = "Another answer says how many there are. Change it there."
ASK_TO_REMOVE = "! Remove {title}, with {answers}?  y yes · any other key no"
REMOVED = "Removed. ^Z brings it back, as long as nothing else is changed."
NOTHING_REMOVED = "Nothing was removed that could be brought back."
ONE_LANGUAGE = "This checklist has one language only."
NOW_IN = "The checklist is now shown in: {language}"


def keys_for(*, can_add: bool, languages: int) -> Sequence[KeyHint]:
    """Return the keys of a page: of a repeat, or of a form in so many languages."""
    if can_add:
        return REPEAT_KEYS
    return LANGUAGE_KEYS if languages > 1 else KEYS
