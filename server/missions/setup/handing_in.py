"""A mission file that is handed in on a page: looked at first, taken when somebody confirms."""

from dataclasses import dataclass

from server.missions.consistency import inconsistencies
from server.missions.differences import Difference, differences
from server.missions.document import MissionFile
from server.missions.editing import Edit, InvalidChange, mark_of
from server.missions.faults import Fault
from server.missions.reading import read_mission_file
from server.tabular.decoding import SAVE_AS_UTF_8, decode


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A sound mission file, and what taking it would change."""

    text: str
    document: MissionFile
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]
    """What in it does not add up."""
    seen: str
    """Mark of the document against which it was compared."""


def looked_at(held: MissionFile, content: bytes, name: str) -> HandedIn:
    """Return what the file `content`, called `name`, would change in `held`.

    Raises InvalidMissionFile with every mistake, UnreadableText, InvalidChange for another
    mission's file.
    """
    text = decode(content, name, cure=SAVE_AS_UTF_8).text
    document = of_this_mission(held, text)
    return HandedIn(
        text=text,
        document=document,
        differences=tuple(differences(held, document)),
        warnings=tuple(inconsistencies(document)),
        seen=mark_of(held, whole),
    )


def taking(held: MissionFile, text: str, seen: str) -> Edit:
    """Return the edit that takes a file that was looked at, if nothing has changed since."""
    document = of_this_mission(held, text)
    return Edit(lambda _now: document, "loaded from a file on the page", whole, seen)


def of_this_mission(held: MissionFile, text: str) -> MissionFile:
    """Return the document in `text`. Raises InvalidMissionFile, or InvalidChange for another's."""
    document = read_mission_file(text)
    if document.code != held.code:
        fault = Fault(
            0,
            "code",
            f"the file is of the mission '{document.code}', and this is '{held.code}'",
            "Hand it in on the pages of its own mission, or load it at the command line.",
        )
        raise InvalidChange([fault])
    return document


def whole(document: MissionFile) -> object:
    """Return the whole document: the part that a file is about."""
    return document
