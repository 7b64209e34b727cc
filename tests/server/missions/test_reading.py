"""Mission files: the smallest loads, and every mistake is told with its line and cure."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.missions.consistency import inconsistencies
from server.missions.document import Design, MissionFile
from server.missions.faults import InvalidMissionFile
from server.missions.reading import read_mission_file
from server.missions.yaml_lines import MAX_CHARACTERS
from server.tabular.decoding import UnreadableText

SMALLEST = """\
code: example-2026
title: Opening observation 2026
election: {name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs, population: 9000}
"""


def refused(text: str) -> InvalidMissionFile:
    with pytest.raises(InvalidMissionFile) as caught:
        read_mission_file(text)
    return caught.value


def test_the_smallest_mission_file_loads() -> None:
    document = read_mission_file(SMALLEST)
    assert (document.code, document.sample.design) == ("example-2026", Design.SRS)
    assert document.sample.population == 9000
    assert document.election.date.isoformat() == "2026-10-04"


def test_voting_hours_are_times_of_the_day() -> None:
    stated = SMALLEST.replace("Europe/Paris}", "Europe/Paris, voting: {opens: '7:00', closes: X}}")
    assert "'X' is not a time" in refused(stated).detail

    voting = read_mission_file(stated.replace("X}}", "'20:00'}}")).election.voting
    assert voting is not None
    assert (f"{voting.opens:%H:%M}", f"{voting.closes:%H:%M}") == ("07:00", "20:00")


def test_an_unknown_key_is_refused_with_its_line_and_the_one_that_was_meant() -> None:
    problem = refused(SMALLEST.replace("population", "populaton"))
    assert "line 4, sample.populaton: the key 'populaton' is not known" in problem.detail
    assert (
        "Did you mean 'population'? Known here: design, draw, population, rules, strata."
        in problem.detail
    )


def test_an_unknown_key_deep_in_a_list_is_refused_with_its_line() -> None:
    problem = refused(
        SMALLEST + "teams:\n  - code: A\n    plan:\n      - station: '1'\n        when: 1\n"
    )
    assert "line 9, teams[0].plan[0].when: the key 'when' is not known" in problem.detail
    assert "Known here: at, station." in problem.detail


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = SMALLEST.replace("2026-10-04", "2026-13-04").replace("Europe/Paris", "Europe/Pari")
    problem = refused(text.replace("srs", "random").replace("9000", "many"))
    errors = problem.extra["errors"]
    assert [(each["line"], each["key"]) for each in errors] == [
        (3, "election.date"),
        (3, "election.timezone"),
        (4, "sample.design"),
        (4, "sample.population"),
    ]
    assert "Did you mean Europe/Paris?" in problem.detail
    assert problem.detail.startswith("the mission file has 4 mistakes. Nothing was loaded.")


@pytest.mark.parametrize("key", ["code", "title", "election", "sample"])
def test_a_missing_key_is_named(key: str) -> None:
    kept = [line for line in SMALLEST.splitlines() if not line.startswith(key)]
    problem = refused("\n".join(kept))
    assert f"the key '{key}' is missing at the top of the file. Add '{key}: …'." in problem.detail


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-10-04", "4.10.2026", "'4.10.2026' is not a day. Write the day as YYYY-MM-DD"),
        ("2026-10-04", "2026-02-30", "there is no day '2026-02-30' in the calendar"),
        ("2026-10-04", "20261004", "'20261004' is not a day"),
        ("XX", "France", "'France' is not a country code"),
        ("Europe/Paris", "../../etc/passwd", "'../../etc/passwd' is not a known time zone"),
        ("9000", "-1", "'-1' is too small. Write 1 or more."),
        ("9000", "9.5", "'9.5' is not a whole number"),
        ("srs", "", "the value is empty"),
        ("Opening observation 2026", "", "line 2, title: the value is empty"),
        ("Opening observation 2026", "[a, b]", "one text is expected here, not several"),
        ("{design: srs, population: 9000}", "srs", "'srs' stands where keys are expected"),
        ("example-2026", "two words", "'two words' can't be a code"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_shown_with_what_to_write(old: str, new: str, said: str) -> None:
    assert said in refused(SMALLEST.replace(old, new)).detail


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    problem = refused(SMALLEST + "title: Another\n")
    assert "line 5, title: this key stands twice (also in line 2)" in problem.detail


def test_a_team_that_stands_twice_is_refused() -> None:
    problem = refused(SMALLEST + "teams:\n  - code: A\n  - code: B\n  - code: A\n")
    assert "line 8, teams[2].code: the team 'A' stands twice (also in line 6)" in problem.detail


def test_a_fact_that_names_a_source_nobody_described_is_refused() -> None:
    problem = refused(SMALLEST + "facts:\n  - {key: a, label: A, value: 1, sources: [gazette]}\n")
    assert "line 6, facts[0].sources[0]: no source 'gazette' is described" in problem.detail


def test_values_mean_what_they_look_like_whatever_yaml_makes_of_them() -> None:
    text = SMALLEST.replace("XX", "NO") + (
        "teams:\n  - {code: 007, plan: [{station: 0147, at: 06:10}]}\n"
        "facts:\n  - {key: a, label: on, value: 312}\n  - {key: b, label: B, value: 0x1F}\n"
    )
    document = read_mission_file(text)
    assert document.election.country == "NO"
    assert document.teams[0].code == "007"
    stop = document.teams[0].plan[0]
    assert (stop.station, f"{stop.at:%H:%M}") == ("0147", "06:10")
    assert [fact.value for fact in document.facts] == [312, "0x1F"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it holds no keys"),
        ("- a\n- b\n", "it holds no keys"),
        ("just words", "it holds no keys"),
        ("code: [unclosed\n", "it is not YAML"),
        ("title: a: b\n", "line 1: a second ':' stands in the line"),
        ("code: a\n\ttitle: b\n", "line 2: a tab stands where spaces are needed"),
        ("code: a\n---\ncode: b\n", "line 2: a second document begins here"),
        ("code: &a x\ntitle: *a\n", "line 1: the anchor or alias 'a' is not read here"),
        ("code: !!python/object/apply:os.system [id]\n", "the tag 'tag:yaml.org,2002:python"),
        ("code: ! x\n", "the tag '!' is not read here"),
        ("[" * 1000, "nested more than 30 deep"),
        ("? [a, b]\n: c\n", "a key is not plain text"),
        ('code: "\\ud800"\n', "half a character"),
        ('code: "a\\0b"\n', "a control character"),
        ("code: a\x07\n", "a character that YAML does not allow"),
        ('code: "\\UFFFFFFFF"\n', "Check the escapes"),
        ("x" * (MAX_CHARACTERS + 1), "the file is longer than"),
    ],
)  # fmt: skip
def test_text_that_is_no_mission_is_refused_in_words(text: str, said: str) -> None:
    assert said in refused(text).detail


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "line 1: the anchor or alias 'a0' is not read here" in refused("\n".join(lines)).detail


@given(st.text())
def test_no_text_whatever_ends_in_anything_but_a_list_of_mistakes(text: str) -> None:
    with pytest.raises(InvalidMissionFile):
        read_mission_file(text)


@given(st.integers(0, len(SMALLEST) - 1), st.characters())
def test_a_slip_of_a_key_loads_or_is_explained(at: int, slip: str) -> None:
    text = SMALLEST[:at] + slip + SMALLEST[at + 1 :]
    try:
        read_mission_file(text)
    except InvalidMissionFile as problem:
        errors: list[dict[str, str]] = problem.extra["errors"]
        is_explained = bool(errors) and all(
            each["line"] and each["message"] and each["cure"] for each in errors
        )
    else:
        is_explained = True
    assert is_explained


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        file = tmp_path / f"{encoding}.yaml"
        file.write_text(SMALLEST.replace("Opening", "Тұңғыш"), encoding=encoding)
        assert read_mission_file(file).title == "Тұңғыш observation 2026"


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mission.yaml"
    file.write_bytes(SMALLEST.replace("Opening", "Открытие").encode("cp1251"))
    with pytest.raises(
        UnreadableText,
        match=r"mission\.yaml, line 2: the file is not in UTF-8 .*Save it as UTF-8\. ",
    ):
        read_mission_file(file)


def test_what_is_kept_as_json_reads_back_the_same() -> None:
    text = SMALLEST + "teams: [{code: A, plan: [{station: '1', at: 2026-10-03 17:00}]}]\n"
    document = read_mission_file(text)
    assert MissionFile.model_validate(document.model_dump(mode="json")) == document


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("facts: [{key: a, label: A, value: 5, sum_of: [b, c]}, {key: b, label: B, value: 2},"
         " {key: c, label: C, value: 2}]", "fact 'a': it is 5, but its parts add up to 4 (b 2"),
        ("facts: [{key: a, label: A, value: 5}, {key: b, label: B, value: 6, part_of: a}]",
         "fact 'b': 6 is more than 'a', which is 5."),
        ("facts: [{key: election_day, label: A, value: 2026-10-05}]",
         "fact 'election_day': 2026-10-05, but the election is on 2026-10-04."),
        ("facts: [{key: day, label: Polling day, value: 2026-10-05}]",
         "fact 'day': 2026-10-05, but the election is on 2026-10-04."),
        ("facts: [{key: abroad, label: Voting abroad, value: 2025-10-04}]",
         "fact 'abroad': its value is 2025-10-04, which is election day in another year: the "
         "election is on 2026-10-04."),
        ("facts: [{key: visited, label: Stations visited, value: 14, as_of: 2027-10-04}]",
         "fact 'visited': its 'as_of' is 2027-10-04, which is election day in another year: the "
         "election is on 2026-10-04."),
        ("facts: [{key: a, label: A, value: 5, unit: states, sum_of: [b]},"
         " {key: b, label: B, value: 5, unit: observers}]", "'a' counts states, but 'b'"),
        ("facts: [{key: a, label: A, value: 5, claims: [{value: 6, unit: x}]}]",
         "fact 'a': sources differ (5, and 6 x), and nobody has chosen which is cited."),
        ("facts: [{key: a, label: A, value: 5, quote: the elections on 10 October}]",
         "fact 'a', in its quote, “10 October”: This reads as the day of the election"),
        ("facts: [{key: a, label: Über alles, value: 5}, {key: b, label: uber Alles, value: 6}]",
         "facts 'a' and 'b' are both 'uber Alles', but one is 5 and the other 6."),
        ("period: {first_day: 2026-09-01, last_day: 2026-10-03}", "leaves out election day"),
        ("accreditation: {deadline: 2026-09-28 18:00, days_before: 5}", "by the rule E-5 18:00"),
        ("accreditation: {deadline: 2026-10-05 18:00}", "is after election day"),
        ("teams: [{code: A, plan: [{station: '1', at: 2025-10-04 09:00}]}]",
         "team A: the stop at 1 is on 2025-10-04, far from election day"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_told_and_refuses_nothing(more: str, said: str) -> None:
    warnings = inconsistencies(read_mission_file(SMALLEST + more))
    assert len(warnings) == 1
    assert said in warnings[0]


def test_accreditations_that_do_not_add_up_are_told() -> None:
    more = """\
