"""The words of a mission file in the language of a statement, and a mark where they are not. Pure.

A mission file is written in one language (`language`) and may bring wordings in others
(`wordings`). What has none is shown as it is behind its language in brackets, `[en] …`, so that
nobody takes a draft in two languages for a finished one.
"""

from collections.abc import Sequence

from server.missions.document import MissionFile
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase
from server.statement.languages.registry import LANGUAGES


def wording_of(mission: MissionFile, text: str, language: Language) -> str:
    """Return a text of the mission file in `language`, else marked with the file's language."""
    found = _found(mission, text, language)
    return found if found is not None else _marked(mission, text, language)


def name_of(mission: MissionFile, name: str, language: Language) -> str:
    """Return a name of the register, such as a region's, in `language` if the file words it."""
    found = _found(mission, name, language)
    return name if found is None else found


def listing_of(mission: MissionFile, texts: Sequence[str], language: Language) -> str:
    """Return texts of the mission file as a list; where none has a wording, marked once."""
    if not any(_found(mission, text, language) is not None for text in texts):
        own = LANGUAGES.get(mission.language, language)
        return _marked(mission, own.listing(texts), language) if texts else ""
    return language.listing([wording_of(mission, text, language) for text in texts])


def _found(mission: MissionFile, text: str, language: Language) -> str | None:
    if not text or language.code == mission.language:
        return text
    return mission.wordings.get(language.code, {}).get(text)


def _marked(mission: MissionFile, text: str, language: Language) -> str:
    return phrase(language, "untranslated", code=mission.language, text=text)
