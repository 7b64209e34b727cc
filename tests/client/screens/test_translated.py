"""Nothing of ours stands on a screen in a fixed language.

The catalogue of these tests turns every Latin letter of every text of ours into a Georgian one, and
what the mission sends is written in Cyrillic. So a Latin word on a screen is a text that somebody
forgot to hand to `tr`.
"""

import re
import runpy
import string
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from client.app import EvenhandApp
from client.config import Home
from client.language import speak
from client.laptop import Laptop
from shared.forms.model import Form
from shared.sync.setting import ContactOut, MissionOut, StationOut
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.samples import MissionPack
from tests.client.screens import pictured
from tests.client.screens.conftest import FakeLines
from tests.client.screens.steps import Program, running

SCRIPT = Path(__file__).parents[3] / "docs" / "write_catalogues.py"
PLACEHOLDER = re.compile(r"(%\([a-z0-9_]+\)s|%%)")
_GEORGIAN = "აბგდევზთიკლმნოპჟრსტუფქღყშჩ"
_PSEUDO = str.maketrans(string.ascii_lowercase + string.ascii_uppercase, _GEORGIAN * 2)
_CYRILLIC = str.maketrans(dict.fromkeys(string.ascii_letters, "ж"))
KEYS = {"Backspace", "Enter", "Esc", "Home", "End", "PgDn", "PgUp", "Tab"}
NAMES = {"Evenhand", "English", "https", "mission", "example", "org", "AB", "BAK"}
"""The last two are a station's code."""


def pseudo(text: str) -> str:
    parts = PLACEHOLDER.split(text)
    return "".join(p if PLACEHOLDER.fullmatch(p) else p.translate(_PSEUDO) for p in parts)


def foreign(form: str) -> str:
    """Return a form's JSON with all of its texts in Cyrillic, as if in Kazakh."""
    return re.sub(
        r'\{"en":("(?:[^"\\]|\\.)*")\}', lambda m: f'{{"kk":{m[1].translate(_CYRILLIC)}}}', form
    )


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue that says of every text of the code that it was translated."""
    folder = tmp_path_factory.mktemp("locale")
    catalogue = runpy.run_path(str(SCRIPT))["said_by_the_code"]()
    for message in catalogue:
        if message.id:
            texts = (message.id,) if isinstance(message.id, str) else message.id
            made = [pseudo(texts[0]), pseudo(texts[-1])]
            message.string = made[0] if isinstance(message.id, str) else tuple(made)
    file = folder / "tr" / "LC_MESSAGES" / "client.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, catalogue)
    return folder


@pytest.fixture
def server(clock: StoppedClock) -> FakeServer:
    mission = MissionOut(
        code="kz",
        title="Байқау",
        election_date=pictured.PACK.mission.election_date,
        timezone="Asia/Almaty",
        drill=True,
        code_of_conduct="Араласпаңыз.",
        contacts=[ContactOut(role="Кезекші", phone="+7 700")],
    )
    stations = [
        StationOut(code=each.code, name="Мектеп", region="Астана", timezone="Asia/Almaty")
        for each in pictured.STATIONS
    ]
    form = Form.model_validate_json(foreign(pictured.FORM.model_dump_json())).model_copy(
        update={"languages": ("kk",), "default_language": "kk"}
    )
    pack = MissionPack(
        mission=mission, team="07", forms=[form], stations=stations, plan=pictured.PACK.plan
    )
    server = FakeServer(pack)
    server.now = clock()
    return server


@pytest.fixture
async def strange(
    home: Home, clock: StoppedClock, lines: FakeLines, enrolled: Laptop, catalogues: Path
) -> AsyncIterator[Program]:
    """The program, locked, in a language that nobody speaks."""
    app = EvenhandApp(home, clock=clock, lines=lines, cost=LIGHT)
    speak("tr", catalogues)
    async with running(app, enrolled) as program:
        yield program
    speak("en")


def fixed_words(program: Program) -> set[str]:
    """Return the Latin words that the screen shows, but for keys and names."""
    return set(re.findall(r"\b[A-Za-z]{2,}\b", program.text())) - KEYS - NAMES


WALKS: dict[str, tuple[str, ...]] = {
    "today, and from everywhere": ("question_mark", "2", "3", "4", "escape", "ctrl+p"),
    "stations": ("s", "f1"),
    "outbox": ("o", "question_mark", "escape", "u", "f1"),
    "messages and safety": ("m", "question_mark", "escape", "escape", "f9", "f1"),
    "an incident": ("ctrl+n", "f1"),
    "a checklist": (
        *("enter", "question_mark", "escape", "enter", "question_mark", "escape", "ctrl+p"),
        *("escape", "1", "right", "2", "c", "escape", "right", "3", "end", "9", "9", "enter"),
        *("ctrl+g", "escape", "ctrl+f", "question_mark", "escape", "ctrl+f"),
    ),
}


@pytest.mark.parametrize("walk", WALKS)
async def test_no_screen_speaks_a_fixed_language(walk: str, strange: Program) -> None:
    assert fixed_words(strange) == set(), "sign-in"
    await strange.sign_in(PASSPHRASE)
    told = {"today": fixed_words(strange)}
    for number, key in enumerate(WALKS[walk]):
        await strange.press(key)
        told[f"{type(strange.app.screen).__name__} after {number}, {key}"] = fixed_words(strange)
    forgotten = [f"{place}: {' '.join(sorted(words))}" for place, words in told.items() if words]
    assert not forgotten, "\n".join(forgotten)


async def test_neither_does_the_first_start(
    catalogues: Path, fresh_app: EvenhandApp, laptop: Laptop, home: Home
) -> None:
    laptop.close()
    home.vault_file.unlink()
    speak("tr", catalogues)
    async with running(fresh_app, laptop) as program:
        assert fixed_words(program) == set()
        await program.press("enter")
        assert fixed_words(program) == set()
        await program.press("f1")
        assert fixed_words(program) == set()
    speak("en")
