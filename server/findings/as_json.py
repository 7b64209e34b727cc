"""Findings as the one JSON document that scripts rely on. Keys are only ever added."""

from collections.abc import Mapping
from typing import Any

from server.findings.finding import FormFindings, QuestionFinding
from server.findings.spread import is_clustered, spread_of
from server.sampling.estimates import Estimate
from shared.text import in_language


def as_json(found: FormFindings) -> dict[str, Any]:
    """Return the findings of a form as plain JSON values; shares are 0–1, None without a base."""
    return {
        "mission": found.mission,
        "drill": found.drill,
        "form": found.form,
        "title": in_language(found.title, "en"),
        "versions": list(found.versions),
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "verified": found.verified,
        "design": found.design.name,
        "population": found.design.population,
        "unit": found.unit,
        "reports": found.reports,
        "stations": found.stations,
        "coverage": {
            "expected": found.coverage.expected,
            "of": found.coverage.source,
            "covered": found.coverage.covered,
        },
        "strata": {
            name: {"stations": found.design.strata.get(name), "reports": each.units}
            for name, each in found.reached.items()
            if found.design.is_stratified
        },
        "outside_sample": {"reports": found.outside.units, "stations": found.outside.stations},
        "regions": found.regions,
        "by": found.by,
        "questions": [_question(each, found.unit, found.disputed) for each in found.questions],
    }


def _question(
    each: QuestionFinding, unit: str, disputed: Mapping[str, int] | None
) -> dict[str, Any]:
    question = each.question
    return {
        "name": question.name,
        "label": in_language(question.label, "en") or question.name,
        "type": question.type,
        "unit": unit,
        "indicator": question.indicator.id if question.indicator else None,
        "section": question.indicator.section if question.indicator else None,
        **_figures(each),
        "disputed": None if disputed is None else disputed.get(question.name, 0),
        "negative_in": dict(each.negative_in),
        "clustered": is_clustered(spread_of(each.negative_in), sum(each.negative_in.values())),
        "apart": list(each.apart),
        "groups": {name: _figures(group) for name, group in each.groups.items()},
    }


def _figures(each: QuestionFinding) -> dict[str, Any]:
    """Return the counts of a question, or of one group's answers to it."""
    return {
        "reports": each.reports,
        "answered": each.answered,
        "not_observed": each.not_observed,
        "dont_know": each.dont_know,
        "not_applicable": each.not_applicable,
        "missing": each.missing,
        "options": [
            {
                "value": option.value,
                "label": in_language(option.label, "en") or option.value,
                "count": option.count,
                **_estimate(option.estimate),
            }
            for option in each.options
        ],
        **_reading("positive", each.positive),
        **_reading("negative", each.negative),
        "reported": dict(each.reported),
        "numbers": {
            "mean": each.summary.mean,
            "median": each.summary.median,
            "least": each.summary.least,
            "greatest": each.summary.greatest,
            "lower_quartile": each.summary.lower,
            "upper_quartile": each.summary.upper,
            "deviation": each.summary.deviation,
            "sum": each.summary.total,
        }
        if each.summary
        else None,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    """Return a share with how far it can be carried; `effective` is the effective n."""
    return {
        "share": estimate.share,
        "interval": estimate.interval,
        "margin": estimate.margin,
        "effective": estimate.effective,
        "design_effect": estimate.design_effect,
        "design_effect_assumed": estimate.assumed,
    }


def _reading(name: str, estimate: Estimate | None) -> dict[str, Any]:
    return {
        name: estimate.cases if estimate else None,
        f"{name}_share": estimate.share if estimate else None,
        f"{name}_interval": estimate.interval if estimate else None,
        f"{name}_margin": estimate.margin if estimate else None,
    }
