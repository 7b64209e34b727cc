"""The laptops of a mission, as their templates see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from server.journal.enrolment import IssuedCode
from server.journal.standing import DeviceStanding, Fork, ForkEntry
from server.messages.models import CheckIn
from server.missions.here import Place
from server.missions.models import Team
from server.pages import Page
from shared.sync.check_ins import Wellbeing

CLOCK_MATTERS = 120
"""Seconds. Below that, nobody needs to do anything about it."""
SHORT = 8
"""Signs of a hash that tell two chains apart by eye."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A laptop."""

    href: str
    team: str
    name: str
    last_seen: str
    clock: str
    """By how much it is wrong; '' = it is right, or unknown."""
    waiting: str
    files: str
    head: str
    check_in: str
    """What the team last said of itself, and when; '' = nothing yet."""
    needs_help: bool
    state: str
    is_out: bool
    """It was withdrawn."""
    is_forked: bool


@dataclass(frozen=True, slots=True)
class CodeView:
    """A fresh code, shown once."""

    team: str
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class DevicesPage(Page):
    """Who can send, who can't yet, and a way to let them."""

    template: ClassVar[str] = "devices.html"
    summary: str
    without: str
    """The teams that have no laptop; '' = every team has one."""
    rows: tuple[DeviceRow, ...]
    teams: tuple[tuple[str, str], ...]
    """Code and words of each team."""
    issued: CodeView | None


@dataclass(frozen=True, slots=True)
class ForkRow:
    """An entry on one side of a fork, or on both sides an entry of the same number."""

    seq: str
    first: str
    other: str


@dataclass(frozen=True, slots=True)
class DevicePage(Page):
    """One laptop: how it stands, its fork if there is one, and what can be done about it."""

    template: ClassVar[str] = "device.html"
    title: str
    facts: tuple[tuple[str, str], ...]
    fork_summary: str
    """'' = its journal never parted."""
    fork: tuple[ForkRow, ...]
    receipts: str
    withdraw: str
    """Where its enrolment is withdrawn; '' = it is withdrawn already."""
    replace: str
    issued: CodeView | None


def devices_page(
    place: Place,
    standings: Sequence[DeviceStanding],
    teams: Sequence[Team],
    issued: IssuedCode | None,
) -> DevicesPage:
    """Return the page of the mission's laptops; `issued` is a code that was just made."""
    active = {each.team for each in standings if each.device.revoked_at is None}
    without = [team.code for team in teams if team.code not in active]
    return DevicesPage(
        frame=place.frame("Devices", "devices"),
        summary=f"{len(teams) - len(without)} of {len(teams)} teams have a laptop",
        without=", ".join(without),
        rows=tuple(_row(place, each) for each in standings),
        teams=tuple((team.code, f"{team.code} {team.name}".strip()) for team in teams),
        issued=_code(place, issued),
    )


def device_page(
    place: Place, standing: DeviceStanding, fork: Fork | None, issued: IssuedCode | None
) -> DevicePage:
    """Return the page of one laptop."""
    row, device = _row(place, standing), standing.device
    bundled = ", ".join(f"{first} to {through}" for first, through in standing.bundled)
    facts = (
        ("Team", row.team),
        ("Enrolled", place.times.at(device.enrolled_at)),
        ("Last seen", row.last_seen),
        ("Last check-in of its team", row.check_in or "none yet"),
        ("Clock", row.clock or ("right" if device.clock_ahead is not None else "not known")),
        ("Reports waiting on it", row.waiting),
        ("Files waiting on it", row.files),
        ("Held through", _whole_head(standing)),
        ("Waiting in bundles for earlier entries", bundled or "none"),
        ("State", row.state),
        ("Device", str(device.id)),
    )
    path = place.path(f"/devices/{device.id}")
    return DevicePage(
        frame=place.frame(f"Laptop of {row.team}", "devices"),
        title=f"{row.name}, team {row.team}",
        facts=facts,
        fork_summary=_fork_in_words(fork) if fork else "",
        fork=tuple(_fork_rows(place, fork)) if fork else (),
        receipts=f"{path}/receipts.json",
        withdraw="" if device.revoked_at else f"{path}/withdrawal",
        replace=f"{path}/replacement" if standing.team else "",
        issued=_code(place, issued),
    )


