"""What is asked about plans, and what is left alone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.deployment.local_times import Clocks
from server.deployment.places import Place
from server.deployment.questions.asking import ask
from server.deployment.questions.question import Kind, Question, Setting
from server.missions.document import Pace, Stop, TeamPlan, Voting
from shared.ids import new_id
from shared.positions import Position

PARIS = ZoneInfo("Europe/Paris")
CLOCKS = Clocks(PARIS, date(2026, 10, 4))
VOTING = Voting.model_validate({"opens": "07:00", "closes": "20:00"})


def place(
    code: str,
    region: str = "North",
    *,
    at: Position | None = None,
    zone: ZoneInfo = PARIS,
    is_closed: bool = False,
) -> Place:
    return Place(new_id(), code, f"School {code}", region, "", zone, at, is_closed)


def team(code: str, *stops: tuple[str, str | None], regions: tuple[str, ...] = ()) -> TeamPlan:
    plan = tuple(Stop.model_validate({"station": s, "at": at}) for s, at in stops)
    return TeamPlan(code=code, plan=plan, regions=regions)


def asked(
    *teams: TeamPlan,
    places: tuple[Place, ...] = (),
    regions: dict[str, int] | None = None,
    pace: Pace | None = None,
) -> list[Question]:
    known = {each.code: each for each in places}
    setting = Setting(known, regions or {}, CLOCKS, VOTING, pace or Pace())
    return ask(teams, setting, {})


def kinds(*args: TeamPlan, places: tuple[Place, ...], **others: object) -> list[str]:
    return [each.kind.name for each in asked(*args, places=places, **others)]  # pyright: ignore[reportArgumentType]


A, B = place("A"), place("B")


def test_a_plan_that_a_day_can_hold_is_not_asked_about():
    assert asked(team("07", ("A", "09:00"), ("B", "10:00")), places=(A, B)) == []


def test_a_station_that_stands_twice_at_one_time():
    twice = team("07", ("A", "09:00"), ("A", "09:00"), ("A", "19:30"), ("B", None), ("B", None))
    found = [each.words for each in asked(twice, places=(A, B)) if each.kind is Kind.TWICE]
    assert found == [
        "Team 07: station A stands 2 times at 09:00.",
        "Team 07: station B stands 2 times without a time.",
    ]


def test_two_teams_at_one_station_within_the_hour():
    early, late = team("07", ("A", "09:00")), team("08", ("A", "09:59"))
    (question,) = asked(early, late, places=(A,))
    assert (question.kind, question.teams) == (Kind.SAME_HOUR, ("07", "08"))
    assert "team 07 at 09:00 and team 08 at 09:59 on 4 October" in question.words
    assert asked(early, team("08", ("A", "10:00")), places=(A,)) == []
    assert asked(early, team("08", ("A", "2026-10-05 09:00")), places=(A,)) == []


def test_the_same_hour_is_one_moment_whatever_the_clocks_say():
    abroad = place("E", zone=ZoneInfo("Asia/Almaty"))
    one = team("07", ("E", "2026-10-04T12:00+05:00"))
    other = team("08", ("E", "09:30"))  # by the mission's clock: 12:30 in Almaty
    (question,) = asked(one, other, places=(abroad,))
    assert "12:00 and team 08 at 12:30" in question.words


def test_stations_that_the_register_lacks_or_closed():
    closed = place("C", is_closed=True)
    assert kinds(team("07", ("X", None), ("C", None)), places=(closed,)) == [
        "NOT_IN_REGISTER",
        "CLOSED",
    ]


def test_more_than_a_day_can_hold():
    codes = [f"{at:02}" for at in range(8, 20)]
    places = tuple(map(place, codes))
    full = team("07", *((code, f"{code}:00") for code in codes))
    assert asked(full, places=places) == []
    (question,) = asked(full, places=places, pace=Pace(visits_a_day=11))
    assert "12 stations; 11 are what a day usually holds" in question.words
    without_times = team("07", *((code, None) for code in codes))
    assert kinds(without_times, places=places, pace=Pace(minutes_a_visit=70)) == ["TOO_MUCH"]


def test_a_way_that_is_too_long_for_the_time_between():
    paris, orleans = Position(48.8566, 2.3522), Position(47.9029, 1.9093)
    places = (place("A", at=paris), place("B", at=orleans))
    (question,) = asked(team("07", ("A", "09:00"), ("B", "10:00")), places=places)
    assert question.words == (
        "Team 07, 4 October: A at 09:00 → B at 10:00: 111 km as the crow flies, 1 h between them, "
        "about 3 h 23 min needed."
    )
    assert asked(team("07", ("A", "09:00"), ("B", "12:25")), places=places) == []


def test_hours_of_voting_are_by_the_clock_of_the_station():
    abroad = place("E", zone=ZoneInfo("Asia/Almaty"))
    assert kinds(team("07", ("E", "2026-10-04T07:00+05:00")), places=(abroad,)) == []
    assert kinds(team("07", ("E", "17:30")), places=(abroad,)) == ["HOURS"]  # 20:30 there
    assert kinds(team("07", ("A", "05:30")), places=(A,)) == ["HOURS"]
    assert kinds(team("07", ("A", "2026-10-03 05:30")), places=(A,)) == []


def test_areas_and_regions():
    south = place("S", "South / Bay")
    north = team("07", ("A", None), regions=("North",))
    regions = {"North": 5, "South / Bay": 2, "South / Hills": 3}
    assert [each.words for each in asked(north, places=(A,), regions=regions)] == [
        "South (5 stations): no team's area has a part of it."
    ]
    bay = team("08", ("S", None), regions=("South / Bay",))
    assert [each.words for each in asked(north, bay, places=(A, south), regions=regions)] == [
        "South / Hills (3 stations): no team's area has a part of it."
    ]
    outside = team("07", ("S", None), regions=("North", "Nrth"))
    assert kinds(outside, team("09", ("S", None)), places=(south,), regions=regions) == [
        "OUTSIDE",
        "AREA",
    ]


def test_times_are_typed_and_shown_by_the_clock_of_the_station():
    almaty = ZoneInfo("Asia/Almaty")
    stop = Stop.model_validate({"station": "E", "at": "09:30"})
    kept = stop.model_copy(update={"at": CLOCKS.kept(stop.at, almaty)})
    assert kept.at == datetime.fromisoformat("2026-10-04T09:30+05:00")
    assert CLOCKS.written(kept, almaty) == "09:30"
    assert CLOCKS.written(kept, PARIS) == "06:30"
    assert CLOCKS.kept(stop.at, PARIS) == stop.at, "what needs no offset bears none"
    evening = Stop.model_validate({"station": "E", "at": "2026-10-03 17:00"})
    assert CLOCKS.written(evening, PARIS) == "2026-10-03 17:00"
