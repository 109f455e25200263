"""What the probe may ask about a PID: each step is a pure function from the evidence so far to Needs.

A check declares the steps it needs. A plug-in may bring a step of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fairsvc.model.description import JSON_LD, description_links
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.link import Link
from fairsvc.model.manifest import FileEntry

HTML = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
METALINK = "application/metalink4+xml"
LINKSET_TYPES = ("application/linkset+json", "application/linkset")
LINKSET = f"{LINKSET_TYPES[0]}, {LINKSET_TYPES[1]};q=0.9"
FIRST_BYTES = 65_536
READ_ME_TYPES = ("text/plain", "text/markdown", "text/html", "application/pdf")
# RFC 9530 section 4, and RFC 3230 section 4.3.1 for servers older than it (dCache among them).
WANT_DIGESTS = (
    ("Want-Repr-Digest", "sha-256=10, sha-512=5, md5=1"),
    ("Want-Digest", "sha-256, md5;q=0.5, adler32;q=0.3"),
)

_BESIDE_DATA = re.compile(
    r"(?:\A|/)(?:read[-_ ]?me|licen[cs]e|copying|changelog|checksums?|md5sums?|sha\d{1,3}sums?)"
    r"(?:\.[a-z]{1,4})?(?:[?#]|\Z)"
    r"|\.(?:md5|sha1|sha256|sha512)(?:[?#]|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One question. It is asked once, when `ask` first gives a Need; the lowest `rank` goes first when few are left."""

    name: str
    title: str
    rank: int
    ask: Callable[[Evidence], Need | None]


def step_kind(name: str) -> str:
    """Read the kind out of a step's name: what stands before its first colon."""
    return name.partition(":")[0]


def conneg(url: str, accept: str) -> Need:
    """Ask an address for one representation."""
    return Need(url, headers=(("Accept", accept),))


def head(url: str) -> Need:
    """Ask for the header of what a browser would get."""
    return Need(url, "HEAD", (("Accept", HTML),))


def ranged(url: str, first: int, last: int) -> Need:
    """Ask for the bytes first to last, both included (RFC 9110 section 14)."""
    return Need(url, headers=(("Accept", "*/*"), ("Range", f"bytes={first}-{last}")))


def address(evidence: Evidence) -> str:
    """Spell the PID as an address at the resolver in use."""
    return evidence.endpoints.address_of(evidence.pid)


def _handle(evidence: Evidence) -> Need | None:
    record = evidence.endpoints.handle_record_of(evidence.pid)
    return conneg(record, "application/json") if record else None


def _page(evidence: Evidence) -> Need | None:
    return conneg(address(evidence), HTML)


def _page_head(evidence: Evidence) -> Need | None:
    page = _landing(evidence)
    return head(page.url) if page else None


def linkset_links(evidence: Evidence) -> list[Link]:
    """List the links to linksets, those to JSON first."""
    return sorted(evidence.links_with("linkset"), key=lambda link: link.media_type != LINKSET_TYPES[0])


def _linkset(evidence: Evidence) -> Need | None:
    links = linkset_links(evidence)
    return conneg(links[0].target, accept(links[0], LINKSET)) if links else None


def _registry(evidence: Evidence) -> Need | None:
    if evidence.pid.scheme != "doi":
        return None
    return conneg(f"{evidence.endpoints.registry}/dois/{evidence.pid.in_path}", "application/json")


def _description(evidence: Evidence) -> Need | None:
    page = _landing(evidence)
    if page is None or awaits_linkset(evidence):
        return None
    links = description_links(evidence)
    if not links:
        return conneg(page.url, JSON_LD)
    return conneg(links[0].target, accept(links[0]))


def awaits_linkset(evidence: Evidence) -> bool:
    """Tell whether the description waits for the linkset, which may name one where the page itself names none."""
    unread = evidence.exchange(LINKSET_STEP) is None and _linkset(evidence) is not None
    return unread and not description_links(evidence)


def _metalink(evidence: Evidence) -> Need | None:
    return conneg(address(evidence), METALINK)


def _oai_record(evidence: Evidence) -> Need | None:
    item = evidence.endpoints.oai
    if item is None:
        return None
    query = {"verb": "GetRecord", "metadataPrefix": item.prefix, "identifier": item.identifier}
    return Need(f"{item.base_url}?{urlencode(query)}")


def choose_file(evidence: Evidence) -> FileEntry | None:
    """Choose the smallest file; what only accompanies data comes last, for it tells little of them."""
    return min(web_files(evidence), key=lambda entry: (accompanies(entry), *by_size(entry)), default=None)


def web_files(evidence: Evidence) -> Iterator[FileEntry]:
    """Iterate over the manifest's files that HTTP reaches."""
    return (entry for entry in evidence.manifest.entries if entry.url.startswith(("http://", "https://")))


def accompanies(entry: FileEntry) -> bool:
    """Tell whether type or name is that of a read-me, a licence or a list of checksums."""
    return entry.media_type in READ_ME_TYPES or _BESIDE_DATA.search(entry.path or entry.url) is not None


def by_size(entry: FileEntry) -> tuple[bool, int]:
    """Order by size; a file of unknown size comes after all others."""
    return entry.size_bytes is None, entry.size_bytes or 0


def first_bytes(url: str) -> Need:
    """Ask for the first bytes of a file, and for digests of the whole of it."""
    need = ranged(url, 0, FIRST_BYTES - 1)
    return replace(need, headers=(*need.headers, *WANT_DIGESTS))


def _file(evidence: Evidence) -> Need | None:
    entry = choose_file(evidence)
    return first_bytes(entry.url) if entry else None


def _landing(evidence: Evidence) -> Exchange | None:
    page = evidence.exchange(PAGE)
    return page if page is not None and page.ok else None


def accept(link: Link, usual: str = "*/*") -> str:
    """Spell the media type that a link declares, with its profile, as it is asked for."""
    if not link.media_type:
        return usual
    return f'{link.media_type};profile="{link.profile}"' if link.profile else link.media_type


HANDLE = Step("handle", "The handle record at the DOI or Handle system", 1, _handle)
PAGE = Step("page", "What the PID shows a browser", 0, _page)
PAGE_HEAD = Step("page-head", "HEAD of the landing page", 8, _page_head)
LINKSET_STEP = Step("linkset", "The linkset that the page points to (RFC 9264)", 5, _linkset)
REGISTRY = Step("registry", "The registration agency's record", 2, _registry)
DESCRIPTION = Step(
    "description",
    "A description by typed link (describedby, alternate), else RDF by content negotiation at the page",
    4,
    _description,
)
METALINK_STEP = Step("metalink", "A Metalink from the PID (Direct DOI Data Access)", 6, _metalink)
OAI_RECORD = Step("oai-record", "The record at the facility's OAI-PMH endpoint", 3, _oai_record)
FILE = Step("file", "The first bytes of one file", 7, _file)

STANDARD = (PAGE, HANDLE, REGISTRY, OAI_RECORD, DESCRIPTION, LINKSET_STEP, METALINK_STEP, FILE, PAGE_HEAD)
METADATA = (PAGE, REGISTRY, OAI_RECORD, DESCRIPTION)
