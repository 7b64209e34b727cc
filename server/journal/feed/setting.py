"""Mission, plan, checklists and messages, as sources of the feed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from server.changes.log import Kind
from server.forms import service as forms
from server.journal.feed.source import Reader
from server.messages.service import list_messages_to
from server.missions import service as missions
from server.missions.models import Team
from server.people.service import codes_on_laptop
from shared.sync.protocol import (
    Change,
    FormChange,
    FormOut,
    MessageChange,
    MessageOut,
    MissionChange,
    PlanChange,
)
from shared.sync.setting import (
    ContactOut,
    MissionOut,
    OtherReport,
    PlannedVisit,
    PlanOut,
    VotingHours,
)


class MissionSource:
    """The mission itself."""

    kind: Kind = "mission"

    def __init__(self, recipient_of: Callable[[UUID], str]) -> None:
        """`recipient_of` returns a mission's public age key, '' where bundles are not opened."""
        self._recipient_of = recipient_of

    def list_all(self, db: Session, reader: Reader) -> Sequence[Change]:  # noqa: ARG002 - the protocol's
        """Return the mission."""
        mission = reader.mission
        value = MissionOut(
            code=mission.code,
            title=mission.title,
            election_date=mission.election_date,
            timezone=mission.timezone,
            drill=mission.drill,
            illustrative=mission.document.get("illustrative", ""),
            voting=_voting_hours(mission.document.get("election", {}).get("voting")),
            bundle_recipient=self._recipient_of(mission.id),
            contacts=[ContactOut(**each) for each in mission.document.get("contacts", ())],
            code_of_conduct=mission.document.get("code_of_conduct", ""),
        )
        return [MissionChange(key=mission.code, value=value)]

    def gone(self, key: str) -> Change | None:  # noqa: ARG002 - the protocol's
        """Return nothing: a mission does not go."""
        return None


def _voting_hours(stated: dict[str, Any] | None) -> VotingHours | None:
    return VotingHours.model_validate(stated) if stated else None


OthersOf = Callable[[Session, Team, Collection[str]], Mapping[str, Sequence[OtherReport]]]
"""Returns, by station code, what teams other than this one reported from stations."""


def _nobody(db: Session, team: Team, codes: Collection[str]) -> Mapping[str, Sequence[OtherReport]]:
    del db, team, codes
    return {}


class PlanSource:
    """Where the team is to be, and what others reported from there."""

    kind: Kind = "plan"

    def __init__(self, others_of: OthersOf = _nobody) -> None:
        self._others_of = others_of

    def list_all(self, db: Session, reader: Reader) -> Sequence[Change]:
        """Return the team's own plan."""
        team = reader.team
        stops = missions.plan_of(db, team)
        others = self._others_of(db, team, {stop.station_code for stop in stops})
        visits = [
            PlannedVisit(
                station=stop.station_code, at=stop.at, others=[*others.get(stop.station_code, ())]
            )
            for stop in stops
        ]
        value = PlanOut(
            team=team.code,
            regions=list(team.regions),
            members=codes_on_laptop(db, team.id),
            visits=visits,
        )
        return [PlanChange(key=team.code, value=value)]

    def gone(self, key: str) -> Change | None:  # noqa: ARG002 - the protocol's
        """Return nothing: another team's plan is nobody else's business."""
        return None


class FormSource:
    """Which version of each checklist is to be used."""

    kind: Kind = "form"

    def list_all(self, db: Session, reader: Reader) -> Sequence[Change]:
        """Return the newest version of each of the mission's checklists."""
        current = forms.list_current(db, reader.mission.id)
        return [
            FormChange(
                key=each.form_id,
                value=FormOut(version=each.version, digest=each.digest, place=place),
            )
            for place, each in enumerate(current)
        ]

    def gone(self, key: str) -> Change | None:
        """Return the tombstone of a checklist that was withdrawn."""
        return FormChange(key=key, value=None)


class MessageSource:
    """What headquarters told the team."""

    kind: Kind = "message"

    def list_all(self, db: Session, reader: Reader) -> Sequence[Change]:
        """Return the messages to the team."""
        return [
            MessageChange(
                key=str(each.id), value=MessageOut(text=each.text, by=each.by, at=each.at)
            )
            for each in list_messages_to(db, reader.team.id)
        ]

    def gone(self, key: str) -> Change | None:
        """Return the tombstone of a message."""
        return MessageChange(key=key, value=None)
