"""The pages of drafts: two drafters, a head of mission, and the public."""

import html
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from server.accounts.models import Role
from server.accounts.sessions import open_session
from server.accounts.trail_reading import prove
from server.app import build_app
from server.config import Settings
from server.statement.drafts import keeping, sealing
from server.statement.drafts.models import SealedStatement
from shared.digest import sha256_hex
from tests.server.conftest import StoppedClock
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account
from tests.server.statement.drafts.conftest import RAMP, VERDICT, Desk

MINE = "In 2 of the 14, there was no ramp."


@asynccontextmanager
async def browser(desk: Desk, role: Role | None, home: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """Give a browser in which somebody of this role is signed in; None = nobody."""
    settings = Settings(home=home, secure_cookies=False, database_url=desk.store.url)
    app = build_app(settings, StoppedClock(desk.now), desk.store)
    transport = httpx.ASGITransport(app)
    headers = PAGE | SAME_ORIGIN
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://server", headers=headers) as client,
    ):
        if role is not None:
            account = an_account(desk.store, role.value, role)
            with desk.store.writing() as db:
                lasting = timedelta(hours=12)
                opened = open_session(db, account.id, lasting=lasting, now=desk.now)
            client.cookies.set("evenhand", opened.token)
        yield client


def at(desk: Desk, rest: str = "") -> str:
    return f"/m/{desk.mission.code}/statement/drafts/{desk.id}{rest}"


async def test_a_drafter_begins_a_draft_and_finds_what_it_demands(desk: Desk, tmp_path: Path):
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        drafts = at(desk).rsplit("/", 1)[0]
        begun = await client.post(drafts, data={"template": "cis", "language": "ru"})
        assert begun.status_code == 303
        page = text_of((await client.get(begun.headers["location"])).text)
        assert "Before the sign-off" in page
        assert "CIS style, Russian" in text_of((await client.get(drafts)).text)
        again = await client.post(drafts, data={"template": "cis", "language": "ru"})
        assert again.status_code == 409


async def test_an_edit_is_marked_saved_and_shown_with_its_evidence(desk: Desk, tmp_path: Path):
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        page = (await client.get(at(desk, "/sentence"), params={"key": RAMP})).text
        seen = re.search(r'name="seen" value="(\d+)"', page)
        assert seen
        text = "In 2 of the 14 and in five more, there was no ramp."
        form = {"deed": "write", "key": RAMP, "seen": seen[1], "text": text}
        saved = await client.post(at(desk, "/sentence"), data=form)
        assert saved.status_code == 303
        shown = (await client.get(at(desk))).text
        assert '<mark title="No figure behind this sentence is 5.">five</mark>' in shown
        assert "edited by drafter" in shown
        assert re.search(r'href="/m/sample-2026/evidence\?[^"]*question=V06', shown)
        form = {"deed": "explain", "key": RAMP, "seen": "2", "number": "five", "source": "S4"}
        assert (await client.post(at(desk, "/sentence"), data=form)).status_code == 303
        assert "<mark" not in (await client.get(at(desk))).text


async def test_every_figure_of_a_draft_opens_as_many_stations(desk: Desk, tmp_path: Path):
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        page = (await client.get(at(desk))).text
        links = re.findall(r'href="(/m/sample-2026/(?:evidence|reports)\?[^"]*)">([\d,]+)', page)
        assert len(links) > 3
        for address, stations in links:
            shown = text_of((await client.get(html.unescape(address))).text)
            if "/evidence" in address:
                assert re.search(rf"\b{stations} (?:stations?|of)\b", shown), address
            else:
                assert shown.count("counts") >= int(stations)


async def test_own_words_are_rested_on_a_drafted_sentence_from_their_page(
    desk: Desk, tmp_path: Path
):
    async with browser(desk, Role.DRAFTER, tmp_path) as client:

        async def do(status: int, **form: str) -> str:
            version = str(desk.kept().block(VERDICT).version)
            data = {"key": VERDICT, "seen": version, **form}
            answer = await client.post(at(desk, "/sentence"), data=data)
            assert answer.status_code == status
            return text_of(answer.text)

        assert "Only words that a person wrote" in await do(422, deed="rest", on=RAMP)
        await do(303, deed="write", text="In 2 of the 14 there was no ramp.", basis="ours")
        page = (await client.get(at(desk, "/sentence"), params={"key": VERDICT})).text
        assert f'<option value="{RAMP}">' in page
        assert "No such sentence" in await do(404, deed="rest", on="T99/finding:x/Y")
        await do(303, deed="rest", on=RAMP)
        standing = desk.standing()
        assert not standing.marks[VERDICT]
        page = (await client.get(at(desk, "/sentence"), params={"key": VERDICT})).text
        assert "Rests on" in text_of(page)
        assert re.search(r'href="/m/sample-2026/evidence\?[^"]*question=V06', page)
        await do(303, deed="rest_no_more", on=RAMP)
        assert desk.standing().marks[VERDICT]


