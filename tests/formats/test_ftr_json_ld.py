"""FTR documents: valid by the published shapes, readable without a network, the same graph in Turtle."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib

from fairsvc.formats.assessed_dataset import AssessedDataset
from fairsvc.formats.foreign import expand_json_ld
from fairsvc.formats.ftr_json_ld import ftr_document, write_ftr_json_ld
from fairsvc.formats.ftr_turtle import write_ftr_turtle
from fairsvc.model.check import Outcome
from tests.support import evidence_builder as build
from tests.support.assessed import described, world
from tests.support.check_worlds import WORLDS

CONTACT = "steward@facility.example"
FTR = rdflib.Namespace("https://w3id.org/ftr#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
SHAPES = ("testResult", "testResultSet", "test", "metric.patched", "benchmark", "benchmarkScore")


def graph_of(document: str) -> rdflib.Graph:
    # rdflib's own parser of JSON-LD, where ours is PyLD, uses what rdflib calls deprecated.
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        return rdflib.Graph().parse(data=document, format="json-ld")


@pytest.fixture(scope="module")
def shapes(shared: Path) -> rdflib.Graph:
    """All shapes at once: they repeat each other's with the same meaning."""
    graph = rdflib.Graph()
    for name in SHAPES:
        # Each file names its shapes alike, and says other things of them.
        text = (shared / "ftr" / "SHACL" / f"{name}.shacl").read_text("utf-8")
        graph.parse(data=text.replace("http://www.example.org/me#", f"urn:shapes:{name}#"), format="turtle")
    return graph


def report_on(graph: rdflib.Graph, shapes: rdflib.Graph) -> tuple[bool, str]:
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    return conforms, text


def few(dataset: AssessedDataset, indicators: int) -> AssessedDataset:
    """Keep the first indicators of each set: the shapes take their time."""
    sets = (
        replace(
            one,
            indicators=one.indicators[:indicators],
            metric_set=replace(one.metric_set, indicators=one.metric_set.indicators[:indicators]),
        )
        for one in dataset.sets
    )
    return replace(dataset, sets=tuple(sets))


def test_a_whole_document_conforms_to_the_shapes(shapes: rdflib.Graph) -> None:
    conforms, text = report_on(graph_of(write_ftr_json_ld(world("junk"), CONTACT)), shapes)
    assert conforms, text[:2000]


@pytest.mark.parametrize("name", [*WORLDS, "hostile"])
def test_every_outcome_conforms_to_the_shapes(name: str, shapes: rdflib.Graph) -> None:
    conforms, text = report_on(graph_of(write_ftr_json_ld(few(world(name), 6), CONTACT)), shapes)
    assert conforms, text[:2000]


@pytest.mark.parametrize(
    ("kind", "arc"),
    [
        (FTR.TestResult, PROV.value),
        (FTR.TestResult, FTR.log),
        (FTR.TestResult, FTR.suggestion),
        (FTR.TestResultSet, PROV.hadMember),
        (FTR.TestResultSet, FTR.assessmentTarget),
        (FTR.Test, DCTERMS.license),
        (FTR.Metric, DCTERMS.identifier),
        (FTR.Benchmark, FTR.hasAssociatedMetric),
        (FTR.BenchmarkScore, FTR.scoredTestResults),
        (FTR.TestExecutionActivity, PROV.endedAtTime),
    ],
)
def test_the_shapes_do_look_at_what_we_write(kind: Any, arc: Any, shapes: rdflib.Graph) -> None:
    graph = graph_of(write_ftr_json_ld(few(world("junk"), 1), CONTACT))
    subject = next(graph.subjects(rdflib.RDF.type, kind))
    assert (subject, arc, None) in graph
    graph.remove((subject, arc, None))
    assert not report_on(graph, shapes)[0]


