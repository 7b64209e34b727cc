"""Asking JavaRosa, in its own process, one question after the other."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.oracle.javarosa import Answer


def there_is_java() -> bool:
    """Say whether this computer can run it."""
    return shutil.which("java") is not None


class Oracle:
    """A running JavaRosa; a context manager."""

    def __enter__(self) -> Self:
        script = Path(__file__).with_name("javarosa.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def read(self, form: str) -> None:
        """Let it read a form; raises ValueError if it can't."""
        answer = self._tell({"form": form})
        if answer["kind"] == "error":
            raise ValueError(answer["value"])

    def ask(self, expression: str, at: str) -> Answer:
        """Return what an expression is worth at a question."""
        return self._tell({"ask": expression, "at": at})

    def ask_all(self, questions: Sequence[tuple[str, str]]) -> list[Answer]:
        """Return the answers to many pairs of an expression and a question, in their order."""
        return self._tell([{"ask": expression, "at": at} for expression, at in questions])

    def is_relevant(self, at: str) -> bool:
        """Say whether it asks the question."""
        return self._tell({"relevant": at})["value"] == "true"

    def allows(self, at: str) -> bool:
        """Say whether it allows the answer that is there."""
        return self._tell({"constraint": at})["value"] == "true"

    def _tell(self, question: dict[str, str] | list[dict[str, str]]) -> Any:  # noqa: ANN401
        sent, got = self._process.stdin, self._process.stdout
        if sent is None or got is None:
            raise RuntimeError("JavaRosa was not started.")
        sent.write(json.dumps(question) + "\n")
        sent.flush()
        return json.loads(got.readline())
