"""The language of the interface: whatever a screen says goes through `tr`, when it is shown.

The catalogues are gettext's, in `client/locale`; the texts in the code are the English ones. The
language of a checklist is another matter: it belongs to the form (see `client.preferences`).
"""

import gettext
from functools import cache
from pathlib import Path

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "ru": "Русский", "kk": "Қазақша", "tr": "Türkçe"}
"""Code and own name of each language that the interface speaks."""
CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "client"


class _Spoken:
    """The one language that this program speaks at the moment."""

    code = ENGLISH
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def speak(code: str) -> None:
    """Speak the language `code` from now on; English where we have no such language."""
    _Spoken.code = code if code in LANGUAGES else ENGLISH
    _Spoken.catalogue = _read(_Spoken.code)


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


@cache
def _read(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)
