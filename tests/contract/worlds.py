"""Two servers behind one interface: the real one over its ASGI application, and the fake one.

What holds for one must hold for the other; else the client's tests prove nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol, cast

import httpx
from fastapi import FastAPI
from sqlalchemy import delete

from client.http import HttpRemote
from client.remote import Remote, Unreachable
from server.changes import log
from server.database import Store
from server.forms import service as forms
from server.journal.enrolment import issue_code
from server.messages.recipients import Audience
from server.messages.service import send
from server.missions.models import Mission, Team
from server.stations.models import Station
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync.protocol import MessageOut
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack, make_station
from tests.server.builders import START, a_published_form, a_station

URL = "http://127.0.0.1"


class World(Protocol):
    """A server with one team, and what coordinators do there."""

    def code(self) -> str: ...
    def line(self, token: str = "") -> Remote: ...
    def offer(self, form: Form) -> None: ...
    def withdraw(self, form_id: str) -> None: ...
    def add_station(self, code: str) -> None: ...
    def drop_station(self, code: str) -> None: ...
    def say(self, text: str) -> None: ...
    def kept(self, content: bytes) -> bytes: ...


class MemoryWorld:
    """The fake server."""

    def __init__(self) -> None:
        self.server = FakeServer()
        self._codes = iter(sorted(self.server.codes))
        self.server.mission_pack = make_pack().model_copy(update={"forms": [], "stations": []})

    def code(self) -> str:
        return next(self._codes)

    def line(self, token: str = "") -> Remote:
        return self.server.line(token)

    def offer(self, form: Form) -> None:
        self._update(forms=[*self.server.mission_pack.forms, form])

    def withdraw(self, form_id: str) -> None:
        self._update(forms=[each for each in self.server.mission_pack.forms if each.id != form_id])

    def add_station(self, code: str) -> None:
        self._update(stations=[*self.server.mission_pack.stations, make_station(code)])

    def drop_station(self, code: str) -> None:
        stations = self.server.mission_pack.stations
        self._update(stations=[each for each in stations if each.code != code])

    def say(self, text: str) -> None:
        self.server.messages[str(new_id())] = MessageOut(text=text, by="ann", at=START)

    def kept(self, content: bytes) -> bytes:
        return self.server.files[sha256_hex(content)]

    def _update(self, **changes: Any) -> None:  # noqa: ANN401 - fields of a pack
        self.server.mission_pack = self.server.mission_pack.model_copy(update=changes)


class RealWorld:
    """The real application, started, on a real database."""

    def __init__(self, app: FastAPI, store: Store, mission: Mission, team: Team) -> None:
        self._app = app
        self._store = store
        self._mission = mission
        self._team = team
        self._hours = 0

    def code(self) -> str:
        with self._store.writing() as db:
            days = timedelta(days=3)
            return issue_code(db, self._mission.code, self._team.code, length=days, now=START).code

    def line(self, token: str = "") -> Remote:
        return HttpRemote(URL, token, transport=httpx.ASGITransport(self._app))

    def offer(self, form: Form) -> None:
        self._hours += 1
        a_published_form(
            self._store, self._mission, form, published_at=START + timedelta(hours=self._hours)
        )
        self._note("form", form.id)

    def withdraw(self, form_id: str) -> None:
        with self._store.writing() as db:
            forms.withdraw(db, self._mission.id, form_id, now=START)

    def add_station(self, code: str) -> None:
        a_station(self._store, self._mission, code)
        self._note("station", code)

    def drop_station(self, code: str) -> None:
        with self._store.writing() as db:
            db.connection().execute(delete(Station).where(Station.code == code))  # pyright: ignore[reportArgumentType]
        self._note("station", code)

    def say(self, text: str) -> None:
        with self._store.writing() as db:
            mission = db.get_one(Mission, self._mission.id)
            send(db, mission, Audience(), text, by="ann", now=START)

    def kept(self, content: bytes) -> bytes:
        with self._app.state.attachments.open(sha256_hex(content)) as file:
            return file.read()

    def _note(self, kind: log.Kind, key: str) -> None:
        with self._store.writing() as db:
            log.note(db, self._mission.id, kind, [key])


def cut(remote: Remote, at: int, *, acted: bool) -> "tuple[Remote, CutLine]":
    """Return `remote` with a cut at one message, as a remote and as what counts messages."""
    line = CutLine(remote, at, acted=acted)
    return cast(Remote, line), line


class CutLine:
    """A remote that fails at one message: before it goes out, or after the server has acted."""

    def __init__(self, remote: Remote, at: int, *, acted: bool) -> None:
        self._remote = remote
        self._at = at
        self._acted = acted
        self.messages = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        deed = getattr(self._remote, name)

        async def carried(*arguments: Any) -> Any:  # noqa: ANN401 - any message
            self.messages += 1
            is_cut = self.messages - 1 == self._at
            if is_cut and not self._acted:
                raise Unreachable("No connection.")
            answer = await deed(*arguments)
            if is_cut:
                raise Unreachable("No connection.")
            return answer

        return carried
