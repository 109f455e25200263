"""Special cases of the checks on access, retrieval, protocols and preservation."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Answer, Evidence, PageFacts
from fairsvc.model.exchange import FailureKind
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Date, Rights
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    GOOD,
    LOGIN,
    NO_MANIFEST,
    SILENT,
    at,
    file,
    page,
    refused,
    rights,
)
from tests.support.evidence_builder import FILE_URL, changed, everywhere, exchange, failure, without

_EMBARGOED = "http://purl.org/coar/access_right/c_f1cf"
_RESTRICTED = "http://purl.org/coar/access_right/c_16ec"
NO_CONTACT = everywhere(build.embargoed(), contributors=())
# Nothing but the agency's 404 and what is said beside it decides where the metadata are kept.
UNKNOWN_TO_DATACITE = changed(
    replace(GOOD, registry=None, endpoints=SILENT.endpoints),
    exchange("registry", 404),
)


def sized(size_bytes: int, url: str = FILE_URL, *alternates: str) -> Evidence:
    """Declare one file of this size, in the manifest alone."""
    entry = FileEntry(url, size_bytes=size_bytes, alternates=alternates)
    return everywhere(replace(GOOD, links=(), manifest=Manifest((entry,))), content=(), sizes=())


def stated_agency(name: str, evidence: Evidence = UNKNOWN_TO_DATACITE) -> Evidence:
    """Let the resolver name the DOI's registration agency."""
    answer = Answer("agency", "application/json", "application/json", parsed=True, format=name)
    return replace(evidence, answers=(*evidence.answers, answer))


def dated(kind: str, day: str, evidence: Evidence = GOOD) -> Evidence:
    """State one date alone."""
    return everywhere(evidence, dates=(Date(day, kind),))


