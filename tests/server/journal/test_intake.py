import httpx

from shared.forms.model import Form
from shared.sync.protocol import Verdict
from tests.server.journal.device import FakeDevice, a_report


async def test_what_is_receipted_is_held(client: httpx.AsyncClient, device: FakeDevice, form: Form):
    device.write(a_report(form))
    device.write(a_report(form))

    answer = await device.sync(client)

    assert answer.verdict is Verdict.HELD
    assert answer.receipt.through == 2
    assert device.vouched(answer)
