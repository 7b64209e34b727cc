"""The composition root: builds the application from its rooms. Nobody imports it but `serve`."""

import gc
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from server import errors, pages
from server.accounts import routes as accounts
from server.config import Settings
from server.database import Store
from server.middleware import SameOrigin, SecurityHeaders
from server.migrations.upgrade import require_current
from shared.clock import Clock, system_clock

GC_THRESHOLDS = (50_000, 20, 100)
"""Rarely: a full collection walks every imported module while devices wait."""


def build_app(
    settings: Settings, clock: Clock = system_clock, store: Store | None = None
) -> FastAPI:
    """Return the application over `store` (its caller's to close), or over one of its own."""
    app = FastAPI(
        title="Evenhand",
        version="0.1.0",
        lifespan=_life(owns_store=store is None),
        docs_url=None,  # its page loads scripts from elsewhere; openapi.json says it all
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.store = store or Store(settings.resolved_database_url)
    errors.install(app, pages.answer)
    app.add_middleware(SameOrigin, answer=pages.answer)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", pages.static_files())
    app.include_router(accounts.router)
    return app


def from_environment() -> FastAPI:
    """Build the application of a worker process, which is told its settings by the environment."""
    return build_app(Settings())


def _life(*, owns_store: bool) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncGenerator[None]:
        store: Store = app.state.store
        try:
            require_current(store)
            if owns_store:
                _settle_garbage()
            yield
        finally:
            if owns_store:
                store.close()

    return live


def _settle_garbage() -> None:
    """Keep the collector away from what lives as long as the process (measured: 1.8 times)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
