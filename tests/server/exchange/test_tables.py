"""What stands in the tables, and what does not."""

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from server.database import Store
from server.deployment.samples.asking import Asked
from server.deployment.samples.handing import draw_of
from server.deployment.samples.service import draw, stations_of
from server.exchange.problems import ExportNotGranted, NothingToExport
from server.exchange.wanted import Format, Reach
from server.forms.problems import UnknownForm
from server.journal.bundles.models import CarriedPush
from server.journal.models import Device
from server.missions.models import Mission, Team
from server.reports.checks.models import AnswerNote, Flag
from server.reports.models import Revision, Visit
from shared.forms.model import Choice, Form, Repeat, Section, SelectOne, TextQuestion
from shared.ids import new_id
from tests.server.builders import START, a_published_form, a_station
from tests.server.exchange.conftest import TakeOut
from tests.server.kept_reports import Keep

SILENT = {"non_answer": "not_observed"}


def a_note(kept: Revision, deed: str, question: str = "", **said: Any) -> AnswerNote:  # noqa: ANN401 - fields of a table
    given: dict[str, Any] = {
        "was": None,
        "value": None,
        "reason": "it was misread",
        "by": "aigul",
        "at": START,
    }
    return AnswerNote(
        id=new_id(),
        mission_id=kept.mission_id,
        report_id=kept.report_id,
        deed=deed,
        question=question,
        **(given | said),
    )


def a_flag(kept: Revision, check: str, outcome: str = "flagged") -> Flag:
    return Flag(
        entry_id=kept.entry_id,
        number=0,
        mission_id=kept.mission_id,
        report_id=kept.report_id,
        form_id=kept.form_id,
        station_code=kept.station_code,
        check=check,
        severity="warning",
        rank=1,
        outcome=outcome,
        message={"en": "=Is that so?"},
        questions=["booths"],
        since=START,
    )


def kept_too(store: Store, *rows: object) -> None:
    with store.writing() as db:
        db.add_all(rows)


