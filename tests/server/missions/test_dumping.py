"""A mission's document as a file again: nothing is lost, and people can read it."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from server.missions.document import MissionFile
from server.missions.dumping import mission_yaml
from server.missions.reading import read_mission_file
from shared.digest import digest_of
from tests.samples.kazakhstan import SAMPLE
from tests.server.commands.running import on, refused
from tests.server.missions.generated import documents


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(documents())
def test_every_document_comes_back_as_it_was(document: MissionFile):
    again = read_mission_file(mission_yaml(document))

    assert again.model_dump_json() == document.model_dump_json()
    assert digest_of(again.model_dump(mode="json")) == digest_of(document.model_dump(mode="json"))


def test_the_sample_is_written_for_people():
    text = mission_yaml(read_mission_file(SAMPLE / "mission.yaml"))

    assert text.startswith("code: kazakhstan-2021\n")
    assert "sample: {design: convenience, population: 10061}\n" in text
    assert "  deadline: 2021-01-04 18:00\n" in text
    assert "      - {station: NS-01, at: '06:10'}\n" in text
    assert "    sources: [turkic-council-statement]\n" in text
    assert "code_of_conduct: |-\n  We are neutral." in text
    assert text.index("\nteams:") < text.index("\nwordings:")
    assert yaml.safe_load(text)["facts"][1]["value"] == 6


def test_dump_and_load_of_the_sample_change_nothing(tmp_path: Path):
    run = on(tmp_path / "home")
    assert run("mission", "load", SAMPLE / "mission.yaml").exit_code == 0
    file = tmp_path / "again.yaml"

    dumped = run("mission", "dump", "kazakhstan-2021", "-o", file)
    loaded = run("mission", "load", file)

    assert (dumped.exit_code, loaded.exit_code) == (0, 0), dumped.output
    assert "Nothing changed." in loaded.stdout
    assert run("mission", "dump", "kazakhstan-2021", "--version", "1").stdout == file.read_text()
    assert "has no version 2" in refused(
        run("mission", "dump", "kazakhstan-2021", "--version", "2")
    )


def test_the_schema_knows_the_keys_and_their_forms(tmp_path: Path):
    schema = json.loads(on(tmp_path)("mission", "schema").stdout)

    assert schema["required"] == ["code", "title", "election", "sample"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Fact"]["properties"]["as_of"]["description"] == "The day it holds for."


@pytest.mark.parametrize("value", ["12345678901234567.5", "0.0000001", "-28.80"])
def test_numbers_keep_their_kind(value: str):
    text = (
        "code: m\ntitle: M\nsample: {design: srs}\n"
        "election: {name: E, date: 2026-10-04, country: XX, timezone: UTC}\n"
        f"facts: [{{key: a, label: A, value: {value}}}]\n"
    )
    document = read_mission_file(text)

    again = read_mission_file(mission_yaml(document)).facts[0].value

    assert isinstance(again, float)
    assert again == document.facts[0].value
