"""What differs between two documents, told entry by entry."""

from hypothesis import HealthCheck, given, settings

from server.missions.differences import differences
from server.missions.document import MissionFile
from tests.samples.kazakhstan import the_mission
from tests.server.missions.generated import documents


def told(before: MissionFile, after: MissionFile) -> list[tuple[str, str, str]]:
    return [(each.where, each.before, each.after) for each in differences(before, after)]


def test_entries_are_matched_by_their_names_and_others_by_what_they_say():
    before = the_mission()
    voters = before.facts[15].model_copy(update={"value": 11_919_241, "rounded": False})
    after = before.model_copy(
        update={
            "title": "Shorter",
            "facts": (before.facts[0], *before.facts[2:15], voters, *before.facts[16:]),
            "deployment": before.deployment[:1] + before.deployment[3:],
            "contacts": (),
        }
    )

    found = told(before, after)

    assert found[0] == ("title", before.title, "Shorter")
    assert ("facts › voters › value", "11900000", "11919241") in found
    assert ("facts › voters › rounded", "yes", "") in found
    gone = [each for each in found if each[2] == ""]
    assert [where for where, _, _ in gone if where.startswith("facts › parties")] == [
        "facts › parties_registered"
    ]
    places = [said for where, said, _ in gone if where == "deployment"]
    assert len(places) == 2
    assert "place: Nur-Sultan and the country's regions" in places[0]
    assert len([where for where, _, _ in gone if where == "contacts"]) == 5
    assert len(found) == 3 + 1 + 2 + 5


def test_another_order_is_told_once():
    before = the_mission()
    after = before.model_copy(update={"facts": tuple(reversed(before.facts))})

    ((where, _, order),) = told(before, after)

    assert where == "facts › order"
    assert order.startswith("cities_of_republican_significance, ")


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), documents())
def test_there_is_a_difference_exactly_where_documents_differ(one: MissionFile, two: MissionFile):
    assert bool(differences(one, two)) is (one != two)
    assert differences(one, one) == []
