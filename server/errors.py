"""How problems leave the server: one handler, one shape (RFC 9457)."""

import json
import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from shared.problems import MEDIA_TYPE, Problem

log = logging.getLogger(__name__)


class NotFound(Problem):
    """What was asked for does not exist, or is not for the one who asks: the same answer."""

    status = 404
    code = "not-found"
    title = "Not found"


class NotAllowed(Problem):
    """Signed in, but the role does not cover this."""

    status = 403
    code = "not-allowed"
    title = "Not allowed"


class InvalidRequest(Problem):
    """The request's shape is wrong."""

    status = 422
    code = "invalid-request"
    title = "The request is not in the agreed form"


class WrongMethodOrPath(Problem):
    """Nothing answers at this address in this way."""

    status = 404
    code = "no-such-address"
    title = "Nothing answers at this address"


class UnreadableBody(Problem):
    """The body is not what its headers call it, or broke off."""

    status = 400
    code = "unreadable-body"
    title = "The request's body can't be read"


class UnstorableValue(Problem):
    """A text or number that no column holds: U+0000, or more than 63 bits."""

    status = 422
    code = "unstorable-value"
    title = "The request holds something that can't be stored"


class ServerFault(Problem):
    """A mistake of ours. The log has the particulars; the answer has none."""

    status = 500
    code = "server-fault"
    title = "The server made a mistake"


class ProblemResponse(JSONResponse):
    """A problem document. What was sent may be quoted in it, half characters and all."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - the framework's own signature
        """Return `content` as JSON that can be sent, whatever it quotes."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def problem_response(problem: Problem) -> JSONResponse:
    """Return `problem` as an HTTP answer."""
    detail = problem.on_the_wire()
    seconds = problem.extra.get("retry_after", 5 if problem.status == 503 else None)
    headers = {"Retry-After": str(seconds)} if seconds is not None else None
    return ProblemResponse(detail.model_dump(), detail.status, headers=headers)


def as_json(_request: Request, problem: Problem) -> Response:
    """Answer with the problem in the one shape, whoever asks."""
    return problem_response(problem)


def install(app: FastAPI, answer: Callable[[Request, Problem], Response] = as_json) -> None:
    """Make every error of `app` leave as `answer` has it: JSON, or a page for who reads pages."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> Response:  # pyright: ignore[reportUnusedFunction]
        return answer(request, problem)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return answer(request, _invalid(error))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        if isinstance(error.__cause__, Problem):  # raised while the body was read
            return answer(request, error.__cause__)
        if error.status_code == 400:
            return answer(request, _unreadable())
        problem = WrongMethodOrPath(f"{request.method} {request.url.path}: {error.detail}.")
        response = answer(request, problem)
        response.status_code = error.status_code
        return response

    @app.exception_handler(DataError)
    async def on_unstorable(request: Request, error: DataError) -> Response:  # pyright: ignore[reportUnusedFunction]
        log.warning("unstorable at %s %s", request.method, request.url.path, exc_info=error)
        return answer(request, _unstorable())

    @app.exception_handler(Exception)
    async def on_fault(request: Request, error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        log.error("fault at %s %s", request.method, request.url.path, exc_info=error)
        return answer(
            request,
            ServerFault("Try again; what you sent was not kept. The server's log has the details."),
        )


def _unreadable() -> UnreadableBody:
    return UnreadableBody(
        "The body broke off, or is not what its Content-Type calls it. Nothing of it was kept. "
        "Send it again."
    )


def _invalid(error: RequestValidationError) -> InvalidRequest:
    places = [
        {"at": ".".join(str(part) for part in each["loc"]), "problem": each["msg"]}
        for each in error.errors()
    ]
    return InvalidRequest("Some fields are missing or wrong; see `fields`.", fields=places)


def _unstorable() -> UnstorableValue:
    return UnstorableValue(
        "A text holds the character U+0000, or a number is larger than any that is kept. "
        "Nothing was changed. Write it anew instead of pasting it."
    )
