"""Links that let somebody in: once, for a while, and as what they were invited to be."""

from datetime import timedelta

import pytest

from server.accounts import (
    authenticators,
    factors,
    invitations,
    memberships,
    service,
    sessions,
    tokens,
)
from server.accounts.caller import Operator, Standing, Stranger
from server.accounts.models import Account, Role
from server.accounts.problems import AccountExists, LinkSpent, UnfitAccount, UnfitStanding
from server.accounts.secrets import is_password
from server.accounts.sign_in import sign_in
from server.accounts.tokens import Scope
from server.database import Store
from server.missions.models import Mission
from server.staff.fitting import require_known
from tests.server.builders import START, a_register
from tests.server.staff import SEAL, an_account

GOOD = "quiet rivers carry stones"
ADMIN = Operator("root")


def invite(store: Store, standing: Standing, name: str = "dana") -> str:
    with store.writing() as db:
        return invitations.invite(db, standing, name=name, by=ADMIN, now=START)[1]


def accept(store: Store, secret: str, name: str = "dana", password: str = GOOD) -> Account:
    with store.writing() as db:
        found = invitations.get_open(db, secret, now=START)
        account = invitations.accept(db, found, name, password, now=START)
        db.flush()
        db.refresh(account)
        db.expunge(account)
        return account


def test_the_invited_become_what_they_were_invited_to_be(store: Store, mission: Mission):
    standing = Standing(Role.COORDINATOR, mission.id, regions=("Almaty",))

    account = accept(store, invite(store, standing))

    with store.reading() as db:
        (held,) = memberships.list_memberships(db, [account.id])
        assert memberships.standing_of(held) == standing
    assert sign_in(store, "dana", GOOD, now=START).token


def test_an_invitation_works_once(store: Store):
    secret = invite(store, Standing(Role.VIEWER))
    accept(store, secret)

    with pytest.raises(LinkSpent):
        accept(store, secret, name="serik")


def test_an_unfit_password_does_not_spend_the_link(store: Store):
    secret = invite(store, Standing(Role.VIEWER))
    with pytest.raises(UnfitAccount):
        accept(store, secret, password="short")

    assert accept(store, secret).name == "dana"


@pytest.mark.parametrize("wrong", ["old", "withdrawn", "made up"])
def test_links_that_are_no_good_are_refused_alike(store: Store, wrong: str):
    secret, now = invite(store, Standing(Role.VIEWER)), START
    with store.writing() as db:
        (held,) = invitations.list_waiting(db, now=now)
        if wrong == "withdrawn":
            invitations.withdraw(db, held.id, now=now)
    if wrong == "old":
        now += invitations.INVITATION_LASTS
    if wrong == "made up":
        secret = "made-up"

    with store.writing() as db, pytest.raises(LinkSpent, match="used, taken back, or is too old"):
        invitations.get_open(db, secret, now=now)


def test_the_database_holds_no_link_that_could_be_used(store: Store):
    secret = invite(store, Standing(Role.VIEWER))

    with store.reading() as db:
        (held,) = invitations.list_waiting(db, now=START)
    assert secret not in str(held.model_dump())


def test_nobody_is_invited_to_what_can_not_be(store: Store):
    an_account(store, "aigul")
    with pytest.raises(AccountExists):
        invite(store, Standing(Role.VIEWER), name="Aigul")
    with pytest.raises(UnfitStanding):
        invite(store, Standing(Role.PARTNER))


def test_a_mission_takes_back_its_own_invitations_only(store: Store, mission: Mission):
    invite(store, Standing(Role.VIEWER))
    with store.writing() as db:
        (held,) = invitations.list_waiting(db, now=START)
        assert invitations.list_waiting(db, now=START, mission_id=mission.id) == []
        assert invitations.withdraw(db, held.id, now=START, mission_id=mission.id) is None
        assert invitations.list_waiting(db, now=START)


def test_a_reset_gives_a_new_password_and_ends_everything_else(store: Store):
    account = an_account(store, "aigul")
    with store.writing() as db:
        authenticators.begin(db, account, SEAL, now=START)
        opened = sessions.open_session(db, account.id, lasting=timedelta(hours=1), now=START)
        _, token = tokens.make_token(db, account.id, Scope("figures", 9), now=START)
        link, secret = invitations.reset(db, account, by=ADMIN, now=START)
        assert link.expires_at == START + invitations.RESET_LASTS

    accept(store, secret, name="somebody else")

    with store.reading() as db:
        held = db.get_one(Account, account.id)
        assert held.name == "aigul"
        assert is_password(GOOD, held.password_hash)
        assert not factors.has_factor(db, account.id)
        assert sessions.find_caller(db, opened.token, now=START) is None
        assert tokens.find_caller(db, token, now=START) is None


def test_links_of_who_is_shut_open_nothing(store: Store):
    root = Stranger(an_account(store, "root", Role.ADMIN).name)
    with store.writing() as db:
        made_by = (root, Stranger("root (token setup)"), Stranger("rooted"))
        secrets = [
            invitations.invite(db, Standing(Role.ADMIN), name="", by=each, now=START)[1]
            for each in made_by
        ]
        service.disable(db, "root", now=START)

    for secret in secrets[:2]:
        with store.reading() as db, pytest.raises(LinkSpent):
            invitations.get_open(db, secret, now=START)
    assert accept(store, secrets[2]).name == "dana"


def test_a_role_speaks_of_what_its_mission_knows(store: Store, mission: Mission):
    def given(*regions: str) -> None:
        with store.reading() as db:
            require_known(db, Standing(Role.COORDINATOR, mission.id, regions))

    given("Nowhere yet")  # there is no register to know better
    a_register(store, mission, "code,name,region\n1,School,North / Lake\n")
    given("North", "North / Lake")

    with pytest.raises(UnfitStanding, match=r"in 'North / Sea'\. There are: North; North / Lake\."):
        given("North / Sea")
    with store.reading() as db, pytest.raises(UnfitStanding, match=r"no organisation 'osse'\."):
        require_known(db, Standing(Role.PARTNER, mission.id, organisation="osse"))
