"""The commands that load missions, registers and forms, as people type them."""

from pathlib import Path

from server.forms.service import LIBRARY, library_path
from tests.samples.kazakhstan import SAMPLE
from tests.server.commands.running import Run, as_json

MISSION = "kazakhstan-2021"


def write(folder: Path, text: str, name: str = "stations.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_loading_a_mission_twice_says_that_nothing_changed(run: Run) -> None:
    first = run("mission", "load", SAMPLE / "mission.yaml")
    again = run("mission", "load", SAMPLE / "mission.yaml")
    assert "Loaded kazakhstan-2021" in first.stdout
    assert "election day 10 January 2021. Teams: 2." in first.stdout
    assert first.stderr == ""
    assert "Nothing changed." in again.stdout
    assert as_json(run("mission", "load", SAMPLE / "mission.yaml", "--json"))["changed"] is False


def test_missions_are_listed(run: Run) -> None:
    assert "No mission is loaded yet" in run("mission", "list").stdout
    run("mission", "load", SAMPLE / "mission.yaml")
    (row,) = as_json(run("mission", "list", "--json"))["missions"]
    assert (row["code"], row["teams"], row["stations"]) == (MISSION, 2, 0)
    assert "kazakhstan-2021" in run("mission", "list").stdout


def test_a_mission_file_with_an_unknown_key_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    text = (SAMPLE / "mission.yaml").read_text(encoding="utf-8")
    file = write(tmp_path, text.replace("population:", "populaton:"), "mission.yaml")
    result = run("mission", "load", file)
    assert result.exit_code == 1
    assert (
        "the key 'populaton' is not known in 'sample'. Did you mean 'population'?" in result.stderr
    )
    assert "Traceback" not in result.output


def test_what_does_not_add_up_is_shown_and_loaded(run: Run, tmp_path: Path) -> None:
    text = (SAMPLE / "mission.yaml").read_text(encoding="utf-8")
    file = write(tmp_path, text.replace("value: 126", "value: 125"), "mission.yaml")
    result = run("mission", "load", file)
    assert result.exit_code == 0
    assert "Look again: fact 'candidates': it is 312, but its parts add up to 311" in result.stderr


def test_a_register_is_imported_and_again_changes_nothing(loaded: Run) -> None:
    first = loaded("import", "stations", SAMPLE / "stations.csv", "--mission", MISSION)
    assert first.stdout == (
        "stations.csv (UTF-8, columns separated by comma): 21 stations, 21 new, 0 changed, "
        "0 unchanged.\n"
    )
    again = loaded("import", "stations", SAMPLE / "stations.csv", "--mission", MISSION, "--json")
    counts = as_json(again)
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 21)
    assert counts["imported"] is True


def test_a_dry_run_says_so_and_imports_nothing(loaded: Run) -> None:
    result = loaded(
        "import", "stations", SAMPLE / "stations.csv", "--mission", MISSION, "--dry-run"
    )
    assert "This was a dry run: nothing was imported." in result.stdout
    (row,) = as_json(loaded("mission", "list", "--json"))["missions"]
    assert row["stations"] == 0


def test_columns_are_mapped_as_told(loaded: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "PS No;Title;Oblast;Rayon\n0147;School;North;East\n")
    words = ["--map", "code=PS No", "--map", "name=Title"]
    words += ["--map", "region1=Oblast", "--map", "region2=Rayon"]
    result = loaded("import", "stations", file, "--mission", MISSION, *words)
    assert result.exit_code == 0
    assert "1 station, 1 new" in result.stdout


def test_a_map_that_is_none_is_a_wrong_use(loaded: Run) -> None:
    result = loaded(
        "import", "stations", SAMPLE / "stations.csv", "--mission", MISSION, "--map", "code"
    )
    assert result.exit_code == 2


def test_a_register_with_mistakes_is_refused_with_all_of_them(loaded: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "code,name,region,voters\n0147,a,N,x\n1,b,N,2\n0147,a,N,\n")
    result = loaded("import", "stations", file, "--mission", MISSION, "--json")
    assert result.exit_code == 1
    errors = as_json(result)["errors"]
    assert [(each["row"], each["column"]) for each in errors] == [(2, "voters"), (4, "code")]
    assert as_json(result)["imported"] is False
    assert "Row 4, column 'code': station 0147 stands twice in this file (also row 2)" in (
        result.stderr
    )


def test_stations_that_left_the_file_are_named(loaded: Run, tmp_path: Path) -> None:
    loaded("import", "stations", SAMPLE / "stations.csv", "--mission", MISSION)
    file = write(tmp_path, 'code,name,region\nNS-01,"School, Almaty district",\n')
    result = loaded("import", "stations", file, "--mission", MISSION)
    assert "In the register, not in this file, and kept: 20 (AB-BAK, AB-BER, " in result.stdout
    assert "Without a region, and so in no breakdown by region: 1." in result.stdout


