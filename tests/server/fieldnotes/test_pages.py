"""Notes on pages and as JSON: who writes them, what is said when they can't be kept, files."""

import httpx
import pytest

from server.accounts.models import Role
from server.accounts.trail_reading import list_deeds
from server.database import Store
from server.fieldnotes.kinds import Kind
from server.fieldnotes.service import Change
from server.missions.models import Mission
from tests.server.builders import a_mission
from tests.server.fieldnotes.conftest import TYPED, Desk
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def analyst(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store, "aigul", Role.ANALYST))


def at(mission: Mission, rest: str = "") -> str:
    return f"/m/{mission.code}/fieldnotes{rest}"


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_is_written_shown_and_changed(
    analyst: httpx.AsyncClient, mission: Mission, kind: Kind
):
    form = await analyst.get(at(mission, f"/new?kind={kind}"))
    assert "Sections of the statement that it supports" in text_of(form.text)
    typed = TYPED[kind] | {"kind": kind.value, "text": "<b>Seen</b>", "section.law": "no such"}
    kept = await analyst.post(at(mission, "/new"), data=typed)
    assert kept.status_code == 303

    page = kept.headers["location"]
    assert "&lt;b&gt;Seen&lt;/b&gt;" in (await analyst.get(page)).text
    again = await analyst.get(f"{page}/revisions")
    assert 'name="seen" value="1"' in again.text
    changed = typed | {"seen": "1", "text": "Heard", "reason": "Misheard"}
    assert (await analyst.post(f"{page}/revisions", data=changed)).status_code == 303
    words = text_of((await analyst.get(page)).text)
    assert "<b>Seen</b> Heard" in words
    assert "Misheard" in words


async def test_what_was_typed_stays_when_it_can_not_be_kept(
    analyst: httpx.AsyncClient, mission: Mission, desk: Desk
):
    typed = TYPED[Kind.MEETING] | {"kind": "meeting", "day": "yesterday", "text": "All of this"}
    refused = await analyst.post(at(mission, "/new"), data=typed)

    assert refused.status_code == 422
    words = text_of(refused.text)
    assert "Day: 'yesterday' is not a day" in words
    assert "All of this" in words
    row = desk.add(text="Now")
    late = TYPED[Kind.MEETING] | {"kind": "meeting", "seen": "0", "text": "Mine"}
    refused = await analyst.post(at(mission, f"/{row.id}/revisions"), data=late)
    assert refused.status_code == 409
    assert "aigul wrote revision 1 since you opened it" in text_of(refused.text)
    assert "Mine" in refused.text
    assert (await analyst.post(at(mission, "/new"), data={"kind": "x"})).status_code == 422
    assert (await analyst.get(at(mission, "?since=x"))).status_code == 422
    assert (await analyst.get(at(mission, "?kind=x"))).status_code == 422


async def test_the_list_shows_what_the_mission_file_has_beside(
    store: Store, analyst: httpx.AsyncClient
):
    document = {
        "code": "filed",
        "title": "Filed",
        "election": {"name": "E", "date": "2026-10-04", "country": "XX", "timezone": "UTC"},
        "sample": {"design": "route"},
        "meetings": [
            {
                "key": "mfa",
                "kind": "government",
                "first_day": "2026-09-20",
                "counterparts": [{"body": "Foreign Ministry", "name": "N. N."}],
                "topics": ["Voters abroad"],
            }
        ],
        "legal_notes": [{"key": "quota", "text": "A quota of 30 per cent."}],
    }
    mission = a_mission(store, "filed", document=document)
    desk = Desk(store, mission)
    desk.add(Kind.CAMPAIGN, quotable="on")
    desk.revise(desk.add(Kind.LEGAL), Change(1, "It was repealed.", withdrawn=True))

    words = text_of((await analyst.get(at(mission))).text)
    assert "1 note" in words
    assert "Rally, Almaty, Abay square" in words
    assert "From the mission file" in words
    assert "Foreign Ministry Meeting Voters abroad" in words
    assert "N. N." not in words
    assert "A quota of 30" not in text_of((await analyst.get(at(mission, "?kind=meeting"))).text)
    found = text_of((await analyst.get(at(mission, "?words=abroad&since=&kind="))).text)
    assert "0 notes found" in found
    assert "Voters abroad" in found
    page = (await analyst.get(at(mission, "?withdrawn=1"))).text
    assert "OSCE Copenhagen Document 1990, 7.7" in text_of(page)
    assert '<option value="1" selected>withdrawn' in page
    assert "/m/filed/import/media-monitoring" in page


