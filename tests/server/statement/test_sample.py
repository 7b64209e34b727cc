"""The sample mission's draft: of each observation that was published, in how many stations."""

import json
import re
from collections.abc import Sequence

import pytest

from server.findings.asked import Asked
from server.findings.counted import CountedReport
from server.missions.document import MissionFile
from server.missions.facts import Choice, Claim
from server.statement import render_html, render_json, render_markdown
from server.statement.document import Document, Paragraph
from server.statement.languages.registry import get_language
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import Survey, survey_of
from shared.forms.model import choices_of
from shared.ids import new_id

TEMPLATE = get_template("turkic", "en")
FORBIDDEN = get_language("en").forbidden


def paragraph(document: Document, wanted: str) -> Paragraph:
    return next(each for each in document.paragraphs() if each.id == wanted)


def text_of(document: Document, wanted: str | None = None) -> str:
    """Return the drafted text of a paragraph, or of all."""
    paragraphs = [paragraph(document, wanted)] if wanted else list(document.paragraphs())
    return " ".join(
        part.text
        for each in paragraphs
        for part in each.parts
        if part in list(document.sentences())
    )


PUBLISHED = [
    ("stations", "T10", "the Mission's observers visited 14 polling stations in Nur-Sultan"),
    ("access", "T10", "In all 14 polling stations visited, the Mission's observers were admitted"),
    ("information", "T10", "In all 14, the commission answered the observers' questions"),
    ("conformity", "T10", "In all 14, voters' identity documents were seen to be checked"),
    ("conformity", "T10", "In all 14, the ballot boxes stayed sealed and in view"),
    ("influence", "T11", "In none of the 14 polling stations visited was an attempt to influence"),
    (
        "interference",
        "T11",
        "In none of the 14 was anyone from the administration, law enforcement",
    ),
    ("conditions", "T11", "In all 14, the observers had a clear view of identification"),
    ("conditions", "T11", "In none of the 14 was another observer, party representative or"),
    (
        "campaign",
        "T12",
        "In none of the 14 polling stations visited was campaigning observed in or",
    ),
    ("materials", "T12", "In all 14, information on the contestants and on how to vote was"),
    ("curtains", "T13", "In none of the 14 polling stations visited did the booths have a curtain"),
    ("secrecy", "T13", "In 13 of the 14, voters were seen to mark their ballots unseen"),
    (
        "sanitary",
        "T13",
        "In all 14, health measures were in place: masks and sanitiser in 14, distance markings "
        "in 12, temperature checks in 9",
    ),
    ("observers", "T14", "In all 14 polling stations visited, other observers were present"),
    ("age groups", "T15", "In 11 of the 14 polling stations visited, voters of all three age"),
    ("technical", "T16", "In none of the 14 polling stations visited were serious technical"),
    (
        "ramps",
        "T16",
        "In 2 of the 14, a ramp was missing at the entrance; in the other 12 the entrance was "
        "level or had a usable ramp.",
    ),
    ("count", "T18", "The count was observed in one polling station; "),
    ("count", "T18", "the prescribed steps were followed in order"),
    ("count", "T18", "No wider statement on the count can be made."),
    (
        "limits",
        "T19",
        "The Mission's observations are limited to the 14 polling stations visited in Nur-Sultan "
        "and cannot be extended to the country.",
    ),
]


@pytest.mark.parametrize(("topic", "where", "words"), PUBLISHED)
def test_of_each_observation_published_it_says_in_how_many_stations(
    sample: Document, topic: str, where: str, words: str
) -> None:
    assert words in text_of(sample, where), topic


def test_it_has_the_twenty_one_paragraphs_in_order(sample: Document) -> None:
    assert [each.id for each in sample.paragraphs()] == [f"T{number}" for number in range(1, 22)]


def test_it_writes_no_percentage_of_what_was_observed(sample: Document) -> None:
    observed = " ".join(each.text for each in sample.sentences() if each.evidence)
    assert "per cent" not in observed
    assert "%" not in text_of(sample)


