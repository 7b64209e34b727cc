import httpx

from server.database import Store
from server.missions.models import Mission
from server.reports.models import Visit
from shared.forms.model import Calculate
from shared.ids import new_id
from tests.server.builders import START, a_form, a_mission, a_published_form, a_station
from tests.server.kept_reports import Keep
from tests.server.pages.reading import page, text_of
from tests.server.staff import SAME_ORIGIN

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


async def test_a_report_shows_its_answers_in_the_words_of_the_form(
    store: Store, viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    station = a_station(store, mission, "0001")
    kept = keep(
        station_id=station.id,
        answers={"ramp": {"non_answer": "not_observed"}, "booths": 4},
        comments={"booths": "One was broken."},
        seen_by={"booths": "reported"},
    )

    words = text_of(await page(viewer, f"/m/{mission.code}/reports/{kept.report_id}"))

    assert "Voting, station 0001" in words
    assert "School No. 0001, Nur-Sultan / Baikonur. Team 07" in words
    assert "Was there a ramp? not observed" in words
    assert "Booths 4 reported by others One was broken." in words
    assert "Remarks missing" in words


async def test_a_report_tells_of_its_visit_and_of_an_unlisted_station(
    store: Store, viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    described = {"name": "Boarding school <b>", "address": "", "setting": "rural", "notes": ""}
    kept = keep(station_code="unlisted 1", described=described)
    address = f"/m/{mission.code}/reports/{kept.report_id}"
    assert "Present" not in text_of(await page(viewer, address))
    with store.writing() as db:
        db.add(
            Visit(
                entry_id=9_999,
                mission_id=mission.id,
                device_id=kept.device_id,
                team_id=kept.team_id,
                visit_id=kept.visit_id,
                revision=1,
                station_code="unlisted 1",
                arrived_at=START,
                departed_at=START,
                present=["07-A", "07-B"],
                refusal={"kind": "made_to_leave", "reason": "No badges", "asked": "the chair"},
                received_at=START,
            )
        )

    words = text_of(await page(viewer, address))

    assert "Name, as the team describes the station Boarding school <b>" in words
    assert "Setting, as the team describes the station rural" in words
    assert "Present 07-A, 07-B Made to leave No badges Whom the team asked the chair" in words
    overview = text_of(await page(viewer, f"/m/{mission.code}"))
    assert "unlisted 1" in overview
    assert "Made to leave No badges (asked: the chair)" in overview


async def test_what_the_form_worked_out_is_not_taken_for_an_answer(
    store: Store, viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    total = Calculate(name="total", calculation="${booths} + 1")
    around = a_form().sections[0]
    sections = (around.model_copy(update={"children": (*around.children, total)}),)
    a_published_form(store, mission, a_form(version="2").model_copy(update={"sections": sections}))
    kept = keep(form_version="2", answers={"booths": 4, "total": 5, "old": 1})

    words = text_of(await page(viewer, f"/m/{mission.code}/reports/{kept.report_id}"))

    assert "Worked out by the form from the answers Question Answer Comment total 5" in words
    assert (
        "Answers that this version of the form does not ask for Question Answer Comment old 1"
        in words
    )


async def test_whatever_an_observer_wrote_is_text_and_never_a_page(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep(
        answers={"ramp": HOSTILE, "remarks": HOSTILE, HOSTILE: HOSTILE},
        comments={"ramp": HOSTILE},
        station_code=HOSTILE[:20],
        team_code=HOSTILE,
        region=HOSTILE,
        reason=HOSTILE,
        state="quarantined",
        judgement=HOSTILE,
    )

    for path in ("", "/reports", f"/reports/{kept.report_id}"):
        shown = await page(viewer, f"/m/{mission.code}{path}")
        assert "<script" not in shown
        assert "<img" not in shown


async def test_history_shows_what_each_revision_changed_and_why(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    first = keep(answers={"ramp": "no", "booths": 4}, superseded_at=START)
    keep(
        report_id=first.report_id,
        revision=2,
        base=1,
        answers={"ramp": "yes", "booths": 4},
        reason="We found the ramp at the back.",
    )

    words = text_of(await page(viewer, f"/m/{mission.code}/reports/{first.report_id}"))

    assert "Was there a ramp? Yes" in words
    assert "“We found the ramp at the back.” Was there a ramp?: No Yes" in words
    assert "revised since as first sent" in words


async def test_provenance_names_the_journal_entry(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep()

    words = text_of(await page(viewer, f"/m/{mission.code}/reports/{kept.report_id}"))

    assert "1 blue laptop 1 2026-10-04T09:00:00+02:00 4 Oct 2026, 09:01" in words
    assert "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b" in words


async def test_a_report_in_a_form_that_nobody_published_can_still_be_read(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep(form_id="unknown", answers={"ramp": "yes", "boxes": ["a", "b"]})

    words = text_of(await page(viewer, f"/m/{mission.code}/reports/{kept.report_id}"))

    assert "Answers that this version of the form does not ask for" in words
    assert "boxes a, b" in words


async def test_a_report_of_another_mission_is_not_found(
    store: Store, viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    other = a_mission(store, "other-2026")
    kept = keep(mission_id=other.id)

    hidden = await viewer.get(f"/m/{mission.code}/reports/{kept.report_id}")
    missing = await viewer.get(f"/m/{mission.code}/reports/{new_id()}")

    assert hidden.status_code == missing.status_code == 404


async def test_the_list_can_be_narrowed(viewer: httpx.AsyncClient, mission: Mission, keep: Keep):
    keep(station_code="0101")
    keep(station_code="0202", state="quarantined", team_code="08")

    every = text_of(await page(viewer, f"/m/{mission.code}/reports"))
    held = text_of(await page(viewer, f"/m/{mission.code}/reports?state=quarantined"))
    station = text_of(await page(viewer, f"/m/{mission.code}/reports?station=0101&team=07"))
    none = text_of(await page(viewer, f"/m/{mission.code}/reports?form=counting"))

    assert "0101" in every
    assert "0202" in every
    assert "0101" not in held
    assert "0202" not in station
    assert "No report fits." in none


async def test_a_long_list_goes_on_where_it_stopped(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = [keep() for _ in range(103)]

    first = await page(viewer, f"/m/{mission.code}/reports")
    assert "Older reports" in first
    second = await page(viewer, f"/m/{mission.code}/reports?before={kept[3].entry_id}")

    assert first.count("/reports/0") == 100
    assert second.count("/reports/0") == 3
    assert "Older reports" not in second


async def test_a_viewer_sees_what_waits_but_no_buttons(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep(state="quarantined", judgement="Station 9999 is not in the register.")

    shown = await page(viewer, f"/m/{mission.code}/reports/{kept.report_id}")

    assert "Station 9999 is not in the register." in shown
    assert "/judgement" not in shown


async def test_a_coordinator_accepts_what_waits_and_it_counts_from_then_on(
    coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep(state="quarantined", ground="misfit", judgement="Question 'ramp': no such choice.")
    path = f"/m/{mission.code}/reports/{kept.report_id}"

    answer = await coordinator.post(
        f"{path}/judgement",
        data={"entry": kept.entry_id, "deed": "accept", "note": "Asked the team by telephone."},
        headers=SAME_ORIGIN,
    )

    assert answer.status_code == 303
    words = text_of(await page(coordinator, path))
    assert "Accepted by aigul; Asked the team by telephone." in words
    assert "revision 1, counts" in words
    assert "Reports in 1 of 1 form" in text_of(await page(coordinator, f"/m/{mission.code}"))


async def test_a_report_from_an_unknown_station_is_mapped_to_a_known_one(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    a_station(store, mission, "0042")
    kept = keep(state="quarantined", ground="unknown_station", station_code="42")
    path = f"/m/{mission.code}/reports/{kept.report_id}"
    assert "Accept as from station" in await page(coordinator, path)

    await coordinator.post(
        f"{path}/judgement",
        data={"entry": kept.entry_id, "deed": "accept", "station": "0042"},
        headers=SAME_ORIGIN,
    )

    assert "Voting, station 0042" in text_of(await page(coordinator, path))


async def test_a_rejected_report_counts_nowhere_and_can_still_be_read(
    coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep(state="conflict", judgement="Edited from an older revision.")
    path = f"/m/{mission.code}/reports/{kept.report_id}"

    await coordinator.post(
        f"{path}/judgement",
        data={"entry": kept.entry_id, "deed": "reject"},
        headers=SAME_ORIGIN,
    )

    assert "Rejected by aigul." in text_of(await page(coordinator, path))
    assert "Reports in 0" in text_of(await page(coordinator, f"/m/{mission.code}"))


async def test_what_nobody_has_to_decide_can_not_be_decided(
    coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    kept = keep()

    answer = await coordinator.post(
        f"/m/{mission.code}/reports/{kept.report_id}/judgement",
        data={"entry": kept.entry_id, "deed": "reject"},
        headers=SAME_ORIGIN,
    )

    assert answer.status_code == 409
    assert "Nothing was changed." in text_of(answer.text)
