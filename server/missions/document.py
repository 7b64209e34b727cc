"""The mission file: all that is known about a mission, in one document.

Only `code`, `title`, `election` and `sample` are needed; `samples/kazakhstan_2021/mission.yaml`
uses nearly every key. Facts keep their sources and the day they hold for, so that a statement can
cite them. `server.missions.reading` turns a file into this; a table keeps it as JSON.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from server.missions.calendar import Calendar
from server.missions.check_rules import CheckRules
from server.missions.facts import Fact
from server.missions.part import Part, Sourced
from server.missions.recommendations import Recommendation
from server.missions.scalars import (
    Code,
    Country,
    Day,
    Moment,
    Phone,
    TimeOfDay,
    TimeOrMoment,
    Words,
    Zone,
)

Count = Annotated[int, Field(ge=0)]


class Voting(Part):
    """When polling stations are open on election day, by each station's own clock."""

    opens: TimeOfDay
    closes: TimeOfDay


class Election(Part):
    """The election that is observed."""

    name: Words
    date: Day
    country: Country
    timezone: Zone
    bodies: tuple[Words, ...] = ()
    """What is elected."""
    voting: Voting | None = None


class Design(StrEnum):
    """How the stations were chosen. Only the first three can speak beyond those visited."""

    CENSUS = "census"
    SRS = "srs"
    STRATIFIED = "stratified"
    ROUTE = "route"
    CONVENIENCE = "convenience"


class Strata(Part):
    """The groups of stations that a stratified sample was drawn from, each by itself."""

    by: Words
    """What makes them: region, region:2, setting, kind, or a column of the register."""
    sizes: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Stratum → stations in it; empty = as many as the register has."""


class HouseRules(Part):
    """The mission's own numbers for what may be said; docs/findings.md has the usual ones.

    Keys left out are as in `server.sampling.rules`.
    """

    least_for_interval: Annotated[int, Field(ge=1)] | None = None
    exact_below: Annotated[int, Field(ge=1)] | None = None
    least_for_share: Annotated[int, Field(ge=1)] | None = None
    least_for_margin: Annotated[int, Field(ge=1)] | None = None
    show_base: Annotated[float, Field(ge=0, le=1)] | None = None
    silent: Annotated[float, Field(ge=0, le=1)] | None = None
    few: Annotated[float, Field(ge=0, le=1)] | None = None
    likeness: Annotated[float, Field(ge=0, le=1)] | None = None
    rare: Annotated[int, Field(ge=1)] | None = None
    least_teams: Annotated[int, Field(ge=5)] | None = None


class SampleDraw(Part):
    """How the stations were drawn, so that anybody can draw them again."""

    seed: Words
    size: Annotated[int, Field(ge=1)]
    """Stations drawn, without those that stood in later."""
    allocation: str = ""
    """proportional or equal, of a stratified sample."""
    least: Count = 0
    """Of each stratum."""
    frame: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the stations that it was drawn from, with their strata."""


class Sample(Part):
    """How the stations were chosen, and out of how many."""

    design: Design
    population: Annotated[int, Field(ge=1)] | None = None
    strata: Strata | None = None
    """Of a stratified sample: without them it is taken as allotted in proportion."""
    rules: HouseRules | None = None
    draw: SampleDraw | None = None


class Source(Part):
    """A published text that facts are taken from."""

    id: Code
    publisher: Words
    title: Words
    date: Day | None = None
    """None where the text bears none; the note says so."""
    url: str = ""
    note: str = ""


class OrganisationKind(StrEnum):
    """Who sends observers."""

    INTERGOVERNMENTAL = "intergovernmental"
    PARLIAMENTARY = "parliamentary"
    STATE = "state"
    CITIZEN = "citizen"
    PARTY = "party"
    OTHER = "other"


class Organisation(Part):
    """A sender of observers; part of an umbrella where `parent` names one."""

    id: Code
    name: Words
    short: str = ""
    variants: tuple[Words, ...] = ()
    kind: OrganisationKind = OrganisationKind.OTHER
    parent: str = ""
    note: str = ""


class AccreditationStatus(StrEnum):
    """How far an observer's permission has come. `planned` is a sender's own announcement."""

    PLANNED = "planned"
    APPLIED = "applied"
    ACCREDITED = "accredited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AccreditationSnapshot(Sourced):
    """Numbers of observers on one day, as one announcement gave them."""

    as_of: Day
    status: AccreditationStatus
    organisations: dict[str, Count] = Field(default_factory=dict)
    """Organisation id → observers."""
    organisations_total: Count | None = None
    """Observers of all organisations together, as the source states it."""
    states: tuple[Words, ...] = ()
    """Names of the states that sent observers of their own."""
    by_state: dict[Words, Count] = Field(default_factory=dict)
    """State → observers, where the source counts them one by one."""
    states_total: Count | None = None
    """Observers of all these states together."""
    total: Count | None = None
    """Observers in all, as the source states it."""


class Accreditation(Sourced):
    """Who grants it, until when, and how the numbers grew."""

    authority: str = ""
    deadline: Moment | None = None
    days_before: Count | None = None
    """The deadline in calendar days before election day, by law or rule."""
    snapshots: tuple[AccreditationSnapshot, ...] = ()


class Official(Sourced):
    """A person in a public office, named as the sources publish the name."""

    office: Words
    name: str = ""
    variants: tuple[Words, ...] = ()


class Spelling(Part):
    """How a name is spelt in this mission's texts, and how others spell it."""

    name: Words
    variants: tuple[Words, ...] = ()
    note: str = ""


