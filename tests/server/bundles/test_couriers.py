"""Hand-overs that broke off are forgotten by a rule, and never one that a courier counts on."""

from fastapi import FastAPI

from server.database import Store
from server.journal.bundles.couriers import MOST_BEGUN, Couriers
from server.journal.bundles.models import CarriedBundle
from server.journal.models import Device
from shared.digest import sha256_hex
from tests.server.conftest import StoppedClock
from tests.server.journal.device import FakeDevice


def begun(
    couriers: Couriers, store: Store, laptop: FakeDevice, clock: StoppedClock, name: str
) -> CarriedBundle:
    """Begin a hand-over, and bring a part of it."""
    with store.reading() as db:
        device = db.get_one(Device, laptop.id)
        db.expunge(device)
    carried = couriers.begin(device, sha256_hex(name.encode()), 1000, now=clock())
    if not couriers.offset(carried):
        part = couriers.open(carried, 0)
        part.write(b"x" * 100)
        part.close()
    return carried


def test_an_old_one_is_forgotten_and_begins_again(
    app: FastAPI, store: Store, device: FakeDevice, clock: StoppedClock
):
    couriers: Couriers = app.state.couriers
    old = begun(couriers, store, device, clock, "old")
    clock.forward(days=13)
    begun(couriers, store, device, clock, "new")
    assert couriers.offset(old) == 100
    clock.forward(days=2)

    begun(couriers, store, device, clock, "newer")

    assert couriers.offset(old) == 0
    assert couriers.offset(begun(couriers, store, device, clock, "new")) == 100


def test_one_laptop_has_so_many_at_most(
    app: FastAPI, store: Store, device: FakeDevice, clock: StoppedClock
):
    couriers: Couriers = app.state.couriers
    carried: list[CarriedBundle] = []
    for number in range(MOST_BEGUN + 3):
        carried.append(begun(couriers, store, device, clock, f"bundle {number}"))
        clock.forward(seconds=1)

    there = [couriers.offset(each) > 0 for each in carried]

    assert sum(there) <= MOST_BEGUN + 1
    assert there[-1]
    assert not there[0]


def test_one_that_is_being_written_stays(
    app: FastAPI, store: Store, device: FakeDevice, clock: StoppedClock
):
    couriers: Couriers = app.state.couriers
    slow = begun(couriers, store, device, clock, "slow")
    part = couriers.open(slow, 100)
    clock.forward(days=30)

    begun(couriers, store, device, clock, "other")

    part.write(b"x")
    part.close()
    assert couriers.offset(slow) == 101
