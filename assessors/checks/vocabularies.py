"""I2: the metadata use terms of registered vocabularies, by their addresses."""

from __future__ import annotations

import re

from assessors.memory import remembered
from assessors.reading.absence import absent, falls_short, unheard
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.tables import find_owner
from assessors.reading.telling import credited
from assessors.reading.views import said, telling_views, views
from fairsvc.model.check import Verdict, check, failed, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import METADATA
from fairsvc.vocab.panet import BASE, NAME, Term, find_term, release
from fairsvc.vocab.units import find_unit_system

_TABLE = "vocabularies.toml"
_NUMBER = re.compile(r"PaNET\d+\Z", re.IGNORECASE)
_TERM = f"{BASE}PaNET01196"


@check(
    "metadata-vocabulary-terms",
    title="A subject is a term of a registered vocabulary, by its address",
    source="FAIR I2; DataCite Metadata Schema 4.7, property 6.d valueURI",
    example=f'<subject valueURI="{_TERM}">…</subject>',
    counterexample="<subject>x-ray absorption</subject>",
    needs=METADATA,
)
def metadata_vocabulary_terms(evidence: Evidence) -> Verdict:
    """Look the addresses of subjects and variables up; PaNET must have the term."""
    for pointer, iri in said(evidence, "subjects", _subject_addresses):
        if owner := _vocabulary_of(iri):
            return passed(f"A subject is a term of {owner}.", pointer)
    return absent(evidence, "a subject by its address in a registered vocabulary", remedy="add-technique")


@check(
    "linked-vocabularies",
    version=2,
    title="The metadata link some registered vocabulary",
    source="FAIR I2; Bioregistry, LOV, BARTOC",
    example="A COAR access right, an SPDX licence address, a PaNET technique",
    counterexample="Dublin Core and schema.org alone, licence and access in words",
    needs=METADATA,
)
def linked_vocabularies(evidence: Evidence) -> Verdict:
    """Look every linked address and namespace up; Dublin Core, schema.org, DCAT, FOAF and SKOS are too generic."""
    for name, view in views(evidence):
        for field, iri in _linked(view):
            if owner := _vocabulary_of(iri) or find_owner(iri, _TABLE, "other"):
                return credited(evidence, f"The metadata link {owner}.", f"view/{name}/{field}")
    return absent(evidence, "an address of a registered vocabulary", remedy="add-technique")


@check(
    "technique-is-panet",
    title="The experimental technique is a PaNET term",
    source="PaNET, the photon and neutron experimental techniques ontology; PaN profile",
    example=f'"measurementTechnique": {{"@id": "{_TERM}"}}',
    counterexample=f'<subject valueURI="{BASE}PaNET99999">XAS</subject>',
    needs=METADATA,
    version=2,
)
def technique_is_panet(evidence: Evidence) -> Verdict:
    """Ask for the address of a technique that PaNET has; the technique's name alone is ambiguous."""
    fault, where = "", ""
    for pointer, address, term in panet_terms(evidence):
        if term is not None and term.is_technique:
            return passed(f"The technique is the PaNET term {term.id}, {term.label}.", pointer)
        unfit = f"has no term {shown(address)}" if term is None else f"has {term.id} as a specifier, not as a technique"
        fault, where = f"PaNET {release()} {unfit}.", pointer
    if not fault:
        subjects = said(evidence, "subjects", lambda view: view.subjects)
        where = next((pointer for pointer, subject in subjects if "panet" in subject.scheme.lower()), "")
        fault = "The technique is named after PaNET, without the term's address." if where else ""
    if fault:
        return falls_short(evidence, "the technique's address", fault, where, remedy="add-technique")
    return absent(evidence, "a PaNET technique", remedy="add-technique")


@check(
    "technique-term-current",
    title="The PaNET terms that are named exist and are not deprecated",
    source="PaNET, the photon and neutron experimental techniques ontology; PaN profile",
    example=f"{_TERM}, which PaNET {release()} has",
    counterexample=f"{BASE}PaNET99999",
    needs=METADATA,
)
def technique_term_current(evidence: Evidence) -> Verdict:
    """Look every PaNET address up in the packaged release."""
    terms = panet_terms(evidence)
    for pointer, address, term in terms:
        if fault := _out_of_date(address, term):
            return failed(fault, pointer, remedy="add-technique")
    if terms:
        return passed(f"PaNET {release()} has every term that is named.", terms[0][0])
    return unheard(evidence, "a PaNET technique") or not_applicable("The metadata name no PaNET term.")


