"""From a mission file, or its text, to the `MissionFile`; or to the list of its mistakes."""

from pathlib import Path

from pydantic import ValidationError

from server.missions.document import MissionFile
from server.missions.explaining import faults_in
from server.missions.faults import Fault, InvalidMissionFile, refusal
from server.missions.references import reference_faults
from server.missions.yaml_lines import read_yaml
from server.tabular.decoding import SAVE_AS_UTF_8, decode

MAX_BYTES = 16_000_000


def read_mission_file(source: str | Path) -> MissionFile:
    """Read the mission file at the path `source`, or in the text `source`.

    Raises InvalidMissionFile with every mistake, its line, key and cure; OSError where the file
    can't be opened.
    """
    if isinstance(source, Path):
        return _read(_text_of(source), source.name)
    return _read(source, "the mission file")


def _text_of(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise InvalidMissionFile(
            f"{path.name} is longer than {MAX_BYTES:,} bytes. Is it a mission file? Stations "
            "belong in a stations file of their own."
        )
    return decode(path.read_bytes(), path.name, cure=SAVE_AS_UTF_8).text


def _read(text: str, name: str) -> MissionFile:
    value, places = read_yaml(text, name)
    if not isinstance(value, dict):
        cure = "Begin it with 'code: …', 'title: …', 'election: …' and 'sample: …'."
        raise refusal(name, [Fault(1, "", "it holds no keys", cure)])
    try:
        document = MissionFile.model_validate(value)
    except ValidationError as error:
        raise refusal(name, faults_in(error.errors(), places, MissionFile)) from None
    if faults := reference_faults(document, places):
        raise refusal(name, faults)
    return document
