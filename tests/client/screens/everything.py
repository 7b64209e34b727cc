"""A checklist with every kind of question, two repeats and an attached table."""

import hashlib

from client.laptop import Laptop
from shared.forms.model import (
    Acknowledge,
    Barcode,
    Choice,
    DateTime,
    FileList,
    Form,
    FormFile,
    Geopoint,
    Hidden,
    Integer,
    Media,
    Metadata,
    Note,
    Range,
    Rank,
    Repeat,
    Section,
    SelectOne,
    Shape,
    TextQuestion,
)

STATIONS_CSV = b"name,label,region\n" + b"".join(
    b"s%d,Polling station %d,r%d\n" % (number, number, number % 3) for number in range(1, 61)
)
STATIONS = FormFile(
    name="stations.csv",
    sha256=hashlib.sha256(STATIONS_CSV).hexdigest(),
    columns=("name", "label", "region"),
    rows=60,
)


def named(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, label={"en": label}) for name, label in labels.items())


CONTESTANTS = Section(
    name="count",
    label={"en": "Count", "ru": "Подсчёт"},
    children=(
        Integer(
            name="valid",
            label={"en": "How many valid ballots?", "ru": "Сколько действительных бюллетеней?"},
            required="true()",
            required_message={"en": "The protocol has it.", "ru": "Это есть в протоколе."},
        ),
        Repeat(
            name="contestants",
            label={"en": "Contestant", "ru": "Кандидат"},
            children=(
                TextQuestion(name="who", label={"en": "Who?", "ru": "Кто?"}),
                Integer(
                    name="votes",
                    label={"en": "Votes for ${who}?", "ru": "Голоса за ${who}?"},
                    constraint=". >= 0",
                    constraint_message={"en": "Votes can't be fewer than 0.", "ru": "Не меньше 0."},
                ),
            ),
        ),
        SelectOne(
            name="sum_fits",
            label={"en": "Do the votes add up to ${valid}?", "ru": "Сумма равна ${valid}?"},
            warning=". = 'no' or sum(${votes}) = ${valid}",
            warning_message={"en": "The votes do not add up.", "ru": "Голоса не сходятся."},
            choices=named(yes="yes", no="no"),
        ),
    ),
)
SCENE = Section(
    name="scene",
    label={"en": "Scene"},
    children=(
        Note(name="look", label={"en": "${valid} valid ballots were noted."}),
        Rank(
            name="order",
            label={"en": "In which order was it done?"},
            choices=named(seal="Seals checked", box="Box opened", count="Ballots counted"),
        ),
        Range(name="calm", label={"en": "How calm was it?"}, start=1, end=5, step=0.5),
        Acknowledge(name="read", label={"en": "We have read the rules."}),
        Geopoint(name="where", label={"en": "Where did you stand?"}),
        DateTime(name="when", label={"en": "When was it?"}),
        Barcode(name="seal", label={"en": "What does the seal say?"}),
    ),
)
EVIDENCE = Section(
    name="evidence",
    label={"en": "Evidence"},
    children=(
        Media(
            name="photo",
            kind="image",
            label={"en": "A photograph of the protocol"},
            hint={"en": "All of it, and sharp."},
            guidance={"en": "Stand so that no voter is in it. Ask the chair before you take it."},
            media={"image": {"en": "example.png"}},
        ),
        Shape(name="walls", kind="geoshape", label={"en": "The walls of the station"}),
        SelectOne(
            name="nearest",
            label={"en": "Which station is nearest?"},
            choices=(),
            from_file=FileList(file="stations.csv"),
        ),
        SelectOne(
            name="region",
            label={"en": "In which region?"},
            choices=named(r0="North", r1="South", r2="West"),
            read_only_when="${nearest} != ''",
            calculation="pulldata('stations', 'region', 'name', ${nearest})",
            trigger=("nearest",),
        ),
        SelectOne(
            name="beside",
            label={"en": "Which one did you come from?"},
            choices=(),
            from_file=FileList(file="stations.csv"),
            choice_filter="region = ${region}",
        ),
    ),
)
FORM = Form(
    id="everything",
    version="1",
    title={"en": "Everything", "ru": "Всё"},
    languages=("en", "ru"),
    sections=(
        CONTESTANTS,
        SCENE,
        EVIDENCE,
        Section(
            name="unseen",
            label={},
            children=(
                Metadata(name="opened", kind="start"),
                Metadata(name="closed", kind="end"),
                Metadata(name="device", kind="deviceid"),
                Metadata(name="team", kind="username"),
                Hidden(name="kind", default="spring"),
            ),
        ),
    ),
    files=(STATIONS,),
)


def give_files(laptop: Laptop) -> None:
    """Let a laptop have the table that the form looks things up in."""
    laptop.changes.keep_file(STATIONS.sha256, STATIONS_CSV)
