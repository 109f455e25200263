"""Special cases of the checks on identifiers."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import FailureKind
from fairsvc.model.link import Link
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import Pid
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    ADDRESS,
    GOOD,
    at,
)
from tests.support.evidence_builder import FILE_URL, changed, everywhere, exchange, failure

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
    ("data-has-own-identifier", "F", at(build.PID.uri)),
    ("data-has-own-identifier", "F", at(build.PAGE_URL)),
    ("data-has-own-identifier", "N", everywhere(build.withdrawn(), content=())),
    ("data-has-persistent-identifier", "P", at("https://hdl.handle.net/20.500.1/scan_1")),
    ("data-has-persistent-identifier", "F", at(FILE_URL)),
    ("data-pid-resolves", "P", changed(GOOD, replace(exchange("page"), steps=("file",)))),
    ("data-pid-resolves", "F", changed(GOOD, replace(exchange("page", 404), steps=("file",)))),
]
