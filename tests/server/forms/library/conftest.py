"""The standard checklists, read once for all tests of this folder."""

import pytest

from server.forms import service
from shared.forms.model import Form


@pytest.fixture(scope="session")
def library() -> dict[str, Form]:
    forms = {reading.form.id: reading.form for reading in service.list_library() if reading.form}
    assert tuple(forms) == service.LIBRARY
    return forms
