"""What the columns of a register of stations may be, and how their cells are read."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.imports.cells import Wrong, at_most, needed, one_of, text, whole_number
from server.imports.importer import Field

MAX_CODE = 80
SETTINGS = ("urban", "rural")
KINDS = ("ordinary", "hospital", "military", "detention", "sanatorium_or_travel", "abroad")
SETTING_WORDS = {each: each for each in SETTINGS}
KIND_WORDS = {each: each.replace("sanatorium_or_travel", "sanatorium or travel") for each in KINDS}
MAX_VOTERS = 1_000_000
DEPTH = 20
"""Levels of regions that may come in columns of their own; one column may hold any number."""
_SETTINGS = {"город": "urban", "городской": "urban", "село": "rural", "сельский": "rural",
             "қала": "urban", "ауыл": "rural", "kentsel": "urban", "kırsal": "rural",
             "town": "urban", "city": "urban", "village": "rural"}  # fmt: skip


def _region(cell: str) -> str:
    if "/" not in text(cell):
        return cell
    return " / ".join(part for each in cell.split(" / ") if (part := each.strip(" /")))


def _degrees(limit: int) -> Callable[[str], float | None]:
    cure = f"Write degrees between -{limit} and {limit} with a point, for example 51.1694."

    def read(cell: str) -> float | None:
        if not cell:
            return None
        try:
            degrees = float(cell.replace(",", ".") if cell.count(",") == 1 else cell)
        except ValueError:
            raise Wrong(f"'{cell[:40]}' is not a number of degrees", cure) from None
        if not -limit <= degrees <= limit:
            raise Wrong(f"{cell} is no place on earth", cure)
        return degrees

    return read


def _zone() -> Callable[[str], str]:
    judged: dict[str, bool] = {"": True}

    def known(name: str) -> bool:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return False
        return True

    def read(cell: str) -> str:
        if cell not in judged:
            judged[cell] = known(cell)
        if not judged[cell]:
            cure = "Write a name like Europe/Paris, or leave it empty for the mission's."
            raise Wrong(f"'{cell}' is not a known time zone", cure)
        return cell

    return read


FIELDS = (
    Field(
        "code",
        "Code",
        (
            "station code", "station number", "station no", "station id", "polling station",
            "polling station code", "polling station number", "polling station no",
            "polling station id", "ps code", "ps number", "ps no", "ps id", "precinct",
            "precinct number", "precinct no", "pec no", "pec number", "number", "no", "nr", "id",
            "номер", "номер участка", "код", "код участка", "№ участка", "уик", "номер уик",
            "участок нөмірі", "нөмірі", "sandık no", "sandık numarası", "kod", "numara",
        ),
        needed("the station's code", "Give each station its code.", most=MAX_CODE),
        required=True,
        exact=True,
    ),
    Field(
        "name",
        "Name",
        (
            "station name", "polling station name", "ps name", "title", "place", "venue",
            "building", "location", "название", "наименование", "место", "место голосования",
            "атауы", "ad", "adı", "okul", "bina",
        ),
        needed(
            "the station's name", "Give each station a name; where it has none, its code."
        ),
        required=True,
    ),
    Field(
        "region",
        "Region",
        ("regions", "region path", "area", "регион", "аймақ", "bölge"),
        _region,
        required=True,
        levels=DEPTH,
        level_aliases={
            "oblast": 1, "province": 1, "governorate": 1, "область": 1, "облыс": 1, "il": 1,
            "rayon": 2, "raion": 2, "district": 2, "county": 2, "район": 2, "аудан": 2, "ilçe": 2,
            "municipality": 3, "commune": 3, "community": 3, "settlement": 3, "округ": 3,
            "mahalle": 3,
        },
    ),
    Field("address", "Address", ("station address", "street", "адрес", "мекенжай", "adres")),
    Field(
        "setting",
        "Setting (urban, rural)",
        ("urban rural", "urban or rural", "settlement type", "тип местности"),
        one_of(SETTINGS, _SETTINGS),
    ),
    Field(
        "kind", "Kind of station", ("station kind", "station type", "type of station"),
        one_of(KINDS),
    ),
    Field(
        "voters",
        "Registered voters",
        (
            "registered voters", "voters registered", "number of voters", "electors",
            "registered electors", "избирателей", "число избирателей", "количество избирателей",
            "сайлаушылар саны", "seçmen sayısı", "seçmen",
        ),
        whole_number("voters", MAX_VOTERS),
    ),
    Field("timezone", "Time zone", ("time zone", "tz", "часовой пояс"), _zone()),
    Field(
        "latitude", "Latitude", ("lat", "y coordinate", "gps latitude", "широта"), _degrees(90)
    ),
    Field(
        "longitude",
        "Longitude",
        ("lon", "lng", "long", "x coordinate", "gps longitude", "долгота"),
        _degrees(180),
    ),
)  # fmt: skip
"""What is known of a station."""
CLOSED, KNOWN_AS = "closed", "known_as"
IMPORTED = (
    *FIELDS,
    Field(CLOSED, "Closed, and why", ("closed why", "reason for closing"), at_most(500)),
    Field(KNOWN_AS, "Known to the field as (not imported)"),
)
"""What the columns of a register may be: also what the register's own CSV has beside."""
