"""The composition root: builds the application from its rooms. Nobody imports it but `serve`."""

import asyncio
import gc
import re
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from server import errors, pages
from server.accounts import authenticators
from server.accounts import routes as sign_in_routes
from server.accounts.sealing import PURPOSE, SecretSeal
from server.accreditation import routes as accreditation_routes
from server.bounds import BoundedBody, PlainAddress
from server.config import Settings
from server.database import Store
from server.deployment import publishing_routes, sheet_routes
from server.deployment import routes as plan_routes
from server.deployment.samples import routes as sample_routes
from server.erasings import erasings
from server.exchange import api_routes as exchange_api_routes
from server.exchange import routes as exchange_routes
from server.fieldnotes import api_routes as fieldnote_api_routes
from server.fieldnotes import file_routes as fieldnote_file_routes
from server.fieldnotes import routes as fieldnote_routes
from server.findings import coverage_routes
from server.findings import routes as finding_routes
from server.findings.counting_ahead import CountingAhead
from server.findings.tallies import Tallies
from server.importers import importers
from server.imports import routes as import_routes
from server.journal import changes_route, enrol_route, staff_routes
from server.journal.attachments import routes as upload_routes
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.store import FolderStore
from server.journal.attachments.uploads import Uploads
from server.journal.attempts import WrongCodes
from server.journal.bundles import courier_routes
from server.journal.bundles import staff_routes as bundle_routes
from server.journal.bundles.couriers import Couriers
from server.journal.bundles.keys import BundleKeys
from server.journal.bundles.taking import BundleIntake
from server.journal.checking import Checker
from server.journal.feed.pages import Feed
from server.journal.feed.register import StationSource
from server.journal.feed.setting import FormSource, MessageSource, MissionSource, PlanSource
from server.journal.feed.source import Whole
from server.journal.intake import Intake
from server.journal.keys import derived_key, server_key
from server.journal.postgres import PostgresWriter
from server.journal.push_route import PushDoor, is_push, push_route
from server.journal.room import Room
from server.journal.sqlite import SqliteWriter
from server.journal.upkeep import Upkeep
from server.messages import routes as message_routes
from server.middleware import DrillMark, SameOrigin, SecurityHeaders
from server.migrations.upgrade import require_current
from server.missions import api_routes as register_api_routes
from server.missions import routes as mission_routes
from server.missions.agenda import routes as calendar_routes
from server.missions.ending import routes as ending_routes
from server.missions.factbook import routes as fact_routes
from server.missions.namebook import routes as name_routes
from server.missions.setup import routes as setup_routes
from server.people import identity_routes
from server.people import routes as people_routes
from server.people.names import Names
from server.recommendations import api_routes as recommendation_api_routes
from server.recommendations import routes as recommendation_routes
from server.registers import REGISTERS
from server.reports import health
from server.reports import routes as report_routes
from server.reports.at_station import routes as at_station_routes
from server.reports.checks import routes as check_routes
from server.reports.following import Follower
from server.reports.incidents import api_routes as incident_api_routes
from server.reports.incidents import deed_routes as incident_deed_routes
from server.reports.incidents import routes as incident_routes
from server.reports.outcome_source import OutcomeSource
from server.reports.silence import teams_standing
from server.reports.visits import others_of
from server.staff import account_routes, invitation_routes, member_routes, own_routes, trail_routes
from server.statement import routes as statement_routes
from server.statement.drafts import all_routes as draft_routes
from server.stations import routes as station_routes
from shared.clock import Clock, system_clock

GC_THRESHOLDS = (50_000, 20, 100)
"""Rarely: a full collection walks every imported module while devices wait."""
STREAMED = re.compile(
    r"/api/v1/(uploads|bundles)/[^/]+|/m/[^/]+/(bundles|fieldnotes/[^/]+/files|import/[^/]+)"
)
"""Paths whose routes take files piece by piece, and bound their size."""
PAGES = (
    sign_in_routes,
    own_routes,
    account_routes,
    invitation_routes,
    member_routes,
    trail_routes,
    mission_routes,
    import_routes,
    station_routes,
    at_station_routes,
    fact_routes,
    name_routes,
    register_api_routes,
    setup_routes,
    ending_routes,
    calendar_routes,
    staff_routes,
    bundle_routes,
    accreditation_routes,
    people_routes,
    identity_routes,
    message_routes,
    plan_routes,
    publishing_routes,
    sheet_routes,
    sample_routes,
    report_routes,
    check_routes,
    incident_routes,
    incident_deed_routes,
    incident_api_routes,
    recommendation_routes,
    recommendation_api_routes,
    fieldnote_api_routes,
    fieldnote_routes,
    fieldnote_file_routes,
    health,
    coverage_routes,
    finding_routes,
    statement_routes,
    exchange_routes,
    exchange_api_routes,
    draft_routes,
)
"""What people see in browsers, and programs with a token: a line for each module of routes."""
SWITCH_SECONDS = 0.0005
"""How long a thread may compute while another waits; 5 ms unless told otherwise."""


