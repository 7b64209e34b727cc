"""The importer of recommendations: what a table of a past report would add to a mission."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from server.accounts.table import DRAFTERS, Who
from server.imports.cells import at_most, needed, one_of, yes_no
from server.imports.importer import AS_IT_IS, Ask, Change, Deed, Field, Plan, Reading, Seal
from server.missions import editing
from server.missions.document import MissionFile
from server.missions.editing import Edit
from server.missions.models import Mission
from server.missions.recommendations import Followed, Recommendation
from server.missions.service import mission_document
from shared.digest import digest_of

_OTHERS = {
    "full": Followed.FULLY.value,
    "implemented": Followed.FULLY.value,
    "mostly implemented": Followed.MOSTLY.value,
    "fully implemented": Followed.FULLY.value,
    "partial": Followed.PARTLY.value,
    "partially": Followed.PARTLY.value,
    "partly implemented": Followed.PARTLY.value,
    "not": Followed.NOT.value,
    "not implemented": Followed.NOT.value,
}
FIELDS = (
    Field(
        "text",
        "Recommendation",
        ("recommendation", "recommendation text"),
        needed("the recommendation", "Write its text, or delete the row.", most=5000),
        required=True,
    ),
    Field(
        "report",
        "Report that made it",
        ("source", "source report"),
        needed("the report", "Write which report made it.", most=300),
        required=True,
    ),
    Field("number", "Number in the report", ("no", "nr"), at_most(20)),
    Field("made_on", "Day of the report", ("date", "report date"), is_day=True),
    Field("addressee", "Addressee", ("to", "addressed to", "authority"), at_most(300)),
    Field("priority", "Priority", (), yes_no),
    Field("status", "Status", ("implementation",), one_of([*Followed], _OTHERS)),
    Field("reason", "Reason", ("basis", "explanation"), at_most(2000)),
    Field("assessed_on", "Assessed on", ("assessment date",), is_day=True),
)


class RecommendationImporter:
    """Tables of past recommendations: CSV, XLSX."""

    kind = "recommendations"
    title = "Recommendations"
    one = "recommendation"
    many = "recommendations"
    page = "/recommendations"
    fields: Sequence[Field] = FIELDS
    keeps_rest = False
    who: Who = DRAFTERS
    asks: Sequence[Ask] = ()
    gone_deeds: Mapping[str, str] = {}
    seal: Seal = AS_IT_IS

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Compare a table with the mission's recommendations, by report and number or text."""
        del db
        held = {each.key: each for each in mission_document(mission).recommendations}
        plan, rows = Plan(), dict[str, int]()
        for row in reading.rows:
            values = {name: value for name, value in row.values.items() if value not in ("", None)}
            if "text" not in values or "report" not in values:
                continue
            key = _key_of(values)
            if key in rows:
                column = reading.columns.called("text")
                message = f"it is the same recommendation as row {rows[key]}"
                reading.errors.add(row.number, column, message, "Delete one of the two.")
            elif _lacks_basis(values):
                column = reading.columns.called("status")
                cure = "Fill in Reason and Assessed on, or leave the status empty."
                message = "the status has no reason, or no day"
                reading.errors.add(row.number, column, message, cure)
            else:
                _compare(plan, key, values, held.get(key))
            rows.setdefault(key, row.number)
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Put the recommendations into the mission's document. Raises InvalidChange."""
        entries: list[Recommendation] = [each.row for each in (*plan.new, *plan.changed)]
        if entries:
            what = self.one if len(entries) == 1 else self.many
            words = f"{len(entries)} {what} imported from {deed.source}"
            edit = Edit(lambda document: _with(document, entries), words)
            editing.apply(db, mission.id, edit, by=deed.by, now=deed.now)


def _key_of(values: Mapping[str, Any]) -> str:
    what = values.get("number") or values["text"]
    return f"r.{digest_of([values['report'], what])[:12]}"


def _lacks_basis(values: Mapping[str, Any]) -> bool:
    status = values.get("status", Followed.NOT_ASSESSED)
    return status != Followed.NOT_ASSESSED and not (
        values.get("reason") and values.get("assessed_on")
    )


def _compare(
    plan: Plan, key: str, values: Mapping[str, Any], before: Recommendation | None
) -> None:
    held = before.model_dump() if before else {}
    after = Recommendation.model_validate({**held, "key": key, **values})
    name = after.text[:80]
    if before is None:
        plan.new.append(Change(key, name, None, _shown(after), after))
    elif before == after:
        plan.unchanged += 1
    else:
        plan.changed.append(Change(key, name, _shown(before), _shown(after), after))


def _shown(each: Recommendation) -> Mapping[str, Any]:
    return each.model_dump(mode="json", include={field.name for field in FIELDS})


def _with(document: MissionFile, entries: Sequence[Recommendation]) -> MissionFile:
    """Return the document with these entries in place of those of the same key, or as the last."""
    coming = {each.key: each for each in entries}
    kept = [coming.pop(each.key, each) for each in document.recommendations]
    return document.model_copy(update={"recommendations": (*kept, *coming.values())})
