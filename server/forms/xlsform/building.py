"""From what pyxform understood of an XLSForm to our own `Form`.

pyxform reads the sheets, with all their aliases and abbreviations, into one nested document; this
is a plain walk over it. Columns called `evenhand::…`, which other tools ignore, arrive there as
one mapping a question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pyxform.aliases import BINDING_CONVERSIONS
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from server.forms.xlsform.columns import Columns, read_columns
from server.forms.xlsform.languages import Languages
from shared.forms.lint.finding import LintFinding, Rows, error, warning
from shared.forms.model import (
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    Form,
    Integer,
    Node,
    Note,
    Question,
    Section,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
    Unsupported,
)

Document = dict[str, Any]
"""A part of pyxform's document: the form, a group or a question."""

_KINDS = cast("Mapping[str, Document]", QUESTION_TYPE_DICT)
"""What pyxform knows of each kind of question: how it is bound, and by what it is asked."""

_PLAIN_KINDS: dict[str, type[Question]] = {
    "string": TextQuestion,
    "barcode": TextQuestion,
    "int": Integer,
    "decimal": Decimal,
    "date": Date,
    "time": Time,
    "dateTime": DateTime,
}
_PRELOADED = {"start": "once(now())", "end": "now()", "today": "today()"}
_SELECT_ONE = "select one"
_SELECT_MULTIPLE = "select all that apply"


def _mapping(part: Document, key: str) -> Document:
    return part.get(key) or {}


@dataclass(slots=True)
class _Walk:
    """What the walk needs everywhere, and what it finds on its way."""

    languages: Languages
    rows: Rows
    choices: Mapping[str, list[Document]]
    findings: list[LintFinding] = field(default_factory=list[LintFinding])

    def row(self, part: Document) -> int | None:
        return self.rows.get(str(part.get("name")))

    def text(self, value: Any) -> dict[str, str]:  # noqa: ANN401 - a str, a mapping or nothing
        return self.languages.text(value)


def build_form(document: Document, rows: Rows) -> tuple[Form, list[LintFinding]]:
    """Return the form that pyxform's `document` describes, and what it can't say of it.

    `rows` are the rows of the survey sheet by name, for the findings.
    """
    languages = Languages.of(document)
    walk = _Walk(languages, rows, document.get("choices") or {})
    form = Form(
        id=str(document["id_string"]),
        version=str(document["version"]),
        title=walk.text(document.get("title") or document["id_string"]),
        languages=languages.codes,
        default_language=languages.default,
        sections=tuple(_sections(document, walk)),
    )
    return form, walk.findings


def _sections(document: Document, walk: _Walk) -> list[Section]:
    """Return the groups at the top; questions beside them get a section of their own."""
    sections: list[Section] = []
    loose: list[Question] = []
    for node in _nodes(document.get("children") or [], walk):
        if isinstance(node, Section):
            _close_loose(loose, sections, document, walk)
            sections.append(node)
        else:
            loose.append(node)
    _close_loose(loose, sections, document, walk)
    return sections


def _close_loose(
    loose: list[Question], sections: list[Section], document: Document, walk: _Walk
) -> None:
    if loose:
        title = walk.text(document.get("title") or document["id_string"])
        name = f"page_{len(sections) + 1}"
        sections.append(Section(name=name, label=title, children=tuple(loose)))
        loose.clear()


def _nodes(children: Iterable[Document], walk: _Walk) -> list[Node]:
    nodes: list[Node] = []
    for child in children:
        kind = child.get("type")
        if kind in ("repeat", "loop"):
            walk.findings.append(
                error(
                    "repeat",
                    walk.row(child),
                    f"`{child.get('name')}` is a repeat: questions asked several times. Laptops "
                    "can't fill in repeats yet; they come later.",
                    "Ask a fixed number of times, with a question for each.",
                )
            )
        elif kind == "group" and child.get("name") != "meta":
            nodes.append(_section(child, walk))
        elif kind != "group":
            nodes.append(_question(child, walk))
    return nodes


def _section(group: Document, walk: _Walk) -> Section:
    return Section(
        name=str(group["name"]),
        label=walk.text(group.get("label")),
        hint=walk.text(group.get("hint")),
        relevant=str(_mapping(group, "bind").get("relevant", "")),
        children=tuple(_nodes(group.get("children") or [], walk)),
    )


