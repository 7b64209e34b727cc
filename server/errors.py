"""How problems leave the server: one handler, one shape (RFC 9457)."""

import logging
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
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


class ServerFault(Problem):
    """A mistake of ours. The log has the particulars; the answer has none."""

    status = 500
    code = "server-fault"
    title = "The server made a mistake"


def problem_response(problem: Problem) -> JSONResponse:
    """Return `problem` as an HTTP answer."""
    detail = problem.on_the_wire()
    seconds = problem.extra.get("retry_after", 5 if problem.status == 503 else None)
    headers = {"Retry-After": str(seconds)} if seconds is not None else None
    return JSONResponse(detail.model_dump(), detail.status, media_type=MEDIA_TYPE, headers=headers)


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
        places = [
            {"at": ".".join(str(part) for part in each["loc"]), "problem": each["msg"]}
            for each in error.errors()
        ]
        return answer(
            request,
            InvalidRequest("Some fields are missing or wrong; see `fields`.", fields=places),
        )

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        problem = WrongMethodOrPath(f"{request.method} {request.url.path}: {error.detail}.")
        response = answer(request, problem)
        response.status_code = error.status_code
        return response

    @app.exception_handler(Exception)
    async def on_fault(request: Request, error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        log.error("fault at %s %s", request.method, request.url.path, exc_info=error)
        return answer(
            request,
            ServerFault("Try again; what you sent was not kept. The server's log has the details."),
        )
