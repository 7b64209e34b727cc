"""A mission pack with something of everything that a checklist can show."""

from datetime import UTC, date, datetime, time

from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Form,
    Indicator,
    Integer,
    Note,
    Section,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from shared.sync.setting import MissionOut, OtherReport, PlannedVisit, StationOut, VotingHours
from tests.client.samples import MissionPack
from tests.client.screens.everything import named

SCREENED = SelectOne(
    name="V17",
    label={"en": "How was the front of the booths screened?"},
    hint={"en": "As most of the booths were. The reason goes into the comment."},
    required="true()",
    choices=named(
        curtain="Curtain or door",
        turned="Open, but the voter is turned away",
        visible="Open and visible",
        none="There were no booths",
    ),
    comment_on=("visible",),
    non_answers=(NonAnswer.NOT_OBSERVED, NonAnswer.DONT_KNOW),
)
UNSEEN = SelectOne(
    name="V18",
    label={"en": "In practice, did voters mark their ballots unseen?"},
    required="true()",
    choices=named(always="always", mostly="mostly", sometimes="sometimes", never="never"),
    indicator=Indicator(id="secrecy.unseen", negative=("never",)),
    seen_by=True,
)
BOOTHS = Integer(
    name="V16",
    label={"en": "How many booths were in use?"},
    constraint=". >= 0 and . <= 40",
    constraint_message={"en": "The number should be between 0 and 40. Read it again?"},
    warning=". > 0",
    warning_message={"en": "Voting was seen, yet no booth was in use: is 0 meant?"},
)
OBSERVERS = SelectMultiple(
    name="V11",
    label={"en": "Who else was observing?"},
    choices=named(
        none="Nobody else",
        party="Parties or candidates",
        citizen="Citizen observers",
        international="Other international observers",
        media="Media",
    ),
)
REMARKS = TextQuestion(name="V40", label={"en": "Anything else that headquarters should know?"})
OPENED = Time(name="V02", label={"en": "When did the station open?"})
QUEUE = SelectOne(
    name="V03",
    label={"en": "Кезек болды ма? Была ли очередь?"},
    choices=named(yes="Иә / Да", no="Жоқ / Нет"),
)
FORM = Form(
    id="voting",
    version="1",
    title={"en": "Voting"},
    sections=(
        Section(name="access", label={"en": "Access"}, children=(OPENED, QUEUE)),
        Section(name="people", label={"en": "People"}, children=(OBSERVERS,)),
        Section(
            name="secrecy",
            label={"en": "Secrecy"},
            children=(
                Note(name="look", label={"en": "Watch at least ten voters."}),
                SCREENED,
                UNSEEN,
                BOOTHS,
            ),
        ),
        Section(name="overall", label={"en": "Overall"}, children=(REMARKS,)),
    ),
)
STATIONS = [
    StationOut(
        code=str(number),
        name=name,
        region=f"Nur-Sultan / {district} district",
        address=f"Abai avenue {number}",
        timezone="Asia/Almaty",
        setting="urban",
        voters=900 + 7 * number,
        latitude=51.1 + number / 1000,
        longitude=71.4,
    )
    for number, name, district in (
        (42, "School No. 12", "Almaty"),
        (57, "Library", "Baikonur"),
        (61, "School No. 3", "Saryarka"),
        (101, "№ 7 мектеп", "Есіл"),
    )
]
ABROAD = StationOut(
    code="AB-BAK",
    name="Embassy in Baku",
    region="Abroad / Baku",
    address="Heydar Aliyev avenue 1",
    timezone="Asia/Baku",
)
PACK = MissionPack(
    mission=MissionOut(
        code="kz",
        title="Observation of 10 January 2021",
        election_date=date(2021, 1, 10),
        timezone="Asia/Almaty",
        voting=VotingHours(opens=time(7), closes=time(20)),
        illustrative="Sample mission: stations and answers are illustrative.",
    ),
    team="07",
    forms=[FORM],
    stations=[*STATIONS, ABROAD],
    plan=[
        PlannedVisit(station="42", at=datetime(2021, 1, 10, 2, 30, tzinfo=UTC)),
        PlannedVisit(station="57", at=datetime(2021, 1, 10, 3, 30, tzinfo=UTC)),
        PlannedVisit(
            station="61",
            at=datetime(2021, 1, 10, 4, 15, tzinfo=UTC),
            others=[OtherReport(form="voting", at=datetime(2021, 1, 10, 2, 5, tzinfo=UTC))],
        ),
        PlannedVisit(station="AB-BAK", at=datetime(2021, 1, 10, 6, tzinfo=UTC)),
    ],
)
