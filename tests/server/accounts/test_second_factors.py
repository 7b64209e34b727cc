"""The second factor: asked when there is one, demanded where it must be, never taken twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from pyotp.totp import TOTP
from sqlmodel import Session, select

from server.accounts import authenticators, factors, passkeys, recovery, sign_in
from server.accounts.factor_models import Authenticator, Challenge, RecoveryCode
from server.accounts.models import Account, Role
from server.accounts.passkeys import Party
from server.accounts.problems import SignInEnded, TooManyTries, WrongCode
from server.accounts.sealing import SecretSeal
from server.accounts.secrets import hash_password
from server.accounts.sessions import find_caller
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.conftest import StoppedClock
from tests.server.staff import SEAL, an_account

GOOD = "quiet rivers carry stones"
HASH = hash_password(GOOD)


def with_app(store: Store, clock: StoppedClock, account: Account) -> TOTP:
    """Set up an authenticator app for the account; return what it shows."""
    with store.writing() as db:
        totp = TOTP(authenticators.begin(db, account, SEAL, now=clock()))
        authenticators.confirm(db, account.id, totp.at(clock()), SEAL, now=clock())
    clock.forward(seconds=30)
    return totp


@pytest.fixture
def aigul(store: Store) -> Account:
    return an_account(store, "aigul", password_hash=HASH)


def half(store: Store, clock: StoppedClock) -> str:
    opened = sign_in.sign_in(store, "aigul", GOOD, now=clock())
    assert opened.is_half
    return opened.token


def test_the_half_of_a_sign_in_opens_nothing(store: Store, clock: StoppedClock, aigul: Account):
    with_app(store, clock, aigul)

    token = half(store, clock)

    with store.reading() as db:
        assert find_caller(db, token, now=clock()) is None
        found = sign_in.find_half(db, token, now=clock())
        assert found is not None
        assert found.name == "aigul"


def test_the_digits_open_the_session_once(store: Store, clock: StoppedClock, aigul: Account):
    totp = with_app(store, clock, aigul)
    digits = totp.at(clock())

    opened = sign_in.finish(store, half(store, clock), digits, SEAL, now=clock())

    with store.reading() as db:
        assert find_caller(db, opened.token, now=clock()) is not None
    with pytest.raises(WrongCode):
        sign_in.finish(store, half(store, clock), digits, SEAL, now=clock())


def test_digits_of_the_half_minutes_beside_are_right_and_older_ones_are_not(
    store: Store, clock: StoppedClock, aigul: Account
):
    totp = with_app(store, clock, aigul)
    clock.forward(minutes=10)
    now = clock()
    for age, right in ((60, False), (30, True), (-30, True), (-60, False)):
        with store.writing() as db:
            digits = totp.at(now - timedelta(seconds=age))
            assert authenticators.use(db, aigul.id, digits, SEAL, now=now) is right


def test_digits_are_guessed_no_faster_than_passwords(
    store: Store, clock: StoppedClock, aigul: Account
):
    with_app(store, clock, aigul)
    token = half(store, clock)
    for _ in range(sign_in.FREE_TRIES - 1):  # the password was the first try of this name
        with pytest.raises(WrongCode):
            sign_in.finish(store, token, "000000", SEAL, now=clock())

    with pytest.raises(TooManyTries):
        sign_in.finish(store, token, "000000", SEAL, now=clock())


def test_who_takes_too_long_begins_again(store: Store, clock: StoppedClock, aigul: Account):
    totp = with_app(store, clock, aigul)
    token = half(store, clock)
    clock.forward(minutes=10)

    with pytest.raises(SignInEnded, match="too long"):
        sign_in.finish(store, token, totp.at(clock()), SEAL, now=clock())


def test_a_recovery_code_works_once_however_it_is_typed(
    store: Store, clock: StoppedClock, aigul: Account
):
    with_app(store, clock, aigul)
    with store.writing() as db:
        code, *_ = recovery.make_codes(db, aigul.id)
    typed = f" {code.upper().replace('-', ' ')} "

    sign_in.finish(store, half(store, clock), typed, SEAL, now=clock())

    with store.writing() as db:
        assert recovery.count_left(db, aigul.id) == recovery.CODES - 1
        assert not recovery.use(db, aigul.id, code, now=clock())
        kept = db.exec(select(RecoveryCode.code_hash)).all()
    assert all(len(each) == 64 for each in kept)
    assert code.replace("-", "") not in "".join(kept)


def test_an_app_s_secret_is_sealed_for_its_account_by_the_server_s_key(
    store: Store, clock: StoppedClock, aigul: Account
):
    totp = with_app(store, clock, aigul)
    with store.reading() as db:
        kept = db.get_one(Authenticator, aigul.id).secret

    assert totp.secret not in kept
    assert SEAL.open(kept, aigul.id) == totp.secret
    assert SEAL.open(kept, new_id()) is None
    other = SecretSeal(b"o" * 32)
    with pytest.raises(WrongCode, match=r"has another key .* Use a recovery code"):
        sign_in.finish(store, half(store, clock), totp.at(clock()), other, now=clock())


def test_secrets_that_were_kept_plain_are_sealed_and_work_on(
    store: Store, clock: StoppedClock, aigul: Account
):
    totp = with_app(store, clock, aigul)
    with store.writing() as db:
        held = db.get_one(Authenticator, aigul.id)
        held.secret = totp.secret

    for _ in range(2):  # the second time there is nothing to do
        with store.writing() as db:
            authenticators.seal_plain(db, SEAL)
    with store.reading() as db:
        kept = db.get_one(Authenticator, aigul.id).secret

    assert SEAL.open(kept, aigul.id) == totp.secret != kept
    assert sign_in.finish(store, half(store, clock), totp.at(clock()), SEAL, now=clock()).token


def test_an_app_that_never_showed_its_digits_counts_for_nothing(
    store: Store, clock: StoppedClock, aigul: Account
):
    with store.writing() as db:
        authenticators.begin(db, aigul, SEAL, now=clock())
        with pytest.raises(WrongCode, match="clock is right"):
            authenticators.confirm(db, aigul.id, "12345x", SEAL, now=clock())

    assert not sign_in.sign_in(store, "aigul", GOOD, now=clock()).is_half


@pytest.mark.parametrize("where", ["in the mission", "in all"])
@pytest.mark.parametrize("held", ["in the mission", "in all"])
def test_a_demand_concerns_the_role_wherever_it_reaches(
    store: Store, mission: Mission, where: str, held: str
):
    mission_id: UUID | None = mission.id if where == "in the mission" else None
    account = an_account(store, "dana", Role.ANALYST, mission=mission if held != "in all" else None)
    other = an_account(store, "serik", Role.VIEWER)
    with store.writing() as db:
        factors.demand(db, mission_id, {Role.ANALYST})

    with store.reading() as db:
        assert factors.owes(db, account.id)
        assert not factors.owes(db, other.id)
        assert factors.list_demands(db, mission_id) == {Role.ANALYST}


def test_whoever_owes_a_factor_is_told_at_once_and_let_go_when_it_is_there(
    store: Store, clock: StoppedClock, aigul: Account
):
    token = sign_in.sign_in(store, "aigul", GOOD, now=clock()).token

    def owing() -> bool:
        with store.reading() as db:
            caller = find_caller(db, token, now=clock())
        assert caller is not None
        return caller.owes_factor

    assert not owing()
    with store.writing() as db:
        factors.demand(db, None, {Role.COORDINATOR})
    assert owing()
    with_app(store, clock, aigul)
    with store.writing() as db:
        factors.settle(db, aigul.id)
    assert not owing()


def test_a_flood_of_challenges_keeps_nobody_from_signing_in(store: Store, clock: StoppedClock):
    def waiting(db: Session) -> set[str]:
        return set(db.exec(select(Challenge.challenge)))

    with store.writing() as db:
        for number in range(passkeys.MOST_WAITING):
            expires = clock() + timedelta(seconds=number + 1)
            db.add(Challenge(challenge=f"flood {number}", expires_at=expires))
        db.flush()
        passkeys.ask_for_any(db, Party("https://evenhand.example.org"), now=clock())
        left = waiting(db)

    assert len(left) == passkeys.MOST_WAITING
    assert "flood 0" not in left
    assert any(not each.startswith("flood") for each in left)
