"""An incident: what cannot wait for a report. The body of an entry of kind `incident`.

Categories, severities and sources are names, not enumerations of the wire: a server that meets
one it does not know keeps the incident, and sets it apart for a person. Names are never given
another meaning; what falls out of use stays listed.
"""

from collections.abc import Mapping
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.sync.protocol import Wire

INCIDENT = "incident"
"""The kind of the entry."""
FORMAT = 1
MOST_WORDS = 10_000

CATEGORIES: Mapping[str, str] = {
    "access": "Observers refused, removed or hindered",
    "pressure": "Pressure on voters or officials, intimidation",
    "violence": "Violence or unrest",
    "secrecy": "Secrecy of the vote not kept",
    "ballots": "Ballots or boxes: added, taken out, destroyed",
    "voting_for_others": "Voting for others, or more than once",
    "campaigning": "Campaigning in or near the station",
    "unauthorised": "Unauthorised persons take part or direct",
    "count": "Count or protocol: steps left out, figures changed",
    "procedure": "Opened late, closed early, interrupted, short of material",
    "team": "Our own team: accident, illness, threat, detention",
    "other": "Something else",
}
"""Name → what it means, in English. The trade's list of irregularities that can't wait."""
SEVERITIES: Mapping[str, str] = {
    "critical": "people in danger, or voting or counting stopped",
    "serious": "may change what can be said of this station",
    "moderate": "a rule was broken, the process goes on",
    "minor": "worth knowing",
}
"""Name → what it means, the gravest first."""
SOURCES: Mapping[str, str] = {
    "seen": "we saw it ourselves",
    "heard": "we heard it ourselves",
    "reported": "somebody told us",
}
"""How the team knows, which is how far it can vouch for it."""


class IncidentBody(Wire):
    """A whole revision of one incident."""

    format: int = FORMAT
    """Of this body; grows when it means something else."""
    incident: UUID
    revision: int = Field(ge=1)
    base: int | None = None
    """The revision this one was edited from; None for the first."""
    category: str = Field(max_length=40)
    severity: str = Field(max_length=40)
    source: str = Field(max_length=40)
    """`seen`, `heard` or `reported`."""
    text: str = Field(default="", max_length=MOST_WORDS)
    station: str = Field(default="", max_length=200)
    """The code in the register, or what the observer wrote; '' = at no station."""
    noted_at: AwareDatetime
    """When the team began to write it down, by the station's clock."""
    reason: str = ""
    """Why it was revised."""
