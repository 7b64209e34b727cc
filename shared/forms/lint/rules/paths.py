"""Ways through the form that are written out, such as `/data/group/name`: they must lead there."""

from collections.abc import Iterator

from shared.forms.lint.finding import LintFinding, error
from shared.forms.lint.subject import Rule, Subject
from shared.forms.plan import OF_PHONES
from shared.forms.syntax import Path, Start, Tree, parts_of

_FROM_HERE = (Start.HERE, Start.CURRENT)


def check_paths(subject: Subject) -> Iterator[LintFinding]:
    """Yield the paths that lead nowhere, although what they end with is in the form."""
    for rule in subject.rules:
        for path in _paths_in(rule.expression.tree):
            names = _names(path, rule, subject)
            if names is None or names[-1] not in subject.places:
                continue
            right = subject.places[names[-1]]
            if names != right:
                yield error(
                    "path-nowhere",
                    subject.row(rule.name),
                    f"{rule}, character {path.position + 1}: /{'/'.join(names)} leads nowhere.",
                    f"Write ${{{names[-1]}}}, or /{'/'.join(right)}.",
                )


def _paths_in(tree: Tree) -> Iterator[Path]:
    """Yield the paths of `tree`, but not those inside conditions, which begin elsewhere."""
    if isinstance(tree, Path):
        yield tree
        return
    for part in parts_of(tree):
        yield from _paths_in(part)


def _names(path: Path, rule: Rule, subject: Subject) -> tuple[str, ...] | None:
    """Return the names from the root on; None for what can't be followed, or need not be."""
    steps = tuple(step.name for step in path.steps)
    if not steps or "*" in steps or OF_PHONES & set(steps):
        return None
    if path.start is Start.ROOT:
        return steps
    here = subject.places.get(rule.name)
    if path.start not in _FROM_HERE or here is None:
        return None
    return (*here[: max(len(here) - path.up, 0)], *steps)
