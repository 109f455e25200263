"""B2SHARE: the record's files by its REST API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from fairsvc.errors import ProtocolBroken
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_checksum, read_name
from fairsvc.resolve.adapting.leads import iter_sites, origin_of
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed, name_licence

_PAGE = re.compile(r"/(?:api/)?records/([0-9a-f]{32}|[A-Za-z0-9-]{1,40})(?=[/?#]|\Z)")
_OWN = re.compile(r"[0-9a-f]{32}\Z")
_DOI = re.compile(r"10\.23728/b2share\.([0-9a-f]{32})\Z")


def _recognise(evidence: Evidence) -> Spot | None:
    """Believe the last page on the way: records that moved to InvenioRDM have another name there."""
    match = _DOI.match(evidence.pid.value)
    for site in iter_sites(evidence, linked=False):
        if page := _PAGE.match(site.path):
            return Spot(origin_of(site), page[1]) if _OWN.match(page[1]) else None
    return Spot("https://b2share.eudat.eu", match[1]) if match else None


def _walk(spot: Spot) -> Walk:
    here = f"{spot.base_url}/api/records/{quote(spot.record, safe='')}"
    answer = yield from ask(need_json(here))
    if (closed := find_closed(answer)) is not None:
        return closed
    record = read_answer(answer)
    metadata = record["metadata"]
    if not metadata:
        raise ProtocolBroken("the answer is no record of B2SHARE", here)
    access = _access(metadata, answer)
    files = record["files"].items
    entries = _entries(files, spot.base_url, entry_access(access))
    listing = list_all(entries) if files else _unlisted(access)
    return Holding(listing, access, title=_title(metadata), licence=_licence(metadata["license"]))


def _unlisted(access: Access) -> Listing:
    """Who may not have the files is not shown their names."""
    is_open = access.state is AccessState.OPEN
    return Listing((), True if is_open else None, "the record has no files" if is_open else "the API shows no files")


def _entries(files: tuple[Node, ...], base_url: str, access: str) -> Iterator[FileEntry]:
    for file in files:
        key, bucket = read_name(file["key"]), file["bucket"].text
        below = f"{base_url}/api/files/{quote(bucket, safe='')}/{quote(key)}" if bucket and key else ""
        url = below or read_address(file["links"]["self"], base_url)
        size, digests = file["size"].size, read_checksum(file["checksum"].text)
        pid = read_address(file["ePIC_PID"], base_url)
        alternates = (pid,) if url and pid else ()
        yield FileEntry(url or pid, read_path(key), size, digests, access=access, alternates=alternates)


def _access(metadata: Node, answer: Exchange) -> Access:
    """Read `open_access`: it is false while an embargo lasts, and for ever without one."""
    because = "the record says so"
    if metadata["open_access"].value is True:
        return Access(AccessState.OPEN, because=because)
    if until := metadata["embargo_date"].text:
        return embargo(until, answer, because)
    if metadata["open_access"].value is False:
        return Access(AccessState.RESTRICTED, because=because)
    return Access()


def _title(metadata: Node) -> str:
    return metadata["titles"][0]["title"].text or metadata["title"].text


def _licence(licence: Node) -> str:
    return name_licence(licence["license_uri"], licence["license_identifier"], licence["license"])


REPOSITORY = Repository(
    "b2share",
    "B2SHARE",
    "EUDAT B2SHARE HTTP REST API, Get specific record",
    "",
    _recognise,
    _walk,
)
