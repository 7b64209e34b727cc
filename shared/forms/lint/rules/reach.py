"""Questions that are never asked, always asked, or asked too late."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from shared.forms.evaluation import Expression
from shared.forms.lint.constants import constant_of
from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.lint.rules.portability import has_date_as_text
from shared.forms.lint.subject import Rule, Select, Subject
from shared.forms.model import Question
from shared.forms.planned import Planned, PlannedQuestion, name_of
from shared.forms.syntax import Call, Current, Operation, Reference, Text, Tree, walk

_EQUALITIES = frozenset({"=", "!="})
_SELECTS = frozenset({"selected", "is-selected"})


def check_reach(subject: Subject) -> Iterator[LintFinding]:
    """Yield what is wrong with rules that decide what is asked and what is accepted."""
    doubted = {(rule.name, rule.column) for rule in subject.rules if has_date_as_text(rule)}
    for rule in subject.rules:
        for finding in _choices_compared(rule, subject):
            doubted.add((rule.name, rule.column))
            yield finding
    yield from _constant_relevance(subject, doubted)
    yield from _constant_constraints(subject, doubted)
    yield from _later(subject)


def _choices_compared(rule: Rule, subject: Subject) -> Iterator[LintFinding]:
    """Find comparisons with choices that the question does not offer."""
    for asked, literal in _comparisons(rule.expression.tree):
        name = asked.name if isinstance(asked, Reference) else rule.name
        question = subject.questions.get(name)
        offered = _offered(question)
        if offered and literal.value not in offered:
            near = get_close_matches(literal.value, offered, n=1)
            yield warning(
                "choice-not-offered",
                subject.row(rule.name),
                f"{rule}, character {literal.position + 1}: `{name}` is compared with "
                f"'{literal.value}', which is none of its choices.",
                f"Did you mean '{near[0]}'?" if near else f"It has: {_some(offered)}.",
            )


def _comparisons(tree: Tree) -> Iterator[tuple[Reference | Current, Text]]:
    for each in walk(tree):
        match each:
            case Operation(operator=sign, left=left, right=right) if sign in _EQUALITIES:
                pairs = ((left, right), (right, left))
            case Call(name=name, arguments=(left, right)) if name in _SELECTS:
                pairs = ((left, right),)
            case _:
                continue
        for asked, literal in pairs:
            if isinstance(asked, Reference | Current) and isinstance(literal, Text):
                yield asked, literal


def _offered(question: Question | None) -> list[str]:
    """Return what the answer to `question` may be compared with; empty where that is not known."""
    if not isinstance(question, Select) or not question.choices:
        return []
    return ["", *(choice.name for choice in question.choices)]


def _some(names: Iterable[str]) -> str:
    shown = [name for name in names if name]
    return ", ".join(shown[:8]) + (", …" if len(shown) > 8 else "")


def _constant_relevance(subject: Subject, doubted: set[tuple[str, str]]) -> Iterator[LintFinding]:
    """Find what is never asked, and what is always asked although a rule decides on it."""
    silent: set[str] = set()
    told: set[int] = set()
    for node in subject.plan.nodes:
        name, parent = name_of(node), node.parent
        if parent is not None and id(parent) in told:
            told.add(id(node))
            silent.add(name)
            continue
        if node.relevant is None or (name, "relevant") in doubted:
            continue
        outcome = constant_of(
            [*_around(node), node.relevant], subject, at=name, unasked=frozenset(silent)
        )
        alone = constant_of([node.relevant], subject, at=name, unasked=frozenset(silent))
        if outcome is False:
            told.add(id(node))
            silent.add(name)
            yield _never(node, subject)
        elif alone is True:
            yield warning(
                "always-asked",
                subject.row(name),
                f"{name}, column `relevant`: the rule is true whatever is answered, so it never "
                "hides anything.",
                "Correct the rule, or clear the cell.",
            )


def _never(node: Planned, subject: Subject) -> LintFinding:
    name = name_of(node)
    what = "it is never asked" if isinstance(node, PlannedQuestion) else "nothing in it is asked"
    return warning(
        "never-asked",
        subject.row(name),
        f"{name}, column `relevant`: the rule is false whatever is answered, so {what}.",
        "Correct the rule, or take the row out.",
    )


def _around(node: Planned) -> list[Expression]:
    """Return when the groups around `node` are asked."""
    rules: list[Expression] = []
    parent = node.parent
    while parent is not None:
        if parent.relevant is not None:
            rules.append(parent.relevant)
        parent = parent.parent
    return rules


def _constant_constraints(subject: Subject, doubted: set[tuple[str, str]]) -> Iterator[LintFinding]:
    for rule in subject.rules:
        if rule.column not in ("constraint", "warning") or (rule.name, rule.column) in doubted:
            continue
        outcome = constant_of([rule.expression], subject, at=rule.name, unasked=frozenset())
        if outcome is True:
            yield warning(
                "idle-rule",
                subject.row(rule.name),
                f"{rule}: the rule is true whatever is answered, so it checks nothing.",
                "Correct the rule, or clear the cell.",
            )
        elif outcome is False and rule.column == "constraint":
            yield error(
                "never-valid",
                subject.row(rule.name),
                f"{rule}: the rule is false whatever is answered, so no answer is ever accepted.",
                "Correct the rule.",
            )
        elif outcome is False:
            yield warning(
                "never-valid-warning",
                subject.row(rule.name),
                f"{rule}: the rule is false whatever is answered, so every answer is asked about.",
                "Correct the rule.",
            )


def _later(subject: Subject) -> Iterator[LintFinding]:
    """Find questions that appear only when something below them has been answered."""
    for rule in subject.rules:
        place = subject.order.get(rule.name, 0)
        later = sorted(
            (
                name
                for name in rule.expression.dependencies
                if _is_asked_after(name, place, subject)
            ),
            key=lambda name: subject.order[name],
        )
        if rule.column == "relevant" and later:
            yield warning(
                "waits-for-later",
                subject.row(rule.name),
                f"{rule.name} appears only when `{later[0]}`, which comes after it, is answered: "
                "an observer who goes on will not see it.",
                f"Move it below `{later[0]}`.",
            )


def _is_asked_after(name: str, place: int, subject: Subject) -> bool:
    question = subject.questions.get(name)
    is_asked = question is not None and question.type not in ("calculate", "hidden", "metadata")
    return is_asked and subject.order[name] > place
