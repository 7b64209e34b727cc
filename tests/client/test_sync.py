from client.laptop import Laptop
from client.sync import synchronise
from tests.client.fake_server import FakeServer
from tests.client.samples import ANSWERS


def seal_report(laptop: Laptop, station: str = "42"):
    draft = laptop.drafts.open(laptop.pack.form_called("voting"), station)
    for name, answer in ANSWERS.items():
        laptop.drafts.set_answer(draft.id, name, answer)
    return laptop.drafts.finish(draft.id)


async def test_what_waits_is_held_after_a_sync(enrolled: Laptop, server: FakeServer):
    report = seal_report(enrolled)
    assert enrolled.journal.standing().waiting == 1

    outcome = await synchronise(enrolled, server.line())

    assert (outcome.sent, outcome.waiting, outcome.is_forked, outcome.trouble) == (
        1,
        0,
        False,
        None,
    )
    assert str(report) in server.held(enrolled.journal.identity.device)[0]
