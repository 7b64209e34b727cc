"""The audit trail: of the server, and of a mission; as pages and as CSV."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.accounts import trail
from server.accounts.access import TheCaller
from server.accounts.house import TIMES, house_frame
from server.accounts.trail_reading import Wanted, list_deeds, search
from server.accounts.trail_table import MissionName, said, table_of
from server.bounds import PlainText
from server.database import Store
from server.deps import Now, Reading, TheStore
from server.downloads import csv_answer
from server.errors import InvalidRequest
from server.missions.here import Here
from server.missions.service import mission_names
from server.pages import Frame, Times, render
from server.staff.trail_pages import TrailPage, TrailRow
from server.tabular.csv_writing import csv_lines

router = APIRouter(include_in_schema=False)
MOST_LISTED = 100


class Asked(BaseModel):
    """What an address of the trail says; '' = all of it. Days are by the page's clock."""

    by: PlainText = ""
    deed: PlainText = ""
    words: PlainText = ""
    since: str = ""
    until: str = ""
    """The last day."""
    before: Annotated[int, Field(ge=1, lt=2**63)] | None = None

    def wanted(self, mission_id: UUID | None, zone: ZoneInfo) -> Wanted:
        """Return it as the search has it. Raises InvalidRequest."""
        return Wanted(
            mission_id,
            self.words.strip(),
            self.by.strip(),
            self.deed,
            _midnight(self.since, zone),
            _midnight(self.until, zone, after=timedelta(days=1)),
            self.before,
        )


@router.get("/trail")
def show_trail(caller: TheCaller, db: Reading, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """Show what was done on the whole server."""
    frame = house_frame(caller, "Audit trail", "/trail")
    return render(_page(db, frame, "/trail", asked, TIMES, None))


@router.get("/trail.csv")
def export_trail(caller: TheCaller, store: TheStore, now: Now) -> Response:
    """Hand the whole trail out as CSV; that leaves an entry too."""
    with store.writing() as db:
        trail.record(db, caller, "trail.exported", now=now, subject="audit trail")
    return _csv(store, Wanted(), "audit-trail.csv")


@router.get("/m/{code}/trail")
def show_trail_of_mission(
    here: Here, db: Reading, asked: Annotated[Asked, Query()]
) -> HTMLResponse:
    """Show what was done in one mission."""
    frame = here.frame("Audit trail", "registers")
    return render(_page(db, frame, here.path("/trail"), asked, here.times, here.mission.id))


@router.get("/m/{code}/trail.csv")
def export_trail_of_mission(here: Here, store: TheStore, now: Now) -> Response:
    """Hand a mission's part of the trail out as CSV; that leaves an entry too."""
    with store.writing() as db:
        here.record(db, "trail.exported", now=now, subject="audit trail")
    return _csv(store, Wanted(here.mission.id), f"{here.mission.code}-audit-trail.csv")


def _csv(store: Store, wanted: Wanted, name: str) -> Response:
    def lines() -> Iterator[str]:
        with store.reading() as db:
            yield from csv_lines(table_of(search(db, wanted), mission_names(db)))

    return csv_answer(lines(), name)


def _page(
    db: Session, frame: Frame, path: str, asked: Asked, times: Times, mission_id: UUID | None
) -> TrailPage:
    found = list(search(db, asked.wanted(mission_id, times.zone), MOST_LISTED + 1))
    missions = mission_names(db)
    rows = tuple(
        TrailRow(
            number=f"{each.seq:,}",
            at=times.at(each.at),
            name=each.name,
            deed=deed_words(each.deed),
            mission=_mission_words(missions.get(each.mission_id)) if each.mission_id else "",
            subject=each.subject,
            said=said(each),
        )
        for each in found[:MOST_LISTED]
    )
    again = asked.model_dump(exclude_defaults=True)
    if len(found) > MOST_LISTED:
        again["before"] = found[MOST_LISTED - 1].seq
    seq, digest = trail.head(db)
    return TrailPage(
        frame,
        action=path,
        rows=rows,
        by=asked.by,
        deed=asked.deed,
        words=asked.words,
        since=asked.since,
        until=asked.until,
        deeds=tuple((each, deed_words(each)) for each in list_deeds(db, mission_id)),
        older=f"{path}?{urlencode(again)}" if len(found) > MOST_LISTED else "",
        csv=f"{path}.csv",
        of_all=mission_id is None,
        head=f"{seq:,}, {digest[:16]}…" if seq and mission_id is None else "",
    )


def deed_words(deed: str) -> str:
    """Return a deed as people read it: `report.judged` is `report judged`."""
    return deed.replace("sign_in", "sign-in").replace(".", " ").replace("_", " ")


def _mission_words(named: MissionName | None) -> str:
    return f"{named.code}{' (drill)' if named.drill else ''}" if named else ""


def _midnight(day: str, zone: ZoneInfo, after: timedelta = timedelta()) -> datetime | None:
    if not day:
        return None
    try:
        return (datetime.fromisoformat(day).replace(tzinfo=zone) + after).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter at the ends of the calendar
        raise InvalidRequest(f"{day!r} is not a day. Write it as 2021-01-10.") from None
