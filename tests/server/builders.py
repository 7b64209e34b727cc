"""Builders of what stands in a store: say only what matters to the test."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlmodel import SQLModel

from server.accounts.caller import Stranger
from server.database import Store
from server.forms.models import PublishedForm
from server.imports.examining import Said
from server.imports.service import Outcome, import_table
from server.missions.models import Mission, Team
from server.stations.importer import StationImporter
from server.stations.models import Station
from server.stations.searching import folded_text
from shared.digest import sha256_hex
from shared.forms.model import Choice, Form, Integer, Section, SelectOne, TextQuestion
from shared.ids import new_id

START = datetime(2026, 10, 4, 7, 0, tzinfo=UTC)
"""The moment at which tests begin."""

Row = TypeVar("Row", bound=SQLModel)


def a_mission(store: Store, code: str = "example-2026", **fields: Any) -> Mission:  # noqa: ANN401 - fields of a table
    """Keep a mission and return it."""
    given: dict[str, Any] = {
        "id": new_id(),
        "code": code,
        "title": "Opening observation 2026",
        "election_date": date(2026, 10, 4),
        "timezone": "Europe/Paris",
        "design": "convenience",
        "document": {},
        "digest": "0" * 64,
        "loaded_at": START,
    }
    return _kept(store, Mission(**(given | fields)))


def a_team(store: Store, mission: Mission, code: str = "07", **fields: Any) -> Team:  # noqa: ANN401 - fields of a table
    """Keep a team of `mission` and return it."""
    given: dict[str, Any] = {"id": new_id(), "mission_id": mission.id, "code": code, "regions": []}
    return _kept(store, Team(**(given | fields)))


def a_station(store: Store, mission: Mission, code: str = "0042", **fields: Any) -> Station:  # noqa: ANN401 - fields of a table
    """Keep a station of `mission`'s register and return it."""
    given: dict[str, Any] = {
        "id": new_id(),
        "mission_id": mission.id,
        "code": code,
        "name": f"School No. {code}",
        "region": "Nur-Sultan / Baikonur",
        "updated_at": START,
    }
    given |= fields
    given.setdefault("folded", folded_text(given))
    return _kept(store, Station(**given))


def a_register(
    store: Store, mission: Mission, content: str | bytes, *, gone: str = "", dry_run: bool = False,
    said: Said | None = None, name: str = "stations.csv",
) -> Outcome:  # fmt: skip
    """Import a register of stations and return what became of it."""
    content = content.encode() if isinstance(content, str) else content
    return import_table(
        store, mission, StationImporter(), name, content, said or Said(),
        by=Stranger("the tests"), now=START, gone=gone, dry_run=dry_run,
    )  # fmt: skip


def a_form(form_id: str = "voting", version: str = "1") -> Form:
    """Return a small checklist with one question of each common kind."""
    yes_no = (Choice(name="yes", label={"en": "Yes"}), Choice(name="no", label={"en": "No"}))
    questions = (
        SelectOne(
            name="ramp", label={"en": "Was there a ramp?"}, choices=yes_no, required="true()"
        ),
        Integer(name="booths", label={"en": "Booths"}, constraint=". >= 0"),
        TextQuestion(name="remarks", label={"en": "Remarks"}),
    )
    section = Section(name="around", label={"en": "Around"}, children=questions)
    return Form(id=form_id, version=version, title={"en": "Voting"}, sections=(section,))


def a_published_form(
    store: Store, mission: Mission, form: Form | None = None, published_at: datetime = START
) -> PublishedForm:
    """Keep `form` as published by `mission` and return its row."""
    form = form or a_form()
    row = PublishedForm(
        id=new_id(),
        mission_id=mission.id,
        form_id=form.id,
        version=form.version,
        digest=form.digest,
        document=form.model_dump(mode="json"),
        xform="<h:html/>",
        source_name="voting.xlsx",
        source_sha256=sha256_hex(b""),
        source=b"",
        published_at=published_at,
    )
    return _kept(store, row)


def _kept(store: Store, row: Row) -> Row:
    with store.writing() as db:
        db.add(row)
        db.flush()
        db.refresh(row)
        db.expunge(row)
    return row
