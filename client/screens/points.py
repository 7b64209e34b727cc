"""What a careful observer would look at once more: a list of it, and the way to the next of it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from client.language import later, tr
from client.screens import checklist_words as words
from client.screens.open_draft import OpenDraft
from shared.forms.outcome import Review

WRONG, REQUIRED = later("wrong"), later("required")
DOUBTFUL, BLANK = later("look again"), later("unanswered")


@dataclass(frozen=True)
class Point:
    """One question, and why to look at it."""

    path: str
    kind: str
    """One of the four words, in English."""


def points_of(
    review: Review, kinds: Sequence[str] = (WRONG, REQUIRED, DOUBTFUL, BLANK)
) -> list[Point]:
    """Return each question once: what is wrong first, then required, then doubts, then blanks."""
    paths = {
        WRONG: [each.question for each in review.wrong],
        REQUIRED: review.missing_required,
        DOUBTFUL: [each.question for each in review.flagged],
        BLANK: review.missing,
    }
    found: dict[str, str] = {}
    for kind in kinds:
        for path in paths[kind]:
            found.setdefault(path, kind)
    return [Point(path, kind) for path, kind in found.items()]


def following(review: Review, points: Sequence[Point], here: str) -> Point | None:
    """Return the next point after the question `here`, round the end; None where there is none."""
    place = {path: number for number, path in enumerate(review.asked)}
    ordered = sorted(points, key=lambda point: place.get(point.path, len(place)))
    at = place.get(here, -1)
    after = [point for point in ordered if place.get(point.path, len(place)) > at]
    return next(iter([*after, *ordered]), None)


def what_stands_elsewhere(draft: OpenDraft, here: Container[str], width: int) -> str:
    """Return a line on what is to be looked at outside `here`; '' where nothing is."""
    points = points_of(draft.review, (WRONG, DOUBTFUL))
    others = [point.path for point in points if point.path not in here]
    if not others:
        return ""
    about = " ".join([*draft.remarks_on(others[0]), f"({draft.label_of(others[0])})"])
    pattern = tr(words.ELSEWHERE)
    room = max(width - len(pattern % {"about": "", "n": len(others)}) - 2, 20)
    return pattern % {
        "about": f"{about[: room - 1]}…" if len(about) > room else about,
        "n": len(others),
    }
