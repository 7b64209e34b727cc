import json
from typing import Any

import pytest

from client.disk import DiskFull
from client.filling import AnswersRefused, FilledReport, fill, read_batch
from client.identity import NotEnrolled
from client.laptop import Laptop
from client.pack import UnknownForm
from shared.forms.model import Choice, Form, Section, SelectOne
from shared.sync.protocol import ReportBody
from tests.client.samples import keep_pack, make_form, make_pack
from tests.client.screens import everything

GOOD: dict[str, Any] = {
    "form": "voting",
    "station": "42",
    "answers": {"V01": "no", "V06": "usable", "V21": ["masks"]},
}


def fill_in(laptop: Laptop, *checklists: dict[str, Any]) -> list[FilledReport]:
    return list(fill(laptop, read_batch(list(checklists))))


def mistakes_of(laptop: Laptop, *checklists: dict[str, Any]) -> list[str]:
    with pytest.raises(AnswersRefused, match="Nothing was stored") as refused:
        fill_in(laptop, *checklists)
    assert laptop.journal.head().seq == 0
    assert laptop.drafts.count() == 0
    return refused.value.extra["mistakes"]


def bodies(laptop: Laptop) -> list[ReportBody]:
    entries = laptop.journal.entries(1, 100)
    return [ReportBody.model_validate_json(entry.body) for entry in entries]


def test_a_filled_checklist_is_sealed_with_all_that_the_file_says(enrolled: Laptop):
    [report] = fill_in(
        enrolled,
        GOOD
        | {
            "comments": {"V06": "a plank"},
            "seen_by": {"V06": "reported"},
            "arrived_at": "2021-01-10T08:10",
            "departed_at": "2021-01-10T03:05:00+00:00",
        },
    )

    [body] = bodies(enrolled)
    assert (body.report, body.station, body.form.id) == (report.report, "42", "voting")
    assert body.answers == GOOD["answers"]
    assert (body.comments, body.seen_by) == ({"V06": "a plank"}, {"V06": "reported"})
    assert body.arrived_at.isoformat() == "2021-01-10T08:10:00+06:00"
    assert body.departed_at.isoformat() == "2021-01-10T03:05:00+00:00"
    assert report.warnings() == []
    assert enrolled.drafts.count() == 0


def test_non_answers_may_be_written_either_way(enrolled: Laptop):
    answers = {"V01": {"non_answer": "dont_know"}, "V18": "not_observed", "V30": "not_applicable"}
    fill_in(enrolled, GOOD | {"answers": answers})

    assert bodies(enrolled)[0].answers == {
        "V01": {"non_answer": "dont_know"},
        "V18": {"non_answer": "not_observed"},
        "V30": {"non_answer": "not_applicable"},
    }


def test_a_choice_that_bears_the_name_of_a_non_answer_is_the_choice(enrolled: Laptop):
    choice = Choice(name="dont_know", label={"en": "The chair did not know"})
    question = SelectOne(name="X1", label={"en": "?"}, choices=(choice,))
    section = Section(name="s", label={"en": "S"}, children=(question,))
    form = Form(id="odd", version="1", title={"en": "Odd"}, sections=(section,))
    keep_pack(enrolled, make_pack(forms=(form,)), enrolled.clock())

    fill_in(enrolled, {"form": "odd", "station": "42", "answers": {"X1": "dont_know"}})

    assert bodies(enrolled)[0].answers == {"X1": "dont_know"}


def test_every_mistake_of_every_checklist_is_listed_and_nothing_is_stored(enrolled: Laptop):
    wrong = {
        "V06": "steep",
        "V21": ["masks", "gloves"],
        "V02": "many",
        "V01": "yes",
        "V18": "not_applicable",
        "V99": "yes",
    }
    listed = mistakes_of(
        enrolled, GOOD, GOOD | {"station": "57", "answers": wrong, "comments": {"V98": "?"}}
    )

    assert len(listed) == 6
    assert all(each.startswith("Checklist 2 (57): ") for each in listed)
    for name, reason in {
        "V06": "“steep” is not one of the choices",
        "V21": "“gloves” is not one of the choices",
        "V02": "not the kind of answer",
        "V18": "not offered here",
        "V99": "no question of this name",
        "V98": "no question of this name",
    }.items():
        assert any(f"{name}: " in each and reason in each for each in listed), name


