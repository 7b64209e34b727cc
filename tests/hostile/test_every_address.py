"""Every address, asked by everybody, with whatever a request can hold: never a fault of ours."""

import json
from collections.abc import Callable
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from fastapi import FastAPI
from hypothesis import strategies as st

from server.accounts.table import ACCESS
from tests.hostile.asking import FORM, JSON, PAGE, Headers, ask
from tests.hostile.conftest import Senders
from tests.hostile.generating import for_each
from tests.hostile.traces import Traces

ODD = [
    "", "0", "-1", "99999999999999999999", "1e999", "9" * 5000, "NaN", "null", "true", "..",
    "../../etc/passwd", "..\\..\\x", "%", "%00", "x" * 20_000,
    "'; DROP TABLE device; --", "{{7*7}}",
    "<script>alert(1)</script>", "\u202egpj.exe", "\u200b", "é\u0301",
    "\ufdfa" * 20, "//evil.example",
    "/\\evil.example", "javascript:alert(1)", "0001-01-01T00:00", "9999-12-31T23:59:59-14:00",
    "2026-10-04T07:00+23:59", "00000000-0000-0000-0000-000000000000", "[",
    "a[9]/b", "\r\nX-Evil: 1",
]  # fmt: skip
KEYS = [
    "name", "password", "next", "text", "team", "region", "entry", "deed", "verdict", "station",
    "note", "form", "state", "before", "as_of", "by", "question", "value", "unit", "reading", "but",
    "template", "lang", "cursor", "protocol", "clock", "files", "page", "code", "q", "from", "to",
]  # fmt: skip
KNOWN = {"code": "example-2026", "form": "voting"}
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.binary(max_size=20))


def escaped(value: str | bytes) -> bytes:
    """Return a value as addresses have it."""
    plain = value.encode("utf-8", "replace") if isinstance(value, str) else value
    return quote_from_bytes(plain).encode()


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes, bytes, Headers]:
    """Draw an address of the table with odd values in its places, query and body."""
    method, template = draw(st.sampled_from(sorted(ACCESS))).split(" ")
    path = ""
    for part in template.split("{"):
        name, closed, rest = part.partition("}")
        if not closed:
            path += part
            continue
        known = name in KNOWN and draw(st.integers(0, 3)) > 0
        value = KNOWN[name] if known else draw(VALUES)
        # As servers hand it over: percent signs read, and what is not UTF-8 replaced.
        path += unquote_to_bytes(escaped(value)).decode("utf-8", "replace") + rest
    pairs = draw(st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=5))
    written = b"&".join(key.encode() + b"=" + escaped(value) for key, value in pairs)
    kind, body = draw(
        st.sampled_from(
            [
                (FORM, written),
                (JSON, json.dumps({key: str(value) for key, value in pairs}).encode()),
                (JSON, b"[" * 100_000),
                (("Content-Type", "multipart/form-data; boundary=x"), b"--x\r\n\r\n" + written),
                (("Content-Type", "multipart/form-data"), written),
                (("Content-Type", "\xff"), written),
                (("Content-Length", "9" * 30), b""),
            ]
        )
    )
    more = [kind, draw(st.sampled_from([PAGE, ("Accept", "\xff"), ("Host", "[")]))]
    more += draw(
        st.lists(
            st.sampled_from(
                [
                    ("Origin", "http://["),
                    ("Referer", "http://[/"),
                    ("Authorization", "Bearer \xff"),
                    ("Cookie", "evenhand=\xff; ="),
                    ("Tus-Resumable", "1.0.0"),
                    ("Upload-Length", "99999999999999999"),
                    ("Upload-Metadata", "sha256 \xff,,="),
                    ("Upload-Offset", "-0"),
                    ("X-Forwarded-For", "x" * 1000),
                    ("X-HTTP-Method-Override", "PATCH"),
                ]
            ),
            max_size=3,
        )
    )
    return method, path, written, body, more


@pytest.mark.usefixtures("form", "station")
@pytest.mark.parametrize("who", ["stranger", "laptop", "staff"])
async def test_is_answered_whatever_is_asked(app: FastAPI, senders: Senders, who: str):
    headers = senders.all()[who]

    async def one(request: tuple[str, str, bytes, bytes, Headers]) -> None:
        method, path, query, body, more = request
        answer = await ask(app, method, path, [*headers, *more], body, query)
        assert answer.status < 500, (request, answer)
        if path != "/api/v1/push":  # whose answers no browser shows
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
        location = answer.headers.get("location", "/")
        assert location.startswith("/"), request
        assert not location.startswith(("//", "/\\")), request

    await for_each(requests(), one, times=6)


@pytest.mark.usefixtures("form", "station")
async def test_a_stranger_leaves_no_trace(
    app: FastAPI, senders: Senders, traces: Callable[[], Traces]
):
    before = traces()

    async def one(request: tuple[str, str, bytes, bytes, Headers]) -> None:
        method, path, query, body, more = request
        await ask(app, method, path, [*senders.stranger, *more], body, query)

    await for_each(requests(), one, times=6)

    assert traces() == before
