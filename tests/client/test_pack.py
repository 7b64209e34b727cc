from datetime import UTC, datetime

import pytest

from client.changes import PORTION
from client.laptop import Laptop
from client.pack import NoPack, UnknownForm
from shared.sync.protocol import ChangesPage
from tests.client.samples import keep_pack, make_form, make_pack, make_station

NOW = datetime(2021, 1, 9, tzinfo=UTC)


def keep(laptop: Laptop, *names: str) -> None:
    stations = [make_station(*name.split(" ", 1)) for name in names]
    keep_pack(laptop, make_pack(*stations), NOW)


def found(laptop: Laptop, text: str) -> list[str]:
    return list(laptop.pack.index().search(text, 50))


def test_without_a_pack_the_way_to_one_is_told(laptop: Laptop):
    assert laptop.pack.find_header() is None
    assert (list(laptop.pack.plan()), found(laptop, "")) == ([], [])
    with pytest.raises(NoPack, match="evenhand sync"):
        laptop.pack.form_called("voting")


def test_the_pack_is_there_as_it_was_sent(laptop: Laptop):
    pack = make_pack()
    keep_pack(laptop, pack, NOW)

    header = laptop.pack.get_header()
    assert (header.mission, header.team, header.pulled_at) == (pack.mission, "07", NOW)
    assert list(laptop.pack.plan()) == pack.plan
    assert list(laptop.pack.list_forms()) == pack.forms
    assert laptop.pack.find_station("57") == pack.stations[1]
    assert laptop.pack.find_station("58") is None


def test_a_closed_station_is_called_so(laptop: Laptop):
    closed = make_station("7").model_copy(update={"closed": True})
    keep_pack(laptop, make_pack(closed), NOW)
    assert laptop.pack.find_station("7") == closed


def test_the_newest_version_of_a_form_is_taken(laptop: Laptop):
    forms = (make_form("1"), make_form("counting", "counting"), make_form("2"))
    keep_pack(laptop, make_pack(forms=forms), NOW)

    assert laptop.pack.form_called("voting").version == "2"
    with pytest.raises(UnknownForm, match=r"'tally'\. This mission has: voting, counting"):
        laptop.pack.form_called("tally")


def test_a_withdrawn_form_stays_for_the_drafts_begun_in_it(laptop: Laptop):
    old, new = make_form("1"), make_form("2")
    keep_pack(laptop, make_pack(forms=(old,)), NOW)
    keep_pack(laptop, make_pack(forms=(new,)), NOW)

    assert list(laptop.pack.list_forms()) == [new]
    assert laptop.pack.get_form(old.digest) == old


@pytest.mark.parametrize("text", ["школа", "ШКОЛА", "елкина", "Шко\u0301ла Ёлкина"])
def test_case_and_diacritics_do_not_matter(laptop: Laptop, text: str):
    keep(laptop, "1 Школа Ёлкина", "2 Библиотека")

    assert found(laptop, text) == ["1"]


@pytest.mark.parametrize(
    ("text", "code"), [("казак", "1"), ("mektebi", "1"), ("istanbul", "2"), ("Ökul", "3")]
)
def test_letters_that_a_keyboard_lacks_may_be_left_out(laptop: Laptop, text: str, code: str):
    keep(laptop, "1 Қазақ мектебі", "2 İstanbul sandığı", "3 okul")

    assert found(laptop, text) == [code]


def test_all_words_must_be_there_in_any_order(laptop: Laptop):
    keep(laptop, "1 School No. 12", "2 School No. 3", "3 Library No. 12")

    assert found(laptop, "12 school") == ["1"]


def test_the_code_itself_comes_first(laptop: Laptop):
    keep(laptop, "142 A", "42 B", "420 C", "7 School 42", "9 42nd street")

    assert found(laptop, "42") == ["42", "420", "9", "7", "142"]


def test_a_word_that_begins_so_comes_before_one_that_has_it_within(laptop: Laptop):
    keep(laptop, "1 Old hospital", "2 Talapker", "3 Library, Tala street")

    assert found(laptop, "tala") == ["2", "3"]
    assert found(laptop, "al") == ["1", "2", "3"]
    assert found(laptop, "l") == ["3", "1", "2"]


def test_a_page_that_was_taken_in_only_in_part_is_asked_for_again(laptop: Laptop):
    stations = [make_station(f"{number:04}", "School") for number in range(2 * PORTION)]
    pack = make_pack(*stations)
    for form in pack.forms:
        laptop.changes.keep_form(form)
    page = ChangesPage(
        cursor="onward", begins=True, is_whole=True, more=False, left=0, changes=pack.changes()
    )
    before = laptop.changes.cursor()

    *portions, last = laptop.changes.steps(page, laptop.clock())
    for portion in portions:
        portion()
        assert laptop.changes.cursor() == before

    last()
    assert laptop.changes.cursor() == "onward"
    assert laptop.pack.count_stations() == 2 * PORTION


def test_what_a_sync_brings_is_found_at_once(laptop: Laptop):
    keep(laptop, "1 School")
    assert found(laptop, "library") == []

    keep(laptop, "1 School", "2 Library")

    assert found(laptop, "library") == ["2"]


def test_signs_of_a_query_language_are_only_letters(laptop: Laptop):
    keep(laptop, "1 100% school", "2 a_b")

    assert (found(laptop, "%"), found(laptop, "_"), found(laptop, "\\")) == (["1"], ["2"], [])


def test_times_are_told_by_the_stations_zone_or_else_the_missions(laptop: Laptop):
    stations = (make_station("1", timezone="Europe/Berlin"), make_station("2", timezone="Mars/X"))
    keep_pack(laptop, make_pack(*stations), NOW)

    zones = [str(laptop.pack.timezone_of(code)) for code in ("1", "2", "not in the register")]
    assert zones == ["Europe/Berlin", "Asia/Almaty", "Asia/Almaty"]


def test_one_station_is_found_among_thousands(laptop: Laptop):
    stations = [
        make_station(f"{number:05}", f"Школа-гимназия № {number}") for number in range(3_000)
    ]
    keep_pack(laptop, make_pack(*stations), NOW)

    assert found(laptop, "гимназия 2345") == ["02345"]
