"""What became of past recommendations, and meetings of the notes, told in every language."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from server.missions.document import Channel, Counterpart, Meeting, MeetingKind, MissionFile
from server.missions.recommendations import Followed, Recommendation
from server.statement.annex import annex_of
from server.statement.document import Document
from server.statement.field_meetings import with_meetings
from server.statement.known import Known
from server.statement.languages.registry import get_language
from server.statement.library import get_template
from server.statement.recommended import prior_sentences
from server.statement.service import draft_from
from server.statement.survey import Survey

REPORT = "Final report 2016"


def some(status: Followed, count: int, **fields: Any) -> list[Recommendation]:  # noqa: ANN401
    assessed = (
        {} if status is Followed.NOT_ASSESSED else {"reason": "R", "assessed_on": "2021-01-09"}
    )
    given = {"report": REPORT, "status": status, **assessed, **fields}
    return [
        Recommendation.model_validate({"key": f"{status}-{n}", "text": "T", **given})
        for n in range(count)
    ]


def told(mission: MissionFile, kept: Sequence[Recommendation], language: str = "en") -> list[str]:
    held = mission.model_copy(update={"recommendations": tuple(kept)})
    known = Known(held, get_language(language))
    return [each.text for each in prior_sentences(known)]


TWENTY_FIVE = (
    some(Followed.FULLY, 3)
    + some(Followed.MOSTLY, 1)
    + some(Followed.PARTLY, 12)
    + some(Followed.NOT, 7)
    + some(Followed.NOT_ASSESSED, 2)
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "The Mission assessed 23 recommendations of the report “Final report 2016”: three are "
            "implemented in full, one is mostly implemented, 12 are partly implemented and seven "
            "are not implemented; two have not been assessed.",
        ),
        (
            "ru",
            "Рекомендаций, выполнение которых Миссия оценила (доклад «[en] Final report 2016»): "
            "23; по её оценке, выполнено полностью: 3, в основном выполнено: 1, частично "
            "выполнено: 12 и не выполнено: 7; ещё не оценено: 2.",
        ),
        (
            "kk",
            "Миссия орындалуын бағалаған ұсынымдар саны («[en] Final report 2016» есебі): 23; оның "
            "бағалауынша, толық орындалғаны: 3, негізінен орындалғаны: 1, ішінара орындалғаны: 12 "
            "және орындалмағаны: 7; әлі бағаланбағаны: 2.",
        ),
        (
            "tr",
            "Misyon “[en] Final report 2016” raporundaki 23 tavsiyenin uygulanmasını "
            "değerlendirdi; değerlendirmesine göre tamamen uygulanan: 3, büyük ölçüde uygulanan: "
            "1, kısmen uygulanan: 12 ve uygulanmayan: 7; henüz değerlendirilmeyen: 2.",
        ),
    ],
)
def test_a_report_is_told_by_what_the_mission_assessed(
    sample_mission: MissionFile, language: str, sentence: str
):
    assert told(sample_mission, TWENTY_FIVE, language) == [sentence]


def test_one_is_told_as_one_and_each_report_by_itself(sample_mission: MissionFile):
    kept = some(Followed.FULLY, 1) + some(Followed.NOT, 2, report="Other", key="o")[:1]

    assert told(sample_mission, kept) == [
        "The Mission assessed one recommendation of the report “Final report 2016”: one is "
        "implemented in full.",
        "The Mission assessed one recommendation of the report “Other”: one is not implemented.",
    ]


def test_figures_of_a_sentence_add_up(sample_mission: MissionFile):
    (sentence,) = told(sample_mission, TWENTY_FIVE, "tr")
    total, *parts, left = map(int, re.findall(r"\d+", sentence.replace("2016", "")))

    assert total == sum(parts) == 23
    assert total + left == len(TWENTY_FIVE)


def test_what_nobody_assessed_is_a_gap_and_new_ones_are_a_persons(
    sample_mission: MissionFile, sample_surveys: Sequence[Survey]
):
    new = some(Followed.NOT_ASSESSED, 1, report="", key="new")
    drafts = {
        kept: draft(sample_mission, sample_surveys, kept)
        for kept in ((), tuple(new), tuple(some(Followed.NOT_ASSESSED, 4)), tuple(TWENTY_FIVE))
    }
    gaps = [
        [each.reason for each in drafted.gaps if each.topic == "Recommendations of past missions"]
        for drafted in drafts.values()
    ]

    assert gaps == [[], [], ["None of the 4 that the mission keeps has been assessed."], []]
    *_, assessed = drafts.values()
    assert any("23 recommendations" in each.text for each in assessed.sentences())


def draft(
    mission: MissionFile, surveys: Sequence[Survey], kept: tuple[Recommendation, ...]
) -> Document:
    held = mission.model_copy(update={"recommendations": kept})
    return draft_from(get_template("turkic", "en"), held, surveys, None)


def test_a_quotable_meeting_is_told_once_with_where_it_is_noted(
    sample_mission: MissionFile, sample_surveys: Sequence[Survey]
):
    fresh = Meeting(
        key="note-1",
        kind=MeetingKind.GOVERNMENT,
        first_day=date(2021, 1, 7),
        counterparts=(Counterpart(body="Ministry of Justice", office="Minister of Justice"),),
        channel=Channel.IN_PERSON,
    )
    both = with_meetings(sample_mission, [fresh, *sample_mission.meetings])
    drafted = draft_from(get_template("turkic", "en"), both, sample_surveys, None)

    assert len(both.meetings) == len(sample_mission.meetings) + 1
    (sentence,) = (each for each in drafted.sentences() if "Minister of Justice" in each.text)
    assert "On 7 January 2021" in sentence.text
    [cited] = sentence.citations
    assert (cited.what, cited.as_of) == ("Meeting of the Mission", date(2021, 1, 7))
    source = annex_of(drafted).of_sentence[list(drafted.sentences()).index(sentence)]
    lines = next(each.lines for each in annex_of(drafted).sources if each.id == source)
    assert lines == ("Meeting of the Mission, 7 January 2021",)
    assert with_meetings(sample_mission, []) == sample_mission
