"""Coverage as the one JSON document that scripts rely on. Keys are only ever added."""

from dataclasses import asdict
from typing import Any

from server.findings.coverage import Count, CoverageTable


def as_json(table: CoverageTable) -> dict[str, Any]:
    """Return the coverage as plain JSON values."""
    return {
        "drill": table.drill,
        "at": table.at.isoformat(),
        "of": table.source,
        "form": table.form or None,
        **_count(table.whole),
        "beyond": table.beyond,
        "sample": _count(table.sample) if table.sample else None,
        "regions": {name: _count(count) for name, count in table.regions.items()},
        "teams": {
            each.team: {
                **_count(each.count),
                "late": each.late,
                "last_heard": each.last_heard.isoformat() if each.last_heard else None,
            }
            for each in table.teams
        },
        "forms": {each.form: asdict(each) for each in table.forms},
        "stations_missing": [
            asdict(each) | {"planned": each.planned.isoformat() if each.planned else None}
            for each in table.missing
        ],
    }


def _count(count: Count) -> dict[str, int]:
    return asdict(count) | {"missing": count.missing}
