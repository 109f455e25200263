"""What each check must say: one matrix of worlds, and the special cases beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Answer, Evidence, FileFacts, Finding, PageFacts
from fairsvc.model.exchange import FailureKind
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Agent, Content, Date, Identifier, Related, Rights, Subject, Text
from fairsvc.model.pid import Pid
from tests.support import evidence_builder as build
from tests.support.evidence_builder import FILE_URL, HOME, changed, everywhere, exchange, failure, without

LETTERS = {"P": Outcome.PASS, "F": Outcome.FAIL, "I": Outcome.INDETERMINATE, "N": Outcome.NOT_APPLICABLE}
WORLDS = {
    "good": build.good,
    "silent": build.silent,
    "unreachable": build.unreachable,
    "junk": build.junk,
    "withdrawn": build.withdrawn,
    "embargoed": build.embargoed,
    "blank": build.blank,
}

# Columns: good, silent, unreachable, junk, withdrawn, embargoed, blank.
MATRIX = """
access-conditions-for-people          PFIPNPI
access-rights-standard                PFIFPPI
access-rights-stated                  PFIFPPI
authentication-supported              PFIPNPI
cite-as-names-pid                     PFIFFPI
community-metadata-standard           PFIFPPI
contact-named                         PFIFPPI
core-metadata-complete                PFIFPPI
creators-identified                   PFIFPPI
data-automatic                        PFIFNNI
data-has-own-identifier               PFIPPPI
data-has-persistent-identifier        PFIFNPI
data-link-answers                     PFIFNPI
data-named-in-metadata                PFIPPPI
data-not-a-login-page                 PIININI
data-pid-resolves                     NINNINI
data-protocol-authenticates           PFIPNPI
data-protocol-free                    PFIPNPI
data-protocol-standard                PFIPNPI
description-informative               PFIFPPI
descriptive-metadata-rich             PFIFPPI
embargo-dated                         NIIINPI
file-described                        PFIFPPI
file-describes-itself                 PFIPNPI
file-digests-given                    PFIFNPI
file-format-community                 PFIPNPI
file-format-open                      PFIPNPI
file-is-nexus                         PIIINNI
file-size-true                        PIIINNI
file-type-true                        PIIINNI
harvested-by-oai-pmh                  PFIPPPN
head-equals-get                       PFIPNPI
json-ld-valid                         PNIPNPI
landing-page-readable                 PFIFPPI
licence-agrees                        PNINPPI
licence-machine-readable              PFIFPPI
licence-present                       PFIFPPI
licence-standard                      PFIFPPI
linked-vocabularies                   PFIFPPI
linkset-valid                         PNINNPI
metadata-attributes-plural            PFIFPPI
metadata-embedded-for-search-engines  PFIPFPI
metadata-formal                       PFIPPPI
metadata-names-its-standard           PFIFPPI
metadata-outlives-data                PFIPPPI
metadata-protocol-authenticates       PPPPPPI
metadata-protocol-free                PPIPPPI
metadata-protocol-standard            PPPPPPI
metadata-rdf-negotiated               PFIPFPI
metadata-retrievable                  PFIPPPI
metadata-standard-known               PFIPPPI
metadata-structured-embedded          PFIPFPI
metadata-vocabulary-terms             PFIFPPI
metalink-answered                     PFIPNPI
oai-keeps-deletions                   PFIPPPN
organisations-identified              PFIFPPI
pid-in-metadata                       PFIPPPI
pid-is-known-scheme                   PPPPPPP
pid-is-persistent                     PPPPPPP
pid-redirects                         PPIPPPI
pid-resolves                          PFIPPPI
provenance-basic                      PFIFPPI
provenance-community                  PFIFPPI
provenance-cross-community            PFIFPPI
provenance-vocabulary                 PFIFPPI
record-echoes-pid                     PFIPPPI
registered                            PFIPPPI
related-by-address                    PFIFPPI
related-by-pid                        PFIFPPI
related-data                          PFIFPPI
related-data-qualified                PFIFPPI
related-named                         PFIFPPI
related-qualified                     PFIFPPI
resource-type-stated                  PFIFPPI
technique-is-panet                    PFIFPPI
title-meaningful                      PFIFPPI
tombstone-explains                    NNINPNI
typed-links-offered                   PFIFFPI
variables-named                       PFIFPPI
"""

GOOD, SILENT = build.good(), build.silent()
_DATACITE = Answer(
    "description", "application/vnd.datacite.datacite+xml", "application/xml", parsed=True, format="datacite-xml"
)
ADDRESS = Pid("url", f"{HOME}/dataset/1")
LOGIN = FileFacts(FILE_URL, claimed_type="text/csv", looks_like_html=True, password_field=True)


def file(evidence: Evidence = GOOD, status: int = 206, **facts: Any) -> Evidence:
    """Change what the probed file showed."""
    assert evidence.file_facts is not None
    return changed(evidence, exchange("file", status), file_facts=replace(evidence.file_facts, **facts))


def refused(status: int, *headers: tuple[str, str], evidence: Evidence = GOOD) -> Evidence:
    """Refuse the probed file."""
    return changed(evidence, exchange("file", status, headers=headers), file_facts=None)


def at(url: str, evidence: Evidence = GOOD) -> Evidence:
    """Put the data at another address, and name no other."""
    moved = everywhere(evidence, content=(Content(url),), related=())
    links = tuple(link for link in evidence.links if link.rel != "item")
    return replace(moved, manifest=Manifest((FileEntry(url),)), links=links)


def registry_only(evidence: Evidence = GOOD) -> Evidence:
    """Leave the page without metadata of its own."""
    return replace(evidence, page=None)


def rights(*stated: Rights) -> Evidence:
    """State these rights, and nothing on access, in every view."""
    return everywhere(GOOD, rights=stated, access=())


def page(facts: PageFacts | None = None, **changes: Any) -> Evidence:
    """Change what a person meets on the page."""
    assert GOOD.page_facts is not None
    return replace(GOOD, page_facts=facts or replace(GOOD.page_facts, **changes))


CASES: list[tuple[str, str, Evidence]] = [
    ("pid-is-known-scheme", "P", replace(GOOD, pid=ADDRESS)),
    ("pid-is-known-scheme", "F", replace(GOOD, pid=Pid("url", "http://localhost/1"))),
    ("pid-is-known-scheme", "F", replace(GOOD, pid=Pid("url", "http://192.168.1.7/1"))),
    ("pid-is-known-scheme", "F", replace(GOOD, pid=Pid("url", "https://catalogue/1"))),
    ("pid-is-persistent", "F", replace(GOOD, pid=ADDRESS)),
    ("pid-is-persistent", "P", replace(GOOD, pid=Pid("handle", "20.500.1/abc"))),
    ("pid-redirects", "N", replace(GOOD, pid=ADDRESS)),
    ("pid-redirects", "F", changed(GOOD, exchange("page", 404, url=build.PID.uri))),
    ("pid-redirects", "P", changed(GOOD, exchange("page", 503))),
    ("pid-resolves", "F", changed(GOOD, failure("page"), exchange("handle", 404))),
    ("pid-resolves", "F", changed(GOOD, failure("page", FailureKind.REDIRECTS))),
    ("pid-resolves", "F", changed(GOOD, exchange("page", 404))),
    ("pid-resolves", "F", changed(GOOD, exchange("page", 401))),
    ("pid-resolves", "P", changed(GOOD, exchange("page", 410))),
    ("pid-resolves", "I", changed(GOOD, failure("page", FailureKind.ROBOTS))),
    ("pid-resolves", "I", changed(GOOD, exchange("page", 429))),
    ("pid-resolves", "I", changed(GOOD, exchange("page", 202, headers=(("x-amzn-waf-action", "challenge"),)))),
    ("cite-as-names-pid", "F", replace(GOOD, links=(Link("https://doi.org/10.5072/other", "cite-as"),))),
    ("cite-as-names-pid", "P", replace(GOOD, links=(Link("http://dx.doi.org/10.5072/DLS.0001", "cite-as"),))),
    ("record-echoes-pid", "P", replace(GOOD, page=None, page_facts=None)),
    ("record-echoes-pid", "P", replace(GOOD, page=None, links=())),
    ("pid-in-metadata", "P", everywhere(GOOD, identifiers=(Identifier("https://dx.doi.org/10.5072/DLS.0001"),))),
    ("pid-in-metadata", "F", everywhere(GOOD, identifiers=(Identifier("10.5072/other"),))),
    ("core-metadata-complete", "P", registry_only()),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=())),
    ("core-metadata-complete", "F", everywhere(GOOD, creators=(Agent("(:unav)"),))),
    ("core-metadata-complete", "I", changed(everywhere(GOOD, creators=()), failure("registry"))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, descriptions=(Text("Too short."),))),
    ("descriptive-metadata-rich", "F", everywhere(GOOD, subjects=())),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text(build.PID.value),))),
    ("title-meaningful", "F", everywhere(GOOD, titles=(Text("scan_0001.h5"),))),
    ("title-meaningful", "I", changed(everywhere(GOOD, titles=(Text("test"),)), exchange("registry", 503))),
    ("description-informative", "F", everywhere(GOOD, descriptions=(Text("A dataset of spectra."),))),
    (
        "creators-identified",
        "F",
        everywhere(GOOD, creators=(Agent("A B", identifiers=(Identifier("0000-0002-1825-0098"),)),)),
    ),
    (
        "organisations-identified",
        "F",
        everywhere(GOOD, publisher=Agent("A B", identifiers=(Identifier("https://ror.org/02550n021"),))),
    ),
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
    ("access-rights-stated", "P", rights(Rights(uri="info:eu-repo/semantics/closedAccess"))),
    ("access-rights-stated", "F", rights(Rights("CC BY 4.0"))),
    ("access-rights-standard", "F", everywhere(GOOD, access=("ask the user office",))),
    (
        "access-conditions-for-people",
        "P",
        everywhere(
            SILENT_DATA := replace(GOOD, links=(), manifest=Manifest()),
            content=(),
            access=("Write to the user office.",),
        ),
    ),
    ("access-conditions-for-people", "P", everywhere(SILENT_DATA, content=())),
    ("access-conditions-for-people", "F", everywhere(SILENT_DATA, content=(), contributors=())),
    ("landing-page-readable", "F", page(PageFacts("Login", text_length=90, password_field=True))),
    ("landing-page-readable", "F", page(PageFacts("Catalogue", text_length=14))),
    ("landing-page-readable", "F", page(title="")),
    ("landing-page-readable", "F", changed(GOOD, exchange("page", 404))),
    ("landing-page-readable", "F", replace(GOOD, page_facts=None)),
    ("landing-page-readable", "P", page(password_field=True)),
    ("embargo-dated", "F", build.embargoed("2026-11-20")),
    ("embargo-dated", "F", build.embargoed("soon")),
    ("embargo-dated", "P", build.embargoed("2026-11-22")),
    ("embargo-dated", "I", changed(build.embargoed(""), failure("registry"))),
    ("data-named-in-metadata", "P", everywhere(SILENT_DATA, content=())),
    ("data-named-in-metadata", "F", everywhere(SILENT_DATA, content=(), related=())),
    (
        "data-named-in-metadata",
        "N",
        everywhere(SILENT_DATA, content=(), related=(), access=("http://purl.org/coar/access_right/c_14cb",)),
    ),
    ("data-has-own-identifier", "F", at(build.PID.uri)),
    ("data-has-own-identifier", "F", at(build.PAGE_URL)),
    ("data-has-own-identifier", "N", everywhere(build.withdrawn(), content=())),
    ("data-has-persistent-identifier", "P", at("https://hdl.handle.net/20.500.1/scan_1")),
    ("data-has-persistent-identifier", "F", at(FILE_URL)),
    ("data-pid-resolves", "P", changed(GOOD, replace(exchange("page"), steps=("file",)))),
    ("data-pid-resolves", "F", changed(GOOD, replace(exchange("page", 404), steps=("file",)))),
    ("data-link-answers", "F", refused(403)),
    ("data-link-answers", "F", refused(404)),
    ("data-link-answers", "F", replace(GOOD, file_facts=LOGIN)),
    ("data-link-answers", "I", refused(503)),
    ("data-link-answers", "I", without(GOOD, "file")),
    (
        "data-link-answers",
        "N",
        without(everywhere(replace(build.embargoed(), links=(), manifest=Manifest()), content=()), "file"),
    ),
    ("data-not-a-login-page", "F", replace(GOOD, file_facts=LOGIN)),
    ("data-not-a-login-page", "F", file(looks_like_html=True)),
    ("data-not-a-login-page", "P", file(looks_like_html=True, claimed_type="text/html")),
    ("data-automatic", "P", refused(401, ("WWW-Authenticate", "Bearer"))),
    ("data-automatic", "F", refused(401)),
    ("data-automatic", "N", refused(401, evidence=build.embargoed())),
    ("metalink-answered", "F", replace(GOOD, answers=(Answer("metalink", "application/metalink4+xml", "text/html"),))),
    ("head-equals-get", "F", changed(GOOD, exchange("page-head", 405))),
    ("head-equals-get", "F", changed(GOOD, exchange("page-head"))),
    ("head-equals-get", "I", changed(GOOD, exchange("page-head", 501))),
    ("metadata-protocol-standard", "I", changed(GOOD, failure("page", FailureKind.DNS))),
    ("metadata-protocol-authenticates", "I", changed(GOOD, failure("page", FailureKind.DNS))),
    ("metadata-protocol-free", "F", changed(without(SILENT, "oai-record"), exchange("page", 401))),
    ("data-protocol-standard", "F", at("globus://collection/scan_1")),
    (
        "data-protocol-standard",
        "N",
        without(everywhere(replace(build.embargoed(), links=(), manifest=Manifest()), content=()), "file"),
    ),
    ("data-protocol-free", "F", at("gsiftp://example.org/scan_1")),
    ("data-protocol-authenticates", "F", at("tftp://example.org/scan_1")),
    ("authentication-supported", "P", refused(401, ("WWW-Authenticate", "Bearer"), evidence=at("http://e.org/1.h5"))),
    ("authentication-supported", "N", at("http://e.org/1.h5")),
    ("authentication-supported", "F", refused(403, evidence=at("http://e.org/1.h5"))),
    ("metadata-outlives-data", "P", replace(build.withdrawn(), registry=None, endpoints=SILENT.endpoints)),
    ("oai-keeps-deletions", "F", SILENT),
    ("tombstone-explains", "F", changed(GOOD, exchange("page", 404))),
    ("tombstone-explains", "F", replace(build.withdrawn(), page_facts=PageFacts("Error", text_length=10))),
    ("tombstone-explains", "N", changed(SILENT, exchange("page", 404))),
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
    ("metadata-rdf-negotiated", "I", replace(GOOD, answers=(_DATACITE,))),
    (
        "metadata-rdf-negotiated",
        "P",
        replace(GOOD, answers=(_DATACITE, Answer("conneg:page/turtle", "text/turtle", "text/turtle", parsed=True))),
    ),
    (
        "metadata-rdf-negotiated",
        "F",
        replace(GOOD, answers=(_DATACITE, Answer("conneg:page/json-ld", "application/ld+json", "text/html"))),
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
    ("file-size-true", "F", file(total_bytes=4095)),
    ("file-size-true", "N", file(claimed_bytes=None)),
    ("file-size-true", "I", file(total_bytes=None)),
    ("file-type-true", "F", file(claimed_type="image/png")),
    ("file-type-true", "F", replace(GOOD, file_facts=LOGIN)),
    ("file-type-true", "P", file(claimed_type="application/x-nxs")),
    ("file-type-true", "N", file(claimed_type="", url=f"{HOME}/files/1")),
    ("file-type-true", "I", file(signature_media_type="")),
    (
        "metadata-vocabulary-terms",
        "F",
        everywhere(GOOD, subjects=(Subject("XAS", value_uri="https://example.org/xas"),)),
    ),
    ("linked-vocabularies", "P", everywhere(GOOD, subjects=(), namespaces=(), conforms_to=())),
    ("linked-vocabularies", "F", everywhere(rights(), subjects=(), namespaces=("http://schema.org/",))),
    ("technique-is-panet", "F", everywhere(GOOD, subjects=(Subject("XAS", "PaNET"),))),
    ("related-named", "P", everywhere(GOOD, related=(Related("see our article in J. Synchr. Rad."),))),
    ("related-by-address", "F", everywhere(GOOD, related=(Related("see our article"),))),
    ("related-by-address", "P", everywhere(GOOD, related=(Related(f"{HOME}/proposal/1", "URL"),))),
    ("related-by-pid", "F", everywhere(GOOD, related=(Related(f"{HOME}/proposal/1", "URL", "References"),))),
    ("related-by-pid", "P", everywhere(GOOD, related=(Related("ICDP5054ESYI201", "IGSN", "References"),))),
    ("related-qualified", "F", everywhere(GOOD, related=(Related("10.5072/article", "DOI", "relatedTo"),))),
    ("related-data", "F", everywhere(GOOD, related=(Related("10.5072/article", "DOI", "IsSupplementTo"),))),
    ("related-data-qualified", "F", everywhere(GOOD, related=(Related("10.5072/raw", "DOI", "", "Dataset"),))),
    ("related-by-pid", "I", changed(everywhere(GOOD, related=(Related("an article"),)), exchange("registry", 503))),
    ("file-described", "P", everywhere(SILENT_DATA, content=(), sizes=("4 kB",), formats=("text/csv",))),
    ("file-described", "F", everywhere(SILENT_DATA, content=(Content(FILE_URL, media_type="text/csv"),))),
    ("file-described", "N", everywhere(SILENT_DATA, content=(), access=("metadata only",))),
    (
        "file-digests-given",
        "N",
        without(everywhere(replace(build.embargoed(), links=(), manifest=Manifest()), content=()), "file"),
    ),
    (
        "metadata-attributes-plural",
        "F",
        everywhere(GOOD, subjects=(), contributors=(), dates=(), version="", variables=(), funding=()),
    ),
    ("licence-present", "P", rights(Rights("ask me"))),
    ("licence-present", "F", rights(Rights(uri="info:eu-repo/semantics/openAccess", text="Open Access"))),
    (
        "licence-present",
        "P",
        replace(rights(), links=(Link("https://creativecommons.org/licenses/by/4.0/", "license"),)),
    ),
    ("licence-standard", "F", rights(Rights("ask me"))),
    ("licence-standard", "F", rights(Rights("CC BY"))),
    ("licence-standard", "P", rights(Rights("CC-BY-4.0"))),
    ("licence-standard", "I", changed(rights(Rights("ask me")), failure("registry"))),
    ("licence-machine-readable", "F", rights(Rights("Creative Commons Attribution 4.0 International"))),
    ("licence-machine-readable", "P", rights(Rights(identifier="cc-by-4.0"))),
    ("licence-agrees", "F", replace(GOOD, registry=build.metadata(rights=(Rights("CC0-1.0"),)))),
    ("licence-agrees", "N", replace(GOOD, registry=None, oai=None)),
    ("provenance-basic", "P", everywhere(GOOD, creators=(), publisher=None)),
    ("provenance-community", "F", everywhere(GOOD, dates=())),
    ("provenance-community", "F", everywhere(GOOD, related=(), subjects=())),
    ("provenance-vocabulary", "F", everywhere(GOOD, namespaces=("http://schema.org/",))),
    ("provenance-cross-community", "P", everywhere(GOOD, namespaces=())),
    ("metadata-standard-known", "F", everywhere(GOOD, namespaces=(), conforms_to=(), origins=())),
    ("community-metadata-standard", "F", everywhere(GOOD, namespaces=("http://schema.org/",))),
    (
        "metadata-names-its-standard",
        "P",
        replace(everywhere(GOOD, conforms_to=()), links=(Link(HOME, "describedby", profile="http://schema.org/"),)),
    ),
    ("metadata-names-its-standard", "F", everywhere(GOOD, conforms_to=())),
    ("contact-named", "F", everywhere(GOOD, contributors=(Agent("unknown", role="ContactPerson"),))),
    ("variables-named", "F", everywhere(GOOD, variables=("n/a",))),
    ("provenance-basic", "F", everywhere(GOOD, creators=(Agent("x"),), publisher=None, dates=(Date("x"),))),
]
