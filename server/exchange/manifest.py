"""The manifest of an export: what it is, what is in it, and the server's signature over that."""

from collections.abc import Sequence
from typing import Any

from server.exchange.ground import Ground
from server.exchange.parts import Part
from server.exchange.resources import Resources
from server.missions.here import DRILL
from server.reports.models import State
from shared.digest import canonical_json, sha256_hex
from shared.sync import seal

FORMAT = 1
NO_TOTALS = (
    "Figures that observers copied from a results protocol stand here report by report. They are "
    "no results: adding them up counts nothing but the stations that were observed."
)


def manifest_of(
    resources: Resources, parts: Sequence[Part], notes: Sequence[str], key: seal.Signer
) -> dict[str, Any]:
    """Return the manifest, sealed."""
    ground = resources.ground
    mission, wanted = ground.mission, ground.wanted
    manifest: dict[str, Any] = {
        "evenhand_export": FORMAT,
        "mission": mission.code,
        "title": mission.title,
        "election_day": mission.election_date.isoformat(),
        "drill": mission.drill,
        "illustrative": str(mission.document.get("illustrative", "")),
        "cut": ground.cut.isoformat(),
        "timezone": mission.timezone,
        "format": wanted.format.value,
        "labels": wanted.language,
        "forms": [
            {"form": form.form_id, "version": each.version, "sha256": each.digest}
            for form in resources.forms
            for each in reversed(form.versions)
        ],
        "asked_for": {
            "forms": list(wanted.forms),
            "quarantine": wanted.quarantine,
            "people": wanted.people,
            "exact_times": wanted.exact_times,
            "attachments": wanted.attachments,
        },
        "limited_to": _limits(ground),
        "reports": resources.selection.rows,
        "notes": [NO_TOTALS, *_notes(resources), *notes],
        "resources": [
            {
                "path": each.path,
                **({"sheet": each.sheet} if each.sheet else {}),
                "rows": each.rows,
                "bytes": each.size,
                "sha256": each.sha256,
            }
            for each in parts
        ],
        "signed_by": key.public_key,
    }
    return {**manifest, "signature": key.sign(_signed(manifest))}


def _signed(manifest: dict[str, Any]) -> bytes:
    """Return what the server signs."""
    return f"evenhand export manifest 1\n{sha256_hex(canonical_json(manifest))}\n".encode()


def _limits(ground: Ground) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if ground.reach.regions:
        limits["regions"] = list(ground.reach.regions)
    if ground.reach.teams is not None:
        limits["teams"] = "of one partner organisation"
    return limits


def _notes(resources: Resources) -> list[str]:
    wanted = resources.ground.wanted
    notes = [DRILL] if resources.ground.mission.drill else []
    notes.append("What checks ask is as it stood when the export was made, whatever the cut.")
    if not wanted.people:
        notes.append("Teams have stand-ins that hold for this export alone.")
    if not wanted.exact_times:
        notes.append("Moments and answers that are times are cut to the hour.")
    if wanted.quarantine:
        states = f"{State.QUARANTINED.value} or {State.CONFLICT.value}"
        notes.append(f"Reports whose column _counts says {states} count in no finding.")
    if resources.unpublished:
        notes.append(
            f"{resources.unpublished} reports name forms that the mission did not publish: they "
            "stand in the list of reports only, without answers."
        )
    return notes
