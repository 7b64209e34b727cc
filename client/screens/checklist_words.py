"""The checklist's keys and its words: its help, and short sentences above the keys."""

from collections.abc import Sequence

from client.language import later, trn
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
    "exclamation_mark": "screen.next_point",
    "question_mark": "screen.help",
    "q": "screen.back",
    "escape": "screen.back",
}
"""What a key does that no question takes before."""
_NEXT = KeyHint(later("Enter"), later("next"))
_SECTION = KeyHint("←→", later("section"))
_LIST = KeyHint("^G", later("go to"), "screen.list_questions")
_FINISH = KeyHint("^F", later("finish"), "screen.finish")
_LANGUAGE = KeyHint("^O", later("language"), "screen.turn_language")
_DRAFTS = KeyHint("^D", later("drafts"), "screen.switch_draft")
_INCIDENT = KeyHint("^N", later("incident"), "app.incident")
_HELP = KeyHint("?", later("help"), "screen.help")
KEYS = (_NEXT, _SECTION, _LIST, _FINISH, _INCIDENT, _HELP)
LANGUAGE_KEYS = (_SECTION, _LIST, _FINISH, _LANGUAGE, _INCIDENT, _HELP)
DRAFT_KEYS = (_SECTION, _LIST, _FINISH, _DRAFTS, _INCIDENT, _HELP)
REPEAT_KEYS = (
    KeyHint("^A", later("add"), "screen.add_instance"),
    KeyHint("^R", later("remove"), "screen.ask_to_remove"),
    _LIST,
    _FINISH,
    _INCIDENT,
    _HELP,
)
"""In the longest of our languages as many as 80 columns hold; the help has all."""
HELP = (
    ("1 2 3 …", later("a choice; with □ several: a key adds, removes")),
    (later("Enter"), later("next question; begin to write, where text is asked for")),
    ("↑ ↓  ← →", later("question; page. PgUp PgDn: section")),
    ("0-9, e", later("type a number, a time or a date; change what is there")),
    ("+  −", later("one step more or less on a scale; one place up or down")),
    ("o  d  n", later("not observed; don't know; not applicable, where offered")),
    ("c  a  s  g", later("comment; photograph or file; seen or reported; more hint")),
    (later("Backspace"), later("take the answer back: blank is not 0, and not “no”")),
    ("^Z  ^Y", later("undo, also what was done before a break; do it again")),
    ("^G  !", later("list of all questions; next one to be looked at again")),
    ("^A  ^R", later("of what repeats: add one, remove it")),
    ("^D  ^O", later("the other draft; the checklist in its next language")),
    ("^F", later("see what is missing, and finish")),
    (later("Esc  ^L"), later("back; lock. Every answer is saved already")),
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

NOT_SAVED = later("! Not saved. %(detail)s")
NONE_YET = later("%(label)s · none yet")
ADD_FIRST = later("^A adds the first one. → goes on without.")
ADD_MORE = later("^A adds one more. → goes on.")
NO_REPEAT = later("Nothing repeats on this page, so there is nothing to add or remove.")
FIXED_NUMBER = later("Another answer says how many there are. Change it there.")
REMOVED = later("Removed. ^Z brings it back.")
UNDONE = later("Undone: %(what)s   ^Y does it again.")
REDONE = later("Done again: %(what)s")
NOTHING_TO_UNDO = later("Nothing was changed yet that could be undone.")
NOTHING_TO_REDO = later("Nothing was undone that could be done again.")
ONE_LANGUAGE = later("This checklist has one language only.")
NOW_IN = later("The checklist is now shown in: %(language)s")
NO_OTHER_DRAFT = later("There is no other draft. Begin one from the list of stations.")
OTHER_DRAFT = later("This is the other draft. ^D goes back.")
WHICH_DRAFT = later("Which draft?")
ELSEWHERE = later("! %(about)s   ! goes there (%(n)s)")
NOTHING_TO_LOOK_AT = later("Nothing has to be looked at again. ^F shows what is unanswered.")


def ask_to_remove(title: str, answers: int) -> str:
    """Return the question whether an instance with so many answers is to go."""
    words = trn(
        "! Remove %(title)s, with %(n)s answer?  y yes · any other key no",
        "! Remove %(title)s, with %(n)s answers?  y yes · any other key no",
        answers,
    )
    return words % {"title": title, "n": answers}


def keys_for(*, can_add: bool, languages: int, drafts: int) -> Sequence[KeyHint]:
    """Return the keys of a page: of a repeat, or of a form in so many languages, or drafts."""
    if can_add:
        return REPEAT_KEYS
    if drafts > 1:
        return DRAFT_KEYS
    return LANGUAGE_KEYS if languages > 1 else KEYS
