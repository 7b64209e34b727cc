"""The projection behind a journal that grows: close, alone or in company, and never in the way."""

import threading
from concurrent.futures import ThreadPoolExecutor

from server.database import Store
from server.journal.paper import take_in_reports
from server.missions.models import Mission
from server.reports.following import Follower
from server.reports.models import State
from server.reports.projection import Projector
from shared.forms.model import Form
from tests.server.builders import START
from tests.server.journal.device import reports
from tests.server.reports.conftest import Field

PATIENCE = 20.0


class Watch:
    """Stands in for intake: says whether it is busy, and notices when it was asked `often`."""

    def __init__(self, often: int, *, busy: bool) -> None:
        self._left = often
        self._busy = busy
        self.reached = threading.Event()

    def __call__(self) -> bool:
        self._left -= 1
        if self._left == 0:
            self.reached.set()
        return self._busy


def test_what_arrives_is_projected(field: Field, store: Store, mission: Mission, form: Form):
    take_in_reports(store, mission.id, reports(form, 3), START)
    follower, watch = Follower(store), Watch(2, busy=False)

    follower.start(watch)
    follower.wake()
    assert watch.reached.wait(PATIENCE)
    follower.stop()

    assert field.states() == [State.ACCEPTED] * 3


def test_while_devices_wait_it_goes_in_small_steps(
    field: Field, store: Store, mission: Mission, form: Form
):
    take_in_reports(store, mission.id, reports(form, 250), START)
    follower, watch = Follower(store), Watch(4, busy=True)

    follower.start(watch)
    follower.wake()
    assert watch.reached.wait(PATIENCE)
    follower.stop()

    assert len(field.revisions()) == 250


def test_two_that_follow_at_once_get_in_nobodys_way(
    field: Field, store: Store, mission: Mission, form: Form
):
    take_in_reports(store, mission.id, reports(form, 60), START)
    together = threading.Barrier(2)

    def follow() -> int:
        projector, taken = Projector(store), 0
        together.wait()
        while some := projector.advance(7):
            taken += some
        return taken

    with ThreadPoolExecutor(2) as pool:
        taken = [each.result() for each in [pool.submit(follow), pool.submit(follow)]]

    assert sum(taken) == 60
    assert field.states() == [State.ACCEPTED] * 60
