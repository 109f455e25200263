"""I2: the metadata use terms of registered vocabularies, by their addresses."""

from __future__ import annotations

from assessors.absence import absent, falls_short
from assessors.sentences import shown
from assessors.snippets import advice, datacite, json_ld
from assessors.tables import find_owner
from assessors.views import said, views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import METADATA

_TABLE = "vocabularies.toml"
_PANET = "http://purl.org/pan-science/PaNET/"
_TERM = f"{_PANET}PaNET01196"


@check(
    "metadata-vocabulary-terms",
    title="A subject is a term of a registered vocabulary, by its address",
    source="FAIR I2; DataCite Metadata Schema 4.7, property 6.d valueURI",
    example=f'<subject valueURI="{_TERM}">…</subject>',
    needs=METADATA,
)
def metadata_vocabulary_terms(evidence: Evidence) -> Verdict:
    """Look the addresses of subjects and variables up."""
    for pointer, iri in said(evidence, "subjects", _subject_addresses):
        if owner := find_owner(iri, _TABLE, "subject"):
            return passed(f"A subject is a term of {owner}.", pointer)
    return absent(evidence, "a subject by its address in a registered vocabulary", remedy=_ADD_SUBJECT)


@check(
    "linked-vocabularies",
    title="The metadata link some registered vocabulary",
    source="FAIR I2; Bioregistry, LOV, BARTOC",
    example="A COAR access right, an SPDX licence address, a PaNET technique",
    needs=METADATA,
)
def linked_vocabularies(evidence: Evidence) -> Verdict:
    """Look every linked address and namespace up; Dublin Core, schema.org, DCAT, FOAF and SKOS are too generic."""
    for name, view in views(evidence):
        for field, iri in _linked(view):
            if owner := find_owner(iri, _TABLE, "subject") or find_owner(iri, _TABLE, "other"):
                return passed(f"The metadata link {owner}.", f"view/{name}/{field}")
    return absent(evidence, "an address of a registered vocabulary", remedy=_ADD_SUBJECT)


@check(
    "technique-is-panet",
    title="The experimental technique is a PaNET term",
    source="PaNET, the photon and neutron experimental techniques ontology; PaN profile",
    example=f'"measurementTechnique": {{"@id": "{_TERM}"}}',
    needs=METADATA,
)
def technique_is_panet(evidence: Evidence) -> Verdict:
    """Ask for a PaNET address; the technique's name alone is ambiguous."""
    named = ""
    for pointer, subject in said(evidence, "subjects", lambda view: view.subjects):
        if find_owner(subject.value_uri, _TABLE, "subject") == "PaNET":
            return passed(f"The technique is the PaNET term {shown(subject.value_uri)}.", pointer)
        if "panet" in subject.scheme.lower():
            named = pointer
    if named:
        because = "The technique is named after PaNET, without the term's address."
        return falls_short(evidence, "the technique's address", because, named, remedy=_ADD_TECHNIQUE)
    return absent(evidence, "a PaNET technique", remedy=_ADD_TECHNIQUE)


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


_ADD_SUBJECT = advice(
    "Give subjects by their address in a vocabulary, for a technique that is PaNET.",
    datacite("subject", "…", {"subjectScheme": "PaNET", "schemeURI": _PANET, "valueURI": _TERM}),
    json_ld({"keywords": [{"@type": "DefinedTerm", "@id": _TERM, "name": "…", "inDefinedTermSet": _PANET}]}),
)


_ADD_TECHNIQUE = advice(
    "Add the technique with its PaNET address.",
    datacite("subject", "…", {"subjectScheme": "PaNET", "schemeURI": _PANET, "valueURI": _TERM}),
    json_ld({"measurementTechnique": {"@type": "DefinedTerm", "@id": _TERM}}),
)
