from client.laptop import Laptop
from client.store import open_store
from client.sync import synchronise
from client.vault.vault import Vault
from shared.forms.model import SeenBy
from tests.client.conftest import LIGHT, PASSPHRASE
from tests.client.fake_server import FakeServer

PLANTED = "the planted answer of an observer"
COMMENT = "the planted comment of an observer"
NEW_PASSPHRASE = "seven ladders in the rain"


async def test_nothing_in_the_home_can_be_read_without_the_passphrase(
    enrolled: Laptop, server: FakeServer
):
    drafts, form = enrolled.drafts, enrolled.pack.form_called("voting")
    sealed, draft = drafts.open(form, "42"), drafts.open(form, "57")
    for each in (sealed, draft):
        drafts.set_answer(each.id, "V30", PLANTED)
        drafts.set_comment(each.id, "V30", COMMENT)
        drafts.set_seen_by(each.id, "V06", SeenBy.REPORTED)
    drafts.finish(sealed.id)
    await synchronise(enrolled, server.line())
    identity = enrolled.journal.identity
    key = Vault(enrolled.home).unlock(PASSPHRASE)
    Vault(enrolled.home).change_passphrase(PASSPHRASE, NEW_PASSPHRASE, LIGHT)

    known = enrolled.pack.list_stations(enrolled.pack.index().search("", 50))
    stations = [station.name for station in known]
    codes = ['"station":"42"', '"code":"57"', "CODE-1", str(identity.device), identity.server_url]
    secrets = [PLANTED, COMMENT, PASSPHRASE, NEW_PASSPHRASE, identity.token, *stations, *codes]
    planted = [each.encode() for each in secrets] + [each.encode("utf-16-le") for each in secrets]
    key_bytes = bytes(key.secret)
    planted += [identity.seed, identity.seed.hex().encode(), key_bytes, key_bytes.hex().encode()]

    # While it is open, so that the write-ahead log is there, and after it was closed.
    for moment in ("open", "closed"):
        files = [file for file in enrolled.home.folder.rglob("*") if file.is_file()]
        assert len(files) >= (3 if moment == "open" else 2)
        for file in files:
            content = file.read_bytes()
            assert not [each for each in planted if each in content], (moment, file.name)
        enrolled.store.close()

    again = open_store(enrolled.home, key)
    assert PLANTED.encode() in again.rows("SELECT body FROM entry")[0][0]
    again.close()
