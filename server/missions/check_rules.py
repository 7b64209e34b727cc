"""What a mission may say about its quality checks, in its file; `server.reports.checks` applies it.

A check describes the bad case, and asks; it never accuses. The limits are house rules: no source
prescribes them, so each can be set per mission.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from server.missions.part import Part
from server.missions.scalars import Code, Words, mistake
from shared.forms.evaluation import compile_expression
from shared.forms.syntax import ExpressionError


class Severity(StrEnum):
    """How soon a person should look."""

    NOTE = "note"
    WARNING = "warning"
    ALERT = "alert"


def _expression(text: str) -> str:
    try:
        compile_expression(text)
    except ExpressionError as error:
        raise mistake(
            f"the expression can't be read: {str(error).rstrip('.')}",
            "Write it as in a form, for example ${V06} > ${station.voters}.",
        ) from None
    return text


class OwnCheck(Part):
    """A check of one report: an expression over its answers, its station and its visit."""

    id: Code
    form: Words
    """The id of the checklist that it looks at."""
    flag: Annotated[Words, AfterValidator(_expression)]
    """True in the bad case. Beside `${question}`: `${station.voters}`, `${visit.minutes}`, … """
    severity: Severity = Severity.WARNING
    message: dict[str, Words]
    """Language → the question to the reader."""


class CheckLimits(Part):
    """From where on a report is looked at."""

    shortest_visit: Annotated[int, Field(ge=1)] = 10
    """Minutes."""
    longest_visit: Annotated[int, Field(ge=1)] = 360
    """Minutes; a count takes long."""
    within_hours: tuple[Words, ...] = ("voting",)
    """Checklists of what happens only while voting goes on (`election.voting`)."""
    fastest_travel: Annotated[int, Field(ge=1)] = 130
    """Kilometres an hour, as the crow flies, from one station to the next."""
    farthest_from_station: Annotated[int, Field(ge=1)] = 500
    """Metres from the station to a position in the report."""
    clock_off: Annotated[int, Field(ge=1)] = 10
    """Minutes by which a laptop's clock may differ from the server's."""
    straight_line: Annotated[int, Field(ge=3)] = 10
    """Questions with the same choices, answered all alike, from which on that is asked about."""


class CheckRules(Part):
    """The quality checks of a mission, where they differ from ours."""

    own: tuple[OwnCheck, ...] = ()
    without: tuple[Words, ...] = ()
    """Ids of checks that this mission does not want: its own, ours, or those of its forms."""
    severity: dict[str, Severity] = Field(default_factory=dict[str, Severity])
    """Id of a check → its severity here, where it is not the usual one."""
    limits: CheckLimits = CheckLimits()

    def leaves_out(self, check: str) -> bool:
        """Say whether the mission does not want a check."""
        return check in self.without or id_of(check) in self.without

    def severity_of(self, check: str, usual: Severity) -> Severity:
        """Return how soon a person should look at what `check` flags."""
        known = {**HOUSE_SEVERITIES, **self.severity}
        return known.get(check) or known.get(id_of(check), usual)


HOUSE_SEVERITIES: Mapping[str, Severity] = {
    "C23_in_stationary_boxes.warning": Severity.ALERT,
    "C23_in_mobile_boxes.warning": Severity.ALERT,
    "C23_issued_mobile.warning": Severity.ALERT,
    "C23_signed_seen.warning": Severity.ALERT,
    "T18_published.warning": Severity.ALERT,
    "C23_second_issued.warning": Severity.NOTE,
}
"""The arithmetic checks of the standard checklists that are more, or less, than to be asked: more
ballots than were given out, or than there are voters; fewer than signatures; other figures than in
the observers' copy; two ballots that differ a little."""


def id_of(check: str) -> str:
    """Return the id of a check; of a rule in a repeat the one that all instances share."""
    return check.rpartition("/")[2]
