"""The table of access is complete, and what it says is enforced."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from server.accounts.access import ACCESS, admit, rule_of
from server.accounts.caller import Caller
from server.accounts.models import Role
from shared.ids import new_id


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


def test_every_address_of_the_staff_asks_who_comes(app: FastAPI):
    unguarded = [
        f"{method} {path}"
        for method, path, route in addresses(app)
        if isinstance(rule_of(method, path), Role)
        and admit not in set(dependencies_of(route.dependant))
    ]

    assert unguarded == []


def test_each_role_includes_the_ones_below_it():
    may = {
        holder: [role for role in Role if Caller(new_id(), "aigul", holder, None).may(role)]
        for holder in Role
    }
    assert may == {
        Role.ADMIN: [Role.ADMIN, Role.COORDINATOR, Role.VIEWER],
        Role.COORDINATOR: [Role.COORDINATOR, Role.VIEWER],
        Role.VIEWER: [Role.VIEWER],
    }
