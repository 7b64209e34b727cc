from datetime import timedelta
from uuid import UUID

import pytest

from server.accounts import service, sessions
from server.accounts.caller import Standing
from server.accounts.models import Role
from server.accounts.problems import AccountExists, NoSuchAccount, UnfitAccount
from server.accounts.secrets import is_password
from server.database import Store
from tests.server.builders import START
from tests.server.staff import an_account

VIEWER = Standing(Role.VIEWER)
GOOD = "quiet rivers carry stones"


def test_a_password_is_kept_only_as_argon2id(store: Store):
    with store.writing() as db:
        account = service.create_account(db, "Aigul ", VIEWER, GOOD, now=START)

        assert account.name == "aigul"
        assert account.password_hash.startswith("$argon2id$")
        assert GOOD not in account.password_hash
        assert is_password(GOOD, account.password_hash)
        assert not is_password(GOOD + "!", account.password_hash)


def test_an_unknown_name_has_no_password_at_all():
    assert not is_password("anything at all", None)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "at least 12"),
        ("x" * 1001, "is the most"),
        ("aaaaaaaaaaaaaaaa", "repeats"),
        ("coordinator1", "little more than the account's name"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_with_the_reason(
    store: Store, password: str, reason: str
):
    with store.writing() as db, pytest.raises(UnfitAccount, match=reason):
        service.create_account(db, "coordinator", VIEWER, password, now=START)


@pytest.mark.parametrize("name", ["", "two words", "a\nb", "x" * 81, "<script>"])
def test_a_name_that_can_not_be_typed_or_shown_is_refused(store: Store, name: str):
    with store.writing() as db, pytest.raises(UnfitAccount):
        service.create_account(db, name, VIEWER, GOOD, now=START)


def test_a_name_is_taken_once_however_it_is_written(store: Store):
    an_account(store, "aigul")
    with store.writing() as db, pytest.raises(AccountExists, match="aigul"):
        service.create_account(db, "AIGUL", VIEWER, GOOD, now=START)


def test_a_new_password_ends_the_sign_ins_of_the_old_one(store: Store):
    account = an_account(store)
    token = _keep_session(store, account.id)

    with store.writing() as db:
        service.set_password(db, "aigul", GOOD, now=START)

    with store.reading() as db:
        assert sessions.find_caller(db, token, now=START) is None


def test_a_disabled_account_is_out_at_once_and_stays_listed(store: Store):
    account = an_account(store)
    token = _keep_session(store, account.id)

    with store.writing() as db:
        service.disable(db, "aigul", now=START)

    with store.reading() as db:
        assert sessions.find_caller(db, token, now=START) is None
        assert service.find_usable_account(db, "aigul") is None
        assert [each.disabled_at for each in service.list_accounts(db)] == [START]


def test_a_name_that_nobody_has_is_said(store: Store):
    with store.writing() as db, pytest.raises(NoSuchAccount, match="nobody"):
        service.disable(db, "nobody", now=START)


def _keep_session(store: Store, account_id: UUID) -> str:
    with store.writing() as db:
        token = sessions.open_session(db, account_id, lasting=timedelta(hours=1), now=START).token
        db.flush()
        assert sessions.find_caller(db, token, now=START) is not None
    return token
