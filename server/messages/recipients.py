"""Whom a message is for: from an audience to the teams that it has at this moment."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from server.forms import service as forms
from server.forms.models import PublishedForm
from server.missions import service as missions
from server.missions.models import Mission, Team
from shared.problems import Problem
from shared.regions import lies_in
from shared.text import in_language


class NobodyToTell(Problem):
    """No team belongs to the audience."""

    status = 422
    code = "nobody-to-tell"
    title = "The message has no audience"


class Standing(StrEnum):
    """How far a team's reports have come, as a message may pick teams by it."""

    NO_REPORT = "no_report"
    """Nothing has come from it yet."""
    FORM_NOT_SENT = "form_not_sent"
    """No report of one certain form has come."""
    WAITING = "waiting"
    """A report of it waits for a coordinator's judgement."""


TeamsStanding = Callable[[Session, Mission, Standing, str], Collection[UUID]]
"""Returns the ids of the teams that stand so; the last argument is the form of FORM_NOT_SENT."""


@dataclass(frozen=True)
class Audience:
    """Whom a message is for: every team, or those for whom all that is given holds."""

    team: str = ""
    region: str = ""
    """Teams whose area has something in common with this region."""
    standing: Standing | None = None
    form: str = ""
    """Id of the form of FORM_NOT_SENT."""
    only: frozenset[str] | None = None
    """Codes of the teams that were ticked among them; None = all."""


@dataclass(frozen=True)
class Recipients:
    """The teams of an audience as they are now."""

    teams: Sequence[Team]
    words: str
    """Whom it is for, as lists say it: `every team`, `team 07`, `teams without a report`."""


def nobody_stands(db: Session, mission: Mission, standing: Standing, form: str) -> Collection[UUID]:
    """Return nothing: where no reports are known, no team is picked by them."""
    del db, mission, standing, form
    return ()


def recipients_of(
    db: Session, mission: Mission, audience: Audience, teams_standing: TeamsStanding = nobody_stands
) -> Recipients:
    """Return the teams of `audience` as they are now.

    Raises NobodyToTell, NoSuchTeam or UnknownForm.
    """
    teams: Sequence[Team] = missions.list_teams(db, mission.id)
    if audience.team:
        teams = [missions.get_team(db, mission, audience.team)]
    if audience.region:
        teams = [team for team in teams if _works_in(team, audience.region)]
    if audience.standing is not None:
        standing = set(teams_standing(db, mission, audience.standing, audience.form))
        teams = [team for team in teams if team.id in standing]
    words = _words(db, mission, audience)
    if audience.only is not None:
        whole = len(teams)
        teams = [team for team in teams if team.code in audience.only]
        words += f", {len(teams)} of {whole}" if len(teams) < whole else ""
    if not teams:
        raise NobodyToTell(f"Mission '{mission.code}' has no team {_lacking(audience, words)}.")
    return Recipients(teams, words)


def _lacking(audience: Audience, words: str) -> str:
    if audience == Audience():
        return "yet. Nothing was sent"
    if audience == Audience(region=audience.region):
        return f"whose area lies in {audience.region}. Nothing was sent"
    return f"that belongs to “{words}” (any more). Nothing was sent"


def _words(db: Session, mission: Mission, audience: Audience) -> str:
    match audience.standing:
        case Standing.NO_REPORT:
            first = "teams without a report"
        case Standing.FORM_NOT_SENT:
            form = forms.get_published(db, mission.id, audience.form)
            first = f"teams without “{_title(form)}”"
        case Standing.WAITING:
            first = "teams with a report that waits for judgement"
        case None:
            first = ""
    team = f"team {audience.team}" if audience.team else ""
    region = f"region {audience.region}" if audience.region else ""
    return ", ".join(filter(None, (first, team, region))) or "every team"


def form_titles(db: Session, mission: Mission) -> Sequence[tuple[str, str]]:
    """Return id and English title of each of the mission's forms."""
    current = forms.list_current(db, mission.id)
    return [(each.form_id, _title(each)) for each in current]


def _title(form: PublishedForm) -> str:
    return in_language(form.document["title"], "en") or form.form_id


def _works_in(team: Team, region: str) -> bool:
    """Tell whether the team's area of responsibility and `region` have something in common."""
    return not team.regions or any(
        lies_in(each, region) or lies_in(region, each) for each in team.regions
    )
