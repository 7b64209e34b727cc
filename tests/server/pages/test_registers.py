"""The page that leads to the registers."""

import httpx
from fastapi import FastAPI

from server.missions.models import Mission
from server.missions.registers import Group, Register
from tests.server.pages.reading import text_of

LINES = (
    Register(
        Group.PLACES, "Messages", "/messages", "What teams were told.", lambda _db, _id: 31000
    ),
    Register(Group.ELECTION, "Findings", "/findings", "What reports say."),
    Register(Group.PLACES, "Laptops", "/devices", "Who has enrolled.", lambda _db, _id: 2),
)


async def test_registers_stand_in_their_groups_and_only_for_those_who_may_open_them(
    app: FastAPI, viewer: httpx.AsyncClient, mission: Mission
):
    app.state.registers = LINES

    shown = text_of((await viewer.get(f"/m/{mission.code}/registers")).text)

    assert "The election Findings What reports say. Places and deployment Messages What teams " in (
        shown
    )
    assert "told. 31,000" in shown
    assert "Laptops" not in shown
