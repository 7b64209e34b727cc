"""What a question offers to choose from just now, in the language chosen."""

from collections.abc import Mapping, Sequence

from client.language import later, tr
from client.widgets.signs import CHOICE_KEYS, Offer, chosen_names
from shared.forms.answers import Answer
from shared.forms.lists import Select
from shared.forms.model import Choice, FileList, Question, choices_of
from shared.forms.reviewing import Reviewing
from shared.forms.scope import Row, Tables
from shared.forms.tabular import table_name
from shared.text import Text, in_language

_MEDIA_WORDS = {
    "image": later("picture"),
    "big-image": later("large picture"),
    "audio": later("recording"),
    "video": later("video"),
}


class OfferBook:
    """The choices of one checklist's questions. Of long lists only what is chosen is made."""

    def __init__(self, reviewing: Reviewing, tables: Tables | None, language: str) -> None:
        self._reviewing = reviewing
        self._tables = tables
        self._language = language
        self._fixed: dict[str, tuple[Offer, ...]] = {}

    def of(
        self, question: Question, path: str, answer: Answer | None
    ) -> tuple[Sequence[Offer] | None, int]:
        """Return the offers, and how many there are if they are too many to be shown."""
        if not isinstance(question, Select):
            return None, 0
        if question.from_file is not None and not question.choice_filter:
            rows = self._rows(question.from_file)
            if len(rows) > len(CHOICE_KEYS):
                return self._chosen_in(question.from_file, answer), len(rows)
        offers = self._offered(question, path)
        if len(offers) <= len(CHOICE_KEYS):
            return offers, 0
        chosen = set(chosen_names(answer))
        return tuple(each for each in offers if each.name in chosen), len(offers)

    def everything(self, question: Question, path: str) -> Sequence[tuple[str, str]]:
        """Return name and label of each choice, however many there are."""
        if not isinstance(question, Select):
            return []
        source = question.from_file
        if source is not None and not question.choice_filter:
            pairs = ((row.get(source.value, ""), row) for row in self._rows(source))
            return [(name, row.get(source.label, "") or name) for name, row in pairs if name]
        return [(each.name, each.label) for each in self._offered(question, path)]

    def _offered(self, question: Select, path: str) -> tuple[Offer, ...]:
        is_fixed = not (question.choice_filter or question.from_repeat or question.from_file)
        if not is_fixed or question.parameters.get("randomize", "").lower() == "true":
            choices = self._reviewing.choices_for(path)
            return tuple(self._offer(path, each) for each in choices)
        if question.name not in self._fixed:
            offers = tuple(self._offer(path, each) for each in choices_of(question))
            if any("${" in text for each in question.choices for text in each.label.values()):
                return offers
            self._fixed[question.name] = offers
        return self._fixed[question.name]

    def _offer(self, path: str, choice: Choice) -> Offer:
        text = self._reviewing.text(path, choice.label)
        label = in_language(text, self._language, self._reviewing.form.default_language)
        return Offer(choice.name, label or choice.name, media_words(choice.media, self._language))

    def _chosen_in(self, source: FileList, answer: Answer | None) -> tuple[Offer, ...]:
        found: list[Offer] = []
        for name in chosen_names(answer):
            rows = self._rows(source, {source.value: name})
            label = rows[0].get(source.label, "") if rows else ""
            found.append(Offer(name, label or name))
        return tuple(found)

    def _rows(
        self, source: FileList, equal: Mapping[str, str | float] | None = None
    ) -> Sequence[Row]:
        if self._tables is None:
            return ()
        return self._tables.find_rows(table_name(source.file), equal or {}) or ()


def media_words(media: Mapping[str, Text], language: str) -> str:
    """Return what belongs to a question or choice and can't be shown: `(picture: ramp.png)`."""
    named = [
        f"{tr(_MEDIA_WORDS.get(kind, kind))}: {name}"
        for kind, text in media.items()
        if (name := in_language(text, language))
    ]
    return f"({', '.join(named)})" if named else ""
