"""I2: how to use terms of registered vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import choose_techniques, choose_variables
from assessors.filling.pasting import oai_element, schema_org, technique_element, technique_node, variable_node
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy


@remedy("add-technique", "Give the technique by the address of its PaNET term; choose the term of what was done.")
def add_technique(evidence: Evidence) -> Iterator[Snippet]:
    """Propose the techniques that the keywords name; an example where they name none."""
    terms = choose_techniques(evidence)
    yield from (technique_element(term) for term in terms)
    yield schema_org(evidence, {"measurementTechnique": [technique_node(term) for term in terms]})
    yield from (oai_element("subject", term.iri) for term in terms)


@remedy("give-unit-codes", "Give the unit of each variable by its UCUM or QUDT code; choose the unit it is in.")
def give_unit_codes(evidence: Evidence) -> Iterator[Snippet]:
    """Take the units from the header of the table; a variable of unknown unit gets that of a pure number."""
    measured = [variable_node(column) for column in choose_variables(evidence)]
    yield schema_org(evidence, {"variableMeasured": measured})
