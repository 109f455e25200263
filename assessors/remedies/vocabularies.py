"""I2: how to use terms of registered vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

from assessors import proposals
from assessors.pasting import datacite_element, oai_element, schema_org
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.evidence import Column, Evidence
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.panet import BASE, NAME, Term
from fairsvc.vocab.units import find_ucum

_EXAMPLE = Term("PaNET01196", "x-ray absorption spectroscopy", parents=("PaNET01135",))
_MOST = 50


@remedy("add-technique", "Give the technique by the address of its PaNET term; choose the term of what was done.")
def add_technique(evidence: Evidence) -> Iterator[Snippet]:
    """Propose the techniques that the keywords name; an example where they name none."""
    terms = proposals.techniques(evidence) or [_EXAMPLE]
    for term in terms:
        attributes = {"subjectScheme": NAME, "schemeURI": BASE, "valueURI": term.iri}
        yield datacite_element("subject", term.label, attributes)
    yield schema_org(evidence, {"measurementTechnique": [_defined(term) for term in terms]})
    yield from (oai_element("subject", term.iri) for term in terms)


@remedy("give-unit-codes", "Give the unit of each variable by its UCUM or QUDT code; choose the unit it is in.")
def give_unit_codes(evidence: Evidence) -> Iterator[Snippet]:
    """Take the units from the header of the table; a variable of unknown unit gets that of a pure number."""
    yield schema_org(evidence, {"variableMeasured": [_measured(column) for column in _variables(evidence)]})


def _defined(term: Term) -> dict[str, str]:
    return {"@type": "DefinedTerm", "@id": term.iri, "name": term.label, "inDefinedTermSet": BASE}


def _measured(column: Column) -> dict[str, str]:
    code = find_ucum(column.unit) or "1"
    return {"@type": "PropertyValue", "name": column.name, "unitCode": f"ucum:{code}"}


def _variables(evidence: Evidence) -> list[Column]:
    headers = {column.name: column for facts in evidence.probed_files for column in facts.columns}
    named = [text for _, text in said(evidence, "variables", lambda view: view.variables) if substantial(text)]
    wanted = list(dict.fromkeys(named)) or list(headers) or ["energy"]
    return [headers.get(name, Column(name)) for name in wanted[:_MOST]]