CASES: list[tuple[str, str, Evidence]] = [
    ("metadata-retrievable", "P", replace(build.junk(), registry=GOOD.registry)),
    ("metadata-retrievable", "I", changed(build.junk(), failure("description"))),
    ("metadata-retrievable", "F", everywhere(GOOD, titles=())),
    ("data-link-answers", "P", build.embargoed("2026-11-22")),
    ("data-link-answers", "F", build.embargoed("2026-11-20")),
    ("data-link-answers", "F", build.embargoed("")),
    ("data-link-answers", "P", everywhere(refused(401), access=(_RESTRICTED,))),
    ("data-link-answers", "F", everywhere(refused(403), access=())),
    ("data-link-answers", "I", changed(everywhere(refused(403), access=()), failure("registry"))),
    *(("data-link-answers", "F", file(instead=what)) for what in ("error message", "nothing", "read-me", "pointer")),
    *(("data-link-answers", "I", file(instead=what)) for what in ("bot wall", "not ready", "cut short")),
    *(("data-automatic", "F", file(instead=what)) for what in ("error message", "nothing")),
    ("data-automatic", "I", file(instead="bot wall")),
    ("data-not-a-login-page", "F", file(instead="error message")),
    ("data-not-a-login-page", "I", file(instead="bot wall")),
    ("embargo-dated", "F", dated("Available", "2026-11-20", refused(403))),
    ("embargo-dated", "N", dated("Available", "2026-11-22", refused(403))),
    ("embargo-dated", "N", dated("Available", "2026-11-20", file())),
    ("embargo-dated", "N", everywhere(dated("Available", "2026-11-20", refused(403)), access=(_RESTRICTED,))),
    ("data-link-answers", "N", dated("Withdrawn", "2026-11-01")),
    ("data-link-answers", "P", dated("Withdrawn", "2031-11-01")),
    ("tombstone-resolves", "P", dated("Withdrawn", "2026-11-01")),
    ("tombstone-resolves", "F", changed(dated("Withdrawn", "2026-11-01"), exchange("page", 404))),
    ("tombstone-resolves", "F", replace(build.withdrawn(), page_facts=PageFacts("Gone", text_length=10))),
    ("tombstone-resolves", "I", changed(dated("Withdrawn", "2026-11-01"), exchange("page", 503))),
    (
        "tombstone-resolves",
        "F",
        replace(dated("Withdrawn", "2026-11-01"), page=None, links=(), page_facts=PageFacts("Not found", "", 900)),
    ),
    ("access-rights-by-address", "F", everywhere(GOOD, access=("open access",))),
    ("access-rights-by-address", "F", everywhere(GOOD, access=("https://example.org/policy",))),
    ("access-rights-by-address", "P", rights(Rights(uri="info:eu-repo/semantics/closedAccess"))),
    ("access-rights-by-address", "I", changed(everywhere(GOOD, access=("free",)), failure("registry"))),
    ("access-request-stated", "F", NO_CONTACT),
    ("access-request-stated", "I", changed(NO_CONTACT, failure("registry"))),
    ("access-request-stated", "P", everywhere(NO_CONTACT, access=(_EMBARGOED, "Write to office@example.org"))),
    ("access-request-stated", "P", everywhere(NO_CONTACT, rights=(Rights("Ask at https://example.org/ask"),))),
    ("access-request-stated", "F", everywhere(NO_CONTACT, access=(_EMBARGOED, "Write to the user office"))),
    ("landing-page-over-https", "F", changed(GOOD, exchange("page", url="http://data.example.org/dataset/1"))),
    ("landing-page-over-https", "F", changed(GOOD, exchange("page", 404))),
    ("landing-page-over-https", "N", changed(GOOD, exchange("page", url="http://127.0.0.1:8081/dataset/1"))),
    ("transfer-service-named", "F", sized(20 * 2**30)),
    ("transfer-service-named", "I", changed(sized(20 * 2**30), failure("metalink"))),
    ("transfer-service-named", "N", sized(10 * 2**30)),
    ("transfer-service-named", "P", sized(20 * 2**30, FILE_URL, "s3://bucket/scan_1")),
    ("transfer-service-named", "P", sized(20 * 2**30, "https://g-1.data.globus.org/scan_1.h5")),
    ("transfer-service-named", "F", sized(20 * 2**30, "https://ns3.example.org/scan_1.h5")),
    ("transfer-service-named", "F", everywhere(replace(NO_MANIFEST, links=()), content=(), sizes=("2 TB",))),
    ("metadata-outlives-data", "I", UNKNOWN_TO_DATACITE),
    ("metadata-outlives-data", "P", stated_agency("Crossref")),
    ("metadata-outlives-data", "F", stated_agency("DataCite")),
    ("metadata-outlives-data", "F", changed(UNKNOWN_TO_DATACITE, exchange("handle", 404))),
    ("access-rights-stated", "P", rights(Rights(uri="info:eu-repo/semantics/closedAccess"))),
    ("access-rights-stated", "F", rights(Rights("CC BY 4.0"))),
    ("access-rights-standard", "F", everywhere(GOOD, access=("ask the user office",))),
    (
        "access-conditions-for-people",
        "P",
        everywhere(
            NO_MANIFEST,
            content=(),
            access=("Write to the user office.",),
        ),
    ),
    ("access-conditions-for-people", "P", everywhere(NO_MANIFEST, content=())),
    ("access-conditions-for-people", "F", everywhere(NO_MANIFEST, content=(), contributors=())),
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
    ("metadata-protocol-standard", "F", changed(GOOD, exchange("page", url="globus://collection/scan_1"))),
    ("metadata-protocol-authenticates", "F", changed(GOOD, exchange("page", url="globus://collection/scan_1"))),
    ("metadata-protocol-authenticates", "F", changed(GOOD, exchange("page", url="no address"))),
    ("metadata-protocol-authenticates", "F", changed(GOOD, exchange("page", url="dap://example.org/scan_1"))),
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
]
