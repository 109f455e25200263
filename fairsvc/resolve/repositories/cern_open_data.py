"""CERN Open Data: files and indices of files by the record's API, each on disk or on tape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import commonprefix
from urllib.parse import quote

from fairsvc.errors import ProtocolBroken
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState, Availability
from fairsvc.resolve.adapting.asking import ask, ask_all, ask_json, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_checksum, read_name
from fairsvc.resolve.adapting.following import Asking
from fairsvc.resolve.adapting.leads import iter_sites
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import find_closed, name_licence

PORTAL = "https://opendata.cern.ch"
_PAGE = re.compile(r"/(?:api/)?records?/([a-z0-9-]{1,40})(?=[/?#]|\Z)")
_DOI = re.compile(r"10\.7483/opendata\.")
# The portal serves over HTTP what its store serves over XRootD.
_STORE = re.compile(r"root://eospublic\.cern\.ch/+(?=eos/)")
_AVAILABILITY = {
    "online": Availability.ONLINE,
    "ondemand": Availability.NEARLINE,
    "requested": Availability.NEARLINE,
}


def _recognise(evidence: Evidence) -> Spot | None:
    for site in iter_sites(evidence, linked=False):
        if site.netloc == "opendata.cern.ch" and (match := _PAGE.match(site.path)):
            return Spot(PORTAL, match[1])
    return Spot(PORTAL, evidence.pid.value) if _DOI.match(evidence.pid.value) else None


def _walk(spot: Spot) -> Walk:
    record = quote((yield from _number(spot)), safe="")
    answer = yield from ask(need_json(f"{spot.base_url}/api/records/{record}"))
    if (closed := find_closed(answer)) is not None:
        return closed
    metadata = read_answer(answer)["metadata"]
    if not metadata:
        raise ProtocolBroken("the answer is no record of CERN Open Data", spot.base_url)
    listed = [*_listed(metadata), *(yield from _outside(metadata, spot.base_url))]
    stated = metadata["distribution"]["number_files"].size or 0
    return Holding(
        list_all(_entries(listed, spot.base_url), missing=max(0, stated - len(listed))),
        Access(AccessState.OPEN, because="the portal is open"),
        _availability(metadata["availability"]),
        metadata["title"].text,
        name_licence(metadata["license"]["attribution"], metadata["license"]),
    )


def _number(spot: Spot) -> Asking[str]:
    """Find the record of a DOI whose page refused to answer, by the portal's search."""
    if "/" not in spot.record:
        return spot.record
    query = quote(f'doi:"{spot.record.upper()}"', safe="")
    answer = yield from ask_json(f"{spot.base_url}/api/records?page=1&size=1&q={query}")
    found = answer["hits"]["hits"][0]["id"].text
    if not found:
        raise ProtocolBroken("the portal knows no record of that DOI", spot.record)
    return found


def _listed(metadata: Node) -> Iterator[Node]:
    """List the files that the record names, and those of the indices that it holds; indices in JSON stand for more."""
    indices = metadata["_file_indices"].items
    indexed = indices or _indices(metadata)
    for file in metadata["files"].items:
        if not (indexed and _is_index(file)):
            yield file
    for index in indices:
        yield from index["files"].items


def _outside(metadata: Node, base_url: str) -> Asking[tuple[Node, ...]]:
    """Ask for the indices that lie beside the files, where the record does not hold them.

    One that lies elsewhere stands for at least one file that nobody lists.
    """
    urls = [] if metadata["_file_indices"].items else [_address(uri, base_url) for uri in _indices(metadata)]
    own = [url for url in urls if url.startswith(f"{base_url}/")]
    indices = yield from ask_all(own)
    return (*(row for index in indices for row in index.items), *[Node()] * (len(urls) - len(own)))


def _indices(metadata: Node) -> list[str]:
    named = [read_name(file["uri"]) for file in metadata["files"].items if _is_index(file)]
    return [uri for uri in named if uri.endswith(".json")]


def _is_index(file: Node) -> bool:
    return file["type"].text in ("index.json", "index.txt") or "_file_index." in read_name(file["uri"])


def _entries(listed: Sequence[Node], base_url: str) -> Iterator[FileEntry]:
    """Name files as their store does: by the last part, where that is one file's only, else below what they share."""
    uris = [read_name(file["uri"]) for file in listed]
    names = [uri.rpartition("/")[2] for uri in uris]
    if len(set(names)) < len(names):
        shared = commonprefix(uris).rpartition("/")[0]
        names = [uri.removeprefix(shared).lstrip("/") for uri in uris]
    for file, uri, name in zip(listed, uris, names, strict=True):
        url = _address(uri, base_url)
        yield FileEntry(
            url,
            read_path(name),
            file["size"].size,
            read_checksum(file["checksum"].text),
            access=AccessState.OPEN.value,
            availability=_availability(file["availability"]).value,
            alternates=(uri,) if uri.startswith("root://") else (),
        )


def _address(uri: str, base_url: str) -> str:
    return read_address(Node(_STORE.sub(f"{base_url}/", uri)), base_url)


def _availability(node: Node) -> Availability:
    return _AVAILABILITY.get(re.sub(r"[ _-]", "", node.text.lower()), Availability.UNKNOWN)


REPOSITORY = Repository(
    "cern-open-data",
    "CERN Open Data",
    "CERN Open Data portal, REST API of records; cernopendata-client",
    "",
    _recognise,
    _walk,
)