async def test_a_note_is_withdrawn_and_brought_back_with_its_reason(
    analyst: httpx.AsyncClient, mission: Mission, desk: Desk, store: Store
):
    page = at(mission, f"/{desk.add().id}")
    gone = {"reason": "Never took place", "seen": "1"}
    assert (await analyst.post(f"{page}/withdrawal", data=gone)).status_code == 303
    assert "This note was withdrawn and supports no statement. Why: Never took place" in text_of(
        (await analyst.get(page)).text
    )
    assert (await analyst.post(f"{page}/return", data=gone | {"seen": "2"})).status_code == 303
    assert "withdrawn:" not in (await analyst.get(page)).text
    with store.reading() as db:
        assert set(list_deeds(db)) == {"fieldnote.withdrawn", "fieldnote.brought_back"}


async def test_a_file_beside_a_note_is_kept_opened_and_listed_when_removed(
    analyst: httpx.AsyncClient, mission: Mission, desk: Desk
):
    page = at(mission, f"/{desk.add().id}")
    letter = {"file": ("../letter.exe", b"%PDF-1.7 a letter", "text/html")}
    assert (await analyst.post(f"{page}/files", files=letter)).status_code == 303

    shown = (await analyst.get(page)).text
    opened = shown.split(f'href="{page}/files/')[1].split('"')[0]
    assert ">letter.pdf</a>" in shown
    file = await analyst.get(f"{page}/files/{opened}")
    assert file.content == b"%PDF-1.7 a letter"
    assert file.headers["content-disposition"].startswith("attachment")
    assert (await analyst.post(f"{page}/files/{opened}/removal")).status_code == 303
    assert "removed by aigul" in text_of((await analyst.get(page)).text)
    program = {"file": ("run.pdf", b"MZ\x90\0\xff", "application/pdf")}
    assert (await analyst.post(f"{page}/files", files=program)).status_code == 415
    assert (await analyst.post(f"{page}/files", files={"no": b"x"})).status_code == 422
    other = at(mission, f"/{desk.add().id}/files/{opened}")
    assert (await analyst.get(other)).status_code == 404


async def test_media_monitoring_is_a_table_with_its_base(
    analyst: httpx.AsyncClient, mission: Mission, desk: Desk
):
    desk.add(Kind.MEDIA, minutes="75")
    words = text_of((await analyst.get(at(mission, "/media"))).text)

    assert "1 entry on 1 outlet, 23 Sep 2026." in words
    assert "Base: 75:00 min in 1 entry" in words
    assert "Auyl – 75:00 min – 75:00 min 100 %" in words
    given = (await analyst.get(at(mission, "/media.json"))).json()
    assert given["outlets"][0]["rows"][0]["seconds"] == {
        "positive": 0,
        "neutral": 4500,
        "negative": 0,
    }
    empty = await analyst.get(at(mission, "/media?since=2027-01-01"))
    assert "Nothing was monitored" in text_of(empty.text)