organisations: [{id: a, name: A}, {id: b, name: B}]
accreditation:
  snapshots:
    - as_of: 2026-09-28
      status: accredited
      organisations: {a: 1, b: 2}
      organisations_total: 4
      states: [Norway, Chile, Norway]
      states_total: 5
      total: 10
"""
    warnings = inconsistencies(read_mission_file(SMALLEST + more))
    assert [each.split(": ", 1)[1] for each in warnings] == [
        "the 2 organisations make 3, the source states for organisations 4. Which is right?",
        "organisations and states make 9, the source states in all 10. Which is right?",
        "Norway stands twice in the list of states.",
    ]


def test_a_mission_without_fault_has_nothing_to_look_at_again() -> None:
    assert inconsistencies(read_mission_file(SMALLEST)) == []


def test_duty_phones_and_code_of_conduct_are_read_for_the_laptops() -> None:
    document = read_mission_file(
        SMALLEST
        + "contacts:\n  - {role: Security officer, phone: +7 7172 555 010, hours: day and night}\n"
        + "  - {role: Police, phone: 112}\n"
        + "code_of_conduct: |-\n  We are neutral.\n\n  We do not interfere.\n"
    )
    assert [(each.role, each.phone) for each in document.contacts] == [
        ("Security officer", "+7 7172 555 010"),
        ("Police", "112"),
    ]
    assert document.code_of_conduct.split("\n\n") == ["We are neutral.", "We do not interfere."]


def test_a_duty_phone_that_nobody_could_dial_is_refused() -> None:
    problem = refused(SMALLEST + "contacts:\n  - {role: Security officer, phone: ask Dana}\n")
    assert "line 6, contacts[0].phone: 'ask Dana' is not a telephone number" in problem.detail
