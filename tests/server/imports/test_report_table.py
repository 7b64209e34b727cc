"""A row of a reports file becomes a report; what fits no question is kept as it was written."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server.journal.report_columns import UnknownColumns, columns_of_reports
from server.journal.report_table import (
    PaperReport,
    ReportsRefused,
    Setting,
    check_reports,
    read_reports,
)
from server.tabular.reading import read_table
from shared.digest import sha256_hex
from shared.forms.model import (
    Calculate,
    Choice,
    Date,
    Decimal,
    Form,
    Integer,
    Note,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, label={"en": name}) for name in names)


FORM = Form(
    id="voting",
    version="1",
    title={"en": "Voting"},
    sections=(
        Section(
            name="all",
            children=(
                SelectOne(name="ramp", choices=choices("yes", "no")),
                SelectOne(name="known", choices=choices("yes", "dont_know")),
                SelectMultiple(name="aids", choices=choices("none", "masks", "signs")),
                Integer(name="booths"),
                Integer(name="steps", relevant="${ramp} = 'no'"),
                Decimal(name="metres"),
                Time(name="opened"),
                Date(name="day"),
                TextQuestion(name="remarks"),
                Note(name="thanks"),
                Calculate(name="total", calculation="${booths} + 1"),
            ),
        ),
    ),
)


def read(
    text: str, *, station: str = "station", ignored: tuple[str, ...] = (), mission: str = "m"
) -> list[PaperReport]:
    table = read_table(text.encode(), "reports.csv")
    columns = columns_of_reports(table.columns, FORM, station=station, ignored=ignored)
    setting = Setting(
        mission=mission,
        form=FORM,
        day=date(2026, 10, 4),
        timezone="Europe/Paris",
        file_sha256=sha256_hex(text.encode()),
        teams=frozenset({"A", "B"}),
        station_timezones={"abroad": "Asia/Almaty"},
    )
    check_reports(table, columns, setting)
    return list(read_reports(table, columns, setting))


def one(text: str) -> PaperReport:
    (report,) = read(text)
    return report


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("question", "cell", "expected"),
    [
        ("known", "yes", "yes"),
        ("known", "maybe", "maybe"),
        ("known", "not_observed", {"non_answer": "not_observed"}),
        ("known", "not_applicable", {"non_answer": "not_applicable"}),
        ("known", "dont_know", "dont_know"),
        ("aids", "masks signs", ["masks", "signs"]),
        ("aids", "masks  other", ["masks", "other"]),
        ("aids", "dont_know", {"non_answer": "dont_know"}),
        ("booths", "12", 12),
        ("booths", "-3", -3),
        ("booths", "12.0", 12),
        ("booths", "twelve", "twelve"),
        ("booths", "12.5", "12.5"),
        ("booths", "9" * 5000, "9" * 5000),
        ("booths", "not_observed", {"non_answer": "not_observed"}),
        ("metres", "1.5", 1.5),
        ("metres", "nan", "nan"),
        ("metres", "far", "far"),
        ("opened", "7:05", "07:05"),
        ("opened", "07:00", "07:00"),
        ("opened", "07:00:00", "07:00"),
        ("opened", "early", "early"),
        ("day", "2026-10-04", "2026-10-04"),
        ("remarks", "no, not \"\"quite\"\"", 'no, not "quite"'),
        ("remarks", "", None),
    ],
)  # fmt: skip
def test_cells_are_read_as_their_questions_answers(
    question: str, cell: str, expected: object
) -> None:
    report = one(f'station,ramp,{question}\n1,yes,"{cell}"\n')
    assert report.answers.get(question) == expected
    assert type(report.answers.get(question)) is type(expected)


def test_an_empty_cell_is_missing() -> None:
    assert set(one("station,ramp,booths\n1,,4\n").answers) == {"booths", "total"}


def test_a_row_without_any_answer_is_a_report_all_the_same() -> None:
    assert one("station,ramp\n1,\n").answers == {}


def test_what_the_form_computes_is_computed_here_too() -> None:
    assert one("station,booths\n1,4\n").answers == {"booths": 4, "total": 5}


def test_what_the_form_does_not_ask_there_is_left_out_and_noted() -> None:
    asked, unasked = read("station,ramp,steps\n1,no,3\n2,yes,3\n")
    assert (asked.answers["steps"], asked.left_out) == (3, ())
    assert ("steps" in unasked.answers, unasked.left_out) == (False, ("steps",))


def test_comments_and_how_it_is_known_come_with_the_report() -> None:
    report = one("station,ramp,comment_ramp,seen_by_ramp,comment_aids\n1,no,Steps.,reported,\n")
    assert (report.comments, report.seen_by) == ({"ramp": "Steps."}, {"ramp": "reported"})


def test_the_station_s_column_may_be_called_otherwise() -> None:
    (report,) = read("PS,ramp\n0147,yes\n", station="PS")
    assert report.station == "0147"


def test_a_file_without_the_station_s_column_is_refused_with_what_was_found() -> None:
    with pytest.raises(UnknownColumns, match=r"no column 'station' .* Found: PS, ramp\. Name"):
        read("PS,ramp\n0147,yes\n")


def test_unknown_columns_are_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownColumns) as caught:
        read("station,RAMP,boots,xyz\n1,yes,1,1\n")
    assert "no questions called: 'RAMP' (near: ramp" in caught.value.detail
    assert "'boots' (near: booths" in caught.value.detail
    assert "; 'xyz'. Rename or delete" in caught.value.detail
    assert caught.value.extra["unknown"] == ["RAMP", "boots", "xyz"]


def test_unknown_columns_may_be_passed_over_and_notes_and_sums_always_are() -> None:
    table = read_table(b"station,ramp,xyz,total,thanks\n", "reports.csv")
    columns = columns_of_reports(table.columns, FORM, ignored=["xyz"])
    assert columns.passed_over == ["xyz", "total", "thanks"]
    assert [question.name for question, _ in columns.questions] == ["ramp"]


def test_a_file_without_any_question_is_refused() -> None:
    with pytest.raises(UnknownColumns, match="No column bears the name of a question"):
        read("station,team\n1,A\n")


def test_a_file_without_reports_is_refused() -> None:
    with pytest.raises(ReportsRefused, match="no report stands below the header"):
        read("station,ramp\n")


def test_times_are_the_station_s_own() -> None:
    reports = read(
        "station,ramp,arrived_at,departed_at\n"
        "1,yes,09:30,10:15\n"
        "abroad,yes,9:30,2026-10-04 10:15\n"
        "1,yes,2026-10-04T09:30+00:00,2026-10-04T10:15Z\n"
    )
    assert [report.arrived_at.astimezone(UTC) for report in reports] == [
        utc(2026, 10, 4, 7, 30),
        utc(2026, 10, 4, 4, 30),
        utc(2026, 10, 4, 9, 30),
    ]
    assert {report.departed_at - report.arrived_at for report in reports} == {timedelta(minutes=45)}


def test_a_count_that_ends_after_midnight_ends_on_the_next_day() -> None:
    report = one("station,ramp,arrived_at,departed_at\n1,yes,19:30,01:40\n")
    assert report.departed_at - report.arrived_at == timedelta(hours=6, minutes=10)


def test_without_times_a_report_is_of_election_day() -> None:
    report = one("station,ramp\n1,yes\n")
    assert report.arrived_at == report.departed_at == utc(2026, 10, 3, 22)
    half = one("station,ramp,arrived_at,departed_at\n1,yes,,10:15\n")
    assert half.arrived_at == half.departed_at == utc(2026, 10, 4, 8, 15)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,yes,25:00,,,", "Row 2, column 'arrived_at': '25:00' is not a time"),
        ("1,yes,,noon,,", "Row 2, column 'departed_at': 'noon' is not a time"),
        ("1,yes,2026-02-30 09:00,,,", "'2026-02-30 09:00' is not a time"),
        ("1,yes,10:00,2026-10-04 09:00,,", "column 'departed_at': the departure is before"),
        ("1,yes,,,C,", "Row 2, column 'team': the mission has no team 'C'. Its teams: A, B."),
        ("1,yes,,,,x,more", "Row 2: more cells are filled than there are column names"),
    ],
)
def test_what_no_report_can_hold_is_refused_with_its_row(line: str, said: str) -> None:
    with pytest.raises(ReportsRefused) as caught:
        read(f"station,ramp,arrived_at,departed_at,team,report\n{line}\n")
    assert said in caught.value.detail
    assert "Nothing was imported." in caught.value.detail


def test_a_report_that_stands_twice_is_refused_with_both_rows() -> None:
    with pytest.raises(ReportsRefused) as caught:
        read("station,ramp,report\n1,yes,P7\n2,yes,P8\n3,yes,P7\n")
    assert "Row 4, column 'report': the report 'P7' stands twice in this file (also row 2)" in (
        caught.value.detail
    )


def test_the_same_file_gives_the_same_ids_and_another_gives_others() -> None:
    text = "station,ramp\n1,yes\n1,yes\n"
    first, again = read(text), read(text)
    assert first == again
    assert len({report.report for report in first}) == 2
    assert {report.report for report in read(text + "2,no\n")}.isdisjoint(
        report.report for report in first
    )


def test_a_report_with_a_name_keeps_its_id_whatever_else_changes() -> None:
    before = one("station,ramp,report\n1,yes,P7\n")
    after = one("report,station,ramp,booths\nP7,1,no,4\n")
    assert after.report == before.report
    (elsewhere,) = read("station,ramp,report\n1,yes,P7\n", mission="other")
    assert elsewhere.report != before.report


def test_an_id_from_elsewhere_is_kept() -> None:
    name = "0197a3b0-0000-7000-8000-000000000001"
    assert one(f"station,ramp,report\n1,yes,{name}\n").report == UUID(name)


def test_reports_of_one_arrival_share_their_visit() -> None:
    header = "station,ramp,team,arrived_at,report\n"
    first = one(header + "1,yes,A,09:30,P1\n")
    second = one(header + "1,no,A,09:30,P2\n")
    assert second.visit == first.visit
    others = [header + "1,no,B,09:30,P3\n", header + "1,no,A,11:30,P4\n", header + "1,no,A,,P5\n"]
    assert first.visit not in {one(text).visit for text in others}


@pytest.mark.parametrize("column", ["votes", "contestants[1]/votes", "comment_votes"])
def test_a_column_of_a_repeat_is_refused_with_the_way_round_it(column: str):
    repeat = Repeat(name="contestants", children=(Integer(name="votes"),))
    section = Section(name="s", children=(Integer(name="valid"), repeat))
    form = Form(id="count", version="1", title={"en": "Count"}, sections=(section,))

    with pytest.raises(
        UnknownColumns, match=r"stand in a repeat .*votes.* 'evenhand fill --batch'"
    ):
        columns_of_reports(["station", "valid", column], form)

    found = columns_of_reports(["station", "valid", column], form, ignored=[column])
    assert found.passed_over == [column]
