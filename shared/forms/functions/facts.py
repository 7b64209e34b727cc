"""What functions ask of the form and the laptop: labels, texts, attached files, properties."""

from collections.abc import Sequence

from shared.forms.functions.signature import Argument, Function, eager_in
from shared.forms.scope import Closure, Scope
from shared.forms.trouble import TroubleCode, TroubleError
from shared.forms.values import Value, to_text


def _choice_label(scope: Scope, choice: Value, question: Value) -> Value:
    if scope.facts is None:
        return ""
    return scope.facts.choice_label(question_named_in(to_text(question)), to_text(choice))


def question_named_in(text: str) -> str:
    """Return the question that `${name}`, `/data/name` or `../name` means, as a written text."""
    return text.strip().removeprefix("${").removesuffix("}").rsplit("/", 1)[-1].strip()


def _translated(scope: Scope, identifier: Value) -> Value:
    name = to_text(identifier)
    found = None if scope.facts is None else scope.facts.find_text(name)
    return f"[itext:{name}]" if found is None else found


def _version(_: Sequence[Argument]) -> Closure:
    return lambda scope: "" if scope.facts is None else scope.facts.version


def _property(scope: Scope, name: Value) -> Value:
    found = None if scope.facts is None else scope.facts.find_property(to_text(name))
    return found or ""


def _pulled(scope: Scope, table: Value, column: Value, key_column: Value, key: Value) -> Value:
    """Look up the first row whose key is `key`, '' if there is none."""
    name = table_named_in(to_text(table))
    scope.spend(1)
    equal = {to_text(key_column): to_text(key)}
    rows = None if scope.tables is None else scope.tables.find_rows(name, equal)
    if rows is None:
        raise TroubleError(TroubleCode.NO_TABLE, f"The form carries no list '{name}'.")
    return rows[0].get(to_text(column), "") if rows else ""


def table_named_in(text: str) -> str:
    """Return the name of a file without its ending: 'stations' for 'stations.csv'."""
    return text.strip().removesuffix(".csv")


FACTS: dict[str, Function] = {
    "jr:choice-name": Function(2, 2, eager_in(_choice_label)),
    "jr:itext": Function(1, 1, eager_in(_translated)),
    "version": Function(0, 0, _version),
    "property": Function(1, 1, eager_in(_property)),
    "pulldata": Function(4, 4, eager_in(_pulled)),
}
