"""Reports from a file pass the same intake and checks as a laptop's, once each."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from typer.testing import Result

from server.database import Store
from server.journal.models import JournalEntry
from server.reports.models import Revision, State
from tests.samples.kazakhstan import SAMPLE, all_checklists

MISSION = "kazakhstan-2021"
Run = Callable[..., Result]
FORM = """\
| survey |
| | type | name | label | relevant | evenhand::non_answers |
| | select_one yn | ramp | Was there a ramp? | | |
| | integer | steps | How many steps? | ${ramp} = 'no' | |
| | select_multiple aids | aids | Which aids? | | not_observed |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| | aids | none | None |
| | aids | bell | Bell |
| | aids | guide | Guide |
| settings |
| | form_title | form_id | version |
| | Ramps | ramps | 1 |
"""


@pytest.fixture
def ready(loaded: Run, tmp_path: Path) -> Run:
    """Run a command where the register and a form of three questions are loaded."""
    form = tmp_path / "ramps.md"
    form.write_text(FORM, encoding="utf-8")
    stations = loaded("import", "stations", SAMPLE / "stations.csv", "--mission", MISSION)
    published = loaded("import", "form", form, "--mission", MISSION)
    assert (stations.exit_code, published.exit_code) == (0, 0), published.output
    return loaded


@pytest.fixture
def take(ready: Run, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Import a text as a reports file of the form, and return what the command printed."""

    def take(text: str, *words: str, form: str = "ramps", exit_code: int = 0) -> dict[str, Any]:
        file = tmp_path / "reports.csv"
        file.write_text(text, encoding="utf-8")
        told = ("import", "reports", file, "--mission", MISSION, "--form", form, "--json", *words)
        result = ready(*told)
        assert result.exit_code == exit_code, result.output
        assert "Traceback" not in result.output
        return json.loads(result.stdout)

    return take


def revisions(home: Path) -> list[Revision]:
    store = Store(f"sqlite:///{home / 'evenhand.db'}")
    with store.reading() as db:
        found = list(db.exec(select(Revision).order_by(Revision.entry_id)))  # pyright: ignore[reportArgumentType]
        db.expunge_all()
    store.close()
    return found


def entries(home: Path) -> int:
    store = Store(f"sqlite:///{home / 'evenhand.db'}")
    with store.reading() as db:
        count = _count(db)
    store.close()
    return count


def _count(db: Session) -> int:
    return len(db.exec(select(JournalEntry.id)).all())


Take = Callable[..., dict[str, Any]]


def test_rows_become_reports_that_count(take: Take, home: Path) -> None:
    outcome = take(
        "station,ramp,steps,aids,arrived_at,departed_at,team\n"
        "NS-01,yes,,bell guide,09:30,10:00,TC-01\n"
        "NS-02,no,4,not_observed,10:30,11:00,TC-01\n"
    )
    assert (outcome["new"], outcome["set_apart"]) == (2, [])
    first, second = revisions(home)
    assert first.answers == {"ramp": "yes", "aids": ["bell", "guide"]}
    assert second.answers == {"ramp": "no", "steps": 4, "aids": {"non_answer": "not_observed"}}
    assert (first.state, first.team_code, first.station_code) == (State.ACCEPTED, "TC-01", "NS-01")
    assert f"{first.arrived_at:%Y-%m-%d %H:%M}" == "2021-01-10 03:30"


def test_the_same_file_again_brings_nothing_new(take: Take, home: Path) -> None:
    text = "station,ramp,report\nNS-01,yes,P1\nNS-02,no,P2\nNS-99,yes,P3\nNS-03,maybe,\n"
    first, again = take(text), take(text)
    assert (first["new"], again["new"], again["unchanged"]) == (4, 0, 4)
    assert entries(home) == 4
    assert again["set_apart"] == first["set_apart"]


def test_a_changed_row_under_its_name_is_a_new_revision(take: Take, home: Path) -> None:
    take("station,ramp,report\nNS-01,yes,P1\nNS-02,no,P2\n")
    outcome = take("station,ramp,report\nNS-01,no,P1\nNS-02,no,P2\n")
    assert (outcome["new"], outcome["changed"], outcome["unchanged"]) == (0, 1, 1)
    assert outcome["set_apart"] == []
    before, other, after = revisions(home)
    assert (before.report_id, before.revision + 1) == (after.report_id, after.revision)
    assert before.superseded_at is not None
    assert (after.answers, after.superseded_at) == ({"ramp": "no"}, None)
    assert other.superseded_at is None


