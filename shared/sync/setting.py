"""What laptops are told of the mission, the team's plan and the stations: values of the feed."""

from datetime import date, datetime, time

from pydantic import Field

from shared.sync.wire import Wire


class StationOut(Wire):
    """A polling station, as the laptop needs it."""

    code: str
    name: str
    region: str
    """The path of regions, outermost first, joined by ` / `."""
    address: str = ""
    timezone: str
    setting: str = ""
    """Since version 3, like what follows. urban, rural or ''."""
    voters: int | None = None
    """Registered voters, where the register says."""
    latitude: float | None = None
    longitude: float | None = None
    """Degrees (WGS 84); both or none."""
    closed: bool = False
    """Since version 3. Headquarters closed it: it is not in use any more. A team that finds it
    open all the same can report from it."""


class OtherReport(Wire):
    """Another team reported from a station: which checklist and when, and nothing of it."""

    form: str
    """The checklist's id."""
    at: datetime
    """When that team arrived."""


class PlannedVisit(Wire):
    """Where the team is to be, and when (local to the station)."""

    station: str
    at: datetime | None = None
    others: list[OtherReport] = Field(default_factory=list[OtherReport])
    """Since version 3. What other teams have reported from there, the newest first: without their
    codes and without answers, because a laptop may be seized."""


class ContactOut(Wire):
    """Somebody on duty, whom the team may call."""

    role: str
    """What for, as `Security officer`."""
    phone: str
    name: str = ""
    hours: str = ""
    """When, in words; '' = at any time."""


class VotingHours(Wire):
    """When polling stations open and close, by each station's own clock."""

    opens: time
    closes: time


class MissionOut(Wire):
    """The mission, as the laptop shows it."""

    code: str
    title: str
    election_date: date
    timezone: str
    drill: bool = False
    illustrative: str = ""
    """Shown wherever data are shown, when parts of them are illustrative."""
    voting: VotingHours | None = None
    """Since version 3. When stations are open on election day; None = the mission did not say."""
    bundle_recipient: str = Field(default="", max_length=200)
    """The mission's public age key: bundles are made for it. '' = this server opens none."""
    contacts: list[ContactOut] = Field(default_factory=list[ContactOut])
    """Since version 3. Whom the team may call, in the mission's order."""
    code_of_conduct: str = ""
    """Since version 3. Paragraphs apart by an empty line; '' = the mission gave none."""


class PlanOut(Wire):
    """What the team is to do."""

    team: str
    regions: list[str] = Field(default_factory=list)
    """Its area of responsibility: region paths; empty = the whole mission."""
    members: list[str] = Field(default_factory=list[str])
    """Since version 3. The codes of its observers, where headquarters has them."""
    visits: list[PlannedVisit] = Field(default_factory=list[PlannedVisit])
    """In the order of the plan."""
