"""Teams and plans as they are to be: the published ones, with what is drafted laid over them.

A draft is kept team by team, so that two coordinators who plan different teams never meet. Who
changes a team that somebody else has changed meanwhile is told so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from server.deployment.models import PlanDraft
from server.errors import NotFound
from server.missions.document import MissionFile, TeamPlan
from server.missions.editing import ChangedMeanwhile, InvalidChange
from server.missions.faults import Fault
from server.missions.service import list_teams
from shared.digest import digest_of
from shared.ids import new_id


class NoSuchTeamInPlan(NotFound):
    """Neither the published plan nor its draft has a team of this code."""

    code = "no-such-team-in-plan"
    title = "The plan has no such team"


@dataclass(frozen=True)
class Drafted:
    """One team's draft."""

    base: TeamPlan | None
    value: TeamPlan | None
    """None = the team is to be removed."""
    by: str
    at: datetime


@dataclass(frozen=True)
class Plans:
    """All teams of a mission: as published, and as drafted."""

    published: Mapping[str, TeamPlan]
    drafts: Mapping[str, Drafted]

    @cached_property
    def intended(self) -> Mapping[str, TeamPlan]:
        """Return the teams as they will be when all drafts are published, by code."""
        teams = dict(self.published) | {
            code: draft.value for code, draft in self.drafts.items() if draft.value is not None
        }
        gone = {code for code, draft in self.drafts.items() if draft.value is None}
        return {code: teams[code] for code in sorted(teams) if code not in gone}

    def find(self, code: str) -> TeamPlan | None:
        """Return the team as it is to be, or None."""
        return self.intended.get(code)

    def get(self, code: str) -> TeamPlan:
        """Return the team as it is to be. Raises NoSuchTeamInPlan."""
        team = self.find(code)
        if team is None:
            raise NoSuchTeamInPlan(
                f"The plan has no team {code}. It may have been removed; look in the list of teams."
            )
        return team

    def has_moved_on(self, code: str) -> bool:
        """Say whether the published team is no longer the one that its draft began from."""
        draft = self.drafts.get(code)
        return draft is not None and draft.base != self.published.get(code)

    def mark(self, code: str) -> str:
        """Return a mark of the team as it is to be, for a form's hidden field."""
        return _mark(self.find(code))


def read_plans(db: Session, mission_id: UUID, document: MissionFile) -> Plans:
    """Return the teams of a mission as published and as drafted."""
    rows = db.exec(select(PlanDraft).where(PlanDraft.mission_id == mission_id))
    drafts = {
        row.team_code: Drafted(_team(row.base), _team(row.value), row.by, row.at) for row in rows
    }
    return Plans({team.code: team for team in document.teams}, drafts)


def count_teams(db: Session, mission_id: UUID) -> int:
    """Return how many teams of a mission are published."""
    return len(list_teams(db, mission_id))


@dataclass(frozen=True, slots=True)
class Planner:
    """Who drafts, and when."""

    mission_id: UUID
    by: str
    now: datetime


def keep_team(db: Session, plans: Plans, team: TeamPlan, planner: Planner, *, seen: str) -> None:
    """Draft `team`: a new one, or changed. `seen` is the mark of what the form showed; '' = new.

    Raises ChangedMeanwhile, and InvalidChange where a new team's code is taken.
    """
    if not seen and plans.find(team.code) is not None:
        cure = "Choose another code, or change the team that has it."
        raise InvalidChange([Fault(0, "code", f"team '{team.code}' is in the plan already", cure)])
    if seen:
        _require_unchanged(plans, team.code, seen)
    _keep(db, plans, team.code, team, planner)


def remove_team(db: Session, plans: Plans, code: str, planner: Planner, *, seen: str) -> None:
    """Draft that a team is to be removed. Raises ChangedMeanwhile or NoSuchTeamInPlan."""
    plans.get(code)
    _require_unchanged(plans, code, seen)
    _keep(db, plans, code, None, planner)


def keep_teams(db: Session, plans: Plans, teams: Sequence[TeamPlan], planner: Planner) -> None:
    """Draft all of `teams`, whatever their drafts were: an import, or drawn stations."""
    for team in teams:
        _keep(db, plans, team.code, team, planner)


def remove_teams(db: Session, plans: Plans, codes: Iterable[str], planner: Planner) -> None:
    """Draft that all teams `codes` are removed, whatever their drafts were."""
    for code in codes:
        _keep(db, plans, code, None, planner)


def discard(db: Session, mission_id: UUID, code: str) -> None:
    """Forget a team's draft; what is published stays."""
    row = _row(db, mission_id, code)
    if row is not None:
        db.delete(row)
        db.flush()


def _keep(db: Session, plans: Plans, code: str, value: TeamPlan | None, planner: Planner) -> None:
    base = plans.published.get(code)
    row = _row(db, planner.mission_id, code)
    if value == base:
        if row is not None:
            db.delete(row)
            db.flush()
        return
    row = row or PlanDraft(  # pyright: ignore[reportCallIssue]
        id=new_id(planner.now), mission_id=planner.mission_id, team_code=code
    )
    row.base, row.value = _stored(base), _stored(value)
    row.by, row.at = planner.by, planner.now
    db.add(row)
    db.flush()


def _row(db: Session, mission_id: UUID, code: str) -> PlanDraft | None:
    query = select(PlanDraft).where(PlanDraft.mission_id == mission_id, PlanDraft.team_code == code)
    return db.exec(query.with_for_update()).one_or_none()


def _require_unchanged(plans: Plans, code: str, seen: str) -> None:
    if seen == plans.mark(code):
        return
    draft = plans.drafts.get(code)
    who = f"{draft.by} changed team {code}" if draft else f"team {code} was published or changed"
    raise ChangedMeanwhile(
        f"Since you opened this page, {who}. Nothing of yours was saved, and what you typed is "
        "still here: compare it with what is kept now, and save again if it still holds."
    )


def _mark(team: TeamPlan | None) -> str:
    return digest_of(_stored(team))[:24]


def _stored(team: TeamPlan | None) -> dict[str, Any] | None:
    return team.model_dump(mode="json") if team else None


def _team(stored: dict[str, Any] | None) -> TeamPlan | None:
    return TeamPlan.model_validate(stored) if stored else None
