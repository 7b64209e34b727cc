"""For each code of a finding, a small form that has that mistake; as authors write them."""

from dataclasses import dataclass, field
from textwrap import dedent

CHOICES = """
| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
"""
SETTINGS = """
| settings |
| | form_title | form_id | version |
| | Entrance | entrance | 1 |
"""
LONG = "word " * 61
MANY = "\n".join(f"| | many | choice_{number:03} | Choice {number} |" for number in range(201))
CORE = "\n".join(f"| | integer | q{number} | Question {number} | yes |" for number in range(41))
DEEP = "\n".join(
    [*(f"| | begin_group | g{depth} | Group |" for depth in range(22)), "| | text | a | A |"]
    + ["| | end_group | | |"] * 22
)
STATIONS = b"name,label,region\n1,School,north\n"


@dataclass(frozen=True)
class Example:
    """A form, the files with it, and the row that is to be named."""

    survey: str
    row: int | None = 2
    choices: str = CHOICES
    settings: str = SETTINGS
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def source(self) -> bytes:
        survey = dedent(self.survey).strip()
        return f"| survey |\n{survey}\n\n{self.choices}\n{self.settings}".encode()


def calculation(text: str, kind: str = "integer") -> Example:
    return Example(
        f"""
        | | type | name | label | calculation |
        | | {kind} | a | A | |
        | | calculate | b | | {text} |
        """,
        row=3,
    )


def relevance(text: str, row: int = 3) -> Example:
    return Example(
        f"""
        | | type | name | label | relevant |
        | | select_one yes_no | ramp | Is there a ramp? | |
        | | integer | steps | How many steps? | {text} |
        """,
        row=row,
    )


def one(cells: str, header: str = "type | name | label", **rest: object) -> Example:
    return Example(f"| | {header} |\n| | {cells} |", **rest)  # pyright: ignore[reportArgumentType]


def in_repeat(text: str) -> Example:
    return Example(
        f"""
        | | type | name | label | calculation |
        | | begin_repeat | cases | Cases | |
        | | integer | voters | Voters | |
        | | end_repeat | | | |
        | | calculate | all | | {text} |
        """,
        row=5,
    )


FROM_FILE = "select_one_from_file stations.csv | where | Which station?"
LISTED = "type | name | label | evenhand::indicator | evenhand::positive | evenhand::negative"

