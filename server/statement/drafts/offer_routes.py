"""A draft takes up what the mission knows: as a sentence of a person, still to be worded."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from server.bounds import PlainText
from server.deps import Now, Writing
from server.missions.here import Here
from server.statement.drafts import deeds, keeping
from server.statement.drafts.deed_routes import require_paragraph
from server.statement.drafts.offers import find_offer
from server.statement.drafts.parts import anchor
from server.statement.drafts.routes import note, to_draft
from shared.ids import new_id

router = APIRouter(prefix="/m/{code}/statement/drafts/{draft_id}", include_in_schema=False)


class Taken(BaseModel):
    """Which note or incident, into which paragraph."""

    source: UUID
    paragraph: PlainText


@router.post("/offers")
def take_up(
    draft_id: UUID, here: Here, db: Writing, now: Now, taken: Annotated[Taken, Form()]
) -> RedirectResponse:
    """Take up a note or an incident at the end of a paragraph."""
    kept = keeping.read(db, keeping.lock(db, here.mission.id, draft_id))
    require_paragraph(kept, taken.paragraph)
    language = kept.draft.language
    offer = find_offer(db, here.mission, kept.manuscript, language, taken.source)
    name, by = str(new_id(now)), here.caller.name
    manuscript = deeds.add(
        kept.manuscript, taken.paragraph, name, offer.text, by=by, at=now, drawn=offer.drawn
    )
    origin = offer.drawn.origin.value
    deed = f"Taken up in {taken.paragraph}: {origin}, {offer.drawn.day}"
    keeping.save(db, here.mission.id, draft_id, lambda _: manuscript, deed=deed, by=by, now=now)
    particulars = {"what": "take_up", "origin": origin, "source": str(offer.drawn.id)}
    note(here, db, now, draft_id, "statement.changed", particulars)
    return to_draft(here, draft_id, f"#{anchor(deeds.HUMAN + name)}")
