"""Special cases of the checks on access, retrieval, protocols and preservation."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Answer, Evidence, PageFacts
from fairsvc.model.exchange import FailureKind
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Rights
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
from tests.support.evidence_builder import changed, everywhere, exchange, failure, without

CASES: list[tuple[str, str, Evidence]] = [
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
