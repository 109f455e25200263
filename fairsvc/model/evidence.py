"""Everything that was gathered about one subject, and the views made of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from fairsvc.model.exchange import Exchange
from fairsvc.model.link import Link
from fairsvc.model.manifest import Manifest
from fairsvc.model.metadata import Metadata, unite
from fairsvc.model.pid import Pid
from fairsvc.model.scheme import SCHEMES

if TYPE_CHECKING:
    from fairsvc.model.step import Step

# The header fields that decide verdicts; the others stay in the WARC.
KEPT_HEADERS = frozenset(
    (
        "accept-ranges",
        "content-digest",
        "content-disposition",
        "content-encoding",
        "content-length",
        "content-location",
        "content-md5",
        "content-range",
        "content-type",
        "digest",
        "etag",
        "last-modified",
        "link",
        "location",
        "repr-digest",
        "retry-after",
        "vary",
        "www-authenticate",
        "x-amzn-waf-action",
    ),
)


@dataclass(frozen=True, slots=True)
class OaiItem:
    """Where a record can be asked for again: OAI-PMH GetRecord, and what Identify said of deletions.

    `source` is the name under which the endpoint is harvested.
    """

    base_url: str
    prefix: str
    identifier: str
    deleted_record: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses that a PID alone does not tell: `resolver` and `handle_api` are those of DOIs."""

    resolver: str = "https://doi.org"
    handle_api: str = "https://doi.org/api/handles"
    registry: str = "https://api.datacite.org"
    oai: OaiItem | None = None
    handle_resolver: str = "https://hdl.handle.net"
    ark_resolver: str = "https://n2t.net"
    nbn_resolver: str = "https://nbn-resolving.org"
    orcid_resolver: str = "https://orcid.org"
    ror_resolver: str = "https://ror.org"
    swhid_resolver: str = "https://archive.softwareheritage.org"

    def address_of(self, pid: Pid) -> str:
        """Spell the PID as an address at the resolver in use."""
        name = SCHEMES[pid.scheme].endpoint
        return pid.address_at(getattr(self, name)) if name else pid.value

    def handle_record_of(self, pid: Pid) -> str:
        """Give the address of the handle record; empty for what is no Handle. A DOI is one (DOI Handbook 3)."""
        if pid.scheme == "doi":
            return f"{self.handle_api}/{pid.in_path}"
        return f"{self.handle_resolver}/api/handles/{pid.in_path}" if pid.scheme == "handle" else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect met while reading; `code` is stable (`json-ld.invalid`), `where` names the exchange.

    Where views disagree, it names both exchanges, the more trusted first.
    """

    code: str
    where: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Content negotiation: what one step asked for, what came, and whether it parsed as that.

    `format` is what the body really is, also where it is not what was asked for; `detail` says in a clause why it did
    not parse.
    """

    step: str
    asked: str
    got: str = ""
    parsed: bool = False
    format: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a person would meet on the landing page."""

    title: str = ""
    language: str = ""
    text_length: int = 0
    password_field: bool = False
    robots: str = ""
    embedded: tuple[str, ...] = ()
    names_pid: bool = False


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A digest of a whole file in lower-case hex; `source` is the header field that gave it, or `bytes`."""

    algorithm: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What one answer says of a file in its header; `total_bytes` None means that it does not tell."""

    status: int
    media_type: str = ""
    total_bytes: int | None = None
    etag: str = ""
    last_modified: str = ""
    accept_ranges: str = ""
    filename: str = ""
    digests: tuple[FileDigest, ...] = ()

    @property
    def strong_etag(self) -> bool:
        """Tell whether the entity tag promises the same bytes (RFC 9110 section 8.8.3)."""
        return self.etag.startswith('"')


@dataclass(frozen=True, slots=True)
class NexusEntry:
    """One NXentry group: its application definition (NXmx, NXsas) and what it calls itself.

    `groups` are the NeXus classes of the groups directly in it; None when they were not read.
    """

    name: str
    definition: str = ""
    title: str = ""
    instrument: str = ""
    start_time: str = ""
    definition_version: str = ""
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FileReference:
    """What one place in a file says of other data.

    `target` is a file name, address or identifier as the file spells it. `role` is the NeXus class of the group it
    stands in, such as NXprocess; empty when that has none.
    """

    place: str
    target: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Hdf5Inside:
    """What lies below the entries of an HDF5 file; `whole` tells whether nothing of it was left.

    `datasets` are paths. `numeric_count` counts the datasets of numbers, `with_units_count` those with the attribute
    `units`. `classes` are the NeXus classes of all groups, `terms` the addresses and PaNET ids that stand as
    techniques.
    """

    whole: bool = False
    datasets: tuple[str, ...] = ()
    numeric_count: int = 0
    with_units_count: int = 0
    units: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    references: tuple[FileReference, ...] = ()


@dataclass(frozen=True, slots=True)
class Hdf5Facts:
    """What an HDF5 file's own structure says.

    `state` is read, partly read, truncated, broken or not looked at; `note` says why in one clause. `wants` is the
    range of bytes, both included, without which it cannot be read further. `entry_count` counts all NXentry groups
    of the root, `entries` describes the first of them. `inside` is what lies below them, None when nobody got there.
    """

    state: str
    note: str = ""
    nexus: bool = False
    entry_count: int = 0
    entries: tuple[NexusEntry, ...] = ()
    wants: tuple[int, int] | None = None
    inside: Hdf5Inside | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table by its header; `unit` as written there, empty when there is none."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was seen of one probed file; `signature` is a format id or empty when not recognised.

    `range_support` is honoured, ignored, wrong or refused, empty when the answer does not tell. `instead` names what
    came in place of the data: login page, bot wall, web page, error message, pointer, read-me, nothing, cut short,
    not ready; empty when nothing speaks against them. `type_claim` is same, vague or other. `same_digests` and
    `other_digests` are the algorithms by which the claimed digests were and were not met. `head_differs` names the
    fields in which HEAD contradicts GET. `columns` are those of a table with a header.
    """

    url: str
    signature: str = ""
    signature_media_type: str = ""
    total_bytes: int | None = None
    claimed_bytes: int | None = None
    claimed_type: str = ""
    looks_like_html: bool = False
    password_field: bool = False
    nexus: bool = False
    get: FileAnswer | None = None
    head: FileAnswer | None = None
    head_differs: tuple[str, ...] = ()
    range_support: str = ""
    instead: str = ""
    instead_detail: str = ""
    type_claim: str = ""
    same_digests: tuple[str, ...] = ()
    other_digests: tuple[str, ...] = ()
    hdf5: Hdf5Facts | None = None
    columns: tuple[Column, ...] = ()

    @property
    def get_ok(self) -> bool:
        """Tell whether GET gave bytes that may be judged."""
        return self.get is not None and 200 <= self.get.status < 300