EXAMPLES: dict[str, Example] = {
    "xlsform": one("selct_one yes_no | ramp | Ramp?"),
    "unknown-name": relevance("${rmap} = 'no'"),
    "too-deep": Example(f"| | type | name | label |\n{DEEP}", row=None),
    "loop": Example(
        """
        | | type | name | label |
        | | begin_loop over yes_no | each | Each |
        | | integer | count | Count |
        | | end_loop | | |
        """
    ),
    "entities": one(
        "text | a | A | x",
        "type | name | label | save_to",
        row=None,
        settings=SETTINGS + "\n| entities |\n| | list_name | label |\n| | places | ${a} |\n",
    ),
    "no-version": one("text | a | A", row=None, settings=""),
    "too-long": one(
        "text | a | A",
        row=None,
        settings=f"| settings |\n| | form_id | version |\n| | a | {'1' * 121} |",
    ),
    "evenhand-column": one("integer | a | A | yes", "type | name | label | evenhand::croe"),
    "duplicate-name": Example(
        """
        | | type | name | label |
        | | begin_group | a | A |
        | | integer | x | X |
        | | end_group | | |
        | | begin_group | b | B |
        | | integer | x | X |
        | | end_group | | |
        """,
        row=3,
    ),
    "look-alike-name": Example(
        """
        | | type | name | label |
        | | integer | booth_1 | Booth |
        | | integer | booth_l | Booth |
        """,
        row=3,
    ),
    "mixed-alphabets": one("integer | rаmp | Ramp"),
    "reserved-name": one("integer | station | Station"),
    "long-name": one(f"integer | {'n' * 64} | N"),
    "expression": relevance("${ramp} = "),
    "path-nowhere": relevance("/entrance/door/ramp = 'no'"),
    "choice-not-offered": relevance("${ramp} = 'maybe'"),
    "never-asked": relevance("${ramp} = 'yes' and ${ramp} = 'no'"),
    "always-asked": relevance("${ramp} != 'yes' or ${ramp} != 'no'"),
    "waits-for-later": Example(
        """
        | | type | name | label | relevant |
        | | integer | steps | How many steps? | ${ramp} = 'no' |
        | | select_one yes_no | ramp | Is there a ramp? | |
        """
    ),
    "never-valid": one("integer | a | A | . > 5 and . < 3", "type | name | label | constraint"),
    "never-valid-warning": one(
        "integer | a | A | . > 5 and . < 3", "type | name | label | evenhand::warning"
    ),
    "idle-rule": one("integer | a | A | . > 3 or . <= 3 or . = ''", "type|name|label|constraint"),
    "date-as-text": one("date | a | A | . >= '2026-10-04'", "type | name | label | constraint"),
    "unanchored-regex": one(
        "text | a | A | regex(., '[0-9]+')", "type | name | label | constraint"
    ),
    "bare-truth": relevance("${ramp}"),
    "fraction": calculation("${a} * 1.1"),
    "boolean-saved": calculation("${a} > 3"),
    "repeat-as-single": in_repeat("${voters} + 1"),
    "repeat-index": in_repeat("/data/cases[1]/voters"),
    "round-of-negative": calculation("round(${a} - 5)"),
    "number-of-text": calculation("number(${a})", kind="text"),
    "date-arithmetic": calculation("date(${a} + 1)", kind="date"),
    "moment-compared": one("dateTime | a | A | . <= now()", "type | name | label | constraint"),
    "time-compared": Example(
        """
        | | type | name | label | constraint |
        | | time | opened | Opened | |
        | | time | closed | Closed | . > ${opened} |
        """,
        row=3,
    ),
    "function-not-everywhere": calculation("concat(version(), ${a})"),
    "unknown-choice": one(
        "select_one yes_no | a | A | perhaps", "type | name | label | evenhand::alert"
    ),
    "duplicate-choice": one(
        "select_one yes_no | a | A",
        row=3,
        choices=CHOICES + "| | yes_no | no | Not |\n",
        settings=SETTINGS.replace("version |", "version | allow_choice_duplicates |").replace(
            "| 1 |", "| 1 | yes |"
        ),
    ),
    "look-alike-choice": one(
        "select_one yes_no | a | A", row=4, choices=CHOICES + "| | yes_no | nо | Not |\n"
    ),
    "same-label": one(
        "select_one yes_no | a | A", row=4, choices=CHOICES + "| | yes_no | nope | no |\n"
    ),
    "non-answer-choice": one(
        "select_one yes_no | a | A", row=4, choices=CHOICES + "| | yes_no | dk | Don't know |\n"
    ),
    "non-answers-unsaid": Example(
        "| | type | name | label |\n"
        + "\n".join(f"| | select_one yes_no | q{number} | Q{number} |" for number in range(5)),
        row=None,
    ),
    "long-list": one(
        "select_one many | a | A",
        row=2,
        choices=f"| choices |\n| | list_name | name | label |\n{MANY}\n",
    ),
    "indicator-unread": one("select_one yes_no | a | A | x.y | | ", LISTED),
    "indicator-both": one("select_one yes_no | a | A | x.y | yes | yes", LISTED),
    "indicator-twice": Example(
        f"""
        | | {LISTED} |
        | | select_one yes_no | a | A | x.y | yes | no |
        | | select_one yes_no | b | B | x.y | yes | no |
        """,
        row=3,
    ),
    "seen-by-unasked": one(
        "select_one yes_no | a | A | yes", "type | name | label | evenhand::seen_by"
    ),
    "core-too-long": Example(f"| | type | name | label | evenhand::core |\n{CORE}", row=42),
    "no-label": one("integer | a | "),
    "long-label": one(f"integer | a | {LONG}"),
    "reference-lost": Example(
        """
        | | type | name | label::English (en) | label::Türkçe (tr) |
        | | integer | a | Booths | Kabin |
        | | integer | b | Of ${a} booths, how many? | Kaç kabin? |
        """,
        row=3,
    ),
    "missing-translation": Example(
        """
        | | type | name | label::English (en) | label::Türkçe (tr) |
        | | integer | a | Booths | Kabin |
        | | integer | b | Boxes | |
        """,
        row=3,
    ),
    "language-without-code": one(
        "integer | a | A | Ah", "type|name|label::English (en)|label::Elvish", row=None
    ),
    "unsupported-kind": one("osm | a | A"),
    "phone-only": one("geoshape | a | A"),
    "typed-on-laptop": one("geopoint | a | A"),
    "metadata-empty": one("audit | audit | "),
    "appearance-ignored": one("image | a | A | signature", "type | name | label | appearance"),
    "missing-file": one(FROM_FILE),
    "missing-column": one(FROM_FILE, files={"stations.csv": b"code,label\n1,School\n"}),
    "attached-file": one(FROM_FILE, row=None, files={"stations.csv": b"name,name\n1,2\n"}),
    "attached-file-phones": one(
        FROM_FILE, row=None, files={"stations.csv": b"name;label\n1;School\n"}
    ),
    "missing-media": one("note | a | A | map.png", "type | name | label | image"),
    "unused-file": one("integer | a | A", row=None, files={"stations.csv": STATIONS}),
}