class MeetingKind(StrEnum):
    """With whom."""

    COMMISSION = "commission"
    GOVERNMENT = "government"
    LOCAL_GOVERNMENT = "local_government"
    PARLIAMENT = "parliament"
    PARTY = "party"
    CITIZEN_OBSERVERS = "citizen_observers"
    MEDIA = "media"
    OTHER = "other"


class Channel(StrEnum):
    """How they met."""

    IN_PERSON = "in_person"
    VIDEOCONFERENCE = "videoconference"
    TELEPHONE = "telephone"


class Counterpart(Part):
    """A body that was met, and who spoke for it."""

    body: Words
    office: str = ""
    name: str = ""


class Meeting(Sourced):
    """A meeting of observers, on one day or over several."""

    key: Code
    kind: MeetingKind
    first_day: Day
    last_day: Day | None = None
    organisation: str = ""
    """Whose observers met; '' = this mission's."""
    counterparts: tuple[Counterpart, ...] = ()
    channel: Channel | None = None
    """None where the source does not say."""
    topics: tuple[Words, ...] = ()


class DeploymentStatus(StrEnum):
    """Announced, or done."""

    PLANNED = "planned"
    CARRIED_OUT = "carried_out"


class Deployment(Sourced):
    """Observers of an organisation at a place."""

    organisation: str = ""
    place: Words
    country: str = ""
    abroad: bool = False
    """Stations outside the country that votes."""
    stations: Count | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    status: DeploymentStatus


class Note(Sourced):
    """What is known about law or media, in a sentence or two."""

    key: Code
    text: Words
    as_of: Day | None = None


class Discrepancy(Sourced):
    """Where sources contradict each other or themselves, and what is done about it."""

    says: Words
    handling: Words


class Period(Sourced):
    """When the mission is in the country."""

    first_day: Day
    last_day: Day
    statement_day: Day | None = None


class Composition(Sourced):
    """Who the mission's people are, by office; names only as they are published."""

    head: Official | None = None
    members: tuple[Words, ...] = ()


class Stop(Part):
    """A team is to be at a station."""

    station: Words
    """Its code in the register, text: `0147` is not `147`."""
    at: TimeOrMoment | None = None


class TeamPlan(Part):
    """A team, its area and its plan, by a code: names of observers don't belong here."""

    code: Code
    name: str = ""
    organisation: str = ""
    """Id of the organisation whose observers they are; it may read their reports as a partner."""
    regions: tuple[Words, ...] = ()
    """Area of responsibility: region paths; empty = the whole mission."""
    plan: tuple[Stop, ...] = ()
    vehicle: str = ""
    """How they travel, in words: `white van, driver from the pool`."""
    languages: tuple[Words, ...] = ()
    """For which they need an interpreter, in words."""


class Pace(Part):
    """What a team can do in a day. Plans that ask for more are asked about, never refused."""

    visits_a_day: Annotated[int, Field(ge=1, le=100)] = 12
    minutes_a_visit: Annotated[int, Field(ge=1, le=720)] = 30
    kilometres_an_hour: Annotated[int, Field(ge=1, le=200)] = 50
    """On the way from one station to the next."""


class Contact(Part):
    """Somebody on duty whom teams may call; a laptop shows it. No observer's own number."""

    role: Words
    """What for, as `Security officer`."""
    phone: Phone
    name: str = ""
    hours: str = ""
    """When, in words; empty = at any time."""


class MissionFile(Part):
    """One observation mission at one election."""

    code: Annotated[Code, Field(max_length=60)]
    title: Words
    election: Election
    sample: Sample
    station_key: Annotated[str, Field(pattern=r"^(code|region[1-9]?\+code)$")] = "code"
    """What tells the stations of the register apart: `code`, or where codes repeat in different
    regions `region+code`, the whole path; `region1+code`, the path's outermost level, and so on."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    """The language that this file is written in."""
    wordings: dict[str, dict[str, Words]] = Field(default_factory=dict)
    """Language → text of this file → its wording, for statements in several languages."""
    drill: bool = False
    """For training: never mixed with a real mission."""
    illustrative: str = ""
    """Shown wherever data are shown, when parts of them are illustrative."""
    organisation: str = ""
    """Id of the organisation whose mission it is."""
    period: Period | None = None
    composition: Composition | None = None
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    accreditation: Accreditation | None = None
    calendar: Calendar = Calendar()
    names: tuple[Spelling, ...] = ()
    """How names of bodies, places and people are spelt here. Those of organisations and officials
    are known from their own lists."""
    officials: tuple[Official, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    deployment: tuple[Deployment, ...] = ()
    legal_notes: tuple[Note, ...] = ()
    media_notes: tuple[Note, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    teams: tuple[TeamPlan, ...] = ()
    contacts: tuple[Contact, ...] = ()
    """The phones on duty, for the laptops of all teams, the most urgent first."""
    pace: Pace = Pace()
    """What a team can do in a day, where it differs from what is usual."""
    reminders: tuple[Words, ...] = ()
    """What each team's deployment sheet tells at its end, a sentence each."""
    code_of_conduct: Annotated[str, Field(max_length=20_000)] = ""
    """What observers have signed; an empty line parts paragraphs. Laptops show it in their help."""
    retention_days: Annotated[int, Field(ge=0, le=9_999)] | None = None
    """Days after election day until personal data are to be erased; none = nobody has said."""
    checks: CheckRules = CheckRules()
    """Where its quality checks differ from ours."""

    def fact(self, key: str) -> Fact | None:
        """Return the fact called `key`, or None."""
        return next((each for each in self.facts if each.key == key), None)

    def source(self, source_id: str) -> Source | None:
        """Return the source called `source_id`, or None."""
        return next((each for each in self.sources if each.id == source_id), None)