@pytest.mark.parametrize("name", ["good", "junk", "blank", "hostile"])
def test_turtle_is_the_same_graph(name: str) -> None:
    dataset = few(world(name), 8)
    turtle = write_ftr_turtle(dataset, CONTACT)
    graph = graph_of(write_ftr_json_ld(dataset, CONTACT))
    again = rdflib.Graph().parse(data=turtle, format="turtle")
    # Without blank nodes, graphs are isomorphic when they are equal.
    assert not any(isinstance(node, rdflib.BNode) for node in graph.all_nodes())
    assert set(again) == set(graph)
    assert turtle == write_ftr_turtle(dataset, CONTACT)


@pytest.mark.parametrize("name", ["junk", "hostile"])
def test_it_expands_offline_and_drops_nothing(name: str) -> None:
    document = ftr_document(world(name), CONTACT)
    expanded, unknown = expand_json_ld(document, None)
    assert not unknown
    assert len(expanded) == len(document["@graph"])
    for written, node in zip(document["@graph"], expanded, strict=True):
        assert len(node) == len(written), (written["@id"], set(written))


def test_an_unknown_term_would_be_seen() -> None:
    document = ftr_document(world("good"), CONTACT)
    document["@graph"][0]["nonsense"] = "x"
    expanded, _ = expand_json_ld(document, None)
    assert len(expanded[0]) < len(document["@graph"][0])


@pytest.mark.parametrize(
    ("subject", "arc", "expected"),
    [
        ("urn:fairsvc:test:rda-fdmm@2020:RDA-F1-01M", "http://semanticscience.org/resource/SIO_000233", "metric"),
        ("urn:fairsvc:test:rda-fdmm@2020:RDA-F1-01M", "https://semanticscience.org/resource/SIO_000233", "metric"),
        ("urn:fairsvc:metric:rda-fdmm@2020:RDA-F1-01M", "http://semanticscience.org/resource/SIO_000234", "test"),
        ("urn:fairsvc:metric:rda-fdmm@2020:RDA-F1-01M", "https://semanticscience.org/resource/SIO_000234", "test"),
    ],
)
def test_both_spellings_of_sio_are_written(subject: str, arc: str, expected: str) -> None:
    graph = graph_of(write_ftr_json_ld(world("good"), CONTACT))
    found = [str(target) for target in graph.objects(rdflib.URIRef(subject), rdflib.URIRef(arc))]
    assert found == [f"urn:fairsvc:{expected}:rda-fdmm@2020:RDA-F1-01M"]


def members(dataset: AssessedDataset) -> list[dict[str, Any]]:
    return [node for node in ftr_document(dataset)["@graph"] if "ftr:TestResult" in node["@type"]]


def sets(dataset: AssessedDataset) -> list[dict[str, Any]]:
    return [node for node in ftr_document(dataset)["@graph"] if "ftr:TestResultSet" in node["@type"]]


@pytest.mark.parametrize("name", WORLDS)
def test_results_are_those_of_the_tests(name: str) -> None:
    dataset = world(name)
    tests = [test for one in dataset.sets for judged in one.indicators for test in judged.tests]
    told = [test for test in tests if test.outcome not in (None, Outcome.NOT_APPLICABLE)]
    assert [node["value"] for node in members(dataset)] == [test.outcome for test in told]
    assert {node["value"] for node in members(dataset)} <= {"pass", "fail", "indeterminate"}


def test_what_does_not_apply_is_left_out_and_named() -> None:
    dataset = world("withdrawn")
    left = [
        test.test.id
        for judged in dataset.sets[0].indicators
        for test in judged.tests
        if test.outcome is Outcome.NOT_APPLICABLE
    ]
    assert left
    assert f"because they do not apply to this dataset: {', '.join(left)}." in sets(dataset)[0]["log"]


@pytest.mark.parametrize(("name", "completion"), [("opened", {100}), ("blank", {0, 33, 50, 100})])
def test_completion_is_a_whole_number_of_per_cents(name: str, completion: set[int]) -> None:
    graph = graph_of(write_ftr_json_ld(world(name)))
    found = list(graph.objects(None, FTR.completion))
    assert {int(literal) for literal in found} == completion
    assert {literal.datatype for literal in found if isinstance(literal, rdflib.Literal)} == {rdflib.XSD.integer}


