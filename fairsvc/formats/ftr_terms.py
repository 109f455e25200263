"""The terms of an FTR document and the IRIs that name its things.

Vocabularies: OSTrails FTR 1.2 (https://w3id.org/ftr), DQV, PROV-O, DCAT 3, vCard. The context is embedded in every
document: nobody has to fetch one. FTR's own context spells semanticscience.org with https, its shapes with http; both
arcs are written.
"""

from __future__ import annotations

import hashlib
from typing import Any

from fairsvc.formats.legible import safe_iri

Node = dict[str, Any]

_IRI = "@id"
SIO_IMPLEMENTS = "SIO_000233"
SIO_IMPLEMENTED_BY = "SIO_000234"
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "ftr": "https://w3id.org/ftr#",
    "prov": "http://www.w3.org/ns/prov#",
    "sio": "http://semanticscience.org/resource/",
    "sios": "https://semanticscience.org/resource/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "vivo": "http://vivoweb.org/ontology/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TEXTS = {
    "abbreviation": "vivo:abbreviation",
    "description": "dcterms:description",
    "fn": "vcard:fn",
    "identifier": "dcterms:identifier",
    "log": "ftr:log",
    "measured": "dqv:value",
    "organizationName": "vcard:organization-name",
    "title": "dcterms:title",
    "value": "prov:value",
    "version": "dcat:version",
    "versionNotes": "adms:versionNotes",
}
_ARCS = {
    "assessmentTarget": "ftr:assessmentTarget",
    "computedOn": "dqv:computedOn",
    "contactPoint": "dcat:contactPoint",
    "creator": "dcterms:creator",
    "hadMember": "prov:hadMember",
    "hasAssociatedMetric": "ftr:hasAssociatedMetric",
    "hasBenchmark": "ftr:hasBenchmark",
    "hasEmail": "vcard:hasEmail",
    "hasImplementation": "sios:SIO_000234",
    "inDimension": "dqv:inDimension",
    "invokesTest": "ftr:invokesTest",
    "isImplementationOf": "sios:SIO_000233",
    "isMeasurementOf": "dqv:isMeasurementOf",
    "license": "dcterms:license",
    "outputFromAlgorithm": "ftr:outputFromAlgorithm",
    "outputFromTest": "ftr:outputFromTest",
    "scoredTestResults": "ftr:scoredTestResults",
    "source": "dcterms:source",
    "suggestion": "ftr:suggestion",
    "used": "prov:used",
    "wasAssociatedWith": "prov:wasAssociatedWith",
    "wasAttributedTo": "prov:wasAttributedTo",
    "wasDerivedFrom": "prov:wasDerivedFrom",
    "wasGeneratedBy": "prov:wasGeneratedBy",
}
_MOMENTS = {"endedAtTime": "prov:endedAtTime", "generatedAtTime": "prov:generatedAtTime"}
CONTEXT: Node = {
    **PREFIXES,
    **_TEXTS,
    **{term: {"@id": iri, "@type": _IRI} for term, iri in _ARCS.items()},
    **{term: {"@id": iri, "@type": "xsd:dateTime"} for term, iri in _MOMENTS.items()},
    "completion": {"@id": "ftr:completion", "@type": "xsd:integer"},
}

# Both are ours to give: the results are facts that anybody may use, the tests are part of this software.
RESULT_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
TEST_LICENCE = "https://spdx.org/licenses/Apache-2.0"
_PRINCIPLES = "https://w3id.org/fair/principles/terms/"


def arcs(sio: str, *targets: str) -> Node:
    """Point to the targets by both spellings of a term of SIO."""
    both = {SIO_IMPLEMENTS: "isImplementationOf", SIO_IMPLEMENTED_BY: "hasImplementation"}
    return {both[sio]: list(targets), f"sio:{sio}": [{"@id": target} for target in targets]}


def name_of(kind: str, *parts: str) -> str:
    """Name a definition: a test, a metric, a benchmark; the same in every document."""
    return ":".join(("urn:fairsvc", kind, *(safe_iri(part.replace("/", "-")) for part in parts)))


def digest_name(kind: str, *seeds: str) -> str:
    """Name what follows from its seeds alone."""
    return f"urn:fairsvc:{kind}:{hashlib.sha256(chr(10).join(seeds).encode()).hexdigest()[:40]}"


def dimension(principle: str) -> Node:
    """Describe a FAIR principle or letter as a dimension of quality."""
    return {"@id": dimension_iri(principle), "@type": "dqv:Dimension", "title": f"FAIR principle {principle}"}


def dimension_iri(principle: str) -> str:
    """Spell the IRI of a principle (F1, A1.1) or letter."""
    return f"{_PRINCIPLES}{principle}"
