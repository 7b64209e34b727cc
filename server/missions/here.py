"""Where a page stands: one mission, and the account that reads it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from sqlmodel import Session

from server.accounts import trail
from server.accounts.access import look_up, note_use, require_admission, require_standing
from server.accounts.caller import Caller, Standing
from server.accounts.models import Role
from server.accounts.problems import OutsideRegions
from server.accounts.table import COORDINATORS, Who, rule_of
from server.accounts.trail import Particular
from server.deps import Now, TheStore
from server.errors import InvalidRequest
from server.missions.closing import closed_words, is_open_for, require_open
from server.missions.models import Mission, Team
from server.missions.visibility import get_visible_mission
from server.pages import Frame, Link, Times

_LINKS = (
    {"overview": ("Overview", "")},
    {
        "reports": ("Reports", "/reports"),
        "review": ("Review", "/review"),
        "incidents": ("Incidents", "/incidents"),
    },
    {
        "findings": ("Findings", "/findings"),
        "statement": ("Statement", "/statement"),
        "exports": ("Exports", "/exports"),
    },
    {
        "registers": ("Registers", "/registers"),
        "messages": ("Messages", "/messages"),
        "devices": ("Devices", "/devices"),
    },
)
"""In groups, which a wider gap parts: they must fit on one line of a laptop's screen. What is not
needed every day is no link here; it has its line in `server.registers`."""
DRILL = "This is a drill. Its reports are exercises and belong to no real observation."


@dataclass(frozen=True, slots=True)
class Place:
    """A mission as one account sees it."""

    mission: Mission
    caller: Caller
    standing: Standing
    """What the account is in this mission."""

    @property
    def times(self) -> Times:
        """The mission's clock."""
        return Times(ZoneInfo(self.mission.timezone), self.mission.election_date.year)

    @property
    def coordinates(self) -> bool:
        """Whether the account may judge reports and enrol laptops."""
        return self.standing.role in COORDINATORS

    def opens(self, address: str) -> bool:
        """Say whether the table has `address` (`GET /m/{code}/devices`) for this account."""
        method, path = address.split(" ")
        rule = rule_of(method, path)
        granted = isinstance(rule, frozenset) and self.standing.role in rule
        return granted and is_open_for(self.mission, method, path)

    def require_region(self, region: str) -> None:
        """Raise OutsideRegions where `region` (a path) is not one in which the account decides."""
        if not self.standing.answers_for(region):
            raise OutsideRegions(
                f"{region or 'The whole mission'} is more than the regions of the account "
                f"{self.caller.name}: {'; '.join(self.standing.regions)}. "
                "Ask who coordinates the whole mission."
            )

    def may_import(self, who: Who) -> bool:
        """Say whether the account may import a register that is open to `who`.

        A file is about the whole mission: who decides in some regions only imports none.
        """
        is_of_them = self.standing.role in who and not self.standing.regions
        return is_of_them and self.opens("POST /m/{code}/import/{kind}")

    @property
    def own_teams(self) -> frozenset[str] | None:
        """Codes of the teams whose reports the account may read whole; None = all teams'."""
        if self.standing.role is not Role.PARTNER:
            return None
        teams = self.mission.document.get("teams", [])
        of_it = self.standing.organisation
        return frozenset(each["code"] for each in teams if each.get("organisation") == of_it)

    def path(self, rest: str = "") -> str:
        """Return the address of a page of this mission."""
        return f"/m/{quote(self.mission.code, safe='')}{rest}"

    def require_team(self, team: Team | None) -> None:
        """Raise OutsideRegions unless all of the team's area is where the account decides.

        No team, or one without an area, may be anywhere.
        """
        for region in (team and team.regions) or [""]:
            self.require_region(region)

    def record(
        self, db: Session, deed: str, *, now: datetime, subject: str = "", **particulars: Particular
    ) -> None:
        """Have it written to the audit trail that the account did `deed` in this mission."""
        trail.record(
            db,
            self.caller,
            deed,
            now=now,
            mission_id=self.mission.id,
            subject=subject,
            **particulars,
        )

    def moment(self, text: str) -> datetime | None:
        """Read a moment of an address; without an offset it is by the mission's clock."""
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ZoneInfo(self.mission.timezone))
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):  # the latter at the ends of the calendar
            raise InvalidRequest(
                f"{text[:40]!r} is not a moment. Write it as 2021-01-10T20:00, by the mission's "
                "clock."
            ) from None

    def frame(self, title: str, here: str = "") -> Frame:
        """Return what stands around a page of this mission; `here` is its room among the links."""
        mission = self.mission
        name = str(mission.document.get("election", {}).get("name", ""))
        day = mission.election_date
        when = f"{day.day} {day:%B %Y}"
        illustrative = str(mission.document.get("illustrative", ""))
        return Frame(
            title=title,
            account=self.caller.name,
            role=self.standing.role.words,
            mission=mission.title,
            election=f"{name}, {when}" if name else when,
            home=self.path(),
            links=self._links(here),
            notices=tuple(
                each
                for each in (DRILL if mission.drill else "", closed_words(mission), illustrative)
                if each
            ),
            times=f"Times are by the clock of {mission.timezone}.",
        )

    def _links(self, here: str) -> tuple[Link, ...]:
        return tuple(
            Link(words, self.path(rest), here=key == here, apart=bool(group) and position == 0)
            for group, links in enumerate(self._open_links())
            for position, (key, words, rest) in enumerate(links)
        )

    def _open_links(self) -> list[list[tuple[str, str, str]]]:
        """Return the groups of links that the account may open, as key, words and path."""
        groups = [
            [
                (key, words, rest)
                for key, (words, rest) in group.items()
                if self.opens(f"GET /m/{{code}}{rest}")
            ]
            for group in _LINKS
        ]
        return [each for each in groups if each]


def find_place(code: str, request: Request, store: TheStore, now: Now) -> Place:
    """Return the mission of the address and what the caller is there, if the table lets it in.

    One look into the database for both: it is taken with every request.
    """
    with store.reading() as db:
        caller = require_admission(request, look_up(db, request, now=now))
        mission = get_visible_mission(db, caller, code)
    note_use(store, caller, now=now)
    request.state.drill = mission.drill  # for `server.middleware.DrillMark`
    standing = caller.standing_in(mission.id)
    require_standing(request, caller, standing)
    assert standing is not None  # noqa: S101 - nobody else got through
    if not is_open_for(mission, request.method, request.scope["route"].path):
        require_open(mission)
    return Place(mission, caller, standing)


Here = Annotated[Place, Depends(find_place)]
"""The mission of the address. Another account's mission answers as if there were none."""
