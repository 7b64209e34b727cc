"""What accounts are in missions: said once for each, and only where it makes sense."""

import pytest

from server.accounts import memberships
from server.accounts.caller import Standing
from server.accounts.models import Role
from server.accounts.problems import UnfitStanding
from server.database import Store
from server.missions.models import Mission
from tests.server.builders import START
from tests.server.staff import an_account


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


def test_an_account_is_one_thing_in_each_mission(store: Store, mission: Mission):
    account = an_account(store, "aigul", Role.VIEWER)
    with store.writing() as db:
        for role in (Role.DRAFTER, Role.ANALYST):
            memberships.grant(db, account.id, Standing(role, mission.id), now=START)
        memberships.grant(db, account.id, Standing(Role.COORDINATOR), now=START)

    with store.reading() as db:
        held = memberships.list_memberships(db, [account.id])
        members = memberships.list_members(db, mission.id)
    assert {(each.role, each.mission_id) for each in held} == {
        ("analyst", mission.id),
        ("coordinator", None),
    }
    assert [(each.name, membership.role) for each, membership in members] == [("aigul", "analyst")]


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing(Role.ANALYST, regions=("Almaty",)), "Regions are for coordinators"),
        (Standing(Role.PARTNER), "A partner organisation is named"),
        (Standing(Role.VIEWER, organisation="osce"), "A partner organisation is named"),
        (Standing(Role.PARTNER, organisation="osce"), "belongs to one mission"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused_with_the_reason(
    store: Store, standing: Standing, reason: str
):
    account = an_account(store, "aigul", Role.VIEWER)
    with store.writing() as db, pytest.raises(UnfitStanding, match=reason):
        memberships.grant(db, account.id, standing, now=START)
