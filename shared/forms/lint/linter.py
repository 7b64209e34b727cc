"""All that is looked for in a form, rule after rule."""

from collections.abc import Iterator
from difflib import get_close_matches

from shared.forms.lint.finding import LintFinding, Rows, error, warning
from shared.forms.model import (
    Calculate,
    Form,
    Question,
    SelectMultiple,
    SelectOne,
    Unsupported,
    choices_of,
)
from shared.forms.plan import (
    CompiledForm,
    Fault,
    PlannedQuestion,
    compile_form,
    expressions_of,
    name_of,
)
from shared.forms.syntax import Operation, Text, walk
from shared.forms.values import to_date


def lint(form: Form, rows: Rows | None = None) -> list[LintFinding]:
    """Return all findings about `form`, in the order of the rows."""
    rows = rows or {}
    plan = compile_form(form)
    found = [
        *(_fault(fault, plan, rows) for fault in plan.faults),
        *_names(plan, rows),
        *_dates_as_texts(plan, rows),
        *_translations(form),
    ]
    for question in form.questions():
        found += _question(question, rows.get(question.name))
    return sorted(found, key=lambda finding: finding.row or 0)


def _fault(fault: Fault, plan: CompiledForm, rows: Rows) -> LintFinding:
    trouble = fault.error
    cure = trouble.cure
    if trouble.message.startswith("There is no question `"):
        near = get_close_matches(trouble.message.split("`")[1], plan.questions, n=1)
        cure = f"Did you mean `{near[0]}`?" if near else cure
    return error(
        "expression",
        rows.get(fault.name),
        f"{fault.name}, column `{fault.column}`, character {trouble.position + 1}: "
        f"{trouble.message}",
        cure,
    )


def _names(plan: CompiledForm, rows: Rows) -> Iterator[LintFinding]:
    seen: dict[str, str] = {}
    for node in plan.nodes:
        name = name_of(node)
        if not isinstance(node, PlannedQuestion) and name not in plan.questions:
            continue
        earlier = seen.setdefault(name.casefold(), name)
        if isinstance(node, PlannedQuestion) and plan.questions.get(name) is node:
            if earlier != name:
                yield warning(
                    "look-alike-name",
                    rows.get(name),
                    f"`{name}` and `{earlier}` differ only in capital letters.",
                    "Give one of them another name: tables of answers can mix them up.",
                )
        else:
            yield error(
                "duplicate-name",
                rows.get(name),
                f"The name `{name}` stands more than once in the form.",
                "Give each question and group a name of its own.",
            )


def _dates_as_texts(plan: CompiledForm, rows: Rows) -> Iterator[LintFinding]:
    for node in plan.nodes:
        for column, expression in expressions_of(node):
            for each in walk(expression.tree):
                if isinstance(each, Operation) and each.operator in ("<", "<=", ">", ">="):
                    for side in (each.left, each.right):
                        if isinstance(side, Text) and to_date(side.value) is not None:
                            yield _date_as_text(name_of(node), column, side.value, rows)


def _date_as_text(name: str, column: str, text: str, rows: Rows) -> LintFinding:
    return warning(
        "date-as-text",
        rows.get(name),
        f"{name}, column `{column}`: '{text}' is compared as a text, which is never later or "
        "earlier than a date.",
        f"Write date('{text}').",
    )


def _translations(form: Form) -> Iterator[LintFinding]:
    for language in form.languages:
        bare = [
            question.name
            for question in form.questions()
            if question.label and not question.label.get(language)
        ]
        if bare:
            some = ", ".join(bare[:5]) + ("…" if len(bare) > 5 else "")
            yield warning(
                "missing-translation",
                None,
                f"In `{language}`, {len(bare)} labels are missing: {some}",
                "Translate them; until then they appear in the form's default language.",
            )


def _question(question: Question, row: int | None) -> Iterator[LintFinding]:
    if isinstance(question, Unsupported):
        yield warning(
            "unsupported-kind",
            row,
            f"{question.name} is of the kind `{question.kind}`, which laptops can't ask: it is "
            "shown as such and stays missing.",
            "Ask it in another way, or fill it in on a phone.",
        )
    elif not question.label and not isinstance(question, Calculate):
        yield warning(
            "no-label",
            row,
            f"{question.name} has no label.",
            "Write the question as the observer is to read it.",
        )
    if any("${" in wording for wording in [*question.label.values(), *question.hint.values()]):
        yield warning(
            "answer-in-label",
            row,
            f"{question.name} repeats an answer in its label; laptops show the reference instead.",
            "Word the label so that it reads without the answer.",
        )
    if isinstance(question, SelectOne | SelectMultiple):
        yield from _choices(question, row)


def _choices(question: SelectOne | SelectMultiple, row: int | None) -> Iterator[LintFinding]:
    names = [choice.name for choice in choices_of(question)]
    if not names:
        yield error(
            "no-choices", row, f"{question.name} has no choices.", "Fill in its list of choices."
        )
    indicator = question.indicator
    columns = {
        "evenhand::positive": indicator.positive if indicator else (),
        "evenhand::negative": indicator.negative if indicator else (),
        "evenhand::alert": question.alert,
        "evenhand::comment_on": question.comment_on,
    }
    for column, mentioned in columns.items():
        for name in sorted(set(mentioned) - set(names)):
            near = get_close_matches(name, names, n=1)
            yield error(
                "unknown-choice",
                row,
                f"{question.name}, column `{column}`: the list has no choice `{name}`.",
                f"Did you mean `{near[0]}`?" if near else f"It has: {', '.join(names)}.",
            )
