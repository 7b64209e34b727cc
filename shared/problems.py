"""The one shape of an error, on the wire (RFC 9457) and in the code.

    Problem                     anything that a person is told went wrong
    ├── … server/<room>/…       subclasses stand beside the service that raises them
    └── … client/<room>/…

Each subclass has a stable `code`; `docs/problems.md` has a line for each, and a test holds the
two to each other. `detail` says what, which and what to do next.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

MEDIA_TYPE = "application/problem+json"


class ProblemDetail(BaseModel):
    """An error as it travels. Members beyond the standard's carry typed particulars."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str


class Problem(Exception):  # noqa: N818 - the standard's word for it
    """Something went wrong that a person can be told about.

    `detail` is a sentence for that person; `extra` are particulars for programs.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "problem"
    title: ClassVar[str] = "Something is wrong with the request"

    def __init__(self, detail: str, **extra: Any) -> None:  # noqa: ANN401 - JSON values
        super().__init__(detail)
        self.detail = detail
        self.extra = extra

    def on_the_wire(self) -> ProblemDetail:
        """Return the problem as RFC 9457 has it."""
        return ProblemDetail(
            type=f"urn:evenhand:problem:{self.code}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            code=self.code,
            **self.extra,
        )
