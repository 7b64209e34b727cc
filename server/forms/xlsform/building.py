"""From what pyxform understood of an XLSForm to our own `Form`.

pyxform reads the sheets, with all their aliases and abbreviations, into one nested document; this
is a plain walk over it. Columns called `evenhand::…`, which other tools ignore, arrive there as
one mapping a question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from server.forms.xlsform.attached import read_attached
from server.forms.xlsform.cells import of_node
from server.forms.xlsform.languages import Languages
from server.forms.xlsform.questions import question_of
from server.forms.xlsform.selects import choices_from
from server.forms.xlsform.walk import Document, Walk, mapping
from shared.forms.lint.finding import SETTINGS, LintFinding, Rows, error, warning
from shared.forms.model import Choice, Form, Node, Question, Repeat, Section, choices_of
from shared.text import Text

_NO_FILES: Mapping[str, bytes] = {}
_TABLE_HEAD = "reserved_name_for_field_list_labels_"
"""What pyxform calls the head line that it makes for the appearance `table-list`."""
_DECLARED = {"csv-external": ".csv", "xml-external": ".xml"}
_INSTANCE = re.compile(r"instance\(\s*[\"']([^\"']+)")
_NO_SETTINGS = frozenset(
    {
        "type",
        "name",
        "title",
        "id_string",
        "version",
        "default_language",
        "children",
        "choices",
        "instance_name",
    }
)


def build_form(
    document: Document,
    rows: Rows,
    attached: Mapping[str, bytes] = _NO_FILES,
    external: Sequence[Mapping[str, str]] = (),
) -> tuple[Form, list[LintFinding]]:
    """Return the form that pyxform's `document` describes, and what it can't say of it.

    `rows` are the rows of the survey sheet by name, for the findings; `attached` the files that
    came with the form, by name; `external` the rows of the sheet `external_choices`.
    """
    languages = Languages.of(document)
    walk = Walk(languages, rows, mapping(document, "choices"), external)
    sections = tuple(_sections(document, walk))
    files, findings = read_attached(attached, walk.files)
    form = Form(
        id=str(document["id_string"]),
        version=str(document["version"]),
        title=_title(document, walk),
        languages=languages.codes,
        default_language=languages.default,
        sections=sections,
        root=str(document.get("name") or "data"),
        files=files,
        lists=_other_lists(document, sections, walk),
        instance_name=str(document.get("instance_name") or ""),
        settings=_settings(document),
    )
    return form, [*walk.findings, *findings, *_entities(document)]


def _title(document: Document, walk: Walk) -> Text:
    """Return the form's title: pyxform takes one; `evenhand::title::…` adds other languages."""
    title = walk.text(document.get("title") or document["id_string"])
    return title | walk.text(mapping(document, "evenhand").get("title"))


def _sections(document: Document, walk: Walk) -> list[Section]:
    """Return the groups at the top; what stands beside them gets a section of its own."""
    sections: list[Section] = []
    loose: list[Question | Repeat] = []
    for node in _nodes(document.get("children") or [], walk):
        if isinstance(node, Section | Repeat):
            _close_loose(loose, sections, document, walk)
        if isinstance(node, Section):
            sections.append(node)
        elif isinstance(node, Repeat):
            _close_loose([node], sections, document, walk)
        else:
            loose.append(node)
    _close_loose(loose, sections, document, walk)
    return sections


def _close_loose(
    loose: list[Question | Repeat], sections: list[Section], document: Document, walk: Walk
) -> None:
    if loose:
        first = loose[0]
        own = first.label if isinstance(first, Repeat) else {}
        title = own or _title(document, walk)
        name = f"page_{len(sections) + 1}"
        sections.append(Section(name=name, label=title, children=tuple(loose), implied=True))
        loose.clear()


def _nodes(children: Iterable[Document], walk: Walk) -> list[Node]:
    return [node for child in children if (node := _node(child, walk)) is not None]


def _node(child: Document, walk: Walk) -> Node | None:
    """Return what `child` is on a laptop; None for what has no place there."""
    kind = str(child.get("type"))
    if kind == "repeat":
        count = str(mapping(child, "control").get("jr:count", ""))
        return Repeat(**_group(child, walk), count=count)
    if kind == "group":
        is_meta = child.get("name") == "meta"
        return _meta(child, walk) if is_meta else Section(**_group(child, walk))
    if kind == "loop":
        walk.findings.append(_loop(child, walk))
    elif kind in _DECLARED:
        walk.files[f"{child['name']}{_DECLARED[kind]}"] = walk.row(child)
    elif not str(child.get("name")).startswith(_TABLE_HEAD):
        return question_of(child, walk)
    return None


def _group(group: Document, walk: Walk) -> Document:
    children = tuple(_nodes(group.get("children") or [], walk))
    return {**of_node(group, walk), "children": children}


def _meta(group: Document, walk: Walk) -> Node | None:
    """Return the audit, if there is one: phones make the rest of this group themselves."""
    children: list[Document] = group.get("children") or []
    audit = next((each for each in children if each.get("type") == "audit"), None)
    return None if audit is None else question_of(audit, walk)


def _loop(child: Document, walk: Walk) -> LintFinding:
    return error(
        "loop",
        walk.row(child),
        f"`{child.get('name')}` is a loop over choices, an old notation that phones hardly read.",
        "Write a repeat (begin_repeat), or a group for each of the choices.",
    )


def _other_lists(
    document: Document, sections: Iterable[Section], walk: Walk
) -> dict[str, tuple[Choice, ...]]:
    """Return the lists that expressions look something up in, and no question offers."""
    form = Form(id="", version="", title={}, sections=tuple(sections))
    offered = {getattr(each, "list_name", "") for each in form.questions() if choices_of(each)}
    wanted = set(_INSTANCE.findall(" ".join(_cells(document))))
    return {
        name: choices_from(listed, walk)
        for name, listed in walk.choices.items()
        if name in wanted - offered
    }


def _cells(part: object) -> Iterable[str]:
    """Yield every text of a part of the document, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for each in part.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _cells(each)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(part, list):
        for each in part:  # pyright: ignore[reportUnknownVariableType]
            yield from _cells(each)  # pyright: ignore[reportUnknownArgumentType]


def _settings(document: Document) -> dict[str, str]:
    return {
        key: str(value)
        for key, value in document.items()
        if key not in _NO_SETTINGS
        and isinstance(value, str | int | float | bool)
        and (key, value) != ("sms_keyword", document["id_string"])
    }


def _entities(document: Document) -> list[LintFinding]:
    if "entity_version" not in document:
        return []
    return [
        warning(
            "entities",
            None,
            "The form makes or changes entities; here they stay answers like all others.",
            "Nothing need be done, unless another program is to read the entities.",
            sheet=SETTINGS,
        )
    ]
