"""A server for one laptop that keeps nothing: it answers, and weighs what it was sent."""

from uuid import UUID

import httpx
import zstandard
from pydantic import BaseModel

from benchmarks.prepared import ELECTION_DAY
from shared.clock import system_clock
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.protocol import (
    ChangesPage,
    EnrolOut,
    FormChange,
    FormOut,
    MissionChange,
    PlanChange,
    Push,
    PushOut,
    Receipt,
    StationChange,
    Verdict,
)
from shared.sync.setting import MissionOut, PlanOut, StationOut

STATIONS = 50


class StandInServer:
    """Answers a laptop as the server would, and weighs what it was sent."""

    def __init__(self, form: Form) -> None:
        self.pushed_bytes = 0
        self._seed = seal.new_signing_key()
        self._form = form
        mission = MissionOut(
            code="bench", title="Bench", election_date=ELECTION_DAY.date(), timezone="UTC"
        )
        offered = FormOut(version=form.version, digest=form.digest, place=0)
        stations = [
            StationOut(code=f"{n:05}", name="School", region="", timezone="UTC")
            for n in range(STATIONS)
        ]
        self._page = ChangesPage(
            cursor="all",
            begins=True,
            is_whole=True,
            more=False,
            left=0,
            changes=[
                MissionChange(key="bench", value=mission),
                PlanChange(key="01", value=PlanOut(team="01")),
                FormChange(key=form.id, value=offered),
                *(StationChange(key=each.code, value=each) for each in stations),
            ],
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one message."""
        answer: BaseModel
        match request.url.path.removeprefix("/api/v1/").partition("/")[0]:
            case "enrol":
                answer = EnrolOut(
                    device=UUID(int=7), token="t", server_key=seal.public_key_of(self._seed),
                    mission="bench", team="01",
                )  # fmt: skip
            case "push":
                answer = self._receipt(request)
            case "forms":
                answer = self._form
            case _:
                begins = not request.url.params["cursor"]
                page = self._page
                answer = (
                    page
                    if begins
                    else page.model_copy(update={"begins": False, "is_whole": False, "changes": []})
                )
        return httpx.Response(
            200, content=answer.model_dump_json(), headers={"Content-Type": "application/json"}
        )

    def _receipt(self, request: httpx.Request) -> PushOut:
        self.pushed_bytes += len(request.content)
        push = Push.model_validate_json(zstandard.ZstdDecompressor().decompress(request.content))
        head = push.previous
        for seq, entry in enumerate(push.entries, push.first):
            head = seal.entry_hash(
                device=push.device, seq=seq, previous=head, made_at=entry.made_at,
                kind=entry.kind, body=entry.body.encode(),
            )  # fmt: skip
        through, moment = push.first + len(push.entries) - 1, system_clock().isoformat()
        text = seal.receipt_text(device=push.device, through=through, head=head, received_at=moment)
        return PushOut(
            verdict=Verdict.HELD,
            receipt=Receipt(
                device=push.device, through=through, head=head, received_at=moment,
                signature=seal.sign(self._seed, text),
            ),
        )  # fmt: skip
