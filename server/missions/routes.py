"""The first page, and the list of missions."""

from collections.abc import Sequence
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from server.accounts.access import MaybeCaller, TheCaller
from server.deps import Reading
from server.middleware import SIGN_IN_PATH
from server.missions.here import Here
from server.missions.pages import missions_page
from server.missions.registers import Register, registers_page
from server.missions.visibility import list_visible_missions
from server.pages import render

router = APIRouter(include_in_schema=False)


@router.get("/")
def lead_on(caller: MaybeCaller, db: Reading) -> Response:
    """Lead to the missions, to the only one there is, or first to the sign-in."""
    if caller is None:
        return RedirectResponse(SIGN_IN_PATH, status_code=303)
    page = missions_page(list_visible_missions(db, caller), caller)
    target = page.rows[0].href if len(page.rows) == 1 else "/missions"
    return RedirectResponse(target, status_code=303)


@router.get("/missions")
def show_missions(caller: TheCaller, db: Reading) -> Response:
    """List the missions; who sees only one, and can set up no other, is led to it."""
    missions = list_visible_missions(db, caller)
    page = missions_page(missions, caller)
    if len(missions) == 1 and not page.may_add:
        return RedirectResponse(page.rows[0].href, status_code=303)
    return render(page)


@router.get("/m/{code}/registers")
def show_registers(here: Here, request: Request, db: Reading) -> Response:
    """Lead to the mission's registers."""
    registers = cast(Sequence[Register], request.app.state.registers)
    return render(registers_page(db, here, registers))