def test_no_sentence_judges(sample: Document) -> None:
    text = text_of(sample)
    assert not [word for word in FORBIDDEN if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    for verdict in ("transparent", "complied", "success", "democratic", "congratulat"):
        assert verdict not in text.lower()


@pytest.mark.parametrize("where", ["T1", "T17", "T20", "T21"])
def test_what_only_a_person_may_say_is_left_empty(sample: Document, where: str) -> None:
    assert text_of(sample, where) == ""
    assert [slot for slot in sample.slots() if slot in paragraph(sample, where).parts]
    gap = next(each for each in sample.gaps if each.paragraph == where)
    assert "author, basis, sign-off" in gap.reason


def test_no_station_is_named_in_any_format(
    sample: Document, sample_reports: Sequence[tuple[str, CountedReport]]
) -> None:
    stations = {report.station for _, report in sample_reports}
    for text in (
        render_markdown.render(sample),
        render_html.render(sample),
        render_json.render(sample),
    ):
        assert not [station for station in stations if station in text]


def test_officials_stand_by_their_office(sample: Document) -> None:
    text = text_of(sample)
    assert "the Deputy Minister of Foreign Affairs of the Republic of Kazakhstan" in text
    for name in ("Petrov", "Makenov", "Nurishev", "Imashev"):
        assert name not in text


def test_every_figure_can_be_opened(sample: Document) -> None:
    opened = 0
    for sentence in sample.sentences():
        held = {evidence.id: evidence for evidence in sentence.evidence}
        for segment in sentence.segments:
            assert not segment.evidence or segment.evidence in held
            if segment.figure is not None:
                assert segment.figure in range(len(held[segment.evidence].figures))
                opened += 1
    assert opened > 40
    assert len({each.id for each in sample.evidence()}) > 40


def test_evidence_accounts_for_every_station(sample: Document) -> None:
    for evidence in sample.evidence():
        assert evidence.answered + sum(evidence.non_answers.values()) == evidence.visited
        assert sum(figure.stations for figure in evidence.figures) == evidence.answered
        assert evidence.design == "convenience"
        assert evidence.versions


def test_facts_carry_their_source_and_date(sample: Document) -> None:
    sentence = next(each for each in sample.sentences() if "10,061" in each.text)
    assert {citation.source for citation in sentence.citations} == {"turkic-council-statement"}
    assert all(citation.as_of and citation.published for citation in sentence.citations)


def test_a_figure_on_which_sources_differ_is_cited_only_after_a_choice(
    sample_mission: MissionFile, sample_surveys: list[Survey]
) -> None:
    def drafted(choice: Choice | None) -> Document:
        claimed = {"claims": (Claim(value=10_062),), "choice": choice}
        facts = tuple(
            each.model_copy(update=claimed) if each.key == "precinct_commissions" else each
            for each in sample_mission.facts
        )
        mission = sample_mission.model_copy(update={"facts": facts})
        return draft_from(TEMPLATE, mission, sample_surveys, None)

    disputed, chosen = drafted(None), drafted(Choice(reason="The decree", by="anna"))

    assert "10,061" not in text_of(disputed)
    assert any("Sources differ on: precinct_commissions." in each.reason for each in disputed.gaps)
    assert "10,061" in text_of(chosen)


def test_parts_that_are_illustrative_say_so_in_every_format(
    sample: Document, sample_mission: MissionFile
) -> None:
    notice = sample_mission.illustrative
    assert notice in render_markdown.render(sample)
    assert notice in render_html.render(sample)
    assert json.loads(render_json.render(sample))["illustrative"] == notice


def test_the_same_reports_give_the_same_bytes(
    sample_mission: MissionFile, sample_surveys: list[Survey]
) -> None:
    one, two = (draft_from(TEMPLATE, sample_mission, sample_surveys, None) for _ in range(2))
    for renderer in (render_markdown, render_html, render_json):
        assert renderer.render(one) == renderer.render(two)


def test_another_answer_changes_the_digest_of_the_data(
    sample: Document,
    sample_mission: MissionFile,
    library: list[Asked],
    sample_reports: Sequence[tuple[str, CountedReport]],
) -> None:
    changed = [
        (form, report.answering({**report.answers, "V16": 39})) for form, report in sample_reports
    ]
    surveys = [
        survey_of(asked, [report for form, report in changed if form == asked.form_id])
        for asked in library
    ]
    other = draft_from(TEMPLATE, sample_mission, surveys, None)
    assert other.colophon.data_digest != sample.colophon.data_digest
    assert other.colophon.text_digest == sample.colophon.text_digest


def test_without_reports_nothing_is_said_of_election_day(
    sample_mission: MissionFile, library: list[Asked]
) -> None:
    empty = draft_from(TEMPLATE, sample_mission, [survey_of(each, []) for each in library], None)
    assert not list(empty.evidence())
    assert "limited to" not in text_of(empty)
    assert any("No report" in gap.reason for gap in empty.gaps if gap.paragraph == "T18")


def test_a_station_visited_again_is_still_one_station(
    sample_mission: MissionFile,
    library: list[Asked],
    sample_reports: list[tuple[str, CountedReport]],
) -> None:
    form, first = next(each for each in sample_reports if each[0] == "voting")
    again = first._replace(entry_id=999, report_id=new_id(), visit_id=new_id())
    reports = [*sample_reports, (form, again)]
    surveys = [
        survey_of(asked, [report for form, report in reports if form == asked.form_id])
        for asked in library
    ]
    document = draft_from(TEMPLATE, sample_mission, surveys, None)
    assert "In 2 of the 14, a ramp was missing" in text_of(document, "T16")


def test_the_template_has_words_for_every_choice_of_the_standard_checklists(
    library: list[Asked],
) -> None:
    plans = {part.finding: part for part in TEMPLATE.findings()}
    read = {
        question.indicator.id: question
        for asked in library
        for question in asked.questions
        if question.indicator is not None
    }
    assert sorted(set(plans) - set(read)) == []
    for indicator, part in plans.items():
        told = {value for way in part.ways for value in (*way.any, *way.all)}
        offered = {choice.name for choice in choices_of(read[indicator])}
        assert offered == told, indicator
        assert all(set(way.items) <= set(way.any) for way in part.ways)


def test_the_template_itself_judges_nothing() -> None:
    clauses = [way.so + " " + way.none for part in TEMPLATE.findings() for way in part.ways]
    for clause in clauses:
        assert not [word for word in FORBIDDEN if re.search(rf"\b{word}\b", clause, re.IGNORECASE)]


def test_on_the_server_each_figure_leads_to_its_reports(sample: Document) -> None:
    page = str(render_html.fragment(sample, render_html.OnServer(sample.mission)))
    home = "/m/kazakhstan-2021/evidence?form=voting&amp;question="
    assert f'href="{home}V06&amp;unit=station&amp;value=missing">In 2 of the 14</a>' in page
    assert f'href="{home}V18&amp;unit=station&amp;reading=not_observed">in one</a>' in page
    assert ">The count was observed in one polling station</a>" in page
    assert 'href="/m/kazakhstan-2021/reports?state=accepted">14 polling stations</a>' in page


def test_a_file_of_its_own_leads_nowhere_but_to_its_annex(sample: Document) -> None:
    page = render_html.render(sample)
    targets = set(re.findall(r'href="([^"]*)"', page))
    places = set(re.findall(r'id="([^"]*)"', page))
    assert targets
    assert {target.removeprefix("#") for target in targets} <= places
    assert "http" not in page