def test_every_row_of_a_drill_says_so(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    keep()
    assert "_drill" not in take_out().row("voting")
    with store.writing() as db:
        db.get_one(Mission, mission.id).drill = True
    mission.drill = True
    opened = take_out()
    for table in ("voting", "stations", "questions", "choices"):
        assert {row["_drill"] for row in opened.rows(table)} == {"yes"}
    features = take_out(Format.GEOJSON).json()
    points = features["features"] + features["without_position"]
    assert points
    assert all(point.get("properties", point)["drill"] for point in points)


def test_a_report_from_outside_the_sample_says_that_no_figure_has_it(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    for number in range(3):
        a_station(store, mission, f"{number}")
        keep(station_code=f"{number}")
    with store.writing() as db:
        held = db.get_one(Mission, mission.id)
        sample = draw(db, held, Asked(size=1, seed="dice"), by="ann", now=START)
        (chosen,) = stations_of(db, sample)
        drawn = {"design": "srs", "draw": draw_of(sample).model_dump(mode="json")}
        mission.document, mission.design = {"sample": drawn}, "srs"
        code = chosen.code
    counts = {row["station"]: row["_counts"] for row in take_out().rows("voting")}
    assert counts.pop(code) == "yes"
    assert list(counts.values()) == ["outside_sample", "outside_sample"]


def test_a_value_and_the_four_things_that_are_none_stay_five(keep: Keep, take_out: TakeOut):
    non_answers = [{"non_answer": each} for each in ("not_observed", "dont_know", "not_applicable")]
    for ramp in ("yes", *non_answers, None):
        keep(answers={} if ramp is None else {"ramp": ramp})
    cells = [row["ramp"] for row in take_out().rows("voting")]
    assert cells == ["yes", "not_observed", "dont_know", "not_applicable", ""]


def test_a_text_that_reads_as_a_non_answer_or_a_formula_is_told_apart(
    keep: Keep, take_out: TakeOut
):
    for text in ("not_observed", "=1+1", "'tis"):
        keep(answers={"remarks": text})
    keep(answers={"remarks": SILENT})
    cells = [row["remarks"] for row in take_out().rows("voting")]
    assert cells == ["'not_observed", "'=1+1", "''tis", "not_observed"]


def test_labels_stand_for_names_where_they_are_asked_for(keep: Keep, take_out: TakeOut):
    keep(answers={"ramp": "no"})
    keep(answers={"ramp": SILENT})
    rows = take_out(language="en").rows("voting")
    assert [row["ramp Was there a ramp?"] for row in rows] == ["No", "[not observed]"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_what_counts_is_said_of_each_report(store: Store, keep: Keep, take_out: TakeOut):
    keep(station_code="1")
    keep(station_code="2", duplicate=True)
    left_out = keep(station_code="3")
    keep(station_code="4", state="quarantined", judgement="No such station.")
    keep(station_code="5", state="rejected")
    keep(station_code="6", superseded_at=START + timedelta(hours=1))
    kept_too(store, a_note(left_out, "exclude"))

    counted = {row["station"]: row["_counts"] for row in take_out().rows("voting")}
    everything = {row["station"]: row for row in take_out(quarantine=True).rows("voting")}

    assert counted == {"1": "yes", "2": "duplicate", "3": "left_out"}
    assert everything["4"]["_counts"] == "quarantined"
    assert everything["4"]["_why"] == "No such station."
    assert everything["3"]["_why"] == "it was misread"
    assert "5" not in everything
    assert "6" not in everything


def test_as_of_a_moment_goes_out_what_counted_then(keep: Keep, take_out: TakeOut):
    visit = new_id()
    old = START + timedelta(minutes=1)
    new = START + timedelta(hours=2)
    keep(station_code="1", visit_id=visit, received_at=old, counts_from=old, superseded_at=new)
    keep(station_code="1", visit_id=visit, received_at=new, counts_from=new, revision=2)
    keep(station_code="2", received_at=new, counts_from=new)
    then = take_out(as_of=START + timedelta(hours=1), now=START + timedelta(hours=3))
    assert [(row["station"], row["_revision"]) for row in then.rows("voting")] == [("1", "1")]


def test_a_correction_shows_what_was_reported_and_what_counts(
    store: Store, keep: Keep, take_out: TakeOut
):
    kept = keep(answers={"booths": 44})
    kept_too(store, a_note(kept, "correct", "booths", was=44, value=4))
    out = take_out()
    assert (out.row("voting")["booths"], out.row("voting")["_corrected"]) == ("4", "booths")
    said = out.row("corrections")
    assert (said["as_reported"], said["as_corrected"], said["reason"]) == (
        "44",
        "4",
        "it was misread",
    )
    assert said["by"] == ""
    assert take_out(people=True).row("corrections")["by"] == "aigul"


def test_what_checks_ask_is_told_beside_the_report_and_in_a_table(
    store: Store, keep: Keep, take_out: TakeOut
):
    kept_too(store, a_flag(keep(), "booths.warning"), a_flag(keep(), "sent-twice", "verified"))
    out = take_out()
    told = [(row["_flagged"], row["_verified"]) for row in out.rows("voting")]
    assert told == [("booths.warning", ""), ("", "sent-twice")]
    assert [row["message"] for row in out.rows("checks")] == ["'=Is that so?"] * 2


def test_how_a_report_came_is_told(store: Store, laptop: Device, keep: Keep, take_out: TakeOut):
    keep()
    carried = keep()
    kept_too(store, CarriedPush(device_id=laptop.id, received_at=carried.received_at))
    assert [row["_channel"] for row in take_out().rows("voting")] == ["network", "bundle"]
    with store.writing() as db:
        db.get_one(Device, laptop.id).channel = "import"
    assert [row["_channel"] for row in take_out().rows("voting")] == ["paper", "bundle"]


def test_people_and_exact_times_stay_unless_asked_for(keep: Keep, take_out: TakeOut):
    kept = keep(arrived_at=START.replace(minute=37), comments={"ramp": "steep"})
    veiled, open_ = take_out(), take_out(people=True, exact_times=True)

    row = veiled.row("voting")
    assert row["arrived_at"] == "2026-10-04T09:00:00+02:00"
    assert row["report"] != str(kept.report_id)
    assert row["_team"].startswith("team-")
    assert "team" not in row
    everything = b"".join(veiled.read(f"{name}.csv") for name in ("voting", "stations", "visits"))
    for told in (str(kept.report_id), str(kept.visit_id), ":37"):
        assert told.encode() not in everything

    row = open_.row("voting")
    assert row["arrived_at"] == "2026-10-04T09:37:00+02:00"
    assert (row["report"], row["team"]) == (str(kept.report_id), "07")


def test_stand_ins_join_the_tables_of_one_export_and_of_no_two(
    store: Store, keep: Keep, take_out: TakeOut
):
    kept_too(store, a_flag(keep(), "sent-twice"))
    one, other = take_out(), take_out(now=START + timedelta(seconds=1))
    assert one.row("checks")["report"] == one.row("voting")["report"]
    assert other.row("voting")["report"] != one.row("voting")["report"]
    assert other.row("voting")["_team"] != one.row("voting")["_team"]


def test_repeats_are_tables_beside_joined_by_report_and_number(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    inner = Repeat(name="witness", label={}, children=(TextQuestion(name="who", label={}),))
    outer = Repeat(name="lines", label={}, children=(TextQuestion(name="what", label={}), inner))
    form = Form(id="count", version="1", title={"en": "Count"}, sections=(
        Section(name="s", label={}, children=(outer,)),
    ))  # fmt: skip
    a_published_form(store, mission, form)
    answers = {"lines": 2, "lines[1]/what": "box", "lines[2]/what": SILENT, "lines[2]/witness": 1,
               "lines[2]/witness[1]/who": "a voter"}  # fmt: skip
    keep(form_id="count", answers=answers, comments={"lines[1]/what": "torn"})

    out = take_out()
    report = out.row("count")["report"]
    lines = out.rows("count-lines")
    assert out.row("count")["_n_lines"] == "2"
    assert [(row["report"], row["lines"], row["what"]) for row in lines] == [
        (report, "1", "box"),
        (report, "2", "not_observed"),
    ]
    assert lines[0]["_comments"] == "what: torn"
    witness = out.row("count-lines-witness")
    assert (witness["lines"], witness["witness"], witness["who"]) == ("2", "1", "a voter")


def test_a_question_of_our_columns_name_keeps_it(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    questions = (TextQuestion(name="station", label={}), TextQuestion(name="_counts", label={}))
    form = Form(id="odd", version="1", title={}, sections=(
        Section(name="s", label={}, children=questions),
    ))  # fmt: skip
    a_published_form(store, mission, form)
    keep(form_id="odd", station_code="9", answers={"station": "gas", "_counts": "geese"})
    row = take_out().row("odd")
    assert (row["station"], row["_station"]) == ("gas", "9")
    assert (row["_counts"], row["__counts"]) == ("geese", "yes")


def test_versions_of_a_form_share_a_table(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    old = SelectOne(name="gone", label={}, choices=(Choice(name="yes", label={}),))
    form = Form(id="voting", version="0", title={}, sections=(
        Section(name="s", label={}, children=(old,)),
    ))  # fmt: skip
    a_published_form(store, mission, form, START - timedelta(days=1))
    keep(form_version="0", answers={"gone": "yes"})
    keep(answers={"ramp": "no"})
    rows = take_out().rows("voting")
    assert [(row["_version"], row["gone"], row["ramp"]) for row in rows] == [
        ("0", "yes", ""),
        ("1", "", "no"),
    ]


def test_a_refused_visit_goes_out(store: Store, laptop: Device, team: Team, keep: Keep,
                                  take_out: TakeOut):  # fmt: skip
    keep()
    visit = Visit(
        entry_id=99, mission_id=laptop.mission_id, device_id=laptop.id, team_id=team.id,
        visit_id=new_id(), revision=1, station_code="0042", arrived_at=START, departed_at=START,
        present=["O-1", "O-2"], refusal={"kind": "not_let_in", "reason": "@ closed"},
        received_at=START,
    )  # fmt: skip
    kept_too(store, visit)
    row = take_out().row("visits")
    assert (row["refused"], row["refusal_reason"]) == ("not_let_in", "'@ closed")
    assert (row["observers"], row["present"]) == ("2", "")
    assert take_out(people=True).row("visits")["present"] == "O-1 O-2"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_who_reaches_less_takes_out_less(keep: Keep, take_out: TakeOut):
    keep(station_code="1", team_code="07", region="North / Lake")
    keep(station_code="2", team_code="08", region="Northern plain")
    partner, regional = Reach(teams=frozenset({"08"})), Reach(regions=("North",))
    assert [row["station"] for row in take_out(reach=partner).rows("voting")] == ["2"]
    assert [row["station"] for row in take_out(reach=regional).rows("voting")] == ["1"]
    with pytest.raises(NothingToExport):
        take_out(reach=Reach(teams=frozenset()))


@pytest.mark.parametrize("too_much", ["people", "exact_times", "quarantine"])
def test_who_may_not_unveil_is_refused_and_not_given_less(
    keep: Keep, take_out: TakeOut, too_much: str
):
    keep()
    asked: dict[str, Any] = {too_much: True}
    with pytest.raises(ExportNotGranted):
        take_out(reach=Reach(unveils=False), **asked)


def test_without_reports_it_says_why(keep: Keep, take_out: TakeOut):
    with pytest.raises(NothingToExport) as nothing:
        take_out()
    assert "so nothing was written" in nothing.value.detail
    keep(state="quarantined")
    with pytest.raises(NothingToExport, match="1 report stands in quarantine"):
        take_out()
    with pytest.raises(UnknownForm, match="voting"):
        take_out(forms=("votign",))


def test_a_workbook_holds_texts_as_texts(keep: Keep, take_out: TakeOut):
    keep(station_code="0042", answers={"booths": 4, "remarks": '=HYPERLINK("x")\x0b'})
    book = load_workbook(io.BytesIO(take_out(Format.XLSX).content))
    header, row = (list(each) for each in book["voting"].iter_rows(values_only=True))
    cells = dict(zip(header, row, strict=True))
    assert (cells["station"], cells["booths"]) == ("0042", 4)
    assert cells["remarks"] == '=HYPERLINK("x")\ufffd'
    at = header.index("remarks") + 1
    assert book["voting"].cell(2, at).data_type == "s"
    about = {str(name): value for name, value in book["about"].iter_rows(values_only=True)}
    assert about["mission"] == "example-2026"
    assert about["voting: rows"] == 1


def test_stations_on_the_map_have_counts_and_others_are_listed_apart(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    a_station(store, mission, "1", latitude=51.1, longitude=71.4)
    a_station(store, mission, "3", latitude=50.0, longitude=70.0)
    keep(station_code="1")
    keep(station_code="1", duplicate=True)
    keep(station_code="2")
    out = take_out(Format.GEOJSON).json()
    features = {each["id"]: each for each in out["features"]}
    assert out["type"] == "FeatureCollection"
    assert features["1"]["geometry"] == {"type": "Point", "coordinates": [71.4, 51.1]}
    assert features["1"]["properties"]["reports_voting"] == 1
    assert features["3"]["properties"]["reports"] == 0
    assert [each["code"] for each in out["without_position"]] == ["2"]
