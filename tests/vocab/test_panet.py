"""PaNET: terms, labels, hierarchy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairsvc.vocab.panet import BASE, Term, broader, find_label, find_term, narrower, read_terms, release

XAS = "PaNET01196"


@pytest.mark.parametrize(
    "spelling",
    [
        f"{BASE}{XAS}",
        f"https://purl.org/pan-science/PaNET/{XAS}",
        f"http://www.purl.org/pan-science/PaNET/{XAS}/",
        f"https://pan-ontologies.github.io/PaNET/{XAS}",
        f"https://w3id.org/PaN/PaNET/{XAS}",
        f"PaNET:{XAS}",
        XAS,
        f" {XAS.upper()} ",
    ],
)
def test_one_term_has_many_spellings(spelling: str) -> None:
    term = find_term(spelling)
    assert term is not None
    assert (term.id, term.label, term.iri) == (XAS, "x-ray absorption spectroscopy", BASE + XAS)


@pytest.mark.parametrize(
    "spelling",
    ["", "x", BASE, f"{BASE}PaNET99999", "https://example.org/PaNET01196", "PaNET1196", "PaNET011960", "a" * 5000],
)
def test_what_is_no_term(spelling: str) -> None:
    assert find_term(spelling) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x-ray absorption spectroscopy", XAS),
        ("X-Ray  Absorption Spectroscopy", XAS),
        ("xas", XAS),
        ("SAXS", "PaNET01188"),
        ("imaging", "PaNET01106"),
        ("imaging-based techniques", "PaNET01106"),
    ],
)
def test_labels_and_synonyms(text: str, name: str) -> None:
    term = find_label(text)
    assert term is not None
    assert term.id == name


@pytest.mark.parametrize("text", ["", "copper", "x" * 9999])
def test_no_label(text: str) -> None:
    assert find_label(text) is None


def test_hierarchy() -> None:
    parents = broader(XAS)
    assert {term.id for term in parents} == {"PaNET01054", "PaNET01135", "PaNET01156", "PaNET01227"}
    assert all(XAS in {child.id for child in narrower(parent.iri)} for parent in parents)
    assert broader("PaNET00001") == ()
    assert narrower("nothing") == ()


def test_techniques_and_specifiers() -> None:
    kinds = [Term("PaNET01106", "imaging").is_technique, Term("PaNET2020070", "imaging").is_technique]
    assert kinds == [True, False]


def test_a_deprecated_term_is_known_as_such() -> None:
    terms = read_terms("# PaNET 9\nPaNET01000\told\t\tPaNET00001\t\tdeprecated\nPaNET01001\tnew\tnewer\t\t\t\n")
    assert [term.deprecated for term in terms.values()] == [True, False]


def test_the_table_is_the_whole_ontology(shared: Path) -> None:
    document = json.loads((shared / "panet" / "panet-1.3.0.json").read_text("utf-8"))
    assert release() == document["version"]
    for given in document["terms"]:
        term = find_term(given["iri"])
        assert term is not None
        assert [parent.iri for parent in broader(term.id)] == given["parents"]
        assert term.is_technique == (given["kind"] == "technique")
        assert set(given["altLabels"]) <= {*term.synonyms, *(f" {s}" for s in term.synonyms)} | {term.label}
