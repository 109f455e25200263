"""Special cases of what looks like more than it is, and of what looks like that and is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assessors.reading.landing import OF_ANOTHER
from fairsvc.model.evidence import Evidence, FileAnswer, FileFacts, Finding, PageFacts
from fairsvc.model.exchange import FailureKind
from fairsvc.model.metadata import Agent, Rights, Text
from tests.support import evidence_builder as build
from tests.support.check_worlds import GOOD, NO_MANIFEST, at, rights
from tests.support.evidence_builder import FILE_URL, PID, changed, everywhere, exchange, failure, without

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
    missing(ALONE, 403),
    missing(ALONE, 200, instead="pointer"),
)
# Whatever is claimed of the data: nobody could look, so that it is neither believed nor refuted.
UNREAD = (
    missing(ALONE, 503, looks_like_html=True, get=WEB_PAGE),
    missing(ALONE, 429),
    changed(ALONE, failure("file"), file_facts=None),
    missing(ALONE, 200, looks_like_html=True, instead="bot wall"),
    missing(ALONE, 206, instead="cut short"),
    changed(missing(ALONE), failure("registry")),
    changed(missing(with_second(ALONE)), exchange("file:2", 503, url=SECOND)),
)
# What the page says of files could not be read, and the record as a whole has size and format.
PAGE_DOWN = without(
    changed(
        everywhere(NO_MANIFEST, content=(), related=(), contributors=(), sizes=("4 kB",), formats=("text/csv",)),
        exchange("page", 503),
        page=None,
        page_facts=None,
        file_facts=None,
    ),
    "file",
)
# The only address of data is the landing page's own, as the registry spells it.
PAGE_AS_FILE = changed(at(PID.uri, ALONE), exchange("page", 503), page=None, page_facts=None)

RESTRICTED = everywhere(GOOD, access=("http://purl.org/coar/access_right/c_16ec",))
OVER = build.embargoed("2026-03-01")
SAYS_OPEN = ("access-rights-by-address", "access-rights-standard", "access-rights-stated")
BELIED = (missing(GOOD, 401), missing(GOOD, 403), OVER, missing(GOOD, 200, password_field=True))
NOT_BELIED = (
    missing(RESTRICTED, 401),
    missing(RESTRICTED, 200, password_field=True),
    build.embargoed(),
    replace(missing(GOOD, 403), more_files=(FileFacts(SECOND, "hdf5", get=FileAnswer(206)),)),
    changed(OVER, exchange("file", 206)),
)

NOT_TESTED = (
    missing(GOOD, 503),
    missing(GOOD, 403, instead="bot wall"),
    changed(OVER, failure("file")),
    PAGE_DOWN,
)

A_HANDLE = "https://hdl.handle.net/20.500.1/a"
OWN_HANDLE_UNREAD = changed(at(A_HANDLE, ALONE), exchange("file", 503, url=A_HANDLE), file_facts=None)

DEEDS = ("CC-BY-4.0", "CC0-1.0", "MIT")


def licensed(*rights: Rights) -> Evidence:
    """State one of these rights on the page, at the registry and by OAI-PMH, and none by a typed link."""
    page, registry, oai = (build.metadata(rights=(one,)) for one in rights)
    return replace(GOOD, page=page, registry=registry, oai=oai)


def _by_identifier(identifier: str) -> Rights:
    return Rights(identifier=identifier)


THREE = licensed(*map(_by_identifier, DEEDS))
ONLY_OAI: dict[str, Any] = {"page": None, "registry": None, "links": ()}
THREE_AGREE_TWICE = licensed(*map(_by_identifier, ("CC-BY-4.0", "CC0-1.0", "CC0-1.0")))
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
    *((name, "I", evidence) for name in NEEDS_DATA for evidence in UNREAD),
    *((name, "I", PAGE_DOWN) for name in NEEDS_DATA),
    *((name, "I", without(PAGE_AS_FILE, "file", file_facts=None)) for name in NEEDS_DATA),
    *((name, "P", missing(RESTRICTED, status)) for name in NEEDS_DATA for status in (401, 503)),
    *((name, "P", with_second(missing(ALONE, 503))) for name in NEEDS_DATA if not name.startswith("file-")),
    *((name, "I", with_second(missing(ALONE, 503))) for name in NEEDS_DATA if name.endswith("-itself")),
    *((name, "N", changed(build.withdrawn(), exchange("file", 404))) for name in NEEDS_DATA[4:7]),
    ("data-named-in-metadata", "F", at(build.PAGE_URL, ALONE)),
    ("access-conditions-for-people", "P", missing(GOOD)),
    ("file-format-open", "I", everywhere(missing(ALONE, 503), content=(), formats=("text/csv",))),
    ("data-has-persistent-identifier", "I", OWN_HANDLE_UNREAD),
    ("data-has-persistent-identifier", "F", changed(at(FILE_URL, ALONE), failure("file"))),
    ("data-has-persistent-identifier", "P", changed(GOOD, failure("file"))),
    ("data-protocol-standard", "I", changed(at("globus://collection/scan_1"), failure("file"))),
    ("pid-is-persistent", "I", changed(ABOUT_ANOTHER, failure("page"), page_facts=None)),
    ("pid-is-persistent", "P", without(GOOD, "page", "handle")),
    ("pid-is-persistent", "P", changed(GOOD, failure("page", FailureKind.NOT_RECORDED))),
    (
        "pid-is-persistent",
        "I",
        changed(replace(GONE, registry=None), failure("handle"), exchange("page", 404, url=PID.uri)),
    ),
    ("pid-is-persistent", "P", changed(GONE, failure("handle"))),
    ("dates-plausible", "I", changed(GOOD, failure("page"), page=None)),
    ("dates-plausible", "F", changed(everywhere(GOOD, publication_year=2099), failure("page"), page=None)),
    ("metadata-protocol-standard", "I", changed(GONE, exchange("page", 503))),
    *((name, "F", evidence) for name in SAYS_OPEN for evidence in BELIED),
    *((name, "P", evidence) for name in SAYS_OPEN for evidence in NOT_BELIED),
    *((name, "I", evidence) for name in SAYS_OPEN for evidence in NOT_TESTED),
    *((name, "F", THREE) for name in LICENSED),
    *((name, "P", THREE_AGREE_TWICE) for name in LICENSED),
    *((name, "P", replace(THREE, oai=None)) for name in LICENSED),
    *((name, "I", changed(replace(THREE, oai=None), failure("oai-record"))) for name in LICENSED),
    *((name, "I", changed(GOOD, failure("page"), failure("registry"), **ONLY_OAI)) for name in LICENSED),
    *((name, "P", changed(GOOD, failure("registry"), registry=None)) for name in LICENSED),
    *((name, "P", changed(THREE_AGREE_TWICE, failure("page"), page=None)) for name in LICENSED),
    ("licence-agrees", "I", changed(THREE_AGREE_TWICE, failure("page"), page=None)),
    ("licence-agrees", "F", changed(THREE, failure("page"), page=None)),
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
