"""Missions: loading them from their files, and finding them, their teams and their plans."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from server.accounts.caller import Doer, operator
from server.accounts.trail_table import MissionName
from server.changes import log
from server.errors import NotFound
from server.missions import versions
from server.missions.closing import require_open
from server.missions.document import MissionFile, TeamPlan
from server.missions.models import Mission, PlannedStop, Team
from server.missions.reading import read_mission_file
from shared.ids import new_id
from shared.problems import Problem

_TOLD = ("title", "election", "drill", "illustrative", "contacts", "code_of_conduct", "checks")
"""Keys of the file that laptops are told (`MissionOut`)."""


class NoSuchMission(NotFound):
    """No mission bears this code."""

    code = "no-such-mission"
    title = "There is no such mission"


class NoSuchTeam(NotFound):
    """No team of the mission bears this code."""

    code = "no-such-team"
    title = "There is no such team"


class DrillMixed(Problem):
    """A drill can't become a real mission, nor the other way round."""

    status = 409
    code = "drill-mixed"
    title = "A drill and a real mission can't share a code"


def load_mission(
    db: Session, source: str | Path, *, now: datetime, by: Doer | None = None
) -> tuple[Mission, bool]:
    """Keep the mission of a file (a path), or of its text; say whether that changed anything.

    Raises InvalidMissionFile with every mistake of the file.
    """
    words = f"loaded from {source.name}" if isinstance(source, Path) else "loaded from a file"
    return keep_mission(db, read_mission_file(source), now=now, by=by, words=words)


def keep_mission(
    db: Session,
    document: MissionFile,
    *,
    now: datetime,
    by: Doer | None = None,
    words: str = "loaded from a file",
) -> tuple[Mission, bool]:
    """Keep `document` as its mission is from now on; say whether that changed anything.

    The same document twice changes nothing; another becomes a version, made by `by` (None = who
    runs this program). A team that is no longer in the document is deleted, unless something
    depends on it: a device, a code to enrol one.
    """
    by = by or operator()
    digest = versions.digest_of_document(document)
    held = lock_mission(db, document.code)
    if held is not None and held.digest == digest:
        return held, False
    if held is not None and held.drill != document.drill:
        kind = "a drill" if held.drill else "a real mission"
        raise DrillMixed(
            f"'{document.code}' was loaded as {kind}, and its reports are kept as such. Load this "
            "file under another code."
        )
    if held is not None:
        require_open(held)
        versions.keep_unversioned(db, held, by=by)
    before: dict[str, Any] = held.document if held else {}
    mission = _fill(held or Mission(id=new_id(now), code=document.code), document)  # pyright: ignore[reportCallIssue]
    mission.loaded_at = now
    db.add(mission)
    db.flush()
    versions.keep_version(db, mission, by=by, now=now, words=words)
    _keep_and_tell(db, mission, document, before)
    return mission, True


def replace_document(mission: Mission, document: MissionFile) -> None:
    """Put `document` in place of what `mission` holds, without a version of its own."""
    mission.document = document.model_dump(mode="json")
    mission.digest = versions.digest_of_document(document)


def lock_mission(db: Session, code: str) -> Mission | None:
    """Return the mission called `code` as it is now, or None; nobody else changes it meanwhile.

    That is, till the commit; on SQLite whoever writes is alone anyway.
    """
    query = select(Mission).where(Mission.code == code).with_for_update()
    return db.exec(query, execution_options={"populate_existing": True}).one_or_none()


def find_mission(db: Session, code: str) -> Mission | None:
    """Return the mission called `code`, or None."""
    return db.exec(select(Mission).where(Mission.code == code)).one_or_none()


def get_mission(db: Session, code: str, *, to_write: bool = False) -> Mission:
    """Return the mission called `code`; `to_write`: for a command that would change it.

    Raises NoSuchMission, which names those there are, and where it is to be changed MissionClosed.
    """
    mission = find_mission(db, code)
    if mission is None:
        known = [each.code for each in list_missions(db)]
        raise NoSuchMission(f"There is no mission '{code}'. {_hint(code, known)}")
    if to_write:
        require_open(mission)
    return mission


def list_missions(db: Session) -> Sequence[Mission]:
    """Return all missions, the latest election first."""
    return db.exec(select(Mission).order_by(col(Mission.election_date).desc(), Mission.code)).all()


def mission_names(db: Session) -> dict[UUID, MissionName]:
    """Return what the audit trail calls the missions."""
    return {each.id: MissionName(each.code, each.drill) for each in list_missions(db)}


def mission_document(mission: Mission) -> MissionFile:
    """Return the whole mission file, as it was last loaded."""
    return MissionFile.model_validate(mission.document)


