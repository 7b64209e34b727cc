"""What expressions ask of a form and of the laptop that it is filled on."""

from collections.abc import Mapping

from shared.forms.lists import FormTables
from shared.forms.model import choices_of
from shared.forms.planned import CompiledForm, Planned, PlannedSection, name_of
from shared.text import Text, in_language

_TEXTS = ("label", "hint", "guidance")


class FormFacts:
    """The names, labels and texts of a form, in one language; and the laptop's properties.

    `properties` are such as `deviceid`, `username`, `email`.
    """

    def __init__(
        self,
        plan: CompiledForm,
        tables: FormTables,
        properties: Mapping[str, str],
        language: str = "",
    ) -> None:
        self._plan = plan
        self._tables = tables
        self._properties = properties
        self._language = language or plan.form.default_language
        self._steps: dict[str, tuple[str, ...]] = {}

    @property
    def version(self) -> str:
        """The form's version."""
        return self._plan.form.version

    def steps_of(self, name: str) -> tuple[str, ...] | None:
        """Return the names from the root down to `name`; pages made for loose questions aside."""
        if name not in self._steps:
            node = self._plan.find(name)
            if node is None:
                return None
            self._steps[name] = (self._plan.form.root, *_names_to(node))
        return self._steps[name]

    def is_repeat(self, name: str) -> bool:
        """Say whether `name` is a repeat."""
        group = self._plan.groups.get(name)
        return group is not None and group.is_repeat

    def choice_label(self, question: str, choice: str) -> str:
        """Return the label of `choice`, '' if the question does not know it."""
        planned = self._plan.questions.get(question)
        if planned is None:
            return ""
        for each in choices_of(planned.question):
            if each.name == choice:
                return self._wording(each.label)
        return self._tables.label_in_file(planned.question, choice)

    def find_text(self, identifier: str) -> str | None:
        """Return the text that phones keep under `identifier`: `/data/name:label`, `list-0`."""
        path, _, kind = identifier.rpartition(":")
        node = self._plan.find(path.rpartition("/")[2])
        if node is not None and kind in _TEXTS:
            part = node.section if isinstance(node, PlannedSection) else node.question
            return self._wording(getattr(part, kind))
        list_name, _, number = identifier.rpartition("-")
        choices = self._tables.choices_in(list_name)
        if number.isdecimal() and int(number) < len(choices):
            return self._wording(choices[int(number)].label)
        return None

    def find_property(self, name: str) -> str | None:
        """Return a property of the laptop, None if it has none of that name."""
        return self._properties.get(name.removeprefix("uri:"))

    def _wording(self, text: Text) -> str:
        return in_language(text, self._language, self._plan.form.default_language)


def _names_to(node: Planned) -> tuple[str, ...]:
    names = [name_of(node)]
    around = node.parent
    while around is not None:
        if around.is_repeat or not getattr(around.section, "implied", False):
            names.append(name_of(around))
        around = around.parent
    return tuple(reversed(names))
