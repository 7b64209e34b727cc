"""Reports that a hostile laptop signs: kept like any other, read alike on every database, and
shown as what they are: text."""

import html
import json
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import strategies as st
from sqlmodel import Session, select

from server.database import Store
from server.reports.models import Revision, UnreadableEntry
from server.reports.projection import catch_up
from server.reports.storing import storable
from shared.forms.model import Form
from tests.hostile.asking import PAGE, ask
from tests.hostile.conftest import Senders
from tests.hostile.generating import for_each
from tests.server.journal.device import FakeDevice, a_report

TAGS = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*7}}</title></textarea>"
TURNED = "\u202efdp.gpj\u2066 \u200b"
ODD: list[dict[str, Any]] = [
    {"answers": {"remarks": TAGS}, "comments": {"remarks": TAGS, TAGS: TAGS}, "reason": TAGS},
    {"station": TAGS, "seen_by": {TAGS: TAGS}},
    {"form": {"id": TAGS, "version": TAGS, "digest": TAGS}},
    {"answers": {"remarks": TURNED}, "comments": {"remarks": TURNED}, "station": TURNED},
    {"answers": {"remarks": "a\0b"}, "comments": {"ramp": "\0", "\0": "x"}, "reason": "\0"},
    {"station": "\0"},
    {"form": {"id": "\0", "version": "\0", "digest": "\0"}},
    {"answers": {"booths": 10**400}},
    {"answers": {"booths": -(10**30)}},
    {"answers": {"booths": float("nan")}},
    {"answers": {"remarks": [[float("inf")]]}},
    {"answers": {"ramp": {"not": ["an", {"answer": None}]}}},
    {"answers": {f"q{each}": 1 for each in range(5000)}},
    {"answers": {"a[" + "9" * 5000 + "]/b": 1, "": "", "[": 0}},
    {"answers": {"remarks": "\U0010ffff\ufffe\ufeff"}},
    {"arrived_at": "0001-01-01T00:00:00+14:00"},
    {"departed_at": "9999-12-31T23:59:59-14:00"},
    {"arrived_at": 1e300},
    {"revision": 2**70},
    {"base": 2**40},
    {"station": "x" * 100_000, "reason": "y" * 100_000},
    {"report": str(UUID(int=0)), "visit": str(UUID(int=2**128 - 1))},
]
NEST = '{"answers": {"remarks": ' + "[" * 100_000
PAGES = ("", "/reports", "/findings", "/findings/voting", "/evidence?form=voting&question=remarks",
         "/statement", "/statement.json", "/devices", "/messages")  # fmt: skip


def odd_bodies(form: Form) -> list[str]:
    plain = (a_report(form).model_dump(mode="json") for _ in ODD)
    odd = (json.dumps(report | each) for report, each in zip(plain, ODD, strict=True))
    return [*odd, NEST, "{", "null", ""]


async def arrived(client: httpx.AsyncClient, device: FakeDevice, store: Store, form: Form) -> None:
    """Let a hostile laptop push, and headquarters read it."""
    for body in odd_bodies(form):
        device.write(body)
        device.write(body, kind="attachment")
        device.write(body, kind="incident")
    named = {"report": device.id, "revision": 1, "sha256": "0" * 64, "size": 5}
    for name in (TAGS, TURNED, "../../x", "C:\\con.jpg", "a\r\nSet-Cookie: x=1.jpg", "\0"):
        file = named | {
            "report": str(device.id),
            "media_type": TAGS,
            "question": name,
            "name": name,
        }
        device.write(json.dumps(file), kind="attachment")
    device.write(a_report(form))
    await device.sync(client)
    catch_up(store)


def reading(db: Session) -> list[tuple[int, str, str]]:
    """Return what the projection made of each entry, by its place in the journal."""
    read = [(each.entry_id, each.state, each.judgement) for each in db.exec(select(Revision))]
    read += [(each.entry_id, "-", each.judgement) for each in db.exec(select(UnreadableEntry))]
    first = min(read)[0]
    return sorted((entry - first, state, said) for entry, state, said in read)


@pytest.mark.usefixtures("station")
async def test_are_read_alike_on_every_database_and_stop_nothing(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, form: Form
):
    await arrived(client, device, store, form)

    with store.reading() as db:
        read = reading(db)
    assert not [each for each in read if "The server could not" in each[2]]
    states = {entry: state for entry, state, _ in read}
    assert states[max(states)] == "accepted", "what came behind them all was projected"
    of_reports = [states[3 * place] for place in range(len(odd_bodies(form)))]
    assert "".join(each[0] for each in of_reports) == "aqqqaqqqq--qqqa-----qa----"


@pytest.mark.usefixtures("station")
async def test_are_shown_as_text(
    app: FastAPI, client: httpx.AsyncClient, device: FakeDevice, senders: Senders, store: Store,
    form: Form,
):  # fmt: skip
    await arrived(client, device, store, form)
    with store.reading() as db:
        reports = {each.report_id for each in db.exec(select(Revision))}

    paths = [*PAGES, f"/devices/{device.id}", *(f"/reports/{each}" for each in reports)]
    seen = ""
    for path in paths:
        address, _, query = f"/m/example-2026{path}".partition("?")
        answer = await ask(app, "GET", address, [*senders.staff, PAGE], query=query.encode())
        assert answer.status == 200, (path, answer)
        if answer.headers["content-type"].startswith("text/html"):
            seen += answer.content.decode()

    assert html.escape("<script>alert(1)</script>") in seen, "they are shown"
    assert not re.search(r"<script|<img src=x", seen)
    assert not set(seen) & set("\u202e\u2066\0")


@pytest.mark.usefixtures("station")
async def test_no_bytes_whatever_stop_the_projection(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, form: Form
):
    plain = a_report(form).model_dump(mode="json")
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    )
    reports = st.fixed_dictionaries({}, optional=dict.fromkeys(plain, values)).map(
        lambda odd: json.dumps(plain | odd)
    )
    texts = reports | st.text(st.characters(exclude_categories=["Cs"]), max_size=200)

    async def one(text: str) -> None:
        device.write(text)
        device.write(text, kind="attachment")
        await device.sync(client, len(device.entries) - 1)
        catch_up(store)
        with store.reading() as db:
            assert not [each for each in reading(db) if "The server could not" in each[2]], text

    await for_each(texts, one)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb'"a\u0000b"', rb'"a\ufffdb"'),
        (rb'"a\\u0000b"', rb'"a\\u0000b"'),
        (rb'"a\\\u0000b"', rb'"a\\\ufffdb"'),
        (rb'"plain"', rb'"plain"'),
    ],
)
def test_only_the_zero_character_is_replaced(written: bytes, read: bytes):
    assert storable(written) == read
