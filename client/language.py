"""The language of the interface: whatever a screen says goes through `tr`, when it is shown.

The catalogues are gettext's, in `client/locale`; the texts in the code are the English ones. The
language of a checklist is another matter: it belongs to the form (see `client.preferences`).
"""

import gettext
from datetime import date
from functools import cache
from pathlib import Path

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "ru": "Русский", "kk": "Қазақша", "tr": "Türkçe"}
"""Code and own name of each language that the interface speaks."""
CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "client"
_NO_BREAK_SPACE = "\u00a0"
_BETWEEN_THOUSANDS = {ENGLISH: ",", "tr": "."}


class _Spoken:
    """The one language that this program speaks at the moment."""

    code = ENGLISH
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def speak(code: str, catalogues: Path = CATALOGUES) -> None:
    """Speak the language `code` from now on; English where we have no such language."""
    _Spoken.code = code if code in LANGUAGES else ENGLISH
    _Spoken.catalogue = _read(_Spoken.code, catalogues)


def spoken() -> str:
    """Return the code of the language that the interface speaks."""
    return _Spoken.code


def tr(text: str) -> str:
    """Return `text` in the interface's language. Fill in afterwards: `tr("%(n)s left") % {…}`."""
    return _Spoken.catalogue.gettext(text) if text else ""


def trn(one: str, many: str, count: int) -> str:
    """Return the form for `count`, by the plurals of the interface's language."""
    return _Spoken.catalogue.ngettext(one, many, count)


def later(text: str) -> str:
    """Mark a constant for the catalogues; `tr` turns it over where it is shown."""
    return text


# --- Numbers and days ----------------------------------------------------------------------

_WEEKDAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
_MONTHS = (
    later("Jan"),
    later("Feb"),
    later("Mar"),
    later("Apr"),
    later("May"),
    later("Jun"),
    later("Jul"),
    later("Aug"),
    later("Sep"),
    later("Oct"),
    later("Nov"),
    later("Dec"),
)


def grouped(number: int) -> str:
    """Return `31,412` with what the interface's language puts between thousands."""
    between = _BETWEEN_THOUSANDS.get(_Spoken.code, _NO_BREAK_SPACE)
    return f"{number:,}".replace(",", between)


def with_tenths(number: float) -> str:
    """Return `2.1` with the decimal sign of the interface's language."""
    written = f"{number:.1f}"
    return written if _Spoken.code == ENGLISH else written.replace(".", ",")


def weekday(day: date) -> str:
    """Return the name of the day of the week."""
    return tr(_WEEKDAYS[day.weekday()])


def day_and_month(day: date) -> str:
    """Return `10 Jan`."""
    return f"{day.day} {tr(_MONTHS[day.month - 1])}"


@cache
def _read(code: str, catalogues: Path) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, catalogues, [code], fallback=True)
