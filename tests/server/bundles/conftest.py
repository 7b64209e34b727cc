"""A laptop that has no connection, and its bundles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI

from server.journal.bundles.taking import BundleIntake
from server.missions.models import Mission
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.sync.bundle import AttachmentPart, Manifest, Part, PushPart, write_bundle
from shared.sync.protocol import AttachmentBody, EnrolIn
from tests.server.journal.conftest import code, device  # pyright: ignore[reportUnusedImport]  # noqa: F401
from tests.server.journal.device import FakeDevice, a_report, compressed

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
"""Begins as a photograph does."""


@dataclass
class Sticks:
    """Makes bundles of a laptop's journal, as its laptop would."""

    folder: Path
    recipient: str
    mission: str
    form: Form
    made: int = 0
    enrolment: EnrolIn | None = None
    """Of a laptop that the server has not met."""

    def write(self, laptop: FakeDevice, count: int = 1) -> None:
        """Add reports to a journal."""
        for _ in range(count):
            laptop.write(a_report(self.form))

    def attach(self, laptop: FakeDevice, content: bytes = PHOTO) -> None:
        """Add a report with a photograph to a journal: two entries."""
        report = a_report(self.form)
        laptop.write(report)
        attached = AttachmentBody(
            report=report.report,
            revision=1,
            sha256=sha256_hex(content),
            size=len(content),
            media_type="image/jpeg",
        )
        laptop.write(attached.model_dump_json(), kind="attachment")

    def bundle(
        self,
        laptop: FakeDevice,
        first: int = 1,
        last: int | None = None,
        files: Sequence[bytes] = (),
    ) -> Path:
        """Return a bundle of entries `first` to `last` (None: the newest), and of files."""
        push = laptop.push(first, last)
        parts = [PushPart(compressed(push)), *map(as_part, files)]
        return self.of_parts(laptop, parts, first, first + len(push.entries) - 1)

    def of_parts(self, laptop: FakeDevice, parts: Iterable[Part], first: int, through: int) -> Path:
        """Return a bundle of what is given."""
        self.made += 1
        listed = list(parts)
        manifest = Manifest(
            bundle=1,
            mission=self.mission,
            device=laptop.id,
            first=first,
            through=through,
            attachments=sum(isinstance(each, AttachmentPart) for each in listed),
            made_at="2026-10-04T07:00:00+00:00",
            enrolment=self.enrolment,
        )
        file = self.folder / f"stick-{self.made}.bundle"
        with file.open("wb") as out:
            write_bundle(manifest, listed, self.recipient, out)
        return file


def as_part(content: bytes) -> AttachmentPart:
    return AttachmentPart(sha256_hex(content), len(content), [content])


@pytest.fixture
def intake(app: FastAPI) -> BundleIntake:
    return app.state.bundles


@pytest.fixture
def sticks(app: FastAPI, mission: Mission, form: Form, tmp_path: Path) -> Sticks:
    recipient = app.state.bundle_keys.recipient_of(mission.id)
    return Sticks(tmp_path, recipient, mission.code, form)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything in this room holds on both databases."""
    return request.param