@dataclass(frozen=True)
class Evidence:
    """What was asked, what came back, and the views: page, registry and OAI apart; `union` is computed from them.

    Bodies may be absent: the WARC holds them. "Now" for any judgement is `gathered_at`. `depth` says how much was
    asked for; `more_files` are those probed beside the first.
    """

    pid: Pid
    gathered_at: datetime
    subject: str = "dataset"
    endpoints: Endpoints = Endpoints()
    exchanges: tuple[Exchange, ...] = ()
    page: Metadata | None = None
    registry: Metadata | None = None
    oai: Metadata | None = None
    links: tuple[Link, ...] = ()
    answers: tuple[Answer, ...] = ()
    findings: tuple[Finding, ...] = ()
    manifest: Manifest = Manifest()
    page_facts: PageFacts | None = None
    file_facts: FileFacts | None = None
    more_files: tuple[FileFacts, ...] = ()
    depth: str = "standard"
    extractor_version: int = 0

    @cached_property
    def union(self) -> Metadata:
        """The three views as one, the page first: what the publisher says outranks what others say of it."""
        return unite(self.page, self.registry, self.oai)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over need, hops, status, kept headers and body digest of every exchange; never over times."""
        ordered = sorted(self.exchanges, key=lambda e: (e.need.url, e.need.method, e.need.headers, e.need.body))
        facts = [_facts(exchange) for exchange in ordered]
        return hashlib.sha256(json.dumps([str(self.pid), facts], ensure_ascii=True).encode()).hexdigest()

    @cached_property
    def _by_step(self) -> dict[str, Exchange]:
        """The first exchange of each step."""
        return {step: exchange for exchange in reversed(self.exchanges) for step in exchange.steps}

    def exchange(self, step: Step) -> Exchange | None:
        """Find what the step's question brought; None when it was not asked."""
        return self.exchange_named(step.name)

    def exchange_named(self, step: str) -> Exchange | None:
        """Find what the question of the step of that name brought; None when it was not asked."""
        return self._by_step.get(step)

    def answer(self, step: Step) -> Answer | None:
        """Find the step's content negotiation; None when it was not asked."""
        return self.answer_named(step.name)

    def answer_named(self, step: str) -> Answer | None:
        """Find the content negotiation of the step of that name; None when it was not asked."""
        return next((answer for answer in self.answers if answer.step == step), None)

    @property
    def probed_files(self) -> tuple[FileFacts, ...]:
        """All files that were probed, the first one first."""
        return (self.file_facts, *self.more_files) if self.file_facts else self.more_files

    def links_with(self, rel: str) -> tuple[Link, ...]:
        """List the landing page's links of one relation, from all three channels."""
        return tuple(link for link in self.links if link.rel == rel)


def _facts(exchange: Exchange) -> list[object]:
    hops = [
        [hop.url, hop.status, sorted([n.lower(), v] for n, v in hop.headers if n.lower() in KEPT_HEADERS)]
        for hop in exchange.hops
    ]
    failure = exchange.failure.kind.value if exchange.failure else ""
    need = [exchange.need.method, exchange.need.url, sorted(exchange.need.headers)]
    need += [exchange.need.body] if exchange.need.body else []
    return [need, hops, failure, exchange.body_sha256, exchange.truncated]
