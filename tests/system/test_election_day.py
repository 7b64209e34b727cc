"""A whole election day at the keyboard: a real terminal, a real server, half of it without a line.

Opening, ten visits, an incident, a count; killed twice. In the end headquarters holds everything,
and holds it as it was typed.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from client.config import Home
from tests.server.commands.running import as_json, on
from tests.system.emulated import ESCAPE, FINISH, INCIDENT, EmulatedTerminal
from tests.system.headquarters import Headquarters, served
from tests.system.laptop import PASSPHRASE, Laptop, device_of, join
from tests.system.line import Line

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals"),
    pytest.mark.timeout(240),
]
MISSION = "day-2026"
MISSION_FILE = """\
code: day-2026
title: Observation of a day
election: {name: Elections, date: 2026-10-04, country: FR, timezone: Europe/Paris}
sample: {design: convenience}
teams: [{code: "07"}]
"""
YES_NO = "| choices |\n| | list_name | name | label |\n| | yn | yes | Yes |\n| | yn | no | No |\n"
OPENING, VOTING, COUNTING = "Opening round", "Voting round", "Counting round"
FORMS: Mapping[str, tuple[str, str]] = {
    VOTING: (
        "voting",
        "| | select_one yn | ramp | Was there a ramp? |\n"
        "| | integer | booths | How many booths? |\n"
        "| | select_one yn | queue | Was there a queue? |\n"
        "| | text | remark | Anything else? |\n",
    ),
    OPENING: (
        "opening",
        "| | select_one yn | sealed | Was the box sealed? |\n"
        "| | integer | minutes | Minutes late? |\n",
    ),
    COUNTING: (
        "counting",
        "| | integer | valid | Valid ballots? |\n"
        "| | integer | invalid | Invalid ballots? |\n"
        "| | integer | box | Ballots in the box? |\n",
    ),
}
YES, NO, NOT_OBSERVED = "1", "2", "o"
ANSWERS = {YES: "yes", NO: "no", NOT_OBSERVED: {"non_answer": "not_observed"}}
TOLD = "A man photographs voters at the entrance. Біреу суретке түсіріп жатыр."


def visit(number: int) -> tuple[str, dict[str, str]]:
    """Return the station of a visit, and the keys for each question, all days different."""
    return str(100 + number), {
        "ramp": YES if number % 2 else NO,
        "booths": str(number),
        "queue": NOT_OBSERVED if number % 3 == 0 else YES,
        "remark": f"тыныш, visit {number}",
    }


VISITS = [visit(number) for number in range(1, 11)]
OPENED = ("101", {"sealed": YES, "minutes": "0"})
COUNTED = ("101", {"valid": "412", "invalid": "0", "box": "412"})


@pytest.fixture
def headquarters(tmp_path: Path) -> Iterator[Headquarters]:
    """A server with three short checklists and eleven stations."""
    home, run = tmp_path / "hq", on(tmp_path / "hq")
    stations = "".join(f"{100 + each},School No. {each},North\n" for each in range(11))
    (tmp_path / "mission.yaml").write_text(MISSION_FILE)
    (tmp_path / "stations.csv").write_text(f"code,name,region\n{stations}")
    words: list[tuple[object, ...]] = [
        ("mission", "load", tmp_path / "mission.yaml"),
        ("import", "stations", tmp_path / "stations.csv", "--mission", MISSION),
    ]
    for title, (name, questions) in FORMS.items():
        file = tmp_path / f"{name}.md"
        head = f"| settings |\n| | form_id | form_title | version |\n| | {name} | {title} | 1 |\n"
        file.write_text(f"{head}| survey |\n| | type | name | label |\n{questions}{YES_NO}")
        words.append(("import", "form", file, "--mission", MISSION))
    for each in words:
        done = run(*each)
        assert done.exit_code == 0, done.output
    with served(home) as server:
        yield server


class Day:
    """One laptop, from morning to night; its program is started again when it was killed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.terminal = EmulatedTerminal(home)
        self._sign_in()

    def killed(self) -> None:
        """Kill the program as a battery does, and start it again."""
        self.terminal.close()
        self.terminal = EmulatedTerminal(self._home)
        self._sign_in()

    def begin(self, station: str, checklist: str) -> None:
        """Open a checklist at a station, from the screen of today."""
        terminal = self.terminal
        terminal.press("s")
        terminal.wait_for("Stations")
        terminal.press(station)
        terminal.wait_until(lambda: self._stations() == [station], f"station {station} alone")
        terminal.press("\r")
        terminal.choose(checklist)
        first = FORMS[checklist][1].split("|")[4].strip()
        terminal.wait_for(first)

    def _stations(self) -> list[str]:
        """Return the stations that the list shows, by their codes."""
        lines = self.terminal.shown.splitlines()
        return [line.split()[0] for line in lines if "School No." in line]

    def seal(self, questions: int) -> None:
        """Seal the checklist, at whose end we are, and go back to the screen of today."""
        terminal = self.terminal
        terminal.wait_for(f"{questions} of {questions} answered")
        terminal.wait_for("Nothing is missing and nothing is wrong")
        terminal.press(FINISH)
        self.go_home()

    def go_home(self) -> None:
        """Leave whatever is open, up to the screen of today."""
        for _ in range(4):
            self.terminal.wait_until(lambda: not self._is("Nothing is missing and"), "leaving")
            self.terminal.settle()  # an Esc that meets the next key is another key
            if self._is_today():
                return
            before = self.terminal.shown
            self.terminal.press(ESCAPE)
            self.terminal.wait_until(lambda before=before: self.terminal.shown != before, "Esc")
        self.terminal.wait_until(self._is_today, "the screen of today")

    def _is(self, words: str) -> bool:
        return words in self.terminal.shown

    def _is_today(self) -> bool:
        return self._is("Drafts ") and self._is("Team 07")

    def _sign_in(self) -> None:
        self.terminal.wait_for("Passphrase")
        self.terminal.press(f"{PASSPHRASE}\r")
        self.terminal.wait_until(self._is_today, "the screen of today")

    def observe(self, checklist: str, what: tuple[str, Mapping[str, str]]) -> None:
        """Fill a checklist at a station, and seal it."""
        station, keys = what
        self.begin(station, checklist)
        self.type(list(keys.items()))
        self.seal(len(keys))

    def type(self, answers: list[tuple[str, str]]) -> None:
        """Answer one question after the other."""
        for name, keys in answers:
            self.terminal.press(f"\r{keys}\r" if name == "remark" else f"{keys}\r")


