"""An authority's table becomes an announcement, to the figure, or is refused row by row."""

import pytest

from server.accounts.caller import Operator
from server.accreditation.importer import AnnouncementImporter
from server.accreditation.snapshots import Line, read_line, snapshots_of
from server.database import Store
from server.imports.examining import Said
from server.imports.service import Outcome, import_table
from server.missions.document import MissionFile
from server.missions.models import Mission
from server.tabular.row_errors import RowsRefused
from tests.server.accreditation.conftest import kept
from tests.server.builders import START

ANNA = Operator("anna")
SOURCE = {"source": "information-center"}
FINAL = {"as_of": "2021-01-04", "status": "accredited"}


def table_of_the_sample(document: MissionFile) -> str:
    """Return the authority's table as a press office prints it: names, numbers, totals between."""
    final = snapshots_of(document)[-1]
    names = {each.id: each.name for each in document.organisations}
    rows = [f"{names[each]},{count}" for each, count in final.organisations.items()]
    rows += ["International organisations,322", *(f"{each}," for each in final.states)]
    return "\n".join(
        ["Organisation or country,Observers", *rows, "Foreign states,76", "TOTAL:,398"]
    )


def bring(
    store: Store, mission: Mission, content: str, answers: dict[str, str] | None = None, *,
    dry_run: bool = False,
) -> Outcome:  # fmt: skip
    return import_table(
        store, mission, AnnouncementImporter(), "cec.csv", content.encode(),
        Said(answers=FINAL | (answers or {})), by=ANNA, now=START, dry_run=dry_run,
    )  # fmt: skip


def test_the_authoritys_table_reproduces_the_samples_announcement(
    store: Store, mission: Mission, document: MissionFile
):
    outcome = bring(store, mission, table_of_the_sample(document), SOURCE)

    assert outcome.plan.notices == []
    *_, typed, imported = snapshots_of(kept(store, mission))
    assert sum(imported.organisations.values()) == 322
    assert len(imported.organisations) == 10
    assert len(imported.states) == 31
    for name in ("as_of", "status", "organisations", "states", "organisations_total",
                 "states_total", "total"):  # fmt: skip
        assert getattr(imported, name) == getattr(typed, name), name

    again = bring(store, mission, table_of_the_sample(document), SOURCE)
    assert (len(again.plan.new), len(again.plan.changed), again.plan.unchanged) == (0, 0, 44)
    assert len(snapshots_of(kept(store, mission))) == 4


def test_a_corrected_table_takes_the_place_of_the_one_it_corrects(store: Store, mission: Mission):
    bring(store, mission, "name,observers\nTurkic Council,7\nJordan,3\n")
    outcome = bring(
        store, mission, "name,observers\nCooperation Council of Turkic-speaking States,8\n"
    )

    assert [(each.before, each.after) for each in outcome.plan.changed] == [
        ({"observers": 7}, {"observers": 8})
    ]
    assert [each.key for each in outcome.plan.gone] == ["Jordan"]
    last = snapshots_of(kept(store, mission))[-1]
    assert (last.organisations, last.states) == ({"turkic-council": 8}, ())


def test_what_would_not_add_up_is_told_before_anything_is_kept(store: Store, mission: Mission):
    outcome = bring(store, mission, "name,n\nOSCE Parliamentary Assembly,7\n", dry_run=True)

    assert any("9 or 7 for OSCE Parliamentary Assembly?" in each for each in outcome.plan.notices)
    assert len(snapshots_of(kept(store, mission))) == 3


@pytest.mark.parametrize(
    ("rows", "answers", "said"),
    [
        ("Atlantis,3", {}, "Row 2, column 'name': 'Atlantis' is neither an organisation"),
        (
            "Interparliamentary Assembly of the CIS,3",
            {},
            "Did you mean CIS Interparliamentary Assembly? Add the organisation first",
        ),
        ("Jordan,3\nJO,2", {}, "Row 3, column 'name': 'JO' stands twice (also row 2)"),
        ("Turkic Council,many", {}, "Row 2, column 'observers': 'many' is not a number"),
        ("Turkic Council,", {}, "Row 2, column 'observers': the number is missing"),
        ("Jordan,3", {"as_of": "4 Jan"}, "it is not said of which day the numbers are"),
        ("Jordan,3", {"status": "granted"}, "it is not said of which day the numbers are"),
        ("Jordan,3", {"source": "gossip"}, "there is no source 'gossip'"),
    ],
)
def test_what_can_not_be_read_is_told_and_nothing_is_kept(
    store: Store, mission: Mission, rows: str, answers: dict[str, str], said: str
):
    with pytest.raises(RowsRefused) as refused:
        bring(store, mission, f"name,observers\n{rows}\n", answers)
    assert said in str(refused.value.errors[0])
    assert len(snapshots_of(kept(store, mission))) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Jordan: 3", Line("Jordan", 3)),
        ("CIS Executive Committee 179", Line("CIS Executive Committee", 179)),
        ("OSCE/ODIHR — 1 042", Line("OSCE/ODIHR", 1042)),
        ("Moldova", Line("Moldova", None)),
        ("osce-pa=9", Line("osce-pa", 9)),
    ],
)
def test_a_line_is_a_sender_and_a_number(text: str, line: Line):
    assert read_line(text) == line