def test_a_file_in_an_old_encoding_is_read_when_told(loaded: Run, tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    file.write_bytes("code,name,region\n1,Школа,Север\n".encode("cp1251"))
    refused = loaded("import", "stations", file, "--mission", MISSION)
    assert refused.exit_code == 1
    assert "line 2: the file is not in UTF-8" in refused.stderr
    told = loaded("import", "stations", file, "--mission", MISSION, "--encoding", "cp1251")
    assert told.exit_code == 0


def test_an_unknown_mission_is_answered_with_the_known_ones(loaded: Run) -> None:
    stations = ("import", "stations", SAMPLE / "stations.csv")
    form = ("import", "form", str(library_path("voting")))
    for words in (stations, form, ("import", "library")):
        result = loaded(*words, "--mission", "kazakstan-2021")
        assert result.exit_code == 1
        assert "Did you mean 'kazakhstan-2021'?" in result.stderr


def test_a_file_that_is_not_there_is_a_wrong_use(loaded: Run) -> None:
    assert loaded("import", "stations", "nowhere.csv", "--mission", MISSION).exit_code == 2


def test_the_standard_checklists_are_published_and_again_are_the_same(loaded: Run) -> None:
    first = as_json(loaded("import", "library", "--mission", MISSION, "--json"))
    again = as_json(loaded("import", "library", "--mission", MISSION, "--json"))
    assert [each["form"] for each in first["forms"]] == list(LIBRARY)
    assert again == first
    assert "Published: form voting" in loaded("import", "library", "--mission", MISSION).stdout


FORM = """\
| survey |
| | type | name | label | relevant |
| | select_one yn | ramp | Was there a ramp? | |
| | integer | steps | How many steps? | ${%s} = 'no' |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings |
| | form_title | form_id | version |
| | Ramps | ramps | 1 |
"""


def test_anyone_s_form_is_published(loaded: Run, tmp_path: Path) -> None:
    file = write(tmp_path, FORM % "ramp", "ramps.md")
    result = as_json(loaded("import", "form", file, "--mission", MISSION, "--json"))
    assert (result["form"], result["version"], result["published"]) == ("ramps", "1", True)
    plain = loaded("import", "form", file, "--mission", MISSION)
    assert "Published: form ramps, version 1." in plain.stdout


def test_a_form_with_a_typo_is_refused_with_row_and_cure(loaded: Run, tmp_path: Path) -> None:
    file = write(tmp_path, FORM % "rmap", "ramps.md")
    result = loaded("import", "form", file, "--mission", MISSION, "--json")
    assert result.exit_code == 1
    assert as_json(result)["published"] is False
    assert "rmap" in result.stdout
    assert "Nothing was published." in result.stderr
    assert "Traceback" not in result.output


def test_an_imported_file_is_had_back_byte_for_byte(loaded: Run, tmp_path: Path) -> None:
    assert "No file was imported yet" in loaded("source", "list", "--mission", MISSION).stdout
    file = write(tmp_path, "code,name,region\n1,Школа,North\n2,Hall,North\n")
    imported = as_json(loaded("import", "stations", file, "--mission", MISSION, "--json"))
    (row,) = as_json(loaded("source", "list", "--mission", MISSION, "--json"))["sources"]
    assert (row["id"], row["sha256"]) == (imported["source"], imported["sha256"])
    assert (row["state"], row["outcome"]["new"]) == ("imported", 2)
    back = tmp_path / "back.csv"
    words = ("source", "export", row["id"], "--mission", MISSION, "-o", back)
    assert loaded(*words).exit_code == 0
    assert back.read_bytes() == file.read_bytes()
    assert loaded(*words).exit_code == 1
    assert loaded("source", "export", "7", "--mission", MISSION, "-o", back).exit_code == 1


def test_stations_that_left_the_file_are_closed_when_that_is_said(
    loaded: Run, tmp_path: Path
) -> None:
    both = write(tmp_path, "code,name,region\n1,School,North\n2,Hall,North\n")
    one = write(tmp_path, "code,name,region\n1,School,North\n", "one.csv")
    loaded("import", "stations", both, "--mission", MISSION)
    words = ("import", "stations", one, "--mission", MISSION, "--gone")
    assert loaded(*words, "burn").exit_code == 1
    closed = loaded(*words, "close")
    assert "In the register, not in this file, and closed: 1 (2)." in closed.stdout
    again = loaded("import", "stations", both, "--mission", MISSION)
    assert "Closed by an earlier register, and open again: 1." in again.stdout
