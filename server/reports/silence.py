"""Which teams have sent nothing yet, or nothing of a form, or something that waits.

What has come counts, whatever was made of it: a team whose only report stands in quarantine is
not silent.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, exists, select

from server.messages.recipients import Standing
from server.missions.models import Mission, Team
from server.reports.models import Revision
from server.reports.resolving import WAITING


def teams_standing(
    db: Session, mission: Mission, standing: Standing, form: str = ""
) -> Collection[UUID]:
    """Return the ids of the teams that stand so; `form` is the one of FORM_NOT_SENT."""
    if standing is Standing.WAITING:
        waiting = select(Revision.team_id).where(
            Revision.mission_id == mission.id,
            col(Revision.state).in_(WAITING),
            col(Revision.superseded_at).is_(None),
        )
        return {each for each in db.exec(waiting.distinct()) if each is not None}
    # By the code, which an index knows: a few steps for each team, however many reports.
    sent = exists().where(
        col(Revision.mission_id) == mission.id, col(Revision.team_code) == Team.code
    )
    if standing is Standing.FORM_NOT_SENT:
        sent = sent.where(col(Revision.form_id) == form)
    return db.exec(select(Team.id).where(Team.mission_id == mission.id, ~sent)).all()
