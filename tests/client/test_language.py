"""The interface's languages: every text of the code, in every catalogue, fit to be shown."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from client import language
from client.language import (
    CATALOGUES,
    LANGUAGES,
    day_and_month,
    grouped,
    speak,
    spoken,
    tr,
    weekday,
    with_tenths,
)
from hatch_build import compiled

ROOT = Path(__file__).parents[2]
PO_FILES = sorted(CATALOGUES.glob("*/LC_MESSAGES/client.po"))


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak(language.ENGLISH)


def catalogue_of(po_file: Path) -> Catalog:
    return read_po(io.BytesIO(po_file.read_bytes()), locale=po_file.parents[1].name)


def texts(message: Any) -> list[str]:  # noqa: ANN401 - Babel knows one text or several
    return [message] if isinstance(message, str) else list(message or ())


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\([a-z0-9_]+\)s|%(?!\()[a-z]", text))


def test_there_is_a_catalogue_for_each_language_but_english():
    assert {path.parents[1].name for path in PO_FILES} == set(LANGUAGES) - {language.ENGLISH}


def test_the_catalogues_hold_what_the_code_says():
    script = [sys.executable, str(ROOT / "docs" / "write_catalogues.py"), "--check"]
    checked = subprocess.run(script, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, f"{checked.stderr}Run: make translations, and translate"


@pytest.mark.parametrize("po_file", PO_FILES, ids=lambda path: path.parents[1].name)
class TestCatalogues:
    def test_what_the_program_reads_is_made_of_the_newest_catalogue(self, po_file: Path):
        assert po_file.with_suffix(".mo").read_bytes() == compiled(po_file), "Run: make env"

    def test_placeholders_are_those_of_the_english(self, po_file: Path):
        wrong: list[str] = []
        for message in catalogue_of(po_file):
            english = [placeholders(each) for each in texts(message.id)]
            at_most = set[str]().union(*english)
            at_least = {each for each in at_most if all(each in one for one in english)}
            wrong += [
                text
                for text in texts(message.string)
                if message.id and text and not at_least <= placeholders(text) <= at_most
            ]
        assert wrong == []

    def test_nothing_is_missing(self, po_file: Path):
        missing = [each.id for each in catalogue_of(po_file) if not all(texts(each.string))]
        assert missing == []

    def test_nothing_is_fuzzy(self, po_file: Path):
        assert [each.id for each in catalogue_of(po_file) if each.id and each.fuzzy] == []


def test_a_catalogue_that_is_none_stops_the_building(tmp_path: Path):
    broken = tmp_path / "ru" / "LC_MESSAGES" / "client.po"
    broken.parent.mkdir(parents=True)
    broken.write_text('msgid "a"\nmsgsrt "a slip of the pen"\n', "utf-8")
    with pytest.raises(PoFileError):
        compiled(broken)


def test_a_language_that_there_is_not_becomes_english():
    speak("ru")
    assert spoken() == "ru"
    speak("xx")
    assert spoken() == language.ENGLISH


def test_what_has_no_translation_stays_english():
    speak("kk")
    assert tr("no such sentence") == "no such sentence"
    assert tr("") == ""


def test_a_translation_is_found(tmp_path: Path):
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po_file = folder / "client.po"
    po_file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);\\n"\n\n'
        'msgid "Lock"\nmsgstr "Запереть"\n\n'
        'msgid "%(n)s waits"\nmsgid_plural "%(n)s wait"\n'
        'msgstr[0] "%(n)s ждёт"\nmsgstr[1] "%(n)s ждут"\nmsgstr[2] "%(n)s ждут все"\n',
        "utf-8",
    )
    po_file.with_suffix(".mo").write_bytes(compiled(po_file))
    speak("ru", tmp_path)
    assert tr("Lock") == "Запереть"
    words = [language.trn("%(n)s waits", "%(n)s wait", n) % {"n": n} for n in (1, 3, 5)]
    assert words == ["1 ждёт", "3 ждут", "5 ждут все"]


@pytest.mark.parametrize(
    ("code", "shown"), [("en", "31,412"), ("ru", "31\u00a0412"), ("tr", "31.412")]
)
def test_figures_are_grouped_as_the_language_does(code: str, shown: str):
    speak(code)
    assert grouped(31_412) == shown


@pytest.mark.parametrize(("code", "shown"), [("en", "2.1"), ("kk", "2,1"), ("tr", "2,1")])
def test_tenths_stand_behind_the_sign_of_the_language(code: str, shown: str):
    speak(code)
    assert with_tenths(2.13) == shown


def test_days_have_their_names():
    assert weekday(date(2021, 1, 10)) == "Sunday"
    assert day_and_month(date(2021, 1, 10)) == "10 Jan"
