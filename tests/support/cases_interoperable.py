"""Special cases of the checks on representation, discovery, standards and vocabularies."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Answer, Evidence, Finding
from fairsvc.model.exchange import FailureKind
from fairsvc.model.link import Link
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Subject
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    ADDRESS,
    DATACITE_ANSWER,
    GOOD,
    SILENT,
    at,
    file,
    page,
    rights,
)
from tests.support.evidence_builder import HOME, changed, everywhere, exchange, failure, without

CASES: list[tuple[str, str, Evidence]] = [
    ("registered", "N", replace(GOOD, pid=ADDRESS)),
    ("registered", "F", replace(GOOD, registry=build.metadata(state="draft"))),
    ("registered", "I", changed(GOOD, exchange("registry", 404), registry=None)),
    ("registered", "F", changed(GOOD, exchange("registry", 404), exchange("handle", 404), registry=None)),
    ("metadata-embedded-for-search-engines", "F", changed(GOOD, failure("page", FailureKind.ROBOTS))),
    ("metadata-embedded-for-search-engines", "F", page(robots="noindex, nofollow")),
    ("metadata-embedded-for-search-engines", "F", page(embedded=("open-graph", "highwire"))),
    ("metadata-embedded-for-search-engines", "F", build.invalid_json_ld()),
    ("harvested-by-oai-pmh", "F", replace(GOOD, oai=None)),
    ("harvested-by-oai-pmh", "N", replace(GOOD, oai=None, endpoints=replace(GOOD.endpoints, oai=None))),
    ("typed-links-offered", "I", changed(GOOD, failure("page", FailureKind.TLS))),
    ("metadata-formal", "P", everywhere(GOOD, origins=())),
    ("metadata-formal", "F", everywhere(replace(GOOD, answers=()), origins=())),
    ("metadata-structured-embedded", "P", page(embedded=("open-graph",))),
    ("metadata-structured-embedded", "F", build.invalid_json_ld()),
    ("json-ld-valid", "F", replace(GOOD, findings=(Finding("json-ld.repaired", "exchange/page"),))),
    (
        "metadata-rdf-negotiated",
        "F",
        replace(GOOD, answers=(Answer("description", "application/ld+json", "text/html"),)),
    ),
    ("metadata-rdf-negotiated", "I", replace(GOOD, answers=(DATACITE_ANSWER,))),
    (
        "metadata-rdf-negotiated",
        "P",
        replace(
            GOOD, answers=(DATACITE_ANSWER, Answer("conneg:page/turtle", "text/turtle", "text/turtle", parsed=True))
        ),
    ),
    (
        "metadata-rdf-negotiated",
        "F",
        replace(GOOD, answers=(DATACITE_ANSWER, Answer("conneg:page/json-ld", "application/ld+json", "text/html"))),
    ),
    ("metadata-rdf-negotiated", "F", changed(without(SILENT, "description"), exchange("page", 404))),
    ("metadata-rdf-negotiated", "I", without(replace(GOOD, answers=()), "description")),
    ("linkset-valid", "F", replace(GOOD, answers=())),
    ("linkset-valid", "F", replace(GOOD, findings=(Finding("linkset.member", "exchange/linkset"),))),
    ("linkset-valid", "I", changed(GOOD, failure("linkset"))),
    ("file-format-open", "F", at(f"{HOME}/table.xls", everywhere(replace(GOOD, file_facts=None), formats=()))),
    ("file-format-open", "F", file(nexus=False, signature_media_type="application/vnd.ms-excel")),
    ("file-format-community", "F", file(nexus=False, signature_media_type="image/png")),
    ("file-describes-itself", "F", file(nexus=False, signature_media_type="image/png")),
    (
        "file-format-open",
        "N",
        without(everywhere(replace(build.embargoed(), links=(), manifest=Manifest()), content=()), "file"),
    ),
    ("file-is-nexus", "F", file(nexus=False)),
    ("file-is-nexus", "N", file(nexus=False, signature_media_type="image/png")),
    (
        "metadata-vocabulary-terms",
        "F",
        everywhere(GOOD, subjects=(Subject("XAS", value_uri="https://example.org/xas"),)),
    ),
    ("linked-vocabularies", "P", everywhere(GOOD, subjects=(), namespaces=(), conforms_to=())),
    ("linked-vocabularies", "F", everywhere(rights(), subjects=(), namespaces=("http://schema.org/",))),
    ("technique-is-panet", "F", everywhere(GOOD, subjects=(Subject("XAS", "PaNET"),))),
    ("metadata-standard-known", "F", everywhere(GOOD, namespaces=(), conforms_to=(), origins=())),
    ("community-metadata-standard", "F", everywhere(GOOD, namespaces=("http://schema.org/",))),
    (
        "metadata-names-its-standard",
        "P",
        replace(everywhere(GOOD, conforms_to=()), links=(Link(HOME, "describedby", profile="http://schema.org/"),)),
    ),
    ("metadata-names-its-standard", "F", everywhere(GOOD, conforms_to=())),
]
