"""Special cases of the checks on identifiers."""

from __future__ import annotations

from dataclasses import replace

from fairsvc.model.evidence import Evidence, PageFacts
from fairsvc.model.exchange import FailureKind
from fairsvc.model.link import Link
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import Pid
from tests.support import evidence_builder as build
from tests.support.check_worlds import (
    ADDRESS,
    GOOD,
    LOGIN,
    SILENT,
    at,
)
from tests.support.evidence_builder import FILE_URL, changed, everywhere, exchange, failure

OTHER = "10.5072/other"
UNNAMED = replace(everywhere(GOOD, identifiers=()), links=(), page_facts=PageFacts("Data", "en", 2_400))
NAMED_IN_TEXT = replace(UNNAMED, page_facts=PageFacts("Data", "en", 2_400, names_pid=True))


def led_to(path: str, evidence: Evidence = UNNAMED, *, location: str = "") -> Evidence:
    """Let the PID lead to another address of the site."""
    page = exchange("page")
    first, last = page.hops
    first = replace(first, headers=(("Location", location or f"{build.HOME}{path}"),))
    return changed(evidence, replace(page, hops=(first, replace(last, url=f"{build.HOME}{path}"))))


def titled(title: str) -> Evidence:
    """Give the page that names nothing another title."""
    return replace(NAMED_IN_TEXT, page_facts=PageFacts(title, "en", 2_400, names_pid=True))


def redirected(*addresses: str, registered: str = "") -> Evidence:
    """Let the resolver lead through these addresses."""
    hop = exchange("page").hops[0]
    through = [replace(hop, url=url) for url in addresses[:-1]]
    hops = (hop, *through, replace(exchange("page").hops[1], url=addresses[-1]))
    assert GOOD.registry is not None
    return changed(GOOD, replace(exchange("page"), hops=hops), registry=replace(GOOD.registry, url=registered))


DECEPTIVE = (
    led_to("/"),
    led_to("/index.html"),
    led_to("/search?q=10.5072/dls.0001"),
    led_to("/search?q=10.5072/dls.0001", NAMED_IN_TEXT),
    titled("Page not found - Demo Light Source"),
    titled("404"),
    titled("Seite nicht gefunden"),
    replace(UNNAMED, links=(Link(f"https://doi.org/{OTHER}", "cite-as"),)),
    everywhere(UNNAMED, identifiers=(Identifier(OTHER, "DOI"),)),
    replace(UNNAMED, page_facts=PageFacts("Sign in", "en", 90, password_field=True)),
)
HONEST = (
    UNNAMED,
    led_to("/", NAMED_IN_TEXT),
    led_to("/", GOOD),
    led_to("/?dataset=1"),
    led_to("/", location=f"{build.HOME}/#/dataset/1"),
    titled("404 spectra of copper oxide"),
    replace(GOOD, page_facts=PageFacts("Reflections not found in powder data", "en", 2_400)),
    replace(NAMED_IN_TEXT, links=(Link(f"https://doi.org/{OTHER}", "cite-as"),)),
)

CASES: list[tuple[str, str, Evidence]] = [
    *(("pid-resolves", "F", evidence) for evidence in DECEPTIVE),
    *(("pid-is-persistent", "F", evidence) for evidence in DECEPTIVE),
    *(("record-echoes-pid", "F", evidence) for evidence in DECEPTIVE),
    *(("pid-resolves", "P", evidence) for evidence in HONEST),
    *(("pid-is-persistent", "P", evidence) for evidence in HONEST),
    ("pid-is-persistent", "F", changed(GOOD, exchange("handle", 404))),
    ("pid-is-persistent", "P", changed(GOOD, exchange("handle", 503))),
    ("identifier-is-guid", "P", replace(GOOD, pid=ADDRESS)),
    ("identifier-is-guid", "F", replace(GOOD, pid=Pid("url", "http://localhost/1"))),
    ("identifier-is-guid", "F", replace(GOOD, pid=Pid("url", "http://localhost/6f1a4e0c-93b1-4f4e"))),
    ("identifier-is-guid", "P", replace(GOOD, pid=Pid("url", f"http://localhost/{'6f1a4e0c' * 5}"))),
    (
        "identifier-is-guid",
        "P",
        replace(GOOD, pid=Pid("url", "http://localhost/6f1a4e0c-93b1-4f4e-8b0c-2f0d5a6b7c8d/about")),
    ),
    ("pid-resolves-directly", "N", replace(GOOD, pid=ADDRESS)),
    ("pid-resolves-directly", "P", redirected(build.PAGE_URL, registered=build.PAGE_URL)),
    ("pid-resolves-directly", "P", redirected(build.PAGE_URL, registered="http://www.data.example.org/dataset/1/")),
    ("pid-resolves-directly", "P", redirected("http://data.example.org/dataset/1", build.PAGE_URL)),
    ("pid-resolves-directly", "F", redirected("https://a.example/1", "https://b.example/1", build.PAGE_URL)),
    ("pid-resolves-directly", "F", redirected(build.PAGE_URL, registered=f"{build.HOME}/old/1")),
    ("pid-resolves-directly", "F", changed(GOOD, exchange("page", 404))),
    ("pid-resolves-directly", "P", changed(SILENT, exchange("page", 410))),
    ("data-pid-resolves", "F", changed(GOOD, replace(exchange("page"), steps=("file",)), file_facts=LOGIN)),
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
