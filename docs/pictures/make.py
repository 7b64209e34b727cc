# ruff: noqa: INP001 - a script, not a package
"""Make the README's two pictures anew, from the programs themselves: `make pictures`.

The terminal's is the real checklist screen over the sample's answers; the coordinator's is a
browser's view of a running demo.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from server.forms.service import read_library

HERE = Path(__file__).parent
ANSWERS = HERE.parents[1] / "samples" / "kazakhstan_2021" / "checklists" / "team-TC-01.json"
ANSWERED = 11


def checklist() -> None:
    """Draw a voting checklist that is a third filled in."""
    form = read_library("voting").form
    assert form is not None  # noqa: S101 - ours, and tested
    filled = next(each for each in json.loads(ANSWERS.read_text()) if each["form"] == "voting")
    filled["answers"] = dict(list(filled["answers"].items())[:ANSWERED])
    with tempfile.TemporaryDirectory() as folder:
        form_file, answers_file = Path(folder) / "form.json", Path(folder) / "answers.json"
        form_file.write_text(form.model_dump_json())
        answers_file.write_text(json.dumps(filled))
        arguments = [HERE / "checklist.svg", form_file, "--answers", answers_file]
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "client.screens.picture", *map(str, arguments)], check=True
        )


def overview() -> None:
    """Photograph the overview of a running demo."""
    with tempfile.TemporaryDirectory() as folder:
        demo = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "server", "demo", "--port", "0", "--home", folder],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = ""
            while "stays up" not in said:
                line = demo.stdout.readline() if demo.stdout else ""
                if not line:
                    sys.exit(f"The demo ended early:\n{said}")
                said += line
            url = re.search(r"answers at (\S+)", said)
            account = re.search(r"name (\S+), password (\S+)", said)
            assert url, said  # noqa: S101
            assert account, said  # noqa: S101
            arguments = [url[1], account[1], account[2], str(HERE / "overview.png")]
            subprocess.run(  # noqa: S603 - our own program
                [sys.executable, str(HERE / "coordinator.py"), *arguments], check=True
            )
        finally:
            demo.terminate()
            demo.wait()


if __name__ == "__main__":
    checklist()
    overview()
