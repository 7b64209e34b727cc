"""A laptop that is set up from a memory stick: it works at once, and headquarters learns later."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from client.enrolment import Invitation, enrol, enrol_from_pack
from client.laptop import Laptop
from client.pack_file import PackExpired
from client.remote import Unreachable, UntrustedServer
from client.steps.bundle import make_bundle
from client.steps.introduce import PackRefused
from client.sync import synchronise
from shared.sync import seal
from shared.sync.bundle import Manifest, decrypt_bundle, new_bundle_key, read_manifest, recipient_of
from shared.sync.pack_file import Pack, PackHeader, PackUnreadable, seal_pack
from tests.client.conftest import StoppedClock
from tests.client.fake_server import FakeServer, Fault
from tests.client.samples import seal_report

URL = "https://hq.example.org"
CODE = "CODE-1"
Stick = Callable[..., Path]


@pytest.fixture
def stick(server: FakeServer, clock: StoppedClock, tmp_path: Path) -> Stick:
    """Write the pack file that `server` would make."""

    def write(code: str = CODE, url: str = URL) -> Path:
        header = PackHeader(
            server_url=url,
            server_key=seal.public_key_of(server.seed),
            mission="kz",
            team="07",
            made_at=clock(),
            expires_at=clock() + timedelta(days=14),
        )
        pages, more = [server.changes("")], server.changes("").more
        while more:
            pages.append(server.changes(pages[-1].cursor))
            more = pages[-1].more
        forms = {each.digest: each for each in server.mission_pack.forms}
        file = tmp_path / "team-07.pack"
        file.write_bytes(seal_pack(Pack(header, pages, forms, server.form_files), code))
        return file

    return write


@pytest.fixture
async def packed(laptop: Laptop, stick: Stick) -> Laptop:
    """A laptop that was set up from a stick and has never met its server."""
    await enrol_from_pack(laptop, stick(), CODE, name="Dell")
    return laptop


async def test_without_a_network_there_are_checklists_and_stations_and_reports_are_sealed(
    packed: Laptop, server: FakeServer
):
    assert packed.pack.get_header().team == "07"
    assert packed.pack.list_forms() == server.mission_pack.forms
    assert packed.pack.count_stations() == len(server.mission_pack.stations)
    seal_report(packed)

    standing = packed.journal.standing()
    assert (standing.waiting, standing.held) == (1, 0)
    assert not packed.journal.identity.is_introduced
    assert server.devices == {}


async def test_with_the_first_contact_it_introduces_itself_and_all_is_held(
    packed: Laptop, server: FakeServer
):
    seal_report(packed)

    outcome = await synchronise(packed, server.line())

    identity = packed.journal.identity
    assert (outcome.sent, outcome.waiting, outcome.trouble) == (1, 0, None)
    assert identity.is_introduced
    assert server.devices[identity.device].token == identity.token
    assert (await synchronise(packed, server.line(identity.token))).trouble is None


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.GARBLED_ANSWER])
async def test_a_first_contact_that_is_cut_is_made_again(
    packed: Laptop, server: FakeServer, fault: Fault
):
    seal_report(packed)

    with pytest.raises(Exception, match=r"No connection|broke off"):
        await synchronise(packed, server.line(faults=[fault]))
    assert not packed.journal.identity.is_introduced

    assert (await synchronise(packed, server.line())).sent == 1


async def test_of_two_laptops_with_one_stick_the_second_loses_nothing(
    packed: Laptop, server: FakeServer
):
    seal_report(packed)
    server.codes.remove(CODE)  # another laptop came first
    server.spent[CODE] = seal.device_id_of("0" * 64)

    with pytest.raises(PackRefused, match=r"was used already.*ask your coordinator for a new code"):
        await synchronise(packed, server.line())
    line = server.line()
    with pytest.raises(PackRefused, match="It said so before"):
        await synchronise(packed, line)
    assert line.messages == 0  # guessing codes would slow others down

    await enrol(packed, server.line(), Invitation(URL, "CODE-2"))
    outcome = await synchronise(packed, server.line(packed.journal.identity.token))
    assert (outcome.sent, outcome.waiting) == (1, 0)


async def test_somebody_else_who_answers_is_not_believed(packed: Laptop, server: FakeServer):
    seal_report(packed)
    server.seed = seal.new_signing_key()

    with pytest.raises(UntrustedServer, match="not the server that made"):
        await synchronise(packed, server.line())

    assert packed.journal.standing().waiting == 1


async def test_a_bundle_says_who_the_laptop_is_until_headquarters_knows_it(
    packed: Laptop, server: FakeServer, stick: Stick, tmp_path: Path
):
    secret = new_bundle_key()
    mission = server.mission_pack.mission.model_copy(
        update={"bundle_recipient": recipient_of(secret)}
    )
    server.mission_pack = server.mission_pack.model_copy(update={"mission": mission})
    await enrol_from_pack(packed, stick(), CODE, name="Dell")
    seal_report(packed)
    identity = packed.journal.identity

    def manifest_of(file: Path) -> Manifest:
        make_bundle(packed, file, everything=True)
        with file.open("rb") as sealed, (tmp_path / "plain").open("w+b") as plain:
            assert decrypt_bundle(sealed, secret, plain)
            return read_manifest(plain)

    told = manifest_of(tmp_path / "first.bundle").enrolment
    assert told is not None
    assert (told.code, told.name) == (CODE, "Dell")
    assert seal.device_id_of(told.public_key) == identity.device

    await synchronise(packed, server.line())
    assert manifest_of(tmp_path / "second.bundle").enrolment is None


async def test_what_can_not_be_used_changes_nothing(
    laptop: Laptop, stick: Stick, clock: StoppedClock, tmp_path: Path
):
    file = stick()
    with pytest.raises(PackUnreadable, match="does not open"):
        await enrol_from_pack(laptop, file, "CODE-2")
    with pytest.raises(PackUnreadable, match=r"nowhere\.pack can't be read"):
        await enrol_from_pack(laptop, tmp_path / "nowhere.pack", CODE)
    clock.move(days=15)
    with pytest.raises(PackExpired, match="Is this laptop's clock right"):
        await enrol_from_pack(laptop, file, CODE)

    assert laptop.find_identity() is None
    assert laptop.pack.find_header() is None


async def test_the_same_stick_again_does_no_harm(packed: Laptop, stick: Stick, server: FakeServer):
    await enrol_from_pack(packed, stick(), CODE)
    seal_report(packed)

    with pytest.raises(Unreachable):
        await synchronise(packed, server.line(faults=[Fault.LOST_REQUEST]))
    assert (await synchronise(packed, server.line())).sent == 1
