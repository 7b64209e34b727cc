"""The forms of a new mission and of a mission's settings."""

from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from server.missions.document import Contact, Design, MissionFile
from server.missions.editing import Edit, InvalidChange, built, mark_of
from server.missions.faults import Fault
from server.missions.form_fields import Field, Form, Options
from server.missions.here import Place
from server.missions.typed import TypedForm

DESIGNS: Options = (
    (Design.CONVENIENCE.value, "convenience: chosen by the mission"),
    (Design.ROUTE.value, "route: by teams on their way"),
    (Design.SRS.value, "simple random sample"),
    (Design.STRATIFIED.value, "stratified random sample"),
    (Design.CENSUS.value, "census: all stations"),
)
STATION_KEYS: Options = (
    ("code", "its code alone"),
    ("region+code", "its whole region and its code"),
    *((f"region{n}+code", f"level {n} of its region and its code") for n in (1, 2, 3)),
)
_KEPT = (
    "title", "illustrative", "language", "organisation", "code_of_conduct", "retention_days",
    "station_key",
)  # fmt: skip
"""Keys at the top of the document that settings change, a text each."""
_ELECTION_HINT = "As Parliamentary elections."
_OF_CONTACT: tuple[str, ...] = ("role", "phone", "name", "hours")
_ELECTION = ("name", "date", "country", "timezone")


def new_mission_form(typed: TypedForm) -> Form:
    """Return the form of a new mission: what the smallest mission file says."""
    lasting = "Short and lasting, as example-2026. It never changes."
    drill = "A drill is for training; it never becomes a real mission."
    kinds = (("", "a real mission"), ("yes", "a drill"))
    return Form(
        action="/missions",
        button="Set up this mission",
        fields=(
            Field("code", "Code", typed["code"], lasting, needed=True),
            Field("title", "Title", typed["title"], needed=True, wide=True),
            *_of_election(typed),
            *_of_sample(typed),
            Field("drill", "Real or drill", typed["drill"], drill, options=kinds),
        ),
    )


def new_mission(typed: TypedForm) -> MissionFile:
    """Return the document that the form of a new mission describes. Raises InvalidChange."""
    values: dict[str, Any] = typed.of("code", "title") | {"drill": bool(typed["drill"])}
    values |= {"election": _given(typed.of(*_ELECTION)), "sample": _sample(typed, {})}
    return built(MissionFile, values)


def settings_form(here: Place, document: MissionFile, typed: TypedForm) -> Form:
    """Return the form of a mission's settings, filled with what was typed."""
    senders = (("", "not said"), *((each.id, each.name) for each in document.organisations))
    language = "Two letters: en, ru, kk, tr."
    key = "Where the register's codes repeat in different regions. Stations that are there keep "
    key += "the code that the field knows them by."
    return Form(
        action=here.path("/settings"),
        button="Save",
        hidden=(("seen", typed["seen"] or mark_of(document, settings_of)),),
        fields=(
            Field("title", "Title", typed["title"], needed=True, wide=True),
            Field("language", "Language of the document", typed["language"], language, needed=True),
            *_of_election(typed),
            Field("opens", "Voting begins", typed["opens"], "As 07:00, by each station's clock."),
            Field("closes", "Voting ends", typed["closes"], "As 20:00."),
            Field("bodies", "What is elected", typed["bodies"], "One a line.", lines=2),
            *_of_sample(typed),
            Field("station_key", "What tells a station", typed["station_key"], key, STATION_KEYS),
            Field("organisation", "Whose mission", typed["organisation"], options=senders),
            *_of_stay(typed),
            *_told_to_all(typed),
        ),
    )


def _of_stay(typed: TypedForm) -> tuple[Field, ...]:
    retention = "After election day. Then they are to be erased, on the page Closing."
    return (
        Field("first_day", "First day in the country", typed["first_day"]),
        Field("last_day", "Last day in the country", typed["last_day"]),
        Field("statement_day", "Day of the statement", typed["statement_day"]),
        Field(
            "retention_days", "Days that personal data are kept", typed["retention_days"], retention
        ),
    )


def _told_to_all(typed: TypedForm) -> tuple[Field, ...]:
    notice = "Where parts of the data are illustrative."
    phones = "One a line, the most urgent first: role; phone; name; hours. Laptops show them."
    conduct = "An empty line parts paragraphs. Laptops show it."
    return (
        Field("illustrative", "Notice on every page", typed["illustrative"], notice, lines=2),
        Field("contacts", "Phones on duty", typed["contacts"], phones, lines=4),
        Field("code_of_conduct", "Code of conduct", typed["code_of_conduct"], conduct, lines=10),
    )


