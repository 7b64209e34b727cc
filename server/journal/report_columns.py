"""Which column of a reports file holds what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from shared.forms.model import Calculate, Form, Hidden, Metadata, Note, Question, Section
from shared.forms.paths import name_in
from shared.problems import Problem

STATION = "station"
BESIDE = "_"
"""Columns beginning like this say what an export tells beside a report: they are not read."""
ABOUT = ("report", "visit", "arrived_at", "departed_at", "team")
"""Columns that say something about the report. A question of that name takes precedence."""
COMMENT = "comment_"
SEEN_BY = "seen_by_"


class UnknownColumns(Problem):
    """The header has columns that are no questions of the form, or lacks the station's."""

    status = 422
    code = "unknown-columns"
    title = "The columns of the reports file are not understood"


@dataclass
class ReportColumns:
    """Positions of the columns, from 0."""

    station: int = -1
    about: dict[str, int] = field(default_factory=dict[str, int])
    """Of `ABOUT`, those there are."""
    questions: list[tuple[Question, int]] = field(default_factory=list[tuple[Question, int]])
    comments: dict[str, int] = field(default_factory=dict[str, int])
    """By the question's name."""
    seen_by: dict[str, int] = field(default_factory=dict[str, int])
    follows_rules: bool = False
    """Whether the form asks some questions only at times, or computes values."""
    passed_over: list[str] = field(default_factory=list[str])
    """Columns that are not read: notes, computed values, and what was to be ignored."""


def columns_of_reports(
    names: Sequence[str], form: Form, *, station: str = STATION, ignored: Collection[str] = ()
) -> ReportColumns:
    """Assign the columns called `names`; `station` is the one with the stations' codes.

    Raises UnknownColumns, with the nearest names for each that is not known.
    """
    questions = {question.name: question for question in form.single_questions()}
    if station not in names:
        raise UnknownColumns(
            f"There is no column '{station}' with the stations' codes. Found: "
            f"{', '.join(name for name in names if name)}. Name the right one with "
            "--station-column. Nothing was imported."
        )
    found = ReportColumns(station=names.index(station), follows_rules=_has_rules(form))
    unknown: list[str] = []
    for at, name in enumerate(names):
        if not name or at == found.station:
            continue
        if name in ignored:
            found.passed_over.append(name)
        elif not _assigned(found, at, name, questions):
            unknown.append(name)
    _refuse(unknown, found, form, questions)
    return found


def _has_rules(form: Form) -> bool:
    computed = any(isinstance(each, Calculate) or each.relevant for each in form.questions())
    return computed or any(_is_conditional(section) for section in form.sections)


def _is_conditional(section: Section) -> bool:
    inner = (each for each in section.children if isinstance(each, Section))
    return bool(section.relevant) or any(_is_conditional(each) for each in inner)


def _assigned(found: ReportColumns, at: int, name: str, questions: dict[str, Question]) -> bool:
    """Note what the column holds; False where nobody knows it."""
    question = questions.get(name)
    if isinstance(question, Calculate | Hidden | Metadata | Note):
        found.passed_over.append(name)
    elif question is not None:
        found.questions.append((question, at))
    elif name in ABOUT:
        found.about[name] = at
    elif name.removeprefix(COMMENT) in questions:
        found.comments[name.removeprefix(COMMENT)] = at
    elif name.removeprefix(SEEN_BY) in questions:
        found.seen_by[name.removeprefix(SEEN_BY)] = at
    elif name.startswith(BESIDE):
        found.passed_over.append(name)
    else:
        return False
    return True


def _refuse(
    unknown: Sequence[str], found: ReportColumns, form: Form, questions: dict[str, Question]
) -> None:
    repeated = [name for name in unknown if _is_repeated(name, form, questions)]
    if repeated:
        raise UnknownColumns(
            f"A table has one row a report, and these columns stand in a repeat of the form "
            f"'{form.id}': {', '.join(repeated[:20])}. Pass over each with --ignore and type these "
            "answers in on a laptop, or seal them there with 'evenhand fill --batch'. Nothing was "
            "imported.",
            repeated=repeated,
        )
    if unknown:
        known = [*questions, *ABOUT, *(f"{COMMENT}{name}" for name in questions)]
        shown = "; ".join(f"'{name}'{_near(name, known)}" for name in unknown[:20])
        more = f"; and {len(unknown) - 20} more" if len(unknown) > 20 else ""
        raise UnknownColumns(
            f"The form '{form.id}' has no questions called: {shown}{more}. Rename or delete these "
            "columns, or pass over each with --ignore. Nothing was imported.",
            unknown=list(unknown),
        )
    if not found.questions:
        raise UnknownColumns(
            f"No column bears the name of a question of the form '{form.id}'. Its questions: "
            f"{', '.join(list(questions)[:20])} … Nothing was imported."
        )


def _is_repeated(name: str, form: Form, single: Collection[str]) -> bool:
    """Tell whether a column is about a question that is answered several times a report."""
    ends = {name_in(name), name_in(name).removeprefix(COMMENT).removeprefix(SEEN_BY)}
    return any(each.name in ends and each.name not in single for each in form.questions())


def _near(name: str, known: Sequence[str]) -> str:
    by_folded = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), list(by_folded), n=2, cutoff=0.6)
    return f" (near: {', '.join(by_folded[each] for each in near)})" if near else ""
