"""What routes ask for: a unit of work, the moment of the request, the settings.

What only looks something up is `async`: FastAPI hands everything else to a thread, and the way
there and back costs more than the look.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlmodel import Session

from server.config import Settings
from server.database import Store
from shared.clock import Clock


async def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def _now(request: Request) -> datetime:
    return cast(Clock, request.app.state.clock)()


def _reading(store: Annotated[Store, Depends(_store)]) -> Iterator[Session]:
    with store.reading() as session:
        yield session


def _writing(store: Annotated[Store, Depends(_store)]) -> Iterator[Session]:
    with store.writing() as session:
        yield session


TheStore = Annotated[Store, Depends(_store)]
TheSettings = Annotated[Settings, Depends(_settings)]
Now = Annotated[datetime, Depends(_now)]
"""One value for a whole request."""
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
"""Committed before the answer goes out (`scope="function"`), so that no "200" is a lie."""