class EvenhandApp(FastAPI):
    """Hands pushes straight to their door.

    What stands between (middleware, routing, two exit stacks) costs a third of what a push costs
    in all, and serves browsers.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and is_push(scope):
            await self.state.push_door(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build_app(
    settings: Settings, clock: Clock = system_clock, store: Store | None = None
) -> FastAPI:
    """Return the application over `store` (its caller's to close), or over one of its own."""
    app = EvenhandApp(
        title="Evenhand",
        version="0.1.0",
        lifespan=_life(owns_store=store is None),
        docs_url=None,  # its page loads scripts from elsewhere; openapi.json says it all
        redoc_url=None,
        redirect_slashes=False,  # it would lead to whatever host the request names
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.store = store or Store(settings.resolved_database_url)
    app.state.wrong_codes = WrongCodes(app.state.store)
    errors.install(app, pages.answer)
    app.router.routes.append(push_route())
    app.include_router(enrol_route.router)
    app.state.bundle_keys = BundleKeys(settings.home)
    app.state.feed = feed(app.state.bundle_keys.recipient_of)
    app.include_router(changes_route.router)
    app.state.attachments = FolderStore(settings.attachments)
    app.state.uploads = Uploads(
        app.state.store,
        Arriving(settings.attachments / "arriving"),
        app.state.attachments,
        most_bytes=settings.attachment_megabytes * 2**20,
    )
    app.include_router(upload_routes.router)
    _add_bundles(app)
    _add_pages(app)
    return app


def _add_bundles(app: FastAPI) -> None:
    """Add what takes bundles in, from couriers."""
    settings: Settings = app.state.settings
    app.state.bundles = BundleIntake(settings, app.state.store, app.state.bundle_keys)
    app.state.couriers = Couriers(
        app.state.store, app.state.bundles, most_bytes=settings.bundle_megabytes * 2**20
    )
    app.include_router(courier_routes.router)


def feed(bundle_recipient_of: Callable[[UUID], str] = lambda _: "") -> Feed:
    """Return the feed with all its sources: what is small and needed first, stations last.

    `bundle_recipient_of` returns the public key for which a mission's bundles are made.
    """
    return Feed(
        [
            Whole(MissionSource(bundle_recipient_of)),
            Whole(PlanSource(others_of)),
            Whole(FormSource()),
            Whole(MessageSource()),
            OutcomeSource(),
            StationSource(),
        ]
    )


def _add_pages(app: FastAPI) -> None:
    """Add what people see in browsers, and what keeps other sites out of it."""
    app.add_middleware(SameOrigin, answer=pages.answer)
    app.add_middleware(BoundedBody, is_streamed=lambda path: bool(STREAMED.fullmatch(path)))
    app.add_middleware(PlainAddress, answer=pages.answer)
    app.add_middleware(DrillMark)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", pages.static_files())
    app.state.tallies = Tallies()
    app.state.importers = importers(app.state.settings)
    app.state.registers = REGISTERS
    app.state.names = Names(app.state.settings)
    app.state.erasings = erasings(app.state.names)
    app.state.teams_standing = teams_standing
    for room in PAGES:
        app.include_router(room.router)


def from_environment() -> FastAPI:
    """Build the application of a worker process, which is told its settings by the environment."""
    return build_app(Settings())


def _life(*, owns_store: bool) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncGenerator[None]:
        store: Store = app.state.store
        try:
            require_current(store)
            await asyncio.to_thread(_settle_names, app.state.names, store)
            async with _intake(app, store):
                if owns_store:
                    _settle_interpreter()
                yield
        finally:
            app.state.names.close()
            if owns_store:
                store.close()

    return live


def _settle_names(names: Names, store: Store) -> None:
    """Put the names back that a deed replaced which a crash kept from being committed."""
    if names.is_there:
        with store.writing() as db:
            names.settle(db)


@asynccontextmanager
async def _intake(app: FastAPI, store: Store) -> AsyncGenerator[None]:
    """Take pushes in, and project them, while the application lives."""
    settings: Settings = app.state.settings
    app.state.server_key = server_key(settings.home)
    app.state.secret_seal = _secret_seal(store, settings.home)
    follower = Follower(store)
    upkeep = Upkeep(store, settings.home, app.state.bundles, app.state.clock)
    intake = Intake(
        SqliteWriter(store) if store.is_sqlite else PostgresWriter(store),
        app.state.server_key,
        app.state.clock,
        on_commit=_both(follower.wake, upkeep.wake),
        checker=Checker(may_help=settings.intake_helper),
    )
    app.state.push_door = PushDoor(store, intake, Room(settings.intake_queue))
    counting = CountingAhead(store, app.state.tallies)
    intake.start()
    follower.start(intake.is_busy)
    counting.start(intake.is_busy)
    upkeep.start(follower.wake)
    try:
        yield
    finally:
        await intake.stop()
        await asyncio.to_thread(counting.stop)
        await asyncio.to_thread(upkeep.stop)
        await asyncio.to_thread(follower.stop)


def _secret_seal(store: Store, home: Path) -> SecretSeal:
    """Return the seal of authenticator apps' secrets; those of older versions are sealed by it."""
    seal = SecretSeal(derived_key(home, PURPOSE))
    with store.writing() as db:
        authenticators.seal_plain(db, seal)
    return seal


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    """Return what does one thing and then the other."""

    def do() -> None:
        first()
        second()

    return do


def _settle_interpreter() -> None:
    """Suit the interpreter to a process that lives long and answers at once.

    The collector keeps away from what lives as long as the process (measured: 1.8 times). Threads
    change soon, so that one that computes keeps nobody waiting who only passes something on.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    sys.setswitchinterval(SWITCH_SECONDS)
