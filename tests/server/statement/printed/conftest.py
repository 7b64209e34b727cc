"""The sample's draft in every language."""

from collections.abc import Callable
from functools import cache

import pytest

from server.missions.document import MissionFile
from server.statement.document import Document
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import Survey


@pytest.fixture(scope="session")
def sample_in(
    sample_mission: MissionFile, sample_surveys: list[Survey]
) -> Callable[[str], Document]:
    """Return the draft of the sample mission's statement in a language."""

    @cache
    def drafted(language: str) -> Document:
        template = get_template("turkic", language)
        return draft_from(template, sample_mission, sample_surveys, None)

    return drafted
