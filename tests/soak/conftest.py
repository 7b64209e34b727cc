"""What the schedules begin with: made once for each process that runs some."""

from collections.abc import Generator

import pytest

from tests.soak.schedule import Ground, prepared


@pytest.fixture(scope="session")
def ground() -> Generator[Ground]:
    with prepared() as ground:
        yield ground