async def test_of_two_drafters_the_slower_one_sees_both_texts_and_loses_none(
    desk: Desk, tmp_path: Path
):
    seen = desk.kept().block(RAMP).version
    desk.write(RAMP, MINE, by="serik")
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        form = {"deed": "write", "key": RAMP, "seen": str(seen), "text": "Two had none at all."}
        refused = await client.post(at(desk, "/sentence"), data=form)
        assert refused.status_code == 409
        page = text_of(refused.text)
        assert "serik changed this while you had it open" in page
        assert MINE in page
        assert "Two had none at all." in page
        form["seen"] = str(desk.kept().block(RAMP).version)
        assert (await client.post(at(desk, "/sentence"), data=form)).status_code == 303
    assert desk.kept().block(RAMP).text == "Two had none at all."


async def test_every_deed_of_the_page_does_what_it_says(  # noqa: PLR0915 - deed by deed
    desk: Desk, tmp_path: Path
):
    order = desk.kept().manuscript.order["T19"]
    async with browser(desk, Role.DRAFTER, tmp_path) as client:

        async def do(rest: str = "/sentence", **form: str) -> None:
            answer = await client.post(at(desk, rest), data=form)
            assert answer.status_code == 303, text_of(answer.text)

        version = str(desk.kept().block(RAMP).version)
        await do(deed="up", key=order[1])
        assert desk.kept().manuscript.order["T19"] == (order[1], order[0], *order[2:])
        await do(deed="down", key=order[1])
        assert desk.kept().manuscript.order["T19"] == order
        await do(deed="move", key=RAMP, paragraph="T2")
        assert desk.kept().manuscript.order["T2"][-1] == RAMP
        await do(deed="remove", key=RAMP, seen=version, reason="dull")
        assert desk.kept().block(RAMP).removal
        await do(deed="put_back", key=RAMP)
        assert not desk.kept().block(RAMP).removal
        await do("/sentences", paragraph="T2", text="We saw it.")
        added = desk.kept().manuscript.order["T2"][-1]
        assert desk.kept().block(added).text == "We saw it."
        await do("/comments", about=RAMP, text="Is it so?")
        await do("/comments", about="section:T2", text="Too long.")
        comments = sorted(desk.standing().comments, key=lambda each: each.text)
        assert [each.text for each in comments] == ["Is it so?", "Too long."]
        await do(f"/comments/{comments[0].id}/resolution", resolved="true")
        assert not desk.standing().open_comments(RAMP)
        digest = desk.standing().sections["T2"]
        await do("/approvals", section="T2", seen=digest)
        held = desk.standing().approved["T2"]
        assert (held.by, held.ended_at) == ("drafter", None)
        await do(f"/approvals/{held.id}/end")
        assert desk.standing().approved["T2"].ended_why == "taken back"
        await do("/revisions/1/restoration")
        assert added not in desk.kept().blocks
        history = text_of((await client.get(at(desk, "/history"))).text)
        assert "Restored revision 1" in history
        assert (await client.get(at(desk, "/preview"))).status_code == 200
        standing = (await client.get(at(desk, "/standing.json"))).json()
        assert standing["revision"] == desk.kept().number
        assert standing["demands"]
    with desk.store.reading() as db:
        assert not prove(db, "").broken


async def test_new_reports_are_shown_first_and_taken_in_by_a_person(desk: Desk, tmp_path: Path):
    desk.write(RAMP, MINE)
    desk.now += timedelta(hours=2)
    desk.keep(answers={"V06": "missing"}, received_at=desk.now - timedelta(hours=1))
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        assert "1 report has begun to count since" in text_of((await client.get(at(desk))).text)
        news = text_of((await client.get(at(desk, "/news"))).text)
        assert "same words, other figures" in news
        assert desk.kept().number == 2
        taken = await client.post(at(desk, "/regeneration"))
        assert "/difference?old=2&new=3" in taken.headers["location"]
        page = text_of((await client.get(at(desk, "/sentence"), params={"key": RAMP})).text)
        assert "The figures behind it have moved" in page
        assert "2 of 14" in page
        assert "3 of 15" in page
        form = {"deed": "keep_mine", "key": RAMP, "seen": str(desk.kept().block(RAMP).version)}
        assert (await client.post(at(desk, "/sentence"), data=form)).status_code == 303
    assert not desk.kept().block(RAMP).has_moved