async def test_complaints_are_a_table_of_what_became_of_them(
    analyst: httpx.AsyncClient, mission: Mission, desk: Desk
):
    desk.add(Kind.COMPLAINT, ruling="upheld", decided_on="2026-09-30")
    desk.add(Kind.COMPLAINT, ruling="rejected", decided_on="2026-09-25")
    desk.add(Kind.COMPLAINT, filed_with="<Commission>", day="2026-09-02")
    gone = desk.add(Kind.COMPLAINT, filed_with="Police")
    desk.revise(gone, Change(1, "It was none.", withdrawn=True))

    words = text_of((await analyst.get(at(mission, "/complaints"))).text)
    assert "3 complaints, filed 2 Sep 2026 – 24 Sep 2026; 1 pending." in words
    assert "Regional court 2 – 1 – 1 – – 3.5, at most 6 (2 decided)" in words
    assert "<Commission> 1 1 – – – – – –" in words
    assert "All 3 1 1 – 1 – – 3.5" in words
    later = text_of((await analyst.get(at(mission, "/complaints?since=2026-09-20"))).text)
    assert "Commission" not in later
    given = (await analyst.get(at(mission, "/complaints.json?until=2026-09-10"))).json()
    assert [(each["filed_with"], each["rulings"]["pending"]) for each in given["bodies"]] == [
        ("<Commission>", 1)
    ]
    assert given["whole"]["days"] is None


async def test_programs_write_read_and_change_notes_as_json(
    analyst: httpx.AsyncClient, mission: Mission
):
    note = {"day": "2026-09-21", "instrument": "cis_2002", "provision": "article 10"}
    made = await analyst.post(
        f"/m/{mission.code}/fieldnotes.json", json={"kind": "legal", "note": note}
    )
    assert made.status_code == 201
    at_note = at(mission, f"/{made.json()['id']}/note.json")
    changed = {"kind": "legal", "note": note | {"assessment": "met"}, "seen": 1, "reason": "Read"}
    assert (await analyst.post(at_note, json=changed)).status_code == 200
    assert (await analyst.post(at_note, json=changed)).status_code == 409

    revisions = (await analyst.get(at_note)).json()["revisions"]
    assert [(each["number"], each["note"]["assessment"]) for each in revisions] == [
        (2, "met"),
        (1, "open"),
    ]
    listed = (await analyst.get(f"/m/{mission.code}/fieldnotes.json?kind=legal")).json()
    assert (listed["count"], listed["next_start"]) == (1, None)
    assert listed["notes"][0]["title"] == "CIS Convention on democratic elections 2002, article 10"
    csv = (await analyst.get(f"/m/{mission.code}/fieldnotes.csv?kind=legal")).text.splitlines()
    assert csv[0].startswith("\ufeffid,revision,kind,title,day,instrument,provision,law,assessment")
    assert ",Legal note," in csv[1]
    assert ",met," in csv[1]
    every = (await analyst.get(f"/m/{mission.code}/fieldnotes.csv?words=nothing")).text
    assert every.splitlines() == [
        "\ufeffid,revision,kind,title,day,last_day,text,follow_up,sources,quotable,"
        "team,region,sections"
    ]
    bad = {"kind": "legal", "note": note | {"verdict": "rigged"}}
    refused = await analyst.post(f"/m/{mission.code}/fieldnotes.json", json=bad)
    assert refused.status_code == 422


async def test_a_coordinator_of_regions_writes_notes_about_these_only(
    store: Store, client: httpx.AsyncClient, mission: Mission, desk: Desk
):
    client.headers.update(PAGE | SAME_ORIGIN)
    signed_in(store, client, an_account(store, mission=mission, regions=("Almaty",)))
    typed = TYPED[Kind.CAMPAIGN] | {"kind": "campaign"}

    async def add(region: str) -> int:
        return (await client.post(at(mission, "/new"), data=typed | {"region": region})).status_code

    assert await add("Almaty / Turksib") == 303
    assert await add("Abai") == 403
    assert await add("") == 403
    refused = await client.post(at(mission, "/new"), data=typed | {"text": "All of this"})
    assert "The whole mission is more than the regions" in text_of(refused.text)
    assert "All of this" in refused.text
    foreign = at(mission, f"/{desk.add(Kind.CAMPAIGN, region='Abai').id}")
    moved = typed | {"region": "Almaty", "seen": "1"}
    assert (await client.post(f"{foreign}/revisions", data=moved)).status_code == 403
    assert (await client.get(foreign)).status_code == 200
