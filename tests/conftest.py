"""What every test may use. Rooms keep their own fixtures in their own conftest.py."""

import hypothesis
import pytest

from hatch_build import compile_catalogues

# Generous: the suite shares two cores with type checkers. Speed is measured in benchmarks/.
hypothesis.settings.register_profile("evenhand", deadline=None, print_blob=True)
hypothesis.settings.load_profile("evenhand")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the interface's catalogues, once: workers of the same run find them."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()
