"""What most would write: one ORM object and one transaction a request. For comparison only.

Run as `python -m benchmarks.naive_server PORT FILE`. It keeps each report durably
(`synchronous=FULL`), checks no chain and no signature, and answers when it has committed.
"""

import sys
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI
from sqlalchemy import JSON, Column, Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine

from shared.sync.protocol import ReportBody


class NaiveReport(SQLModel, table=True):
    """A report as a row."""

    __tablename__ = "naive_report"  # pyright: ignore[reportAssignmentType]

    report: UUID = Field(primary_key=True)
    revision: int
    form: str
    station: str
    visit: UUID
    arrived_at: datetime
    departed_at: datetime
    answers: dict[str, Any] = Field(sa_column=Column(JSON))


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:  # noqa: ANN401 # pyright: ignore[reportUnusedFunction]
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["naive_report"]])
    return engine


def build(file: Path) -> FastAPI:
    """Return the comparison server, keeping its reports in `file`."""
    engine = _engine(file)
    app = FastAPI()

    def session() -> Generator[Session]:
        with Session(engine) as opened:
            yield opened

    @app.post("/reports", status_code=201)
    def keep(body: ReportBody, db: Annotated[Session, Depends(session)]) -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        db.add(
            NaiveReport(
                report=body.report,
                revision=body.revision,
                form=body.form.id,
                station=body.station,
                visit=body.visit,
                arrived_at=body.arrived_at,
                departed_at=body.departed_at,
                answers=body.answers,
            )
        )
        db.commit()
        return {"report": str(body.report)}

    return app


if __name__ == "__main__":
    uvicorn.run(build(Path(sys.argv[2])), port=int(sys.argv[1]), log_level="warning")
