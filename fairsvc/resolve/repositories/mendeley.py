"""Mendeley Data: the files of one version of a dataset, folder by folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from fairsvc.errors import FetchFailed
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.resolve.adapting.asking import ask, ask_json, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, ask_each, is_list, items_of
from fairsvc.resolve.adapting.leads import iter_sites
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import find_closed

_SITE = "https://data.mendeley.com"
_HOST = re.compile(r"data\.mendeley\.com|[a-z0-9-]{1,60}\.digitalcommonsdata\.com")
_PAGE = re.compile(r"/datasets/([a-z0-9]{8,12})(?:/(\d{1,4}))?(?:/|\Z)")
_DOI = re.compile(r"10\.17632/([a-z0-9]{8,12})(?:\.(\d{1,4}))?\Z")
_FILE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_DEEPEST = 50


def _recognise(evidence: Evidence) -> Spot | None:
    """Believe the page's host before the DOI: institutions have a site of their own, with an API of its own."""
    for site in iter_sites(evidence, linked=False):
        if _HOST.fullmatch(site.netloc) and (match := _PAGE.match(site.path)):
            return Spot(f"https://{site.netloc}", match[1], match[2] or "")
    match = _DOI.match(evidence.pid.value)
    return Spot(_SITE, match[1], match[2] or "") if match else None


def _walk(spot: Spot) -> Walk:
    dataset = f"{spot.base_url}/public-api/datasets/{spot.record}"
    version = spot.version or (yield from _newest(dataset))
    answer = yield from ask(need_json(_files_of(dataset, "root", version)))
    closed = find_closed(answer)
    if closed is not None:
        return closed
    files = list(_entries(spot, items_of(read_answer(answer), answer.url), ""))
    (listed,) = yield from ask_each([f"{dataset}/folders/{version}"])
    if listed is None or not is_list(listed):
        return Holding(list_all(files, lost="the list of folders could not be read"))
    paths = _folder_paths(listed.items)
    found = (yield from ask_each([_files_of(dataset, name, version) for name in paths])) if paths else ()
    files += [
        entry
        for path, one in zip(paths.values(), found, strict=True)
        if one is not None and is_list(one)
        for entry in _entries(spot, one.items, path)
    ]
    lost = sum(one is None or not is_list(one) for one in found)
    return Holding(list_all(files, lost=f"folders that could not be read: {lost}" if lost else ""))


def _newest(dataset: str) -> Asking[str]:
    """Find the newest version of a dataset. Raises FetchFailed when none is named."""
    answer = yield from ask_json(f"{dataset}/versions")
    newest = max((one["version"].size or 0 for one in answer.items), default=0)
    if not newest:
        raise FetchFailed("Mendeley Data names no version of the dataset", dataset)
    return str(newest)


def _files_of(dataset: str, folder: str, version: str) -> str:
    return f"{dataset}/files?folder_id={quote(folder, safe='')}&version={version}"


def _folder_paths(folders: Iterable[Node]) -> dict[str, str]:
    """Give the path of each folder by its id; one that lies in itself, or in none that is known, lies at the top."""
    known = {one["id"].text: one for one in folders if one["id"].text}
    return {name: "/".join(reversed(tuple(_names(name, known)))) for name in known}


def _names(name: str, known: Mapping[str, Node]) -> Iterator[str]:
    seen: set[str] = set()
    while name in known and name not in seen and len(seen) < _DEEPEST:
        seen.add(name)
        yield read_name(known[name]["name"]).replace("/", "_") or name
        name = known[name]["parent_id"].text


def _entries(spot: Spot, files: Iterable[Node], folder: str) -> Iterator[FileEntry]:
    for file in files:
        details, name = file["content_details"], read_name(file["filename"])
        size = file["size"].size
        yield FileEntry(
            read_address(details["download_url"], spot.base_url) or _download(spot, file["id"].text),
            read_path(f"{folder}/{name}" if folder else name),
            size if size is not None else details["size"].size,
            read_digests("sha256", details["sha256_hash"].text),
            details["content_type"].text,
        )


def _download(spot: Spot, file: str) -> str:
    known = _FILE_ID.fullmatch(file)
    return f"{spot.base_url}/public-files/datasets/{spot.record}/files/{file}/file_downloaded" if known else ""


REPOSITORY = Repository(
    "mendeley",
    "Mendeley Data",
    "Mendeley Data's public API: datasets, their folders and files",
    "",
    _recognise,
    _walk,
)