@pytest.mark.parametrize("value", [None, True, {"a": 1}, {"non_answer": "refused"}, [1, 2]])
def test_what_no_question_could_have_is_a_mistake(enrolled: Laptop, value: object):
    [mistake] = mistakes_of(enrolled, GOOD | {"answers": {"V06": value}})

    assert "V06" in mistake


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"arrived_at": "yesterday"}, "arrived_at: 'yesterday' is not a time like"),
        ({"departed_at": "24:61"}, "departed_at: '24:61' is not a time like"),
        (
            {"arrived_at": "2021-01-10T09:00", "departed_at": "2021-01-10T08:00"},
            "the departure is before the arrival",
        ),
        ({"seen_by": {"V06": "guessed"}}, "1.seen_by.V06"),
        ({"station": ""}, "1.station"),
        ({"answers": ["V06"]}, "1.answers"),
        ({"observer": "A. B."}, "1.observer"),
    ],
)
def test_what_stands_around_the_answers_is_checked_too(
    enrolled: Laptop, change: dict[str, Any], told: str
):
    [mistake] = mistakes_of(enrolled, GOOD | change)

    assert mistake.startswith(told)


@pytest.mark.parametrize("document", [{}, "text", 3, None, [[]], [GOOD, 1]])
def test_a_file_of_another_shape_is_refused(document: object):
    with pytest.raises(AnswersRefused):
        read_batch(document)


def test_an_unknown_form_is_told_with_those_there_are(enrolled: Laptop):
    with pytest.raises(UnknownForm, match=r"'tally'.*voting"):
        fill_in(enrolled, GOOD, GOOD | {"form": "tally"})

    assert enrolled.journal.head().seq == 0


def test_before_enrolment_nothing_can_be_filled(laptop: Laptop):
    with pytest.raises(NotEnrolled):
        fill_in(laptop, GOOD)


def test_missing_and_unasked_answers_are_sealed_and_told(enrolled: Laptop):
    [report] = fill_in(
        enrolled, GOOD | {"station": "nowhere", "answers": {"V02": 5, "V06": "level"}}
    )

    assert (report.missing, report.left_out, report.in_register) == (["V01"], ["V02"], False)
    assert bodies(enrolled)[0].answers == {"V06": "level"}
    assert report.warnings() == [
        "voting at nowhere: no answer to V01",
        "voting at nowhere: left out, as not asked here: V02",
        "voting at nowhere: the register has no such station; headquarters must place it",
    ]


def test_a_batch_that_fits_the_disk_only_in_part_is_not_stored_at_all(enrolled: Laptop):
    pages = enrolled.store.row("PRAGMA page_count")
    assert pages is not None
    enrolled.store.row(f"PRAGMA max_page_count = {pages[0] + 8}")
    long = GOOD | {"answers": {"V01": "no", "V30": "x" * 9_000}}

    with pytest.raises(DiskFull):
        fill_in(enrolled, *[long] * 10)

    assert enrolled.journal.head().seq == 0
    assert enrolled.drafts.count() == 0
    fill_in(enrolled, GOOD)
    assert len(bodies(enrolled)) == 1


def test_checklists_of_one_visit_in_a_batch_share_it(enrolled: Laptop):
    times = {"arrived_at": "2021-01-10T07:30", "departed_at": "2021-01-10T08:00"}
    later = {"arrived_at": "2021-01-10T20:00", "departed_at": "2021-01-10T22:00"}
    pack = make_pack(forms=(make_form(), make_form(form_id="counting")))
    keep_pack(enrolled, pack, enrolled.clock())

    fill_in(enrolled, GOOD | times, GOOD | times | {"form": "counting"}, GOOD | later)

    first, second, third = (body.visit for body in bodies(enrolled))
    assert first == second != third


