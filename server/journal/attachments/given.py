"""What routes about kept files ask for: the store that they lie in."""

from typing import Annotated, cast

from fastapi import Depends, Request

from server.journal.attachments.store import AttachmentStore


async def _attachments(request: Request) -> AttachmentStore:
    return cast(AttachmentStore, request.app.state.attachments)


TheAttachments = Annotated[AttachmentStore, Depends(_attachments)]
"""The application's store of files."""