def settings_typed(document: MissionFile) -> TypedForm:
    """Return what the form of the settings shows before anybody has typed."""
    election, period = document.election, document.period
    texts = [(key, str(getattr(document, key) or "")) for key in _KEPT]
    texts += [(key, str(getattr(election, key))) for key in _ELECTION]
    if election.voting:
        texts += [("opens", f"{election.voting.opens:%H:%M}")]
        texts += [("closes", f"{election.voting.closes:%H:%M}")]
    if period:
        texts += [("first_day", str(period.first_day)), ("last_day", str(period.last_day))]
        texts += [("statement_day", str(period.statement_day or ""))]
    texts += [("bodies", "\n".join(election.bodies)), ("design", document.sample.design.value)]
    texts += [("population", str(document.sample.population or ""))]
    texts += [("contacts", "\n".join(_contact_line(each) for each in document.contacts))]
    return TypedForm(texts)


def settings_edit(typed: TypedForm) -> Edit:
    """Return the edit that saves the settings as they were typed."""

    def change(document: MissionFile) -> MissionFile:
        contacts = [_contact(line) for line in typed.lines("contacts")]
        held = document.model_dump(mode="json", exclude_defaults=True)
        held |= typed.of(*_KEPT)
        held["contacts"] = [each.model_dump(mode="json") for each in contacts]
        held["election"] = held["election"] | typed.of(*_ELECTION)
        held["election"] |= {"bodies": typed.lines("bodies"), "voting": _voting(typed)}
        held["election"] = _given(held["election"])
        held["sample"] = _sample(typed, held["sample"])
        days = _given(typed.of("first_day", "last_day", "statement_day"))
        period = {k: v for k, v in held.get("period", {}).items() if not k.endswith("_day")}
        held["period"] = period | days if days else None
        return built(MissionFile, held)

    return Edit(change, "settings changed", settings_of, typed["seen"])


def settings_of(document: MissionFile) -> object:
    """Return what of a document the form of the settings is about."""
    kept = [str(getattr(document, key)) for key in _KEPT]
    parts: list[BaseModel | None] = [document.election, document.sample, document.period]
    return [*kept, *parts, document.contacts]


def mission_path(code: str) -> str:
    """Return the address of the mission called `code`."""
    return f"/m/{quote(code, safe='')}"


def _of_election(typed: TypedForm) -> tuple[Field, ...]:
    return (
        Field("name", "Election", typed["name"], _ELECTION_HINT, needed=True, wide=True),
        Field("date", "Election day", typed["date"], "As 2026-10-04.", needed=True),
        Field("country", "Country", typed["country"], "Two capital letters: KZ.", needed=True),
        Field("timezone", "Time zone", typed["timezone"], "As Asia/Almaty.", needed=True),
    )


def _of_sample(typed: TypedForm) -> tuple[Field, ...]:
    hint = "Of all from which the stations are chosen."
    return (
        Field("design", "How stations are chosen", typed["design"], options=DESIGNS),
        Field("population", "Number of stations", typed["population"], hint),
    )


def _sample(typed: TypedForm, held: dict[str, Any]) -> dict[str, Any]:
    others = {key: value for key, value in held.items() if key not in ("design", "population")}
    return others | _given(typed.of("design", "population"))


def _voting(typed: TypedForm) -> dict[str, str] | None:
    return _given(typed.of("opens", "closes")) or None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None, ())}


def _contact_line(contact: Contact) -> str:
    texts = (contact.role, contact.phone, contact.name, contact.hours)
    return "; ".join(texts).rstrip("; ")


def _contact(line: str) -> Contact:
    texts = [each.strip() for each in line.split(";")]
    if len(texts) > 4:
        cure = "Write role; phone; name; hours, with three semicolons at most."
        raise InvalidChange([Fault(0, "contacts", f"'{line[:60]}' has too many parts", cure)])
    values = dict(zip(_OF_CONTACT, texts, strict=False))
    try:
        return built(Contact, values)
    except InvalidChange as problem:
        faults = [
            Fault(
                0, "contacts", f"in the line '{line[:60]}', {each.key}: {each.message}", each.cure
            )
            for each in problem.faults
        ]
        raise InvalidChange(faults) from None
