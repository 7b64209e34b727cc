"""Which reports an account may read whole. Missing and hidden look the same."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from server.missions.here import Place
from server.reports.models import Revision


def visible(place: Place) -> SelectOfScalar[Revision]:
    """Return the revisions of a mission that its reader may read whole, as a query."""
    return select(Revision).where(*readable(place))


def readable(place: Place) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of `visible`, for queries that join more.

    A partner organisation reads the revisions of its own observers' teams.
    """
    yield col(Revision.mission_id) == place.mission.id
    if place.own_teams is not None:
        yield col(Revision.team_code).in_(place.own_teams)