def as_json(standing: DeviceStanding) -> dict[str, Any]:
    """Return a laptop as plain data."""
    device, heard = standing.device, standing.last_heard
    return {
        "device": str(device.id),
        "team": standing.team,
        "name": device.name,
        "enrolled_at": device.enrolled_at.isoformat(),
        "revoked_at": device.revoked_at.isoformat() if device.revoked_at else None,
        "last_seen_at": heard.isoformat() if heard else None,
        "clock_ahead_seconds": device.clock_ahead,
        "waiting": {
            "entries": device.waiting if device.last_seen_at else None,
            "attachments": standing.files_waiting,
        },
        "check_in": _check_in_as_json(standing.check_in),
        "head": {"seq": standing.head.seq, "hash": standing.head.hash},
        "forked": standing.forked,
        "waiting_in_bundles": [
            {"first": first, "through": through} for first, through in standing.bundled
        ],
    }


def _row(place: Place, standing: DeviceStanding) -> DeviceRow:
    device, heard = standing.device, standing.last_heard
    clock = _clock_in_words(device.clock_ahead)
    return DeviceRow(
        href=place.path(f"/devices/{device.id}"),
        team=standing.team,
        name=device.name or "not named",
        last_seen=place.times.brief(heard) if heard else "never",
        clock=clock,
        waiting=f"{device.waiting:,}" if device.last_seen_at else "not known",
        files="not known" if standing.files_waiting is None else f"{standing.files_waiting:,}",
        head=f"{standing.head.seq:,} · {standing.head.hash[:SHORT]}" if standing.head.seq else "–",
        check_in=_check_in_in_words(place, standing.check_in),
        needs_help=standing.check_in is not None and standing.check_in.state == Wellbeing.HELP,
        state=_state(place, standing),
        is_out=device.revoked_at is not None,
        is_forked=standing.forked,
    )


def _check_in_in_words(place: Place, said: CheckIn | None) -> str:
    if said is None:
        return ""
    how = "safe" if said.state == Wellbeing.SAFE else "needs help"
    where = f", at {said.station_code}" if said.station_code else ""
    words = f": {said.text}" if said.text else ""
    return f"{how}, {place.times.brief(said.at)}{where}{words}"


def _check_in_as_json(said: CheckIn | None) -> dict[str, str] | None:
    if said is None:
        return None
    return {
        "state": said.state,
        "at": said.at.isoformat(),
        "station": said.station_code,
        "text": said.text,
    }


def _state(place: Place, standing: DeviceStanding) -> str:
    revoked = standing.device.revoked_at
    if revoked:
        return f"withdrawn {place.times.brief(revoked)}"
    if standing.forked:
        return "copied: two laptops write its journal"
    return "enrolled"


def _clock_in_words(ahead: int | None) -> str:
    if ahead is None or abs(ahead) < CLOCK_MATTERS:
        return ""
    minutes = round(abs(ahead) / 60)
    hours, rest = divmod(minutes, 60)
    much = f"{hours} h {rest:02} min" if hours else f"{minutes} min"
    if hours >= 72:
        much = f"{hours // 24:,} days"
    return f"{much} {'fast' if ahead > 0 else 'slow'}"


def _whole_head(standing: DeviceStanding) -> str:
    head = standing.head
    return f"entry {head.seq:,}, {head.hash}" if head.seq else "nothing yet"


def _fork_in_words(fork: Fork) -> str:
    after = f"entry {fork.parted_after}" if fork.parted_after else "the beginning"
    return (
        f"Its journal parted after {after}: the laptop was copied, or restored from a copy, and "
        "both went on. Everything is kept, on both sides. Give the team a code for a new "
        "enrolment, and ask which laptop is which."
    )


def _fork_rows(place: Place, fork: Fork) -> Sequence[ForkRow]:
    sides = [{each.seq: each for each in side} for side in (fork.first, fork.other)]
    seqs = sorted({*sides[0], *sides[1]})
    return [
        ForkRow(str(seq), _entry(place, sides[0].get(seq)), _entry(place, sides[1].get(seq)))
        for seq in seqs
    ]


def _entry(place: Place, entry: ForkEntry | None) -> str:
    if entry is None:
        return ""
    received = place.times.brief(entry.received_at)
    made = _claimed(place, entry.made_at)
    return f"{entry.what}, made {made}, received {received}, {entry.hash[:SHORT]}"


def _claimed(place: Place, made_at: str) -> str:
    """Return the laptop's claim by the mission's clock, where it can be read."""
    try:
        return place.times.brief(datetime.fromisoformat(made_at))
    except (ValueError, OverflowError):  # the latter at the ends of the calendar
        return made_at


def _code(place: Place, issued: IssuedCode | None) -> CodeView | None:
    if issued is None:
        return None
    return CodeView(issued.team, issued.code, place.times.at(issued.expires_at))
