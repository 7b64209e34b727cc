"""Publishing drafted plans: from then on they stand in the mission's document, and on laptops."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.accounts.caller import Doer
from server.deployment.drafts import Plans, discard, read_plans
from server.deployment.models import PlanPublication
from server.missions import editing, service
from server.missions.document import MissionFile, TeamPlan
from server.missions.editing import Edit
from server.missions.models import Mission
from shared.digest import digest_of
from shared.ids import new_id
from shared.problems import Problem


class PlanMovedOn(Problem):
    """What is to be published is not what was shown, or began from plans that changed since."""

    status = 409
    code = "plan-moved-on"
    title = "The plans have changed meanwhile"


class NothingToPublish(Problem):
    """No team was chosen that has a draft."""

    status = 422
    code = "nothing-to-publish"
    title = "There is nothing to publish"


def mark_of_drafts(plans: Plans) -> str:
    """Return a mark of all drafts, for the form that publishes them."""
    return digest_of(
        {
            code: draft.value.model_dump(mode="json") if draft.value else None
            for code, draft in plans.drafts.items()
        }
    )[:24]


def publish(  # noqa: PLR0913 - who publishes what, as it was shown to them
    db: Session,
    mission_id: UUID,
    codes: Collection[str],
    changes: Mapping[str, list[str]],
    *,
    by: Doer,
    now: datetime,
    seen: str,
    note: str = "",
    questions: int = 0,
) -> PlanPublication:
    """Publish the drafts of the teams `codes`; the others stay drafts.

    `seen` is the mark of the drafts that the publisher saw, `changes` what these mean for each
    team, and `questions` how many were open. Raises NothingToPublish, PlanMovedOn, InvalidChange.
    """
    mission = service.lock_mission(db, db.get_one(Mission, mission_id).code)
    assert mission is not None  # noqa: S101 - it was there a line before
    plans = read_plans(db, mission_id, service.mission_document(mission))
    chosen = sorted(code for code in codes if code in plans.drafts)
    _require_publishable(plans, chosen, seen)
    values = {code: plans.drafts[code].value for code in chosen}
    who = ", ".join(chosen) if len(chosen) <= 10 else f"{len(chosen)} teams"
    edit = Edit(lambda document: _with_teams(document, values), f"Plan published for {who}")
    applied = editing.apply(db, mission_id, edit, by=by, now=now)
    publication = PlanPublication(
        id=new_id(now),
        mission_id=mission_id,
        version=applied.number,
        by=by.name,
        at=now,
        note=note,
        teams={code: changes.get(code, []) for code in chosen},
        questions=questions,
    )
    db.add(publication)
    for code in chosen:
        discard(db, mission_id, code)
    db.flush()
    return publication


def list_publications(
    db: Session, mission_id: UUID, *, before: UUID | None = None, most: int = 50
) -> Sequence[PlanPublication]:
    """Return when plans were published, the newest first; `before` is where the list goes on."""
    query = select(PlanPublication).where(PlanPublication.mission_id == mission_id)
    if before is not None:
        query = query.where(col(PlanPublication.id) < before)
    return db.exec(query.order_by(col(PlanPublication.id).desc()).limit(most)).all()


def _require_publishable(plans: Plans, chosen: Sequence[str], seen: str) -> None:
    if not chosen:
        raise NothingToPublish(
            "No team with unpublished changes was chosen. Tick the teams to publish."
        )
    if seen != mark_of_drafts(plans):
        raise PlanMovedOn(
            "Since you opened the page, somebody changed or published plans. Nothing was "
            "published. Look at the changes again; they are as they stand now."
        )
    stale = [code for code in chosen if plans.has_moved_on(code)]
    if stale:
        raise PlanMovedOn(
            f"The published plan of {', '.join(stale)} changed after the draft was begun. Nothing "
            "was published. Open each of these teams, compare, and save it again or discard the "
            "draft."
        )


def _with_teams(document: MissionFile, values: Mapping[str, TeamPlan | None]) -> MissionFile:
    kept = [values.get(team.code, team) for team in document.teams]
    held = {team.code for team in document.teams}
    new = [team for code, team in values.items() if code not in held]
    teams = tuple(team for team in (*kept, *new) if team is not None)
    return document.model_copy(update={"teams": teams})
