"""What an FTR document refers to: benchmark, metrics, tests and scoring algorithm of a metric set, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fairsvc.formats.ftr_terms import (
    SIO_IMPLEMENTED_BY,
    SIO_IMPLEMENTS,
    TEST_LICENCE,
    Node,
    arcs,
    digest_name,
    dimension,
    dimension_iri,
    name_of,
)
from fairsvc.formats.legible import legible, one_line, safe_iri
from fairsvc.model.metrics import WHOLE, Indicator, MetricSet, MetricTest

_E_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\Z")
_METHODS = {
    "levels": "Levels 0 to 5 a letter by the pass-or-fail method of the FAIR Data Maturity Model; the whole is the"
    " least level. Indeterminate indicators leave a level open where they decide it.",
    "points": "The points of the tests that pass, of those that could be decided.",
}


def benchmark_iri(metric_set: MetricSet) -> str:
    """Name the benchmark of a metric set."""
    return name_of("benchmark", metric_set.name)


def algorithm_iri(metric_set: MetricSet) -> str:
    """Name the scoring algorithm of a metric set."""
    return name_of("algorithm", metric_set.name)


def metric_iri(metric_set: MetricSet, indicator: Indicator) -> str:
    """Name the metric of an indicator."""
    return name_of("metric", metric_set.name, indicator.id)


def test_iri(metric_set: MetricSet, test: str) -> str:
    """Name a test of a metric, or the one test of an indicator without tests."""
    return name_of("test", metric_set.name, test)


def measure_iri(metric_set: MetricSet, measure: str, letter: str = WHOLE) -> str:
    """Name what a score measures: the share, level or maturity of a letter or the whole."""
    return name_of("measure", metric_set.name, letter, measure)


def contact_iri(contact: str) -> str:
    """Name whom to ask: an e-mail address as mailto."""
    return safe_iri(f"mailto:{contact}") if _E_MAIL.match(contact) else digest_name("contact", contact)


def define(metric_sets: Iterable[MetricSet], contact: str) -> Iterator[Node]:
    """Describe metric sets and their parts; `contact` is the operator's address, which may be empty."""
    whom = contact_iri(contact)
    yield _contact(contact, whom)
    principles = set()
    for metric_set in metric_sets:
        yield _benchmark(metric_set, whom)
        yield _algorithm(metric_set, whom)
        for indicator in metric_set.indicators:
            principles |= {indicator.principle, indicator.letter}
            yield _metric(metric_set, indicator, whom)
            yield from (_test(metric_set, indicator, test, whom) for test in _tests(indicator))
    yield from map(dimension, sorted(principles))


def _tests(indicator: Indicator) -> tuple[MetricTest, ...]:
    own = MetricTest(indicator.id, indicator.text, indicator.checks, deviation=indicator.deviation)
    return indicator.tests or (own,)


def _benchmark(metric_set: MetricSet, whom: str) -> Node:
    return {
        "@id": benchmark_iri(metric_set),
        "@type": "ftr:Benchmark",
        "identifier": legible(metric_set.name),
        "title": legible(metric_set.title),
        "description": legible(f"{metric_set.title}. Source: {metric_set.source}"),
        "version": legible(metric_set.version),
        "hasAssociatedMetric": [metric_iri(metric_set, indicator) for indicator in metric_set.indicators],
        "contactPoint": whom,
        "creator": whom,
        **arcs(SIO_IMPLEMENTED_BY, algorithm_iri(metric_set)),
    }


def _algorithm(metric_set: MetricSet, whom: str) -> Node:
    tests = [test_iri(metric_set, test.id) for one in metric_set.indicators for test in _tests(one)]
    return {
        "@id": algorithm_iri(metric_set),
        "@type": ["ftr:ScoringAlgorithm", "dcat:DataService"],
        "identifier": legible(f"{metric_set.name}/score"),
        "title": legible(f"Scoring of {metric_set.title}"),
        "description": _METHODS.get(metric_set.method, legible(metric_set.method)),
        "version": legible(metric_set.version),
        "license": TEST_LICENCE,
        "contactPoint": whom,
        "creator": whom,
        "invokesTest": tests,
        **arcs(SIO_IMPLEMENTS, benchmark_iri(metric_set)),
    }


def _metric(metric_set: MetricSet, indicator: Indicator, whom: str) -> Node:
    return {
        "@id": metric_iri(metric_set, indicator),
        "@type": ["ftr:Metric", "dqv:Metric"],
        "identifier": legible(f"{metric_set.name}/{indicator.id}"),
        "abbreviation": legible(indicator.id),
        "title": legible(f"{indicator.id} ({indicator.principle})"),
        "description": legible(indicator.text),
        "version": legible(metric_set.version),
        "inDimension": dimension_iri(indicator.principle),
        "hasBenchmark": benchmark_iri(metric_set),
        "contactPoint": whom,
        "creator": whom,
        **arcs(SIO_IMPLEMENTED_BY, *(test_iri(metric_set, test.id) for test in _tests(indicator))),
    }


def _test(metric_set: MetricSet, indicator: Indicator, test: MetricTest, whom: str) -> Node:
    text = test.text or indicator.text
    notes = {"versionNotes": legible(test.deviation)} if test.deviation else {}
    return {
        "@id": test_iri(metric_set, test.id),
        "@type": ["ftr:Test", "dcat:DataService"],
        "identifier": legible(f"{metric_set.name}/{test.id}"),
        "abbreviation": legible(test.id),
        "title": legible(f"Test {test.id}"),
        "description": legible(f"{text} Checks: {', '.join(test.checks) or 'none yet'}."),
        "version": legible(metric_set.version),
        "license": TEST_LICENCE,
        "contactPoint": whom,
        "creator": whom,
        **arcs(SIO_IMPLEMENTS, metric_iri(metric_set, indicator)),
        **notes,
    }


def _contact(contact: str, whom: str) -> Node:
    mail = {"hasEmail": whom} if whom.startswith("mailto:") else {}
    name = one_line(contact, 300) or "Who runs this fairsvc"
    return {"@id": whom, "@type": "vcard:Organization", "organizationName": name, **mail}
