"""What is told of every report beside its answers: where it is from, how it came, what counts.

Names that begin with `_` are passed over by `import reports`; the others it reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.exchange.ground import Ground
from server.exchange.selection import Taken
from server.exchange.table import Cell, Kind
from server.reports.checks.notes import NoteDeed

_CHANGING = {NoteDeed.CORRECT, NoteDeed.EXCLUDE}


@dataclass(frozen=True, slots=True)
class Own:
    """A column that is no question of the form."""

    name: str
    words: str
    kind: Kind
    draw: Callable[[Ground, Taken], Cell]


REPORT, STATION, TEAM, VEILED_TEAM = "report", "station", "team", "_team"
BEFORE: tuple[Own, ...] = (
    Own(
        REPORT,
        "The report; a stand-in where times are coarse",
        "string",
        lambda ground, taken: ground.disguise.id_of(taken.kept.report_id),
    ),
    Own(STATION, "The station's code", "string", lambda _, taken: taken.kept.station_code),
    Own(
        VEILED_TEAM,
        "The team: its code, or what stands for it in this export",
        "string",
        lambda ground, taken: ground.disguise.team(taken.kept.team_code),
    ),
    Own(
        "visit",
        "The visit, shared by reports on several forms",
        "string",
        lambda ground, taken: ground.disguise.id_of(taken.kept.visit_id),
    ),
    Own(
        "arrived_at",
        "When the team arrived; the hour where times are coarse",
        "datetime",
        lambda ground, taken: ground.disguise.moment(taken.kept.arrived_at),
    ),
    Own(
        "departed_at",
        "When the team left; the hour where times are coarse",
        "datetime",
        lambda ground, taken: ground.disguise.moment(taken.kept.departed_at),
    ),
)
BEHIND: tuple[Own, ...] = (
    Own("_version", "Version of the form", "string", lambda _, taken: taken.kept.form_version),
    Own("_revision", "Which revision this is", "integer", lambda _, taken: taken.kept.revision),
    Own(
        "_reason",
        "Why the team revised it",
        "string",
        lambda _, taken: taken.kept.reason,
    ),
    Own(
        "_counts",
        "yes; duplicate (a newer one of the visit counts); left_out (by a person); outside_sample "
        "(chance did not draw the station); or the state of a report that was set apart",
        "string",
        lambda _, taken: taken.counts,
    ),
    Own("_why", "Why it does not count", "string", lambda _, taken: _why(taken)),
    Own(
        "_corrected",
        "Questions whose answer is as it was corrected, or was left out; see corrections",
        "string",
        lambda _, taken: _changed(taken),
    ),
    Own(
        "_flagged",
        "Checks that ask about it; see checks",
        "string",
        lambda _, taken: " ".join(taken.flagged),
    ),
    Own(
        "_verified",
        "Checks that asked, and were looked into",
        "string",
        lambda _, taken: " ".join(taken.verified),
    ),
    Own(
        "_channel",
        "How it came: network, bundle (on a stick) or paper (a table)",
        "string",
        lambda ground, taken: ground.channel(taken.kept.device_id, taken.kept.received_at),
    ),
    Own(
        "_received_at",
        "When headquarters had it; the hour where times are coarse",
        "datetime",
        lambda ground, taken: ground.disguise.moment(taken.kept.received_at),
    ),
    Own("_region", "The station's region", "string", lambda _, taken: taken.kept.region),
)


def names_beside(taken: set[str]) -> Mapping[str, str]:
    """Return our columns → their names in a table whose questions are called `taken`."""
    names: dict[str, str] = {}
    for own in [each.name for each in (*BEFORE, *BEHIND)] + [TEAM]:
        name = own
        while name in taken or name in names.values():
            name = f"_{name}"
        names[own] = name
    return names


def _why(taken: Taken) -> str:
    """Return why a report does not count, as far as anybody said."""
    if taken.said.is_left_out:
        whole = (each for each in taken.said.notes if not each.question and each.reason)
        return "; ".join(each.reason for each in whole)
    return taken.kept.judgement


def _changed(taken: Taken) -> str:
    names = {
        each.question
        for each in taken.said.notes
        if each.deed in _CHANGING and taken.kept.answers.get(each.question) == each.was
    }
    return " ".join(sorted(names - {""}))
