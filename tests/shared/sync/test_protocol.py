"""The messages refuse what is not of their shape, and say where."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.sync.protocol import (
    PROTOCOL_VERSION,
    SPOKEN_VERSIONS,
    EntryIn,
    FormReference,
    Push,
    ReportBody,
)
from shared.sync.seal import GENESIS

DEVICE = UUID("01766a00-0000-7000-8000-000000000001")


def push(**changes: object) -> dict[str, Any]:
    message: dict[str, Any] = {
        "protocol": PROTOCOL_VERSION,
        "device": str(DEVICE),
        "first": 1,
        "previous": GENESIS,
        "entries": [],
        "signature": "0" * 128,
    }
    return message | changes


def test_this_program_speaks_its_own_version():
    assert PROTOCOL_VERSION in SPOKEN_VERSIONS


def test_a_push_may_carry_nothing_but_its_checkpoint():
    assert Push.model_validate(push()).entries == []


@pytest.mark.parametrize(
    "change",
    [
        {"first": 0},
        {"previous": "A" * 64},
        {"previous": "0" * 63},
        {"signature": "zz"},
        {"device": "laptop"},
        {"entries": [{"made_at": "", "kind": "report", "body": "", "extra": 1}]},
        {"surprise": True},
    ],
    ids=str,
)
def test_a_push_of_another_shape_is_refused(change: dict[str, object]):
    with pytest.raises(ValidationError):
        Push.model_validate(push(**change))


def test_a_kind_that_is_not_known_yet_is_no_reason_to_refuse():
    assert EntryIn(made_at="", kind="sketch", body="").kind == "sketch"


def test_a_report_survives_the_way_there_and_back():
    moment = datetime(2021, 1, 10, 2, 47, tzinfo=UTC)
    body = ReportBody(
        report=DEVICE,
        revision=1,
        form=FormReference(id="voting", version="1", digest="0" * 64),
        station="42",
        visit=DEVICE,
        arrived_at=moment,
        departed_at=moment,
        answers={"V06": "missing", "V16": 0, "V18": {"non_answer": "not_observed"}},
    )
    assert ReportBody.model_validate_json(body.model_dump_json()) == body