def test_answers_that_do_not_fit_are_kept_and_set_apart_with_their_row(
    take: Take, home: Path
) -> None:
    outcome = take("station,ramp,steps,aids\nNS-01,yes,,\nNS-02,perhaps,,\nNS-03,no,many,\n")
    apart = outcome["set_apart"]
    assert outcome["new"] == 3
    assert [(each["row"], each["state"]) for each in apart] == [
        (3, "quarantined"),
        (4, "quarantined"),
    ]
    assert "'ramp'" in apart[0]["reason"]
    assert "“perhaps” is not one of the choices" in apart[0]["reason"]
    assert [each.answers for each in revisions(home)][1:] == [
        {"ramp": "perhaps"},
        {"ramp": "no", "steps": "many"},
    ]


def test_a_corrected_row_leaves_quarantine(take: Take) -> None:
    take("station,ramp,report\nNS-01,perhaps,P1\n")
    assert take("station,ramp,report\nNS-01,yes,P1\n")["set_apart"] == []


def test_an_unknown_station_is_kept_and_set_apart(take: Take, home: Path) -> None:
    (apart,) = take("station,ramp\nNS-99,yes\nNS-01,yes\n")["set_apart"]
    assert (apart["row"], apart["station"]) == (2, "NS-99")
    assert "NS-99" in apart["reason"]
    assert len(revisions(home)) == 2


def test_what_the_form_does_not_ask_there_is_left_out_and_told(take: Take, home: Path) -> None:
    outcome = take("station,ramp,steps\nNS-01,yes,4\n")
    assert outcome["left_out"] == [{"row": 2, "questions": ["steps"]}]
    assert revisions(home)[0].answers == {"ramp": "yes"}


def test_unknown_columns_refuse_the_file(take: Take, home: Path) -> None:
    outcome = take("station,rampe\nNS-01,yes\n", exit_code=1)
    assert outcome["problem"] == "unknown-columns"
    assert "'rampe' (near: ramp" in outcome["errors"][0]["message"]
    assert entries(home) == 0
    assert take("station,ramp,rampe\nNS-01,yes,x\n", "--ignore", "rampe")["new"] == 1


def test_wrong_times_refuse_the_file_with_every_row(take: Take, home: Path) -> None:
    text = "station,ramp,arrived_at\nNS-01,yes,9h\nNS-02,yes,09:00\nNS-03,yes,25:00\n"
    errors = take(text, exit_code=1)["errors"]
    assert [(each["row"], each["column"]) for each in errors] == [
        (2, "arrived_at"),
        (4, "arrived_at"),
    ]
    assert entries(home) == 0


def test_an_unknown_form_is_answered_with_the_known_ones(take: Take) -> None:
    outcome = take("station,ramp\nNS-01,yes\n", form="voting", exit_code=1)
    assert "The mission has no form voting. It has: ramps." in outcome["errors"][0]["message"]


def test_the_station_column_may_be_called_otherwise(take: Take, home: Path) -> None:
    take("PS;ramp\nNS-01;yes\n", "--station-column", "PS")
    assert revisions(home)[0].station_code == "NS-01"


def test_in_words_the_command_says_the_same(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    file.write_text("station,ramp,steps\nNS-01,yes,3\nNS-99,no,\n", encoding="utf-8")
    said = ready("import", "reports", file, "--mission", MISSION, "--form", "ramps").stdout
    assert "reports.csv (UTF-8, columns separated by comma): 2 reports, 2 new, 0 changed" in said
    assert "Kept, and set apart for a coordinator to judge: 1.\n  Row 3: " in said
    assert "left out: 1.\n  Row 2: steps" in said


def test_the_sample_s_voting_checklists_can_come_from_a_file(
    take: Take, run: Run, home: Path
) -> None:
    run("import", "library", "--mission", MISSION)
    rows = [_row(each) for each in all_checklists("voting")]
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = home / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    outcome = take(file.read_text(encoding="utf-8"), form="voting")
    assert (outcome["new"], outcome["set_apart"], outcome["left_out"]) == (14, [], [])
    kept = {each.station_code: each for each in revisions(home)}
    for each in all_checklists("voting"):
        found = kept[each["station"]]
        assert each["answers"].items() <= found.answers.items()
        assert found.comments == each.get("comments", {})
        assert found.seen_by == each.get("seen_by", {})


def _row(checklist: dict[str, Any]) -> dict[str, str]:
    row = {name: checklist[name] for name in ("station", "arrived_at", "departed_at")}
    row |= {name: _cell(answer) for name, answer in checklist["answers"].items()}
    row |= {f"comment_{name}": text for name, text in checklist.get("comments", {}).items()}
    return row | {f"seen_by_{name}": how for name, how in checklist.get("seen_by", {}).items()}


def _cell(answer: Any) -> str:  # noqa: ANN401 - JSON
    match answer:
        case {"non_answer": str() as reason}:
            return reason
        case list():
            return " ".join(answer)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return str(answer)
