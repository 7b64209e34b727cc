"""Findings as the one JSON document that scripts rely on. Keys are only ever added."""

from typing import Any

from server.findings.finding import FormFindings, QuestionFinding
from shared.text import in_language


def as_json(found: FormFindings) -> dict[str, Any]:
    """Return the findings of a form as plain JSON values; shares are 0–1, None without a base."""
    return {
        "mission": found.mission,
        "form": found.form,
        "title": in_language(found.title, "en"),
        "versions": list(found.versions),
        "as_of": found.as_of.isoformat() if found.as_of else None,
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
        "by": found.by,
        "questions": [_question(each, found.unit) for each in found.questions],
    }


def _question(each: QuestionFinding, unit: str) -> dict[str, Any]:
    question = each.question
    return {
        "name": question.name,
        "label": in_language(question.label, "en") or question.name,
        "type": question.type,
        "unit": unit,
        "indicator": question.indicator.id if question.indicator else None,
        "section": question.indicator.section if question.indicator else None,
        **_figures(each),
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
                "share": option.share,
                "interval": option.interval,
            }
            for option in each.options
        ],
        "positive": each.positive.count if each.positive else None,
        "positive_share": each.positive.share if each.positive else None,
        "positive_interval": each.positive.interval if each.positive else None,
        "negative": each.negative.count if each.negative else None,
        "negative_share": each.negative.share if each.negative else None,
        "negative_interval": each.negative.interval if each.negative else None,
        "reported": dict(each.reported),
        "numbers": {
            "mean": each.summary.mean,
            "median": each.summary.median,
            "least": each.summary.least,
            "greatest": each.summary.greatest,
        }
        if each.summary
        else None,
    }
