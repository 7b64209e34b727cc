"""Every route of the OpenAPI description, with requests that schemathesis makes of it."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from server.app import build_app
from server.config import Settings
from tests.hostile.asking import Answer, Headers, ask
from tests.hostile.conftest import Senders
from tests.hostile.generating import for_each
from tests.hostile.traces import Traces

Case = Any
"""schemathesis' own, which has no useful types."""


@cache
def cases() -> st.SearchStrategy[Case]:
    """Draw requests to any route, as it is described and as it is not."""
    schema: Any = schemathesis.openapi.from_dict(build_app(Settings()).openapi())
    routes = [each.ok() for each in schema.get_all_operations()]
    assert len(routes) > 10
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return st.one_of(
        [route.as_strategy(generation_mode=mode) for route in routes for mode in modes]
    )


async def send(app: FastAPI, case: Case, sender: Headers) -> Answer:
    query = urlencode(case.query or {}, doseq=True).encode()
    headers = [
        (name, str(value).encode("utf-8", "replace"))
        for name, value in dict(case.headers or {}).items()
        if name.lower() != "authorization"
    ]
    body = case.body
    if not isinstance(body, bytes):
        body = b"" if isinstance(body, NotSet) else json.dumps(body).encode()
    kind = [("Content-Type", case.media_type)] if case.media_type else []
    path = unquote(case.formatted_path, errors="replace")
    return await ask(app, case.method, path, [*sender, *headers, *kind], body, query)


@pytest.mark.usefixtures("form")
async def test_answer_everybody_without_a_fault_and_do_nothing_for_strangers(
    app: FastAPI, senders: Senders, traces: Callable[[], Traces]
):
    async def one(case: Case) -> None:
        before = traces()
        stranger = await send(app, case, senders.stranger)
        is_open = case.method == "OPTIONS" or case.path in {"/healthz", "/openapi.json"}
        assert is_open or stranger.status >= 400
        assert traces() == before
        for sender in (senders.laptop, senders.staff):
            answer = await send(app, case, sender)
            assert answer.status < 500, (case, answer)
            if answer.status >= 400 and case.method != "HEAD":
                assert answer.problem

    await for_each(cases(), one)
