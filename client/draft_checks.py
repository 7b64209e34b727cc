"""What a form admits into a draft of it: paths that lead somewhere, and what must be asked anew."""

from typing import ClassVar

from client.language import later, tr
from shared.forms import paths
from shared.forms.answers import Answers
from shared.forms.model import Form, Metadata
from shared.forms.plan import compile_form
from shared.problems import Problem


class UnknownQuestion(Problem):
    """The checklist asks no such question."""

    code: ClassVar[str] = "question-not-in-form"
    title: ClassVar[str] = later("Unknown question")


def check_question(form: Form, question: str) -> None:
    """Raise UnknownQuestion unless `question` is the path of a question or of a repeat."""
    path, plan = paths.find_path(question), compile_form(form)
    node = None
    if path is not None:
        repeat = plan.groups.get(path.name)
        node = plan.questions.get(path.name) or (repeat if repeat and repeat.is_repeat else None)
    if path is None or node is None or node.repeats != tuple(name for name, _ in path.place):
        raise UnknownQuestion(
            tr("The checklist %(id)s asks no question %(question)s.")
            % {"id": repr(form.id), "question": repr(question)}
        )


def without_end(answers: Answers, form: Form) -> Answers:
    """Return `answers` without the times at which the report was finished: it goes on."""
    ends = {
        each.name for each in form.questions() if isinstance(each, Metadata) and each.kind == "end"
    }
    return {path: answer for path, answer in answers.items() if paths.name_in(path) not in ends}
