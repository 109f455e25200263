"""DSpace 7 and later: the bitstreams in an item's bundle ORIGINAL by its REST API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, quote

from fairsvc.errors import FetchFailed
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, Page, Paged, ask_counted, ask_each, read_link
from fairsvc.resolve.adapting.leads import iter_sites, origin_of
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed, name_licence

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ITEM = re.compile(rf"(?:/items|/entities/[a-z]{{1,40}})/({_UUID})(?:/|\Z)")
_HANDLE = re.compile(r"/handle/(\d[\w.]{0,30}/[\w.()-]{1,60})")
# What typed links lead to: the API itself, and the linkset beside it, both by the identifier of the item.
_SERVER = re.compile(
    rf"((?:/[\w.-]{{1,40}}){{0,3}})/(?:api/core/items|signposting/(?:linksets|describedby))/({_UUID})(?:/|\Z)"
)
# The pages of DSpace 6 and older, which has another API.
_OLDER = ("/jspui/", "/xmlui/")
_UUID_ONLY = re.compile(_UUID)
# The largest page that DSpace gives.
_SIZE = 100
_STATES = {
    "open.access": AccessState.OPEN,
    "restricted": AccessState.RESTRICTED,
    "metadata.only": AccessState.METADATA_ONLY,
}


def _recognise(evidence: Evidence) -> Spot | None:
    for site in iter_sites(evidence):
        if match := _SERVER.match(site.path):
            return Spot(f"{origin_of(site)}{match[1]}/api", match[2])
    way = iter_sites(evidence, linked=False)
    return next((spot for site in way if (spot := _page(site)) is not None), None)


def _page(site: SplitResult) -> Spot | None:
    """Recognise the page of an item; the API lies at /server of the same host unless a link says otherwise."""
    match = _ITEM.search(site.path) or _HANDLE.search(site.path)
    if match is None or any(name in site.path for name in _OLDER):
        return None
    return Spot(f"{origin_of(site)}/server/api", match[1])


def _walk(spot: Spot) -> Walk:
    answer = yield from ask(need_json(_address(spot)))
    closed = find_closed(answer)
    if closed is not None:
        return closed
    item = read_answer(answer)
    uuid = item["uuid"].text
    if item["type"].text != "item" or not _UUID_ONLY.fullmatch(uuid):
        raise FetchFailed("this is no item of DSpace", f"{spot.record} ({item['type'].text or 'no type'})")
    title, licence = item["name"].text, _licence(item["metadata"])
    if item["withdrawn"].true:
        access = Access(AccessState.WITHDRAWN, because="DSpace says that the item was withdrawn")
        return Holding(Listing(reason=access.because), access, title=title, licence=licence)
    own = f"{spot.base_url}/core/items/{uuid}"
    (status,) = yield from ask_each([f"{own}/accessStatus"])
    access = _access(status or Node(), answer)
    bundles = yield from _pages(read_link(item["_links"]["bundles"]["href"], spot.base_url) or f"{own}/bundles")
    listing = yield from _read_bundles(spot, bundles, access)
    return Holding(listing, access, title=title, licence=licence)


def _address(spot: Spot) -> str:
    if _UUID_ONLY.fullmatch(spot.record):
        return f"{spot.base_url}/core/items/{spot.record}"
    # A Handle stands for itself, a DOI with its scheme.
    name = f"doi:{spot.record}" if spot.record.startswith("10.") else spot.record
    return f"{spot.base_url}/pid/find?id={quote(name, safe='')}"


def _read_bundles(spot: Spot, bundles: Paged, access: Access) -> Asking[Listing]:
    files: list[FileEntry] = []
    missing = 0
    for bundle in bundles.nodes:
        uuid = bundle["uuid"].text
        if bundle["name"].text != "ORIGINAL" or not _UUID_ONLY.fullmatch(uuid):
            continue
        own = f"{spot.base_url}/core/bundles/{uuid}/bitstreams"
        found = yield from _pages(read_link(bundle["_links"]["bitstreams"]["href"], spot.base_url) or own)
        files += _entries(spot, found.nodes, access)
        missing += found.missing
    return list_all(files, missing=missing, lost="not all of its bundles were listed" if bundles.missing else "")


def _pages(address: str) -> Asking[Paged]:
    bare = address.partition("?")[0]
    return (yield from ask_counted(lambda number, _: f"{bare}?embed=format&size={_SIZE}&page={number}", _read_page))


def _read_page(page: Node) -> Page:
    listed = tuple(node for _, embedded in page["_embedded"].members for node in embedded.items)
    return listed, page["page"]["totalElements"].size


def _entries(spot: Spot, bitstreams: Iterable[Node], access: Access) -> Iterator[FileEntry]:
    for one in bitstreams:
        uuid, checksum = one["uuid"].text, one["checkSum"]
        own = f"{spot.base_url}/core/bitstreams/{uuid}/content" if _UUID_ONLY.fullmatch(uuid) else ""
        yield FileEntry(
            read_address(one["_links"]["content"]["href"], spot.base_url) or own,
            read_path(read_name(one["name"])),
            one["sizeBytes"].size,
            read_digests(checksum["checkSumAlgorithm"].text, checksum["value"].text),
            one["_embedded"]["format"]["mimetype"].text,
            entry_access(access),
        )


def _access(status: Node, answer: Exchange) -> Access:
    said = status["status"].text
    if said == "embargo":
        return embargo(status["embargoDate"].text, answer, "DSpace says that it is embargoed")
    state = _STATES.get(said)
    return Access(state, because=f"DSpace says: {said}") if state else Access()


def _licence(metadata: Node) -> str:
    return name_licence(*(metadata[name][0]["value"] for name in ("dc.rights.uri", "dc.rights")))


REPOSITORY = Repository(
    "dspace",
    "DSpace 7 and later",
    "DSpace REST contract: pid/find, items, bundles, bitstreams, accessStatus",
    "",
    _recognise,
    _walk,
)
