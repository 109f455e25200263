"""Dryad: the files of a dataset's newest public version by its API; the bytes need an API account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from fairsvc.errors import FetchFailed
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, ask_json, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, Page, ask_counted
from fairsvc.resolve.adapting.leads import iter_sites
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import entry_access, find_closed, name_licence, read_date

_SITE = "https://datadryad.org"
_HOSTS = ("datadryad.org", "www.datadryad.org")
_DATASET = re.compile(r"doi:10\.\d{4,9}/[^?&#]{1,200}")
_DOI = re.compile(r"10\.5061/dryad\.[a-z0-9]+")
_VERSION = re.compile(r"/api/v2/versions/(\d{1,12})(?:/|\Z)")
_DOWNLOAD = re.compile(r"/api/v2/files/(\d{1,12})/download\Z")
_PER_PAGE = 100
_VISIBLE = ("Published", "Embargoed", "")


def _recognise(evidence: Evidence) -> Spot | None:
    for site in iter_sites(evidence, linked=False):
        if site.netloc in _HOSTS and (match := _DATASET.search(unquote(f"{site.path}?{site.query}"))):
            return Spot(_SITE, match[0])
    match = _DOI.match(evidence.pid.value)
    return Spot(_SITE, f"doi:{match[0]}") if match else None


def _walk(spot: Spot) -> Walk:
    address = f"{spot.base_url}/api/v2/datasets/{quote(spot.record, safe='')}"
    answer = yield from ask(need_json(address))
    closed = find_closed(answer)
    if closed is not None:
        return closed
    dataset = read_answer(answer)
    access, title, licence = _access(dataset), dataset["title"].text, name_licence(dataset["license"])
    if access.state is AccessState.WITHDRAWN:
        return Holding(Listing(reason=access.because), access, title=title, licence=licence)
    version = _version(dataset) or (yield from _newest(address))
    files = f"{spot.base_url}/api/v2/versions/{version}/files"
    found = yield from ask_counted(lambda number, _: f"{files}?page={number + 1}&per_page={_PER_PAGE}", _read_page)
    listing = list_all(_entries(spot, found.nodes, access), missing=found.missing)
    return Holding(listing, access, title=title, licence=licence)


def _version(node: Node) -> str:
    """Read the number of a version from the links to it; empty when there is none."""
    links = (node["_links"][name]["href"].text for name in ("stash:version", "self", "stash:files"))
    return next((match[1] for link in links if (match := _VERSION.search(link))), "")


def _newest(address: str) -> Asking[str]:
    """Find the newest of the versions that the public may see. Raises FetchFailed when there is none."""
    answer = yield from ask_json(f"{address}/versions")
    versions = [
        (one["versionNumber"].size or 0, _version(one))
        for one in answer["_embedded"]["stash:versions"].items
        if one["curationStatus"].text in _VISIBLE
    ]
    newest = max((one for one in versions if one[1]), default=None)
    if newest is None:
        raise FetchFailed("Dryad names no version of the dataset", address)
    return newest[1]


def _read_page(page: Node) -> Page:
    return page["_embedded"]["stash:files"].items, page["total"].size


def _entries(spot: Spot, files: Iterable[Node], access: Access) -> Iterator[FileEntry]:
    for file in files:
        # A version also lists the files that it took away.
        if file["status"].text == "deleted":
            continue
        links = file["_links"]
        link = links["stash:download"]["href"].text or links["stash:file-download"]["href"].text
        match = _DOWNLOAD.search(link)
        yield FileEntry(
            f"{spot.base_url}/api/v2/files/{match[1]}/download" if match else "",
            read_path(read_name(file["path"])),
            file["size"].size,
            read_digests(file["digestType"].text, file["digest"].text),
            file["mimeType"].text,
            entry_access(access),
            # A person's way to the same bytes, without an account.
            alternates=(f"{spot.base_url}/downloads/file_stream/{match[1]}",) if match else (),
        )


def _access(dataset: Node) -> Access:
    status = dataset["curationStatus"].text.lower()
    if status == "withdrawn":
        return Access(AccessState.WITHDRAWN, because="Dryad says that it was withdrawn")
    if status == "embargoed":
        until = read_date(dataset["publicationDate"].text)
        return Access(AccessState.EMBARGOED, until, "Dryad says that it is embargoed")
    return Access(AccessState.LOGIN, because="Dryad gives bytes to programs with an API account only")


REPOSITORY = Repository(
    "dryad",
    "Dryad",
    "Dryad REST API v2: Datasets, Versions, Files (datadryad.org/api)",
    "",
    _recognise,
    _walk,
)