@check(
    "namespaces-named",
    title="The metadata name the namespaces of their vocabularies",
    source="FAIRsFAIR FsF-I2-01M; Namespaces in XML 1.0; JSON-LD 1.1, 4.1 The Context",
    example='"@context": "https://schema.org/", xmlns="http://datacite.org/schema/kernel-4"',
    counterexample="Citation tags, whose names belong to no namespace",
    needs=METADATA,
    version=2,
)
def namespaces_named(evidence: Evidence) -> Verdict:
    """Accept any namespace or scheme of a document that describes something."""
    for name, view in telling_views(evidence):
        if view.namespaces:
            return passed(f"The metadata name the namespace {shown(view.namespaces[0])}.", f"view/{name}/namespaces")
        for subject in view.subjects:
            if "://" in subject.scheme_uri:
                return passed(f"The metadata name the scheme {shown(subject.scheme_uri)}.", f"view/{name}/subjects")
    return absent(evidence, "a namespace", remedy="embed-schema-org")


@check(
    "units-by-code",
    title="Units of variables are given by code",
    source="PaN profile; QUDT; UCUM 2.2; schema.org unitCode",
    example='{"@type": "PropertyValue", "name": "energy", "unitCode": "http://qudt.org/vocab/unit/EV"}',
    counterexample='{"@type": "PropertyValue", "name": "energy", "unitText": "electronvolt"}',
    needs=METADATA,
)
def units_by_code(evidence: Evidence) -> Verdict:
    """Ask that every unit that is stated is a code or address of QUDT or UCUM, and that one is."""
    units = list(said(evidence, "units", lambda view: view.units))
    words = [(pointer, unit) for pointer, unit in units if not _is_code(unit.value, unit.scheme)]
    if units and not words:
        system = find_unit_system(units[0][1].value)
        return passed(f"Units are given by code ({system}: {shown(units[0][1].value)}).", units[0][0])
    if words:
        because = f"{len(words)} of {len(units)} units are not by code: {shown(words[0][1].value)}."
        return falls_short(evidence, "units by code", because, words[0][0], remedy="give-unit-codes")
    if any(substantial(variable) for _, variable in said(evidence, "variables", lambda view: view.variables)):
        return absent(evidence, "the unit of a variable", remedy="give-unit-codes")
    because = "The metadata name no variable, so there is no unit to give."
    return unheard(evidence, "the unit of a variable") or not_applicable(because)


@remembered
def panet_terms(evidence: Evidence) -> list[tuple[str, str, Term | None]]:
    """List the PaNET addresses among the subjects, with pointers and the terms that they name, if any."""
    addresses = said(evidence, "subjects", lambda view: [subject.value_uri for subject in view.subjects])
    ours = ((where, iri) for where, iri in addresses if iri and find_owner(iri, _TABLE, "subject") == "PaNET")
    return [(where, iri, find_term(iri)) for where, iri in ours]


def _out_of_date(address: str, term: Term | None) -> str:
    if term is None:
        return f"PaNET {release()} has no term {shown(address)}."
    return f"The PaNET term {term.id}, {term.label}, is deprecated." if term.deprecated else ""


def _is_code(unit: str, term: str) -> bool:
    return term == "unitCode" and find_unit_system(unit) is not None


def _vocabulary_of(iri: str) -> str | None:
    """Find the vocabulary by the address; an invented PaNET number belongs to none."""
    owner = find_owner(iri, _TABLE, "subject")
    return None if owner == NAME and _NUMBER.search(iri) and find_term(iri) is None else owner


def _subject_addresses(view: Metadata) -> list[str]:
    return [subject.value_uri for subject in view.subjects if subject.value_uri] + [
        variable for variable in view.variables if "://" in variable
    ]


def _linked(view: Metadata) -> list[tuple[str, str]]:
    return [
        *(("subjects", iri) for iri in _subject_addresses(view)),
        *(("subjects", subject.scheme_uri) for subject in view.subjects if subject.scheme_uri),
        *(("rights", right.uri) for right in view.rights if right.uri),
        *(("access", text) for text in view.access if "://" in text),
        *(("namespaces", namespace) for namespace in view.namespaces),
        *(("conforms_to", address) for address in view.conforms_to),
    ]
