"""Texts in runs of one language each: nothing is lost, and only whole words are taken."""

from server.statement.foreign import Stretch, stretches

FOREIGN = {"Council": "en", "Council Mission seen": "en", "CEC": "en"}


def test_a_text_is_the_same_in_runs_and_the_longer_title_counts() -> None:
    text = "Источник: Council, «Council Mission seen», Councils, 11 января."
    found = list(stretches(text, FOREIGN))
    assert "".join(each.text for each in found) == text
    assert [each for each in found if each.language] == [
        Stretch("Council", "en"),
        Stretch("Council Mission seen", "en"),
    ]
    assert list(stretches(text, {})) == [Stretch(text)]
    assert list(stretches("", FOREIGN)) == []