def test_what_is_sealed_is_json_that_anyone_can_read(enrolled: Laptop):
    fill_in(enrolled, GOOD | {"answers": {"V01": "no", "V30": "Қатысу — жоғары"}})

    body = enrolled.journal.entries(1, 1)[0].body
    assert "Қатысу — жоғары" in body.decode()
    assert json.loads(body)["answers"]["V30"] == "Қатысу — жоғары"


COUNT: dict[str, Any] = {"form": "everything", "station": "42"}
BY_PATH = {
    "valid": 212,
    "contestants[1]/who": "Ayan",
    "contestants[1]/votes": 200,
    "contestants[2]/who": "Dina",
    "contestants[2]/votes": "dont_know",
}
AS_LISTS = {
    "valid": 212,
    "contestants": [{"who": "Ayan", "votes": 200}, {"who": "Dina", "votes": "dont_know"}],
}


@pytest.fixture
def counting(enrolled: Laptop) -> Laptop:
    keep_pack(enrolled, make_pack(forms=(everything.FORM,)), enrolled.clock())
    everything.give_files(enrolled)
    return enrolled


@pytest.mark.parametrize("answers", [BY_PATH, AS_LISTS], ids=["by_path", "as_lists"])
def test_repeats_may_be_written_either_way(counting: Laptop, answers: dict[str, Any]):
    fill_in(counting, COUNT | {"answers": answers, "comments": {"contestants[2]/votes": "torn"}})

    [body] = bodies(counting)
    found = {path: answer for path, answer in body.answers.items() if "[" in path}
    assert body.answers["contestants"] == 2
    assert found == {
        "contestants[1]/who": "Ayan",
        "contestants[1]/votes": 200,
        "contestants[2]/who": "Dina",
        "contestants[2]/votes": {"non_answer": "dont_know"},
    }
    assert body.comments == {"contestants[2]/votes": "torn"}


def test_what_the_form_gives_of_itself_is_in_the_report_too(counting: Laptop):
    times = {"arrived_at": "2021-01-10T08:10", "departed_at": "2021-01-10T08:40"}
    fill_in(counting, COUNT | times | {"answers": {"nearest": "s4"}})

    [body] = bodies(counting)
    assert body.answers == {
        "nearest": "s4",
        "region": "r1",
        "opened": "2021-01-10T08:10:00+06:00",
        "closed": "2021-01-10T08:40:00+06:00",
        "device": str(body_device(counting)),
        "team": "07",
        "kind": "spring",
        "contestants": 0,
    }


def body_device(laptop: Laptop) -> object:
    return laptop.journal.identity.device


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"contestants": ["Ayan"]}, "contestants: a repeat is a list of objects"),
        ({"contestants": [{"who": "Ayan", "age": 40}]}, "contestants[1]/age: The form has no"),
        ({"contestants[0]/who": "Ayan"}, "contestants[0]/who: The form has no question"),
        ({"who": "Ayan"}, "who: The form has no question"),
        ({"contestants": [{"votes": -1}]}, "contestants[1]/votes: Votes can't be fewer"),
        ({"nearest": "s99"}, "nearest: “s99” is not one of the choices"),
        ({"beside": "s4"}, "beside: “s4” is not"),
    ],
)
def test_mistakes_in_repeats_and_lists_are_told_by_path(
    counting: Laptop, answers: dict[str, Any], told: str
):
    [mistake] = mistakes_of(counting, COUNT | {"answers": answers})

    assert mistake.startswith(told)


def test_a_comment_on_an_instance_of_nothing_is_a_mistake(counting: Laptop):
    listed = mistakes_of(counting, COUNT | {"answers": {}, "comments": {"who": "?"}})

    assert listed == ["who: the form has no question of this name"]