def test_a_failure_suggests_its_remedy_and_names_the_exchanges() -> None:
    graph = graph_of(write_ftr_json_ld(world("silent")))
    result = next(s for s in graph.subjects(PROV.value, rdflib.Literal("fail")))
    suggestion = next(graph.objects(result, FTR.suggestion))
    assert len(str(next(graph.objects(suggestion, DCTERMS.description)))) > 20
    evidence = f"urn:fairsvc:evidence:{world('silent').evidence_digest}"
    derived = {str(source) for source in graph.objects(result, PROV.wasDerivedFrom)}
    assert evidence in derived
    exchanges = {str(member) for member in graph.objects(rdflib.URIRef(evidence), PROV.hadMember)}
    assert len(exchanges) == len(world("silent").exchanges)
    assert derived - {evidence} <= exchanges


def test_the_whole_score_is_a_benchmark_score_and_an_open_one_is_none() -> None:
    graph = graph_of(write_ftr_json_ld(world("opened")))
    values = sorted(
        float(str(v)) for s in graph.subjects(rdflib.RDF.type, FTR.BenchmarkScore) for v in graph.objects(s, PROV.value)
    )
    assert values == [1.0, 5.0]
    assert not list(graph_of(write_ftr_json_ld(world("blank"))).subjects(rdflib.RDF.type, FTR.BenchmarkScore))


def test_measurements_say_the_scores() -> None:
    graph = graph_of(write_ftr_json_ld(world("junk")))
    measure = rdflib.URIRef("urn:fairsvc:measure:rda-fdmm@2020:F:share")
    measurement = next(graph.subjects(DQV.isMeasurementOf, measure))
    share = next(score.share for score in world("junk").sets[0].scores if score.name == "F")
    assert float(str(next(graph.objects(measurement, DQV.value)))) == pytest.approx(share, abs=1e-4)


def test_the_same_evidence_and_rules_give_the_same_document() -> None:
    one, other = described(build.good()), replace(described(build.good()), assessed_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert write_ftr_json_ld(one) == write_ftr_json_ld(other)


@pytest.mark.parametrize(
    "changes",
    [
        {"gathered_at": datetime(2030, 1, 1, tzinfo=UTC)},
        {"evidence_digest": "0" * 64},
        {"extractor_version": 99},
        {"software_version": "fairsvc/99"},
    ],
)
def test_another_assessment_has_other_names(changes: dict[str, Any]) -> None:
    one = world("good")
    other = replace(one, **changes)
    assert not {node["@id"] for node in members(one)} & {node["@id"] for node in members(other)}
    assert not {node["@id"] for node in sets(one)} & {node["@id"] for node in sets(other)}


def test_a_set_without_any_result_is_left_out() -> None:
    one = world("good")
    bare = replace(one.sets[0], indicators=())
    assert len(sets(replace(one, sets=(bare, one.sets[1])))) == 1


@pytest.mark.parametrize(
    ("contact", "iri"),
    [
        ("steward@facility.example", "mailto:steward@facility.example"),
        ("", "urn:fairsvc:contact:"),
        ("<script>@x", "urn:fairsvc:contact:"),
        ("a b@c", "urn:fairsvc:contact:"),
    ],
)
def test_whom_to_ask(contact: str, iri: str) -> None:
    nodes = ftr_document(world("good"), contact)["@graph"]
    named = {node["contactPoint"] for node in nodes if "contactPoint" in node}
    assert len(named) == 1
    assert named.pop().startswith(iri)


def test_hostile_text_stays_text() -> None:
    document = write_ftr_json_ld(world("hostile"), CONTACT)
    document.encode("utf-8")
    for node in json.loads(document)["@graph"]:
        assert not set(node["@id"]) & set('<>"{}|\\^` \n\u202e'), node["@id"]
