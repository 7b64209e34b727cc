"""Runs `evenhand` as a script does: arguments in, text and exit code out."""

import json
from pathlib import Path
from typing import Any

import pytest

from client.__main__ import main
from client.config import Home

ANSWERS = {"V01": "no", "V06": "usable", "V18": "not_observed"}


class Ran:
    """What a command left: exit code, stdout, stderr."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        assert self.code == 0, self.err
        return json.loads(self.out)


class Shell:
    """Runs `evenhand` in one home."""

    def __init__(self, home: Home, capture: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capture = capture

    def __call__(self, *arguments: str) -> Ran:
        self._capture.readouterr()
        code = 0
        try:
            main(["--home", str(self.home.folder), *arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
            said = ended.code if isinstance(ended.code, str) else ""
            out, err = self._capture.readouterr()
            return Ran(code, out, err + said)
        out, err = self._capture.readouterr()
        return Ran(code, out, err)


def written(file: Path, document: object) -> Path:
    file.write_text(json.dumps(document), "utf-8")
    return file


def fill(shell: Shell, answers: Path, *more: str) -> Ran:
    return shell("fill", "--form", "voting", "--station", "42", "--answers", str(answers), *more)


def refused(ran: Ran, *, says: str, code: int = 1) -> None:
    assert ran.code == code
    assert says in ran.err
    assert "Traceback" not in ran.err + ran.out
    assert ran.out == ""
