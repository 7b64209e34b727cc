"""What is asked, answered, missing, wrong and doubtful in a checklist. Pure, and never raises.

The server's checks, the tests and whoever looks once use this one function:

    review(form, answers, now=clock(), comments=…, seen_by=…) -> Review

A screen, where answers change one by one, uses `shared.forms.reviewing.Reviewing`, which comes to
the same and looks only at what depends on the change.

An answer that is held to a question that is no longer asked stays with the draft and leaves the
report. A wrong answer stays in the report: it is shown to its observer and judged at
headquarters, but nothing that an observer wrote is dropped.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.forms.evaluating import ALONE, Surroundings
from shared.forms.model import Form
from shared.forms.outcome import Review
from shared.forms.reviewing import Reviewing


def review(
    form: Form,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    comments: Mapping[str, str] | None = None,
    seen_by: Mapping[str, str] | None = None,
    surroundings: Surroundings = ALONE,
) -> Review:
    """Look at `answers` (as `shared.forms.answers` has them) against `form`.

    `now` is aware, in the station's time zone: `today()` is its day. `surroundings`
    are the attached files and what else is there besides the answers. Whatever `answers` holds,
    nothing is raised.
    """
    return Reviewing(
        form,
        answers,
        now=now,
        comments=comments,
        seen_by=seen_by,
        surroundings=surroundings,
    ).review
