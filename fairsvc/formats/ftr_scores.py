"""The scores of a metric set as DQV measurements; that of the whole is FTR's benchmark score."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.formats.assessed_dataset import JudgedSet
from fairsvc.formats.ftr_definitions import algorithm_iri, measure_iri
from fairsvc.formats.ftr_terms import Node, digest_name, dimension_iri
from fairsvc.model.assessment import Score
from fairsvc.model.metrics import WHOLE

_DECIMALS = 4
_MEASURES = {
    "level": "Level 0 to 5",
    "share": "Share 0 to 1",
    "maturity": "Maturity 0 to 3",
}
# What the set's own method defines as its result.
_OWN_MEASURE = {"levels": "level", "points": "share"}


def list_scores(one: JudgedSet, set_iri: str, target: str) -> Iterator[Node]:
    """Describe every score that is known, and what it measures; one that is open is left out."""
    for score in one.scores:
        for measure in _MEASURES:
            value = getattr(score, measure)
            if value is not None:
                yield _measure(one, score, measure)
                yield _measurement(one, score, measure, set_iri, target)


def _measurement(one: JudgedSet, score: Score, measure: str, set_iri: str, target: str) -> Node:
    value = _literal(getattr(score, measure))
    node: Node = {
        "@id": digest_name("score", set_iri, score.name, measure),
        "@type": ["dqv:QualityMeasurement"],
        "computedOn": target,
        "isMeasurementOf": measure_iri(one.metric_set, measure, score.name),
        "measured": value,
        "wasDerivedFrom": set_iri,
    }
    if score.name == WHOLE and measure == _OWN_MEASURE.get(one.metric_set.method):
        node["@type"].append("ftr:BenchmarkScore")
        node |= {
            "value": value,
            "log": _log(score),
            "outputFromAlgorithm": algorithm_iri(one.metric_set),
            "scoredTestResults": set_iri,
        }
    return node


def _measure(one: JudgedSet, score: Score, measure: str) -> Node:
    letter = {} if score.name == WHOLE else {"inDimension": dimension_iri(score.name)}
    of = "all letters" if score.name == WHOLE else score.name
    return {
        "@id": measure_iri(one.metric_set, measure, score.name),
        "@type": "dqv:Metric",
        "title": f"{_MEASURES[measure]} of {of} in {one.metric_set.name}",
        **letter,
    }


def _literal(value: float) -> Node:
    """Spell a number exactly: a JSON number with a fraction would become a double."""
    if isinstance(value, int):
        return {"@value": str(value), "@type": "xsd:integer"}
    return {"@value": f"{value:.{_DECIMALS}f}", "@type": "xsd:decimal"}


def _log(score: Score) -> str:
    counts = f"{score.assessed} decided, {score.indeterminate} indeterminate, {score.not_assessed} not assessed."
    if score.level_low is None or score.level is not None:
        return counts
    return f"{counts} The level is open between {score.level_low} and {score.level_high}."
