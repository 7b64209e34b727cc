"""What stands beside reports in the journal, projected: files, visits, word from the teams."""

from sqlmodel import SQLModel

from server.messages.models import Acknowledgement, CheckIn
from server.reports.entries import Entry
from server.reports.judgement import Sender
from server.reports.models import AttachedFile, Visit
from shared.sync.check_ins import CheckInBody
from shared.sync.protocol import AcknowledgementBody, AttachmentBody
from shared.sync.visits import VisitBody

Plain = AttachmentBody | AcknowledgementBody | CheckInBody | VisitBody
"""What each entry becomes a row of, whatever other entries say."""
TABLES = (AttachedFile, Visit, Acknowledgement, CheckIn)
"""What the rows below stand in; dropped and made anew with the projection."""


def row_of(entry: Entry, held: Plain, sender: Sender) -> SQLModel:
    """Return the row that an entry becomes."""
    if isinstance(held, AttachmentBody):
        return _attached_file(entry, held, sender)
    if isinstance(held, VisitBody):
        return _visit(entry, held, sender)
    if isinstance(held, CheckInBody):
        return CheckIn(
            entry_id=entry.id,
            mission_id=sender.mission_id,
            team_id=sender.team_id,
            device_id=entry.device_id,
            state=held.state,
            at=held.at,
            station_code=held.station,
            text=held.text,
            received_at=entry.received_at,
        )
    return Acknowledgement(
        entry_id=entry.id,
        mission_id=sender.mission_id,
        message_id=held.message,
        team_id=sender.team_id,
        device_id=entry.device_id,
        read_at=entry.made_at,
        received_at=entry.received_at,
    )


def _attached_file(entry: Entry, held: AttachmentBody, sender: Sender) -> AttachedFile:
    return AttachedFile(
        entry_id=entry.id,
        mission_id=sender.mission_id,
        device_id=entry.device_id,
        team_id=sender.team_id,
        report_id=held.report,
        revision=held.revision,
        question=held.question,
        sha256=held.sha256,
        size=held.size,
        media_type=held.media_type,
        name=held.name,
    )


def _visit(entry: Entry, held: VisitBody, sender: Sender) -> Visit:
    return Visit(
        entry_id=entry.id,
        mission_id=sender.mission_id,
        device_id=entry.device_id,
        team_id=sender.team_id,
        visit_id=held.visit,
        revision=held.revision,
        station_code=held.station,
        described=held.described.model_dump() if held.described else None,
        arrived_at=held.arrived_at,
        departed_at=held.departed_at,
        present=held.present,
        refusal=held.refusal.model_dump() if held.refusal else None,
        received_at=entry.received_at,
    )
