import pytest

from client.enrolment import BadInvitation, Invitation, OtherMission, enrol
from client.identity import ReportsWait
from client.journal import Standing
from client.laptop import Laptop
from client.remote import GarbledAnswer, ServerProblem, Unreachable
from client.reports import ReportState
from client.sync import pull, synchronise
from shared.sync.protocol import EnrolIn, EnrolOut
from shared.sync.seal import public_key_of
from tests.client.fake_server import FakeLine, FakeServer, Fault
from tests.client.samples import make_pack, seal_report

URL = "https://hq.example.org"


async def test_a_code_makes_the_laptop_a_device_of_its_team(laptop: Laptop, server: FakeServer):
    identity = await enrol(laptop, server.line(), Invitation(URL, " CODE-1 "))

    assert laptop.find_identity() == identity
    assert (identity.mission, identity.team, identity.server_url) == ("kz", "07", URL)
    assert server.devices[identity.device].public_key == public_key_of(identity.seed)
    assert laptop.journal.standing() == Standing(0, 0, None, None, is_forked=False)


async def test_a_used_code_is_told_in_the_servers_words(laptop: Laptop, server: FakeServer):
    server.codes.clear()

    with pytest.raises(ServerProblem, match=r"used already\. Ask your coordinator") as refused:
        await enrol(laptop, server.line(), Invitation(URL, "CODE-1"))

    assert refused.value.server_code == "enrolment-code-used"
    assert laptop.find_identity() is None


@pytest.mark.parametrize(("code", "name"), [("C" * 65, ""), ("CODE-1", "N" * 81)])
async def test_what_can_be_no_code_is_not_sent(
    laptop: Laptop, server: FakeServer, code: str, name: str
):
    line = server.line()

    with pytest.raises(BadInvitation, match="as your coordinator gave it"):
        await enrol(laptop, line, Invitation(URL, code, name))

    assert line.messages == 0


async def test_a_code_of_broken_letters_is_only_a_wrong_code(laptop: Laptop, server: FakeServer):
    with pytest.raises(ServerProblem):
        await enrol(laptop, server.line(), Invitation(URL, "CODE\udcff", "\ud800"))


async def test_a_lost_answer_costs_no_second_key(laptop: Laptop, server: FakeServer):
    with pytest.raises(Unreachable):
        await enrol(laptop, server.line(faults=[Fault.LOST_ANSWER]), Invitation(URL, "CODE-1"))
    [device] = server.devices.values()
    server.codes.add("CODE-1")

    identity = await enrol(laptop, server.line(), Invitation(URL, "CODE-1"))

    assert public_key_of(identity.seed) == device.public_key


class Echo(FakeLine):
    """A line on which the answer to an earlier enrolment comes back."""

    def __init__(self, server: FakeServer, earlier: EnrolOut) -> None:
        super().__init__(server, "", iter(()))
        self._earlier = earlier

    async def enrol(self, message: EnrolIn) -> EnrolOut:
        await super().enrol(message)
        return self._earlier


async def test_the_answer_to_an_earlier_enrolment_is_no_answer(
    enrolled: Laptop, server: FakeServer
):
    before = enrolled.journal.identity
    earlier = EnrolOut(
        device=before.device,
        token=before.token,
        server_key=before.server_key,
        mission=before.mission,
        team=before.team,
    )

    with pytest.raises(GarbledAnswer, match=r"earlier enrolment of this laptop\. Nothing was"):
        await enrol(enrolled, Echo(server, earlier), Invitation(URL, "CODE-2"))

    assert enrolled.journal.identity == before
    server.codes.add("CODE-2")
    await enrol(enrolled, server.line(), Invitation(URL, "CODE-2"))
    assert enrolled.journal.identity.device != before.device


async def test_enrolling_again_is_refused_while_reports_wait(enrolled: Laptop, server: FakeServer):
    seal_report(enrolled)
    before = enrolled.journal.identity

    with pytest.raises(ReportsWait, match=r"wait on this laptop: 1\. .*Sync first"):
        await enrol(enrolled, server.line(), Invitation(URL, "CODE-2"))

    assert enrolled.journal.identity == before
    assert "CODE-2" in server.codes


async def test_enrolling_again_starts_a_new_journal_and_keeps_the_old_readable(
    enrolled: Laptop, server: FakeServer
):
    seal_report(enrolled)
    await synchronise(enrolled, server.line())

    await enrol(enrolled, server.line(), Invitation(URL, "CODE-2"))

    assert enrolled.journal.head().seq == 0
    assert [line.state for line in enrolled.reports.list_reports()] == [ReportState.HELD]
    seal_report(enrolled)
    await synchronise(enrolled, server.line())
    assert len(server.held(enrolled.journal.identity.device)) == 1


async def test_waiting_reports_can_be_taken_along(enrolled: Laptop, server: FakeServer):
    seal_report(enrolled)
    await synchronise(enrolled, server.line())
    seal_report(enrolled)
    waiting = enrolled.journal.waiting()
    server.devices.clear()

    await enrol(enrolled, server.line(), Invitation(URL, "CODE-2", take_along=True))
    states = [line.state for line in enrolled.reports.list_reports()]
    assert sorted(states) == [ReportState.HELD, ReportState.WAITING]
    await synchronise(enrolled, server.line())

    assert server.held(enrolled.journal.identity.device) == [waiting[0].body.decode()]
    assert [entry.made_at for entry in enrolled.journal.entries(1, 9)] == [waiting[0].made_at]
    assert {line.state for line in enrolled.reports.list_reports()} == {ReportState.HELD}


@pytest.mark.parametrize("unfinished", ["draft", "report"])
@pytest.mark.parametrize("other", ["mission", "team"])
async def test_nothing_unfinished_slips_into_another_mission_or_team(
    enrolled: Laptop, server: FakeServer, unfinished: str, other: str
):
    if unfinished == "draft":
        enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    else:
        seal_report(enrolled)
    before = enrolled.journal.identity
    pack = make_pack(code="uz" if other == "mission" else "kz")
    server.mission_pack = pack.model_copy(update={"team": "08"}) if other == "team" else pack

    with pytest.raises(OtherMission, match=r"belongs to team .* unsent reports of team 07.*--home"):
        await enrol(enrolled, server.line(), Invitation(URL, "CODE-2", take_along=True))

    assert enrolled.journal.identity == before
    assert enrolled.journal.head().seq == (1 if unfinished == "report" else 0)


async def test_the_pack_of_the_new_mission_replaces_the_old(enrolled: Laptop, server: FakeServer):
    server.mission_pack = make_pack(code="uz")
    await enrol(enrolled, server.line(), Invitation(URL, "CODE-2"))
    await pull(enrolled, server.line())

    assert enrolled.pack.get_header().mission.code == "uz"