def expected() -> list[tuple[str, str, dict[str, Any]]]:
    """Return form, station and answers of every report of the day."""
    days = [(OPENING, OPENED), *((VOTING, each) for each in VISITS), (COUNTING, COUNTED)]
    return [
        (FORMS[title][0], station, {name: answer(name, typed) for name, typed in keys.items()})
        for title, (station, keys) in days
    ]


def answer(name: str, typed: str) -> object:
    """Return what was meant by the keys."""
    if name in {"ramp", "queue", "sealed"}:
        return ANSWERS[typed]
    return typed if name == "remark" else int(typed)


def held(headquarters: Headquarters, kind: str) -> list[dict[str, Any]]:
    """Return what the server's journal holds of a kind, in order."""
    with closing(sqlite3.connect(headquarters.home / "evenhand.db")) as database:
        rows = database.execute(
            "SELECT body FROM journal_entry WHERE kind = ? ORDER BY seq", (kind,)
        )
        return [json.loads(body) for (body,) in rows]


def test_a_whole_day_is_held_as_it_was_typed(
    headquarters: Headquarters, laptop: Laptop, tmp_path: Path
):
    words = ("enrol", "--mission", MISSION, "--team", "07", "--json")
    code = as_json(on(headquarters.home)(*words))["code"]
    with Line(lambda: headquarters.port) as line:
        with laptop.opened() as core:
            asyncio.run(join(core, line.url, code))
        day = Day(Home(tmp_path / "laptop"))
        try:
            the_day(day, line)
        finally:
            day.terminal.close()

    with laptop.opened() as core:
        standing = core.journal.standing()
        assert (standing.waiting, core.drafts.count()) == (0, 0)
        assert [each.hash for each in headquarters.held(device_of(core))] == [
            each.hash for each in core.journal.entries(1, 1000)
        ]
    reports = held(headquarters, "report")
    assert [(each["form"]["id"], each["station"], each["answers"]) for each in reports] == (
        expected()
    )
    assert [each["text"] for each in held(headquarters, "incident")] == [TOLD]


def the_day(day: Day, line: Line) -> None:
    """Live through the day; the line is down from the third visit to the eighth."""
    day.observe(OPENING, OPENED)
    for number, what in enumerate(VISITS, start=1):
        if number == 3:
            line.close()
        if number == 8:
            line.open()
        if number == 5:
            in_two_parts(day, what)
        else:
            day.observe(VOTING, what)
        if number == 4:
            report(day)
        if number == 8:
            day.killed()
    day.observe(COUNTING, COUNTED)
    day.terminal.press("y")
    day.terminal.wait_for("Nothing waits")


def in_two_parts(day: Day, what: tuple[str, Mapping[str, str]]) -> None:
    """Fill a checklist; the program is killed in between, and goes on where it was."""
    station, keys = what
    day.begin(station, VOTING)
    day.type(list(keys.items())[:2])
    day.terminal.wait_for("2/4")
    day.killed()
    day.terminal.choose(f"station {station}")
    day.terminal.wait_for("2/4")
    day.type(list(keys.items())[2:])
    day.seal(len(keys))


def report(day: Day) -> None:
    """Write an incident down, from the screen of today."""
    day.terminal.press(INCIDENT)
    day.terminal.wait_for("What happened?")
    day.terminal.press(f"113{TOLD}")
    day.terminal.wait_for("суретке")
    day.terminal.press(FINISH)
    day.go_home()
