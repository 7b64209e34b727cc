"""Who may write which note: where it is about a place, those who decide there."""

from sqlmodel import Session

from server.fieldnotes.kinds import Note
from server.missions import service as missions
from server.missions.here import Place


def require_right(db: Session, here: Place, note: Note) -> None:
    """Raise OutsideRegions unless the account decides where a note is about.

    That is its region; without one, all of its team's area; without a team, the whole mission.
    """
    if note.region or not note.team:
        here.require_region(note.region)
        return
    for team in missions.list_teams(db, here.mission.id):
        if team.code == note.team:
            here.require_team(team)
