"""What stands beside reports in the journal: attachments and acknowledgements, projected."""

from sqlmodel import SQLModel

from server.messages.models import Acknowledgement
from server.reports.entries import Beside, Entry
from server.reports.judgement import Sender
from server.reports.models import AttachedFile
from shared.sync.protocol import AttachmentBody

TABLES = (AttachedFile, Acknowledgement)
"""What the rows below stand in; dropped and made anew with the projection."""


def row_of(entry: Entry, held: Beside, sender: Sender) -> SQLModel:
    """Return the row that an entry becomes. Each entry becomes one, whatever others say."""
    if isinstance(held, AttachmentBody):
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
    return Acknowledgement(
        entry_id=entry.id,
        mission_id=sender.mission_id,
        message_id=held.message,
        team_id=sender.team_id,
        device_id=entry.device_id,
        read_at=entry.made_at,
        received_at=entry.received_at,
    )
