"""Changing a mission's document from pages: the one service that does.

A change is a function from the document to the document. It runs on what the document is at that
moment, under a lock, so that two people who change different parts at once both keep their work.
Who changes a part that somebody else has changed since the page was opened is told so, and nothing
is lost: the page has what was typed. What comes out is held to the same rules as a mission file,
kept as a version, written to the audit trail, and told to the laptops as far as it concerns them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from server.accounts import trail
from server.accounts.caller import Doer
from server.missions import service, versions
from server.missions.document import MissionFile
from server.missions.explaining import faults_in
from server.missions.faults import Fault, Path, key_of
from server.missions.models import Mission
from server.missions.references import reference_faults
from server.missions.yaml_lines import UNSTORABLE, Places
from shared.digest import digest_of
from shared.problems import Problem

Change = Callable[[MissionFile], MissionFile]
Part = Callable[[MissionFile], object]
"""Picks what a form shows and changes: a model, a tuple of models, a plain value, None."""
_LOOKED_BACK = 100
"""Versions in which is looked for who changed a part."""

Model = TypeVar("Model", bound=BaseModel)


class InvalidChange(Problem):
    """What was typed does not make a sound document. Nothing was changed."""

    status = 422
    code = "invalid-change"
    title = "This can't be saved as it stands"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            "\n".join(["Nothing was changed.", *(str(each) for each in faults)]),
            errors=[asdict(each) for each in faults],
        )
        self.faults = faults

    def told(self, labels: Mapping[str, str]) -> list[str]:
        """Return each mistake as a sentence; `labels` are what a form calls its keys."""
        return [str(replace(each, key=labels.get(each.key, each.key))) for each in self.faults]


class ChangedMeanwhile(Problem):
    """Somebody else changed the same part since the page was opened. Nothing was changed."""

    status = 409
    code = "changed-meanwhile"
    title = "Somebody else changed this meanwhile"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change, as somebody asked for it on a page."""

    change: Change
    """May raise pydantic's ValidationError, InvalidChange or NotFound."""
    words: str
    """What is done, for the history: `fact 'voters' changed`."""
    part: Part = lambda document: document
    seen: str = ""
    """The mark of the part when the page was opened; '' = whatever it is now may be changed."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of an edit."""

    mission: Mission
    document: MissionFile
    number: int
    """Of the version that the document is now."""
    changed: bool
    """False where the document was so before."""


def apply(db: Session, mission_id: UUID, edit: Edit, *, by: Doer, now: datetime) -> Applied:
    """Do `edit` on the document as it is now, in a session that writes.

    Raises ChangedMeanwhile, InvalidChange with every mistake, DrillMixed.
    """
    mission = service.lock_mission(db, db.get_one(Mission, mission_id).code)
    assert mission is not None  # noqa: S101 - it was there a line before
    document = service.mission_document(mission)
    if edit.seen and edit.seen != mark_of(document, edit.part):
        raise ChangedMeanwhile(_who_changed(db, mission, edit))
    changed = sound(_changed(edit, document))
    if changed.code != mission.code:
        cure = f"Write {mission.code}; to have another mission, load a file with that code."
        raise InvalidChange([Fault(0, "code", "a mission's code never changes", cure)])
    mission, is_new = service.keep_mission(db, changed, now=now, by=by, words=edit.words)
    number = versions.newest_number(db, mission.id)
    if is_new:
        trail.record(
            db,
            by,
            "mission.edited",
            now=now,
            mission_id=mission.id,
            subject=f"mission {mission.code}",
            what=edit.words,
            version=number,
        )
    return Applied(mission, changed, number, is_new)


def mark_of(document: MissionFile, part: Part) -> str:
    """Return a mark of what `part` picks of `document`, for a form's hidden field."""
    return digest_of(_plain(part(document)))[:24]


def sound(document: MissionFile) -> MissionFile:
    """Return `document`, read anew by all rules of a mission file. Raises InvalidChange."""
    value = document.model_dump(mode="json")
    if odd := _unstorable(value):
        raise InvalidChange(odd)
    read = built(MissionFile, value)
    if faults := reference_faults(read, _places(value)):
        raise InvalidChange(faults)
    return read


def built(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Return the part of a document that `values` describe; texts as a form sends them.

    An empty text is as if its key were left out, as in a file. Raises InvalidChange with every
    mistake, in the same words as for a mission file.
    """
    plain = {key: _in_lines(value) for key, value in values.items()}
    given = {key: value for key, value in plain.items() if value not in ("", None)}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise InvalidChange(faults_in(error.errors(), _places(given), model)) from None


def _changed(edit: Edit, document: MissionFile) -> MissionFile:
    try:
        return edit.change(document)
    except ValidationError as error:
        errors = error.errors()
        places = Places({path: 0 for each in errors for path in _leading_to(each["loc"])})
        raise InvalidChange(faults_in(errors, places, MissionFile)) from None


def _who_changed(db: Session, mission: Mission, edit: Edit) -> str:
    """Say which version changed the part that `edit` is about, as far back as it was seen."""
    held = versions.list_versions(db, mission.id, most=_LOOKED_BACK)
    culprit = held[0] if held else None
    for newer, older in pairwise(held):
        if mark_of(versions.document_of(older), edit.part) == edit.seen:
            culprit = newer
            break
    who = f"{culprit.name} did ({culprit.words}; version {culprit.number})" if culprit else "did"
    return (
        f"Since you opened this page, {who}. Nothing of yours was saved, and what you typed is "
        "still here: compare it with what is kept now, and save again if it still holds."
    )


def _in_lines(value: object) -> object:
    """Return a text with the line ends of a file; browsers send those of a teleprinter."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _unstorable(value: object) -> list[Fault]:
    """Return a fault for each text that no mission file may hold."""
    return [
        Fault(0, key_of(path), "the text holds a control character", "Delete it, or write it anew.")
        for path, inner in _walked(value)
        if isinstance(inner, str) and UNSTORABLE.search(inner)
    ]


def _places(value: object) -> Places:
    return Places({path: 0 for path, _ in _walked(value)})


def _walked(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield every value in `value`, with where it stands; a key of a mapping counts as a value."""
    yield path, value
    if isinstance(value, Mapping):
        for key, inner in cast(Mapping[str, object], value).items():
            yield (*path, key), key
            yield from _walked(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(cast(list[object], value)):
            yield from _walked(inner, (*path, at))


def _leading_to(path: Path) -> list[Path]:
    return [path[:length] for length in range(len(path))]


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case BaseModel():
            return value.model_dump(mode="json")
        case tuple() | list():
            return [_plain(each) for each in cast(list[object], value)]
        case None | str() | int() | float():
            return value
        case _:
            return str(value)
