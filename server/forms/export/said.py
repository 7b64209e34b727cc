"""A form in one language, in the words of whoever shows it: on paper, or in a terminal."""

from dataclasses import dataclass
from functools import cached_property

from server.forms.export.conditions import Conditions
from server.forms.export.phrases import Phrases, phrases_of
from server.forms.export.wording import Wording
from shared.forms.model import Form


@dataclass
class Said:
    """What there is to say of `form` in `language`."""

    form: Form
    language: str

    @cached_property
    def words(self) -> Phrases:
        """The phrases that stand around a form's own texts."""
        return phrases_of(self.language)

    @cached_property
    def wording(self) -> Wording:
        """The form's own texts."""
        return Wording(self.language, self.form.default_language)

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions under which something is asked, in words."""
        questions = {question.name: question for question in self.form.questions()}
        return Conditions(questions, self.words, self.wording)
