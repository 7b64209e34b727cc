"""Numbers of accredited observers: each person once, and what does not add up as a question."""

from typing import Any

import pytest

from server.missions.document import MissionFile, Organisation
from server.missions.editing import InvalidChange, sound
from server.missions.reading import read_mission_file
from server.missions.reconciling import Match, newest_accredited, questions_about, reconcile
from server.missions.umbrellas import counted_once, overlaps_in, tree_of
from tests.samples.kazakhstan import SAMPLE

CIS = [
    Organisation(id="cis", name="CIS mission"),
    Organisation(id="executive", name="Executive Committee", parent="cis"),
    Organisation(id="ipa", name="Interparliamentary Assembly", parent="cis"),
    Organisation(id="csto", name="PA of the CSTO", parent="cis"),
    Organisation(id="odihr", name="ODIHR"),
]
PARTS = {"executive": 179, "ipa": 48, "csto": 7}


def a_document(*snapshots: dict[str, Any], **more: Any) -> MissionFile:  # noqa: ANN401 - any keys
    given = [{"as_of": "2021-01-04", "status": "accredited"} | each for each in snapshots]
    return MissionFile.model_validate(
        {
            "code": "m",
            "title": "M",
            "election": {
                "name": "E", "date": "2021-01-10", "country": "KZ", "timezone": "Asia/Almaty"
            },
            "sample": {"design": "route"},
            "organisations": [each.model_dump() for each in CIS],
            "sources": [
                {"id": "cec", "publisher": "Election commission", "title": "T"},
                {"id": "press", "publisher": "The sender's own notice", "title": "T"},
            ],
            "accreditation": {"snapshots": given},
        }
        | more
    )  # fmt: skip


def the_question(document: MissionFile, own: dict[str, int] | None = None) -> Match:
    [question] = questions_about(document, own)
    return question


def figures(match: Match) -> list[tuple[str, int]]:
    return [(each.what, each.value) for each in match.figures]


# --- The sample's table --------------------------------------------------------------------


def test_the_samples_table_is_the_sources_to_the_figure():
    document = read_mission_file(SAMPLE / "mission.yaml")
    assert document.accreditation is not None
    final = newest_accredited(document.accreditation.snapshots)
    assert final is not None
    assert sorted(final.organisations.values(), reverse=True) == [
        179, 48, 42, 15, 9, 9, 7, 7, 4, 2,
    ]  # fmt: skip
    assert len(final.organisations) == 10
    assert counted_once(document.organisations, final.organisations) == 322
    assert len(set(final.states)) == len(final.states) == 31
    assert (final.organisations_total, final.states_total, final.total) == (322, 76, 398)

    said = {each.words for each in reconcile(document)}
    assert questions_about(document) == []
    assert (
        "accredited on 4 January 2021: the 10 organisations make 322, the source states for "
        "organisations the same."
    ) in said
    assert (
        "accredited on 4 January 2021: organisations and states make 398, the source states in "
        "all the same."
    ) in said


def test_planned_and_accredited_on_one_day_are_no_contradiction():
    document = a_document(
        {"as_of": "2020-12-24", "organisations": {"ipa": 29}},
        {"as_of": "2020-12-24", "status": "planned", "organisations": {"ipa": 47}},
        {"organisations": {"ipa": 48}},
    )
    assert reconcile(document) == []


# --- Umbrellas ------------------------------------------------------------------------------


def test_an_umbrella_and_its_parts_are_counted_once():
    assert sum(PARTS.values()) == 234
    assert counted_once(CIS, PARTS | {"odihr": 42}) == 276
    assert counted_once(CIS, PARTS | {"cis": 234, "odihr": 42}) == 276
    assert counted_once(CIS, {"cis": 234, "odihr": 42}) == 276
    assert counted_once(CIS, PARTS | {"nobody-knows": 3}) == 237

    match = reconcile(
        a_document({"organisations": PARTS | {"cis": 234}, "organisations_total": 234})
    )
    assert [each.agrees for each in match] == [True, True]
    assert (
        "accredited on 4 January 2021: the 234 of CIS mission are 179 + 48 + 7 = 234, counted once."
    ) in {each.words for each in match}


@pytest.mark.parametrize(
    ("whole", "asked"),
    [
        (241, "has 241, its parts 179 + 48 + 7 = 234. Who are the other 7?"),
        (200, "has 200, but its parts make 179 + 48 + 7 = 234. Does it count them"),
    ],
)
def test_an_umbrella_that_is_not_its_parts_is_asked_about(whole: int, asked: str):
    question = the_question(a_document({"organisations": PARTS | {"cis": whole}}))
    assert asked in question.words
    assert figures(question)[0] == ("CIS mission as a whole", whole)
    assert len(question.figures) == 4


