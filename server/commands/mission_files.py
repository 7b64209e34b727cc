"""`evenhand-server mission dump` and `schema`: a mission as its file, and what files may say."""

import json
from typing import Annotated

import typer

from server.commands.output import STDOUT, OutputOption, write_out
from server.commands.session import HomeOption, opened_store, remember, reported
from server.missions import versions
from server.missions.document import MissionFile
from server.missions.dumping import mission_yaml
from server.missions.service import get_mission, mission_document

VersionOption = Annotated[
    int, typer.Option("--version", min=0, help="An earlier version, by its number; 0 = as it is.")
]


def dump(
    code: Annotated[str, typer.Argument(help="The mission's code.")],
    *,
    output: OutputOption = STDOUT,
    version: VersionOption = 0,
    home: HomeOption = None,
) -> None:
    """Write a mission's document as a mission file. Loading that file changes nothing."""
    with reported(), opened_store(home) as store, store.writing() as db:
        mission = get_mission(db, code)
        if version:
            document = versions.document_of(versions.get_version(db, mission, version))
        else:
            document = mission_document(mission)
        subject = f"mission {mission.code}"
        remember(db, "mission.dumped", mission=mission, subject=subject, version=version or None)
        write_out(output, mission_yaml(document).encode(), "mission file")


def schema(*, output: OutputOption = STDOUT) -> None:
    """Write the JSON Schema of mission files, for editors that help while one writes."""
    with reported():
        described = MissionFile.model_json_schema() | {"title": "Evenhand mission file"}
        text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
        write_out(output, text.encode(), "schema")