async def test_the_head_of_mission_alone_signs_and_nobody_else_reads_before_the_embargo_ends(
    ready: Desk, tmp_path: Path
):
    seen = {"seen": str(ready.kept().number), "embargo": "2026-10-06T14:00"}
    async with browser(ready, Role.DRAFTER, tmp_path / "a") as client:
        assert (await client.post(at(ready, "/sign-off"), data=seen)).status_code == 403
    async with browser(ready, Role.HEAD, tmp_path / "b") as client:
        assert "Nothing is missing." in text_of((await client.get(at(ready))).text)
        stale = await client.post(at(ready, "/sign-off"), data=seen | {"seen": "1"})
        assert stale.status_code == 409
        signed = await client.post(at(ready, "/sign-off"), data=seen)
        assert signed.status_code == 303
        address = signed.headers["location"]
        page = text_of((await client.get(address)).text)
        assert "Under embargo until 6 Oct 2026, 14:00" in page
    addresses = (address, f"{address}/statement.pdf", f"{address}/seal.json")
    async with browser(ready, None, tmp_path / "c") as client:
        assert [(await client.get(each)).status_code for each in addresses] == [404, 404, 404]
    async with browser(ready, Role.VIEWER, tmp_path / "d") as client:
        assert (await client.get(address)).status_code == 404
    ready.now += timedelta(days=2)
    async with browser(ready, None, tmp_path / "e") as client:
        assert [(await client.get(each)).status_code for each in addresses] == [200, 200, 200]


async def test_everybody_can_verify_the_public_statement(
    done: tuple[Desk, SealedStatement], tmp_path: Path
):
    desk, sealed = done
    async with browser(desk, None, tmp_path) as client:
        address = f"/statements/{sealed.id}"
        page = (await client.get(address)).text
        for extension in ("docx", "pdf", "html", "md", "json"):
            file = await client.get(f"{address}/statement.{extension}")
            assert f"<code>{sha256_hex(file.content)}</code>" in page
        seal = await client.get(f"{address}/seal.json")
        assert sha256_hex(seal.content) == sealed.digest
        assert sealed.digest in page
        assert "head@" not in page


async def test_a_correction_leads_from_the_old_edition_to_the_new(
    done: tuple[Desk, SealedStatement], tmp_path: Path
):
    desk, sealed = done
    async with browser(desk, Role.HEAD, tmp_path) as client:
        page = text_of((await client.get(at(desk))).text)
        assert "nothing of it changes any more" in page
        begun = await client.post(at(desk, "/corrections"), data={"reason": "A typo"})
        second = begun.headers["location"]
        found = (await client.get(f"{second}/difference?edition=1")).text
        assert "Every sentence reads the same." in text_of(found)
        moved = await client.post(
            f"/m/{desk.mission.code}/statement/sealed/{sealed.id}/embargo",
            data={"embargo": "2026-12-01T09:00"},
        )
        assert moved.status_code == 303
        assert "Under embargo" in text_of((await client.get(f"/statements/{sealed.id}")).text)
    with desk.store.reading() as db:
        assert sealing.is_embargoed(sealing.get_statement(db, sealed.id), desk.now)
        assert len(keeping.list_drafts(db, desk.mission.id)) == 2
    assert VERDICT in desk.kept().blocks


TEMPLATE = """
id: x
version: '1'
languages: [en]
title: Ours
sections:
  - title: All
    paragraphs:
      - id: P1
        title: Verdict
        parts:
          - {slot: verdict, title: Verdict, demands: Say it.}
"""


async def test_a_template_is_copied_changed_kept_in_versions_and_used(desk: Desk, tmp_path: Path):
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        templates = f"/m/{desk.mission.code}/statement/templates"
        assert "turkic" in text_of((await client.get(templates)).text)
        copied = await client.get(f"{templates}/own", params={"copy_of": "turkic"})
        assert "id: turkic" in copied.text
        form = {"name": "our-own", "source": TEMPLATE, "seen": "0"}
        for mistake, said in [
            (
                TEMPLATE.replace("slot:", "slott:"),
                "sections[0].paragraphs[0].parts[0]: this is no part. Did you mean 'slot'",
            ),
            (TEMPLATE.replace("[en]", "[xx]"), "is no language of statements"),
            ("a: &x [1]\nb: *x", "the anchor or alias 'x' is not read"),
            ("[" * 50, "more than 30 deep"),
            ("a: [", "is not YAML"),
        ]:
            refused = await client.post(f"{templates}/own", data=form | {"source": mistake})
            assert refused.status_code == 422
            assert said in text_of(refused.text)
        assert (await client.post(f"{templates}/own", data=form)).status_code == 303
        other = TEMPLATE.replace("Say it.", "Say it now.")
        stale = await client.post(f"{templates}/own", data=form | {"source": other})
        assert stale.status_code == 409
        assert "Say it now." in stale.text
        newer = await client.post(f"{templates}/own", data=form | {"source": other, "seen": "1"})
        assert newer.status_code == 303
        page = text_of((await client.get(newer.headers["location"])).text)
        assert "Version 2" in page
        drafts = at(desk).rsplit("/", 1)[0]
        begun = await client.post(drafts, data={"template": "our-own", "language": "en"})
        assert "Say it now." in (await client.get(begun.headers["location"])).text


@pytest.mark.parametrize("name", ["turkic", "Ours", "x", "../a"])
async def test_a_template_needs_a_name_of_its_own(desk: Desk, tmp_path: Path, name: str):
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        form = {"name": name, "source": TEMPLATE, "seen": "0"}
        answer = await client.post(f"/m/{desk.mission.code}/statement/templates/own", data=form)
        assert answer.status_code == 422