def get_team(db: Session, mission: Mission, code: str) -> Team:
    """Return the team called `code`. Raises NoSuchTeam, which names those there are."""
    teams = list_teams(db, mission.id)
    team = next((each for each in teams if each.code == code), None)
    if team is None:
        known = [each.code for each in teams]
        if not known:
            raise NoSuchTeam(
                f"Mission '{mission.code}' has no teams yet. Add them to its file under 'teams' "
                "and load it again."
            )
        raise NoSuchTeam(
            f"Mission '{mission.code}' has no team '{code}'. {_nearest(code, known)}"
            f"Its teams: {', '.join(known)}."
        )
    return team


def list_teams(db: Session, mission_id: UUID) -> Sequence[Team]:
    """Return the teams of a mission, by code."""
    return db.exec(select(Team).where(Team.mission_id == mission_id).order_by(Team.code)).all()


def plan_of(db: Session, team: Team) -> Sequence[PlannedStop]:
    """Return where `team` is to be, in the order of its plan."""
    stops = select(PlannedStop).where(PlannedStop.team_id == team.id)
    return db.exec(stops.order_by(col(PlannedStop.position))).all()


def _fill(mission: Mission, document: MissionFile) -> Mission:
    mission.title = document.title
    mission.drill = document.drill
    mission.election_date = document.election.date
    mission.timezone = document.election.timezone
    mission.design = document.sample.design.value
    mission.population = document.sample.population
    replace_document(mission, document)
    return mission


def _keep_and_tell(
    db: Session, mission: Mission, document: MissionFile, before: dict[str, Any]
) -> None:
    """Keep the teams and tell laptops, as far as either differs from the document `before`."""
    if any(before.get(key) != mission.document[key] for key in _TOLD):
        log.note(db, mission.id, "mission", [mission.code])
    changed = _changed_plans(mission, before)
    if changed:
        _keep_teams(db, mission, document.teams, changed)
        log.note(db, mission.id, "plan", changed)


def _changed_plans(mission: Mission, before: dict[str, Any]) -> list[str]:
    """Return the codes of the teams that came, went or are planned otherwise than `before`."""
    held = {each["code"]: each for each in before.get("teams", ())}
    now = {each["code"]: each for each in mission.document["teams"]}
    if before.get("election") != mission.document["election"]:  # times are by its day and zone
        return [*now, *(held.keys() - now)]
    return [code for code in {**now, **held} if now.get(code) != held.get(code)]


def _keep_teams(
    db: Session, mission: Mission, plans: Sequence[TeamPlan], changed: Collection[str]
) -> None:
    """Bring the teams called `changed` up to `plans`; the others are as they were."""
    held = {team.code: team for team in list_teams(db, mission.id)}
    listed = {plan.code for plan in plans}
    stale = [team.id for code, team in held.items() if code in changed or code not in listed]
    db.exec(delete(PlannedStop).where(col(PlannedStop.team_id).in_(stale)))
    kept: list[tuple[Team, TeamPlan]] = []
    for plan in plans:
        team = held.pop(plan.code, None)
        if team is None or plan.code in changed:
            team = team or Team(id=new_id(), mission_id=mission.id, code=plan.code)
            team.name, team.regions = plan.name, list(plan.regions)
            kept.append((team, plan))
    db.add_all(team for team, _ in kept)
    db.flush()  # teams before their stops, which refer to them
    for team, plan in kept:
        db.add_all(_stops(mission, team, plan))
    for team in held.values():
        _delete_if_free(db, team)
    db.flush()


def _stops(mission: Mission, team: Team, plan: TeamPlan) -> Iterator[PlannedStop]:
    zone = ZoneInfo(mission.timezone)
    for position, stop in enumerate(plan.plan):
        yield PlannedStop(
            id=new_id(),
            mission_id=mission.id,
            team_id=team.id,
            station_code=stop.station,
            at=moment_of(stop.at, mission.election_date, zone),
            position=position,
        )


def _delete_if_free(db: Session, team: Team) -> None:
    """Delete `team` unless a row elsewhere refers to it: higher rooms may, and can't be asked."""
    try:
        with db.begin_nested():
            db.delete(team)
    except IntegrityError:
        db.refresh(team)


def moment_of(at: datetime | time | None, day: date, zone: ZoneInfo) -> datetime | None:
    """Return the moment that a stop's time means: without an offset, by the clock of `zone`.

    A time alone is one of `day`, the day of the election.
    """
    if at is None:
        return None
    local = datetime.combine(day, at) if isinstance(at, time) else at
    return local if local.tzinfo else local.replace(tzinfo=zone)


def _hint(code: str, known: Sequence[str]) -> str:
    if not known:
        return "None is loaded yet: evenhand-server mission load FILE.yaml."
    return f"{_nearest(code, known)}Loaded: {', '.join(known)}."


def _nearest(code: str, known: Sequence[str]) -> str:
    near = get_close_matches(code, known, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'? " if near else ""
