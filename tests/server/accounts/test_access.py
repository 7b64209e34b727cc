"""The table of access is complete, and what it says is enforced."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from server.accounts.access import admit
from server.accounts.caller import Caller, Standing, operator
from server.accounts.models import Role
from server.accounts.table import (
    ACCESS,
    ADMINS,
    ANALYSTS,
    COORDINATORS,
    DRAFTERS,
    HEADS,
    IMPORTERS,
    MEMBERS,
    OVERSEERS,
    READERS,
    TAKERS,
    Open,
    is_of_a_mission,
    rule_of,
)
from server.database import Store
from server.missions import closing
from server.missions.here import find_place
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import START
from tests.server.staff import a_place


def addresses(app: FastAPI) -> Iterator[tuple[str, str, Any]]:
    """Yield method, path and route of everything that answers."""
    for route in iter_route_contexts(app.routes):
        for method in route.methods or {"GET"}:
            if method != "HEAD":
                yield method, route.path or "", route
    for mount in (each for each in app.routes if isinstance(each, Mount)):
        yield "GET", mount.path, mount


def dependencies_of(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from dependencies_of(each)


def test_every_address_has_a_rule_and_every_rule_an_address(app: FastAPI):
    found = {f"{method} {path}" for method, path, _ in addresses(app)}

    assert found - set(ACCESS) == set(), "addresses without a rule"
    assert set(ACCESS) - found == set(), "rules for addresses that are not there"


def test_every_address_asks_who_comes_and_a_missions_in_which_mission(app: FastAPI):
    unguarded = [
        f"{method} {path}"
        for method, path, route in addresses(app)
        if rule_of(method, path) not in {Open.ANYONE, Open.DEVICE}
        and (find_place if is_of_a_mission(path) else admit)
        not in set(dependencies_of(route.dependant))
    ]

    assert unguarded == []


def test_every_rule_is_one_of_the_named_ones():
    staff = (COORDINATORS, ANALYSTS, TAKERS, DRAFTERS, IMPORTERS, HEADS, OVERSEERS, ADMINS)
    named = (*Open, MEMBERS, READERS, *staff)

    assert [address for address, rule in ACCESS.items() if rule not in named] == []


def test_a_missions_own_role_counts_before_the_one_for_all():
    here, there = new_id(), new_id()
    caller = a_caller(Standing(Role.VIEWER), Standing(Role.COORDINATOR, here))

    assert role_in(caller, here) is Role.COORDINATOR
    assert role_in(caller, there) is Role.VIEWER


def test_who_administers_all_missions_administers_each():
    here = new_id()

    assert role_in(a_caller(Standing(Role.VIEWER, here), Standing(Role.ADMIN)), here) is Role.ADMIN


def test_without_a_role_in_a_mission_an_account_is_nobody_there():
    assert a_caller(Standing(Role.ADMIN, new_id())).standing_in(new_id()) is None


def test_a_coordinator_of_regions_answers_for_them_and_what_lies_in_them():
    regional = Standing(Role.COORDINATOR, new_id(), regions=("Almaty", "Nur-Sultan / Baikonur"))

    answers = ["Almaty", "Almaty / Turksib", "Nur-Sultan / Baikonur"]
    others = ["Almaty region", "Nur-Sultan", "", "Nur-Sultan / Baikonur 2"]
    assert [each for each in answers + others if regional.answers_for(each)] == answers
    assert Standing(Role.COORDINATOR).answers_for("Almaty region")


def a_caller(*standings: Standing) -> Caller:
    return Caller(new_id(), "aigul", standings)


def role_in(caller: Caller, mission_id: UUID) -> Role:
    standing = caller.standing_in(mission_id)
    assert standing is not None
    return standing.role


def test_only_who_imports_for_the_whole_open_mission_is_led_to_an_import(
    store: Store, mission: Mission
):
    regional = a_place(mission, regions=("Almaty",))

    assert a_place(mission).may_import(COORDINATORS)
    assert a_place(mission, Role.DRAFTER).may_import(DRAFTERS)
    assert not a_place(mission, Role.DRAFTER).may_import(ANALYSTS)
    assert not regional.may_import(COORDINATORS)
    with store.writing() as db:
        closing.close(db, mission.id, "It is over.", by=operator(), now=START)
    with store.reading() as db:
        closed = db.get_one(Mission, mission.id)
        assert not a_place(closed).may_import(COORDINATORS)
