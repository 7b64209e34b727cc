"""All functions that expressions may call, and what is said of those that they may not."""

from difflib import get_close_matches

from shared.forms.functions.choosing import CHOOSING
from shared.forms.functions.facts import FACTS
from shared.forms.functions.marks import MARKS
from shared.forms.functions.moments import MOMENTS
from shared.forms.functions.numbers import NUMBERS
from shared.forms.functions.places import PLACES
from shared.forms.functions.signature import Function
from shared.forms.functions.texts import TEXTS
from shared.forms.functions.whereabouts import WHEREABOUTS
from shared.forms.syntax import Call, ExpressionError

FUNCTIONS: dict[str, Function] = {
    **CHOOSING,
    **TEXTS,
    **NUMBERS,
    **MOMENTS,
    **WHEREABOUTS,
    **FACTS,
    **PLACES,
    **MARKS,
}

CURES = {
    "substring": "Use substr(text, start, end), which counts from 0.",
    "last": "Use [position() = count(${repeat})], or indexed-repeat().",
    "ceiling": "Use -int(-number), or round().",
    "floor": "Use int(), or round().",
    "name": "Write the question's name as a text.",
    "id": "Refer to the question as ${name}.",
    "extract-signed": "Signatures on barcodes are checked by phones only.",
}
"""What to write instead of functions that authors look for, and that phones don't have."""


def find_function(call: Call) -> Function:
    """Return the function that `call` names.

    Raises ExpressionError if there is none, or if it takes another number of arguments.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise _unknown(call)
    given = len(call.arguments)
    if given < function.least or (function.most is not None and given > function.most):
        raise ExpressionError(
            f"`{call.name}` takes {_wanted(function)}, and {given} stand here.",
            call.position,
            "Check the commas and brackets.",
        )
    return function


def _unknown(call: Call) -> ExpressionError:
    near = get_close_matches(call.name, FUNCTIONS, n=1, cutoff=0.5)
    cure = f"Did you mean `{near[0]}`?" if near else "See the list of functions for authors."
    return ExpressionError(
        f"There is no function `{call.name}`.", call.position, CURES.get(call.name, cure)
    )


def _wanted(function: Function) -> str:
    if function.most is None:
        return f"{function.least} or more arguments"
    if function.least != function.most:
        return f"{function.least} to {function.most} arguments"
    return f"{function.least} argument" + ("" if function.least == 1 else "s")
