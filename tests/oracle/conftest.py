"""JavaRosa for the tests that ask it: started once, and only if it is asked."""

import os
from collections.abc import Iterator

import pytest

from tests.oracle.asking import Oracle, there_is_java

NO_JAVA = "There is no Java here: install default-jre-headless."


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """Return a running JavaRosa; without Java the test is skipped, unless Java is required."""
    if not there_is_java():
        if os.environ.get("EVENHAND_REQUIRE_JAVA"):
            pytest.fail(NO_JAVA)
        pytest.skip(NO_JAVA)
    with Oracle() as running:
        yield running
