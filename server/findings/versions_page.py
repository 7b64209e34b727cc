"""The versions of a form: what each changed, and what its author should know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from server.forms.models import PublishedForm
from server.forms.versions import Fate, QuestionChange, VersionDiff
from server.missions.here import Place
from server.pages import Page
from shared.forms.lint.finding import LintFinding
from shared.forms.model import Form
from shared.text import in_language

_FATES = {
    Fate.CHANGED: "Changed",
    Fate.NEW: "New",
    Fate.GONE: "Gone",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list."""

    version: str
    href: str
    published: str
    state: str
    shown: bool
    """It is the one that the page tells about."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Questions that met the same fate."""

    title: str
    questions: tuple[QuestionChange, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What the check found."""

    level: str
    place: str
    message: str
    cure: str
    code: str


@dataclass(frozen=True, slots=True)
class VersionsPage(Page):
    """The versions of one form, and one of them at length."""

    template: ClassVar[str] = "form_versions.html"
    title: str
    findings_href: str
    rows: tuple[VersionRow, ...]
    version: str
    facts: str
    compared: str
    """With which version it is compared, and the outcome in short; '' = it is the first."""
    settings: tuple[str, ...]
    apart: tuple[str, ...]
    """What can't be counted together, a sentence each."""
    changes: tuple[ChangeGroup, ...]
    checks: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """One version, looked at."""

    published: PublishedForm
    form: Form
    diff: VersionDiff | None
    """From the version before it; None for the first."""
    findings: Sequence[LintFinding]


def versions_page(here: Place, versions: Sequence[PublishedForm], looked: Looked) -> VersionsPage:
    """Return the page of a form's `versions`, which come oldest first."""
    form, diff = looked.form, looked.diff
    title = in_language(form.title, form.default_language) or form.id
    path = here.path(f"/findings/{quote(form.id, safe='')}")
    newest = next((each for each in reversed(versions) if _is_offered(each)), None)
    return VersionsPage(
        frame=here.frame(f"Versions of {title}", "findings"),
        title=title,
        findings_href=path,
        rows=tuple(
            VersionRow(
                each.version,
                f"{path}/versions?version={quote(each.version, safe='')}",
                here.times.at(each.published_at),
                _state(each, newest),
                shown=each.id == looked.published.id,
            )
            for each in reversed(versions)
        ),
        version=form.version,
        facts=_facts(form, looked.published),
        compared=_compared(diff),
        settings=diff.settings if diff else (),
        apart=_apart(diff) if diff else (),
        changes=_changes(diff) if diff else (),
        checks=tuple(_check(each) for each in looked.findings),
    )


def _is_offered(published: PublishedForm) -> bool:
    return published.withdrawn_at is None


def _state(published: PublishedForm, newest: PublishedForm | None) -> str:
    if not _is_offered(published):
        return "withdrawn; its reports count"
    kind = "draft, " if published.draft else ""
    if newest is not None and published.id == newest.id:
        return f"{kind}offered to laptops"
    return f"{kind}older; its reports count"


def _facts(form: Form, published: PublishedForm) -> str:
    count = sum(1 for _ in form.questions())
    files = f" Files: {', '.join(published.files)}." if published.files else ""
    return (
        f"{count} questions on {len(form.sections)} pages, in {', '.join(form.languages)}, from "
        f"{published.source_name}.{files} Digest {form.digest[:12]}."
    )


def _compared(diff: VersionDiff | None) -> str:
    if diff is None:
        return ""
    if diff.is_same:
        return f"Nothing changed since version {diff.old} but the version."
    counts = ", ".join(f"{len(diff.with_fate(fate))} {fate.value}" for fate in Fate)
    return f"Since version {diff.old}: {counts}."


def _apart(diff: VersionDiff) -> tuple[str, ...]:
    apart = [
        f"{each.name}: {each.apart} Older answers are not counted together with newer ones."
        for each in diff.questions
        if each.apart
    ]
    renamed = [
        f"{gone} is gone, and {new} reads the same. Answers are mapped by name: they do not meet."
        for gone, new in diff.renamed
    ]
    return (*apart, *renamed)


def _changes(diff: VersionDiff) -> tuple[ChangeGroup, ...]:
    groups = (ChangeGroup(title, diff.with_fate(fate)) for fate, title in _FATES.items())
    return tuple(group for group in groups if group.questions)


def _check(finding: LintFinding) -> FindingRow:
    place = "the form" if finding.row is None else f"{finding.sheet}, row {finding.row}"
    return FindingRow(finding.level.value, place, finding.message, finding.cure, finding.code)