def test_an_umbrella_and_its_parts_are_asked_about_once_and_the_umbrella_is_no_sender_more():
    asked = [
        each.words
        for each in reconcile(
            a_document(
                {"organisations": PARTS, "sources": ["cec"]},
                {"organisations": PARTS | {"cis": 241}, "sources": ["press"]},
                facts=[{"key": "observing_organisations", "label": "Senders", "value": 3}],
            )
        )
    ]
    assert sum("Who are the other 7?" in each for each in asked) == 1
    assert (
        "Senders: the announcement has 3, the fact 'observing_organisations' has the same." in asked
    )


def test_an_umbrellas_own_notice_is_set_against_the_authoritys_rows():
    document = a_document(
        {"organisations": PARTS, "sources": ["cec"]},
        {"organisations": {"cis": 234}, "sources": ["press"]},
    )
    [match] = reconcile(document)
    assert match.agrees
    assert [each.by for each in match.figures] == [
        "The sender's own notice, 4 January 2021",
        *["Election commission, 4 January 2021"] * 3,
    ]


def test_grandparents_and_order_make_no_difference_to_the_tree():
    deep = [
        Organisation(id="c", name="C", parent="b"),
        Organisation(id="a", name="A"),
        Organisation(id="b", name="B", parent="a"),
    ]
    assert [(each.organisation.id, each.depth) for each in tree_of(deep)] == [
        ("a", 0), ("b", 1), ("c", 2),
    ]  # fmt: skip
    assert counted_once(deep, {"a": 5, "c": 3}) == 5
    assert [each.parts for each in overlaps_in(deep, {"a": 5, "c": 3})] == [{"c": 3}]


def test_no_organisation_is_its_own_umbrella():
    circle = [
        Organisation(id="a", name="A", parent="b"),
        Organisation(id="b", name="B", parent="a"),
    ]
    document = a_document().model_copy(
        update={"organisations": tuple(circle), "accreditation": None}
    )
    with pytest.raises(InvalidChange, match="'a' would be its own umbrella"):
        sound(document)


# --- What does not add up -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("snapshot", "asked"),
    [
        (
            {"organisations": {"ipa": 48, "odihr": 42}, "organisations_total": 91},
            "the 2 organisations make 90, the source states for organisations 91.",
        ),
        (
            {"organisations_total": 322, "states_total": 76, "total": 399},
            "organisations and states make 398, the source states in all 399.",
        ),
        (
            {"by_state": {"Jordan": 3, "Moldova": 2}, "states_total": 11},
            "the 2 states make 5, the source states for states 11.",
        ),
        (
            {"states": ["Jordan"], "by_state": {"Jordan": 3, "Moldova": 2}},
            "counted, and not in the list of states: Moldova.",
        ),
    ],
)
def test_sums_that_are_off_are_questions(snapshot: dict[str, Any], asked: str):
    assert asked in the_question(a_document(snapshot)).words


def test_two_sources_of_one_day_stand_side_by_side():
    question = the_question(
        a_document(
            {"organisations": {"odihr": 9}, "sources": ["cec"]},
            {"organisations": {"odihr": 7}, "sources": ["press"]},
        )
    )
    assert question.words.startswith("accredited on 4 January 2021: 9 or 7 for ODIHR?")
    assert [(each.value, each.by) for each in question.figures] == [
        (9, "Election commission, 4 January 2021"),
        (7, "The sender's own notice, 4 January 2021"),
    ]


def test_an_organisation_that_lost_observers_is_asked_about():
    document = a_document(
        {"as_of": "2020-12-24", "organisations": {"ipa": 48}}, {"organisations": {"ipa": 29}}
    )
    assert "had 48 accredited on 2020-12-24 and 29 on 2021-01-04" in the_question(document).words


def test_398_countries_are_persons():
    fact = {"key": "countries", "label": "Countries represented", "value": 398, "unit": "countries"}
    snapshot = {"states": ["Jordan", "Moldova"], "states_total": 76, "total": 398}
    question = the_question(
        a_document(snapshot | {"organisations_total": 322}, facts=[fact | {"sources": ["press"]}])
    )
    assert "calls 398 countries; the announcement counts 398 persons, of 2 states" in question.words


def test_the_facts_and_the_own_register_are_set_against_the_announcement():
    fact = {"key": "observing_organisations", "label": "Organisations", "value": 11}
    document = a_document({"organisations": {"ipa": 48, "odihr": 42}}, facts=[fact])

    asked = questions_about(document, {"odihr": 35, "ipa": 48, "": 3})

    assert [figures(each) for each in asked] == [
        [("the announcement has", 2), ("the fact 'observing_organisations' has", 11)],
        [("our register of observers has", 35), ("the announcement has", 42)],
    ]
    assert sum(each.agrees for each in reconcile(document, {"ipa": 48})) == 1
