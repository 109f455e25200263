"""Special cases of what looks like more than it is, and of what looks like that and is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assessors.reading.landing import OF_ANOTHER
from fairsvc.model.evidence import Evidence, FileAnswer, FileFacts, Finding, PageFacts
from fairsvc.model.metadata import Agent, Rights, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import GOOD, at, rights
from tests.support.evidence_builder import FILE_URL, PID, changed, everywhere, exchange, failure

JUNK = build.junk()
NEEDS_SAYING = (
    "metadata-outlives-data",
    "metadata-protocol-authenticates",
    "metadata-protocol-free",
    "metadata-protocol-standard",
    "pid-in-metadata",
    "provenance-basic",
    "record-echoes-pid",
    "resource-type-stated",
)


def titled(*titles: str, evidence: Evidence = GOOD) -> Evidence:
    """Let all views have these titles, and no other words."""
    return everywhere(evidence, titles=tuple(map(Text, titles)), descriptions=(), subjects=())


SAYS_NOTHING = (
    everywhere(titled(PID.uri), creators=(Agent(PID.value),)),
    everywhere(titled("Scan series 7"), creators=(Agent("Scan series 7"),), publisher=Agent("Scan series 7")),
    titled("n/a"),
)
SAYS_SOMETHING = (titled(PID.uri), replace(JUNK, registry=GOOD.registry), titled("Gold foil"))

# What is credited to an address of data.
NEEDS_DATA = (
    "access-conditions-for-people",
    "data-content-mentioned",
    "data-has-own-identifier",
    "data-named-in-metadata",
    "data-protocol-authenticates",
    "data-protocol-free",
    "data-protocol-standard",
    "file-described",
    "file-describes-itself",
    "file-format-community",
    "file-format-open",
)
SECOND = f"{build.HOME}/files/scan_0002.nxs"
WEB_PAGE = FileAnswer(503, "text/html")
# Nothing else than the file speaks for the data: no contact, no parts.
ALONE = everywhere(GOOD, contributors=(), related=())


def missing(evidence: Evidence, status: int = 404, **facts: Any) -> Evidence:
    """Let the probed file answer with that status, or with other bytes than are claimed."""
    seen = replace(evidence.file_facts or FileFacts(FILE_URL), **facts) if facts else None
    return changed(evidence, exchange("file", status), file_facts=seen)


def with_second(evidence: Evidence) -> Evidence:
    """Name a second file, which nobody asked for."""
    entries = (*evidence.manifest.entries, replace(evidence.manifest.entries[0], url=SECOND))
    return replace(evidence, manifest=replace(evidence.manifest, entries=entries))


NO_DATA = (
    missing(ALONE),
    missing(ALONE, 410),
    missing(ALONE, 200, looks_like_html=True, password_field=True, instead="login page"),
    missing(ALONE, 200, signature="html", looks_like_html=True, instead="web page"),
    missing(ALONE, 200, signature="json", signature_media_type="application/json", instead="error message"),
    missing(ALONE, 416, signature="", total_bytes=0, instead="nothing"),
    missing(ALONE, signature="text", signature_media_type="text/plain", nexus=False, type_claim="other", status=206),
)
STILL_BELIEVED = (
    with_second(missing(ALONE)),
    missing(ALONE, 503, looks_like_html=True, get=WEB_PAGE),
    missing(ALONE, 429),
    changed(ALONE, failure("file"), file_facts=None),
    missing(ALONE, 403),
    missing(ALONE, 200, looks_like_html=True, instead="bot wall"),
    missing(ALONE, 206, instead="cut short"),
    missing(ALONE, 200, instead="pointer"),
)

RESTRICTED = everywhere(GOOD, access=("http://purl.org/coar/access_right/c_16ec",))
OVER = build.embargoed("2026-03-01")
SAYS_OPEN = ("access-rights-by-address", "access-rights-standard", "access-rights-stated")
BELIED = (missing(GOOD, 401), missing(GOOD, 403), OVER, missing(GOOD, 200, password_field=True))
NOT_BELIED = (
    missing(RESTRICTED, 401),
    missing(RESTRICTED, 200, password_field=True),
    build.embargoed(),
    missing(GOOD, 503),
    missing(GOOD, 403, instead="bot wall"),
    replace(missing(GOOD, 403), more_files=(FileFacts(SECOND, "hdf5", get=FileAnswer(206)),)),
    changed(OVER, exchange("file", 206)),
)

DEEDS = ("CC-BY-4.0", "CC0-1.0", "MIT")


def licensed(*rights: Rights) -> Evidence:
    """State one of these rights on the page, at the registry and by OAI-PMH, and none by a typed link."""
    page, registry, oai = (build.metadata(rights=(one,)) for one in rights)
    return replace(GOOD, page=page, registry=registry, oai=oai)


def _by_identifier(identifier: str) -> Rights:
    return Rights(identifier=identifier)


THREE = licensed(*map(_by_identifier, DEEDS))
LICENSED = ("licence-machine-readable", "licence-present", "licence-standard")
DEAD_DEED = Rights("CC BY", "https://creativecommons.org/licenses/open/9.0/")

ABOUT_ANOTHER = replace(
    everywhere(GOOD, identifiers=()),
    page=None,
    links=(),
    page_facts=PageFacts("Data", "en", 2_400, embedded=("json-ld",)),
    findings=(Finding(OF_ANOTHER, "exchange/page", "doi:10.5072/other"),),
)

WITHDRAWN = build.withdrawn()
GONE = changed(build.silent(), exchange("page", 404))
WITHOUT_ITEM = tuple(link for link in GOOD.links if link.rel != "item")

CASES = [
    *((name, "F", GONE) for name in NEEDS_SAYING),
    *((name, "I", changed(GONE, failure("registry"))) for name in NEEDS_SAYING if name != "record-echoes-pid"),
    ("typed-links-offered", "P", replace(WITHDRAWN, links=WITHOUT_ITEM)),
    ("typed-links-offered", "F", replace(GOOD, links=WITHOUT_ITEM)),
    *((name, "F", ABOUT_ANOTHER) for name in ("metadata-structured-embedded", "pid-resolves", "record-echoes-pid")),
    ("metadata-embedded-for-search-engines", "F", ABOUT_ANOTHER),
    *((name, "F", evidence) for name in NEEDS_DATA for evidence in NO_DATA),
    *((name, "P", evidence) for name in NEEDS_DATA for evidence in STILL_BELIEVED),
    *((name, "P", missing(RESTRICTED, 401)) for name in NEEDS_DATA),
    *((name, "N", changed(build.withdrawn(), exchange("file", 404))) for name in NEEDS_DATA[4:7]),
    ("data-named-in-metadata", "F", at(build.PAGE_URL, ALONE)),
    ("access-conditions-for-people", "P", missing(GOOD)),
    ("file-format-open", "P", everywhere(missing(ALONE, 503), content=(), formats=("text/csv",))),
    *((name, "F", evidence) for name in SAYS_OPEN for evidence in BELIED),
    *((name, "P", evidence) for name in SAYS_OPEN for evidence in NOT_BELIED),
    *((name, "F", THREE) for name in LICENSED),
    *((name, "P", licensed(*map(_by_identifier, ("CC-BY-4.0", "CC0-1.0", "CC0-1.0")))) for name in LICENSED),
    *((name, "P", replace(THREE, oai=None)) for name in LICENSED),
    ("licence-present", "P", licensed(Rights("CC-BY-4.0"), Rights("CC0-1.0"), Rights("Elettra Data Policy"))),
    ("licence-present", "F", licensed(Rights("CC-BY-4.0"), Rights("CC0-1.0"), DEAD_DEED)),
    ("licence-present", "F", rights(DEAD_DEED)),
    ("licence-present", "P", rights(Rights("CC BY", "https://creativecommons.org/licenses/"))),
    ("licence-present", "F", rights(Rights(PID.value, PID.uri))),
    ("licence-present", "F", rights(Rights(uri=build.PAGE_URL))),
    ("licence-present", "P", rights(Rights("Elettra Data Policy", build.PAGE_URL))),
    *((name, "F", evidence) for name in NEEDS_SAYING for evidence in SAYS_NOTHING),
    *((name, "P", evidence) for name in NEEDS_SAYING for evidence in SAYS_SOMETHING),
    *((name, "I", changed(replace(JUNK, registry=None), failure("registry"))) for name in NEEDS_SAYING),
]
