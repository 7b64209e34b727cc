"""Small mission packs and answers. Say only what matters."""

from datetime import UTC, date, datetime
from uuid import UUID

from pydantic import BaseModel

from client.laptop import Laptop
from shared.forms.answers import Answers, NonAnswer
from shared.forms.model import (
    Choice,
    Form,
    Integer,
    Section,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from shared.sync.protocol import (
    Change,
    ChangesPage,
    FormChange,
    FormOut,
    MissionChange,
    PlanChange,
    StationChange,
)
from shared.sync.setting import MissionOut, PlannedVisit, PlanOut, StationOut


class MissionPack(BaseModel):
    """All that a team is told before its first report."""

    mission: MissionOut
    team: str
    forms: list[Form]
    stations: list[StationOut]
    plan: list[PlannedVisit]

    def changes(self) -> list[Change]:
        """Return its pieces."""
        newest = {form.id: form for form in self.forms}
        places = {form_id: place for place, form_id in enumerate(newest)}
        return [
            MissionChange(key=self.mission.code, value=self.mission),
            PlanChange(key=self.team, value=PlanOut(team=self.team, visits=self.plan)),
            *(
                FormChange(
                    key=form.id,
                    value=FormOut(version=form.version, digest=form.digest, place=places[form.id]),
                )
                for form in newest.values()
            ),
            *(StationChange(key=each.code, value=each) for each in self.stations),
        ]


def keep_pack(laptop: Laptop, pack: MissionPack, now: datetime) -> None:
    """Let a laptop know a pack, as if it had pulled it."""
    for form in pack.forms:
        laptop.changes.keep_form(form)
    page = ChangesPage(
        cursor="", begins=True, is_whole=True, more=False, left=0, changes=pack.changes()
    )
    laptop.changes.apply(page, now)


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, label={"en": name.capitalize()}) for name in names)


def make_form(version: str = "1", form_id: str = "voting") -> Form:
    """A voting checklist of six questions; V02 is asked only where V01 is `yes`."""
    return Form(
        id=form_id,
        version=version,
        title={"en": "Voting"},
        sections=(
            Section(
                name="access",
                label={"en": "Access"},
                children=(
                    SelectOne(
                        name="V01",
                        label={"en": "Was there a delay?"},
                        required="true()",
                        choices=choices("yes", "no"),
                    ),
                    Integer(
                        name="V02",
                        label={"en": "How many minutes?"},
                        relevant="${V01} = 'yes'",
                        constraint=". >= 0",
                    ),
                    SelectOne(
                        name="V06",
                        label={"en": "How is the entrance?"},
                        choices=choices("level", "usable", "missing"),
                        seen_by=True,
                    ),
                ),
            ),
            Section(
                name="health",
                label={"en": "Health"},
                children=(
                    SelectMultiple(
                        name="V21",
                        label={"en": "Which health measures?"},
                        choices=choices("masks", "sanitiser", "distance", "none"),
                    ),
                    SelectOne(
                        name="V18",
                        label={"en": "Were voters seen to mark ballots unseen?"},
                        choices=choices("always", "mostly", "never"),
                        non_answers=(NonAnswer.NOT_OBSERVED, NonAnswer.DONT_KNOW),
                    ),
                    TextQuestion(name="V30", label={"en": "Remarks"}),
                ),
            ),
        ),
    )


def make_station(code: str = "42", name: str = "School No. 12", **more: str) -> StationOut:
    return StationOut(
        code=code,
        name=name,
        region=more.get("region", "Nur-Sultan / Almaty district"),
        address=more.get("address", "Abai avenue 5"),
        timezone=more.get("timezone", "Asia/Almaty"),
    )


def make_pack(*stations: StationOut, forms: tuple[Form, ...] = (), code: str = "kz") -> MissionPack:
    return MissionPack(
        mission=MissionOut(
            code=code,
            title="Observation of 10 January 2021",
            election_date=date(2021, 1, 10),
            timezone="Asia/Almaty",
        ),
        team="07",
        forms=list(forms or (make_form(),)),
        stations=list(stations or (make_station(), make_station("57", "Library"))),
        plan=[PlannedVisit(station="57", at=datetime(2021, 1, 10, 3, 30, tzinfo=UTC))],
    )


ANSWERS: Answers = {
    "V01": "no",
    "V06": "usable",
    "V21": ["masks", "sanitiser"],
    "V18": NonAnswer.NOT_OBSERVED,
}


def seal_report(laptop: Laptop, station: str = "42") -> UUID:
    """Seal a small voting checklist; return its report."""
    draft = laptop.drafts.open(laptop.pack.form_called("voting"), station)
    laptop.drafts.set_answers(draft.id, ANSWERS, {}, {})
    return laptop.drafts.finish(draft.id)
