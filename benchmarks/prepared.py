"""Devices that are enrolled already, and pushes that are signed already: the load's ammunition."""

import hashlib
import json
import random
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import zstandard

from benchmarks.load import post
from server.database import Store
from server.journal.models import Device
from server.missions.models import Mission, Team
from shared.ids import new_id
from shared.sync import seal
from shared.sync.protocol import (
    PROTOCOL_VERSION,
    EntryIn,
    FormReference,
    Push,
    ReportBody,
)

ELECTION_DAY = datetime(2026, 10, 4, 7, 0, tzinfo=timezone(timedelta(hours=5)))
QUESTIONS = 30
CHOICES = ("yes", "no", "partly", "always", "mostly", "sometimes", "never")
FORM = FormReference(id="voting", version="1", digest="0" * 64)


@dataclass
class Laptop:
    """One enrolled device and the end of its chain."""

    device: UUID = field(default_factory=new_id)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    seed: bytes = field(default_factory=seal.new_signing_key)
    seq: int = 0
    head: str = seal.GENESIS

    def push(self, bodies: list[bytes]) -> Push:
        """Return a signed push of `bodies`, and move the end of the chain."""
        first, previous = self.seq + 1, self.head
        entries: list[EntryIn] = []
        for body in bodies:
            self.seq += 1
            made_at = (ELECTION_DAY + timedelta(minutes=self.seq)).isoformat()
            self.head = seal.entry_hash(
                device=self.device, seq=self.seq, previous=self.head,
                made_at=made_at, kind="report", body=body,
            )  # fmt: skip
            entries.append(EntryIn(made_at=made_at, kind="report", body=body.decode()))
        checkpoint = seal.checkpoint_text(device=self.device, seq=self.seq, head=self.head)
        return Push(
            protocol=PROTOCOL_VERSION, device=self.device, first=first, previous=previous,
            entries=entries, signature=seal.sign(self.seed, checkpoint),
        )  # fmt: skip

    def request(self, bodies: list[bytes]) -> bytes:
        """Return the HTTP request that pushes `bodies`, compressed as the client does it."""
        content = self.push(bodies).model_dump_json().encode()
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Content-Encoding": "zstd",
        }
        return post("/api/v1/push", zstandard.compress(content, 3), headers)


def answers(source: random.Random, names: list[str] | None = None) -> dict[str, Any]:
    """Return 30 answers as a checklist has them: mostly choices, some lists, some non-answers."""
    filled: dict[str, Any] = {}
    for number, name in enumerate(names or [f"V{each:02}" for each in range(1, QUESTIONS + 1)]):
        draw = source.random()
        if draw < 0.05:
            filled[name] = {"non_answer": source.choice(["not_observed", "dont_know"])}
        elif number % 6 == 5:
            filled[name] = source.sample(CHOICES, 2)
        else:
            filled[name] = source.choice(CHOICES)
    return filled


def report_body(source: random.Random) -> bytes:
    """Return the bytes of a first revision with 30 answers."""
    arrived = ELECTION_DAY + timedelta(minutes=source.randrange(600))
    body = ReportBody(
        report=new_id(), revision=1, form=FORM, station=f"{source.randrange(10_061):05}",
        visit=new_id(), arrived_at=arrived, departed_at=arrived + timedelta(minutes=35),
        answers=answers(source),
    )  # fmt: skip
    return body.model_dump_json(exclude_defaults=True).encode()


def enrolled(store: Store, laptops: list[Laptop]) -> None:
    """Make the mission, its team and `laptops` known to the server's database."""
    now = datetime(2026, 10, 1, tzinfo=UTC)
    with store.writing() as db:
        mission = Mission(
            id=new_id(), code="bench", title="Bench", election_date=date(2026, 10, 4),
            timezone="Asia/Almaty", design="route", document={}, digest="", loaded_at=now,
        )  # fmt: skip
        db.add(mission)
        db.flush()
        team = Team(id=new_id(), mission_id=mission.id, code="01")
        db.add(team)
        db.flush()
        for laptop in laptops:
            db.add(
                Device(
                    id=laptop.device, mission_id=mission.id, team_id=team.id, enrolled_at=now,
                    public_key=seal.public_key_of(laptop.seed),
                    token_hash=hashlib.sha256(laptop.token.encode()).hexdigest(),
                )
            )  # fmt: skip


def requests(laptops: list[Laptop], pushes: int, batch: int) -> list[list[bytes]]:
    """Return, for each laptop, `pushes` requests of `batch` reports each."""
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    return [
        [laptop.request([report_body(source) for _ in range(batch)]) for _ in range(pushes)]
        for laptop in laptops
    ]


def naive_requests(connections: int, pushes: int) -> list[list[bytes]]:
    """Return the same reports as plain JSON bodies for the comparison server."""
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    headers = {"Content-Type": "application/json"}

    def one() -> bytes:
        body = json.loads(report_body(source))
        return post("/reports", json.dumps(body).encode(), headers)

    return [[one() for _ in range(pushes)] for _ in range(connections)]
