"""The register as a list: searched, narrowed, a page at a time."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from server.bounds import PlainText
from server.stations.models import Station
from shared.folding import fold
from shared.regions import BELOW

OPEN, CLOSED, EVERY = "open", "closed", "all"


class Wanted(BaseModel):
    """Which stations; '' = all of them."""

    model_config = ConfigDict(frozen=True)

    words: PlainText = Field(default="", max_length=200)
    """Of code, name, region or address, in any script."""
    region: PlainText = ""
    """A path: those in it and below it."""
    kind: PlainText = ""
    setting: PlainText = ""
    state: PlainText = OPEN
    """open, closed or all."""
    page: int = Field(default=0, ge=0, lt=100_000)


def list_page(db: Session, mission_id: UUID, wanted: Wanted, most: int) -> Sequence[Station]:
    """Return a page of the stations that are wanted, by code; the very code comes first."""
    found = select(Station).where(*_conditions(mission_id, wanted))
    if wanted.words:
        found = found.order_by((col(Station.code) != wanted.words.strip()).asc())
    return db.exec(found.order_by(Station.code).offset(wanted.page * most).limit(most)).all()


def count(db: Session, mission_id: UUID, wanted: Wanted) -> int:
    """Return how many stations are wanted."""
    counted = select(func.count()).select_from(Station)
    return db.exec(counted.where(*_conditions(mission_id, wanted))).one()


def list_regions(db: Session, mission_id: UUID, below: str) -> Sequence[str]:
    """Return the outermost regions, and those on the way to `below` and one level under it."""
    paths = db.exec(select(Station.region).where(Station.mission_id == mission_id).distinct())
    return sorted(_near(paths, below))


def _near(paths: Iterable[str], below: str) -> set[str]:
    """Return of each path what leads to `below`, and what begins beside and under it."""
    wanted = below.split(BELOW) if below else []
    near: set[str] = set()
    for path in paths:
        levels = path.split(BELOW) if path else []
        for depth in range(1, len(levels) + 1):
            if levels[: depth - 1] != wanted[: depth - 1] or depth > len(wanted) + 1:
                break
            near.add(BELOW.join(levels[:depth]))
    return near


def _conditions(mission_id: UUID, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Station.mission_id) == mission_id]
    words = wanted.words.strip()
    searched: Any = col(Station.folded)
    conditions += [
        searched.contains(word, autoescape=True)
        for word in (fold(words).split() or [words] if words else [])
    ]
    if wanted.region:
        below = wanted.region + BELOW
        within = func.substr(col(Station.region), 1, len(below)) == below
        conditions.append(or_(col(Station.region) == wanted.region, within))
    if wanted.kind:
        conditions.append(col(Station.kind) == wanted.kind)
    if wanted.setting:
        conditions.append(col(Station.setting) == wanted.setting)
    if wanted.state in (OPEN, CLOSED):
        is_open = col(Station.closed_at).is_(None)
        conditions.append(is_open if wanted.state == OPEN else ~is_open)
    return conditions