def _question(part: Document, walk: _Walk) -> Question:
    row = walk.row(part)
    columns, findings = read_columns(part, row, walk.languages)
    walk.findings += findings
    _note_what_is_left_out(part, walk)
    everything = {**_texts_and_rules(part, walk), **columns.of_question()}
    kind = str(part["type"])
    if kind in (_SELECT_ONE, _SELECT_MULTIPLE):
        return _select(kind, part, everything, columns, walk)
    return _plain(kind, part, everything)


def _texts_and_rules(part: Document, walk: _Walk) -> Document:
    bind: Document = {**_implied_bind(part), **_mapping(part, "bind")}
    return {
        "name": str(part["name"]),
        "label": walk.text(part.get("label")),
        "hint": walk.text(part.get("hint")),
        "relevant": str(bind.get("relevant", "")),
        "required": _condition(bind.get("required")),
        "required_message": walk.text(bind.get("jr:requiredMsg")),
        "constraint": str(bind.get("constraint", "")),
        "constraint_message": walk.text(bind.get("jr:constraintMsg")),
        "default": str(part.get("default", "")),
        "read_only": _condition(bind.get("readonly")) == "true()",
        "appearance": str(_mapping(part, "control").get("appearance", "")),
    }


def _implied_bind(part: Document) -> Document:
    """Return the rules that some kinds bring along, such as a percentage's bounds."""
    bind = _mapping(_KINDS.get(str(part["type"]), {}), "bind")
    return {key: value for key, value in bind.items() if key == "constraint"}


def _condition(value: Any) -> str:  # noqa: ANN401 - a cell
    """Return a condition as an expression; '' where it never holds."""
    text = str(value or "")
    text = BINDING_CONVERSIONS.get(text, text)
    return "" if text == "false()" else text


def _select(
    kind: str, part: Document, everything: Document, columns: Columns, walk: _Walk
) -> Question:
    listed = part.get("choices") or walk.choices.get(str(part.get("itemset")))
    if not listed:
        return Unsupported(kind=f"{kind} from {part.get('itemset', 'elsewhere')}", **everything)
    choices = tuple(
        Choice(name=str(choice["name"]), label=walk.text(choice.get("label"))) for choice in listed
    )
    if kind == _SELECT_MULTIPLE:
        return SelectMultiple(choices=choices, **everything)
    return SelectOne(choices=choices, scale=columns.scale, **everything)


def _plain(kind: str, part: Document, everything: Document) -> Question:
    facts = _KINDS.get(kind, {})
    bind, tag = _mapping(facts, "bind"), _mapping(facts, "control").get("tag")
    if tag is None and bind.get("type") in ("string", "date", "dateTime"):
        return Calculate(calculation=_calculation(part, bind), **everything)
    if tag == "input" and bind.get("readonly"):
        return Note(**everything)
    if tag == "trigger" and bind:
        return SelectOne(choices=(Choice(name="OK", label={"en": "OK"}),), **everything)
    model = _PLAIN_KINDS.get(str(bind.get("type"))) if tag == "input" else None
    if model is None:
        return Unsupported(kind=kind, **everything)
    return model(**everything)


def _calculation(part: Document, bind: Document) -> str:
    """Return what is computed: the author's calculation, a moment, or the default.

    What phones fill in of themselves (their number, their e-mail) is empty on laptops.
    """
    own = str(_mapping(part, "bind").get("calculate", ""))
    if own:
        return own
    if bind.get("jr:preload"):
        return _PRELOADED.get(str(bind.get("jr:preloadParams")), "''")
    default = str(part.get("default", ""))
    if "(" in default or "${" in default:
        return default
    quotation = '"' if "'" in default else "'"
    return f"{quotation}{default}{quotation}"


def _note_what_is_left_out(part: Document, walk: _Walk) -> None:
    name, row = part["name"], walk.row(part)
    if part.get("choice_filter"):
        walk.findings.append(
            warning(
                "choice-filter",
                row,
                f"{name} filters its choices; laptops show all of them for now.",
                "Make sure that the question can be answered with the whole list.",
            )
        )
    is_shown = bool(_mapping(_KINDS.get(str(part["type"]), {}), "control"))
    if is_shown and "calculate" in _mapping(part, "bind"):
        walk.findings.append(
            warning(
                "calculated-question",
                row,
                f"{name} is asked and calculated; laptops only ask it.",
                "Use a row of the type calculate, and a note that shows it.",
            )
        )
    default = str(part.get("default", ""))
    if "${" in default or "(" in default:
        walk.findings.append(
            warning(
                "calculated-default",
                row,
                f"{name} has a default that is computed; laptops leave it empty.",
                "Give a plain default, or none.",
            )
        )
