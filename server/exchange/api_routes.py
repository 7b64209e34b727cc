"""Reports out for programs: the choices of the page, in the address."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from server.deps import Now
from server.exchange.routes import Asked, TheDesk
from server.missions.here import Here

router = APIRouter(prefix="/m/{code}/exports", tags=["exports"])


@router.get("/file", response_class=StreamingResponse)
def take_out_by_address(
    here: Here, desk: TheDesk, now: Now, asked: Annotated[Asked, Query()]
) -> Response:
    """Hand the reports out as a file: csv and datapackage (both as a ZIP), xlsx or geojson.

    What goes out is written into the audit trail.
    """
    return desk.hand_out(here, asked, now)
