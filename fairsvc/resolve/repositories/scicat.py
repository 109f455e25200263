"""SciCat, v3 and v4: the record's datasets, and the files of each, which it knows by the facility's own paths."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from fairsvc.errors import FetchFailed, UpstreamError
from fairsvc.formats.digests import read_digest
from fairsvc.formats.json_node import Node
from fairsvc.formats.redaction import redact
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.repository import Quest, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState, Availability
from fairsvc.resolve.asking import ask, read_answer
from fairsvc.resolve.internal_files import (
    InternalFile,
    Inventory,
    below,
    count_lists,
    hold,
    join_internal,
    merge_files,
    name_folders,
    name_within,
    spelled,
)
from fairsvc.resolve.leads import iter_leads
from fairsvc.resolve.scicat_api import PAGE_ROWS, Api, apis_of

_PAGE = re.compile(r"/(?P<kind>detail|publishedDatasets|datasets)/(?P<key>[^?#]+?)/?\Z")
_HIDDEN = ("private", "pending_registration")
_LOGIN = (401, 403)
# An older server knows no public lists, and a new one shows the old ones to members alone.
_ELSEWHERE = (*_LOGIN, 404)

T = TypeVar("T")
Asking = Generator[tuple[Need, ...], tuple[Exchange, ...], T]


@dataclass(frozen=True, slots=True)
class _Part:
    """A dataset of the record: its document, and its files with their algorithm; `trouble` says why none came."""

    pid: str
    document: Node
    files: tuple[tuple[Node, str], ...] = ()
    trouble: str = ""
    status: int | None = None


def _recognise(evidence: Evidence) -> Spot | None:
    """Recognise the catalogue's pages: its frontend lies beside its API, a landing page server at least on its host."""
    doi = evidence.pid.value.lower()
    for url in iter_leads(evidence):
        parts = urlsplit(url)
        match = _PAGE.search(parts.path)
        if match is None or parts.scheme not in ("http", "https"):
            continue
        key, own = unquote(match["key"]), parts.netloc.lower().startswith("scicat")
        if match["kind"] == "publishedDatasets" or own or (match["kind"] == "detail" and key.lower() == doi):
            return Spot(f"{parts.scheme}://{parts.netloc}/api", key)
    return None


def _walk(spot: Spot) -> Walk:
    api, record = yield from _find_record(spot)
    named = (record["datasetPids"] or record["pidArray"]).items
    pids = [text for pid in named if (text := pid.text)] or [text for text in (record["pid"].text,) if text]
    parts = yield from _list_parts(api, tuple(dict.fromkeys(pids)))
    return hold(_inventory(record, parts), spot.recipe)


def _find_record(spot: Spot) -> Asking[tuple[Api, Node]]:
    """Find the record by the address of its DOI, else by either of its keys, else as a dataset of its own."""
    apis, key = apis_of(spot.base_url), spot.record
    first = yield tuple(api.record(key) for api in apis)
    for api, answer in zip(apis, first, strict=True):
        if found := _document(answer, key):
            return api, found
    if not any(answer.conclusive for answer in first):
        read_answer(first[0])
    needs = [(api, need) for api in apis for need in api.lookups(key)]
    again = yield tuple(need for _, need in needs)
    for (api, _), answer in zip(needs, again, strict=True):
        if found := _document(answer, key):
            return api, found
    raise FetchFailed("the catalogue does not show this record to everybody", f"{key} at {redact(spot.base_url)}")


def _document(answer: Exchange, key: str) -> Node:
    """Read the record of that key, alone or in a list; nothing when that is not what came."""
    try:
        node = read_answer(answer)
    except UpstreamError:
        return Node()
    for found in node.items or (node,):
        keys = {found[name].text.lower() for name in ("doi", "_id", "pid")}
        if key.lower() in keys:
            return found
    return Node()


def _list_parts(api: Api, pids: Sequence[str]) -> Asking[list[_Part]]:
    answers = yield tuple(need for pid in pids for need in (api.dataset(pid), api.files(pid)))
    parts = []
    for pid, document, listed in zip(pids, answers[::2], answers[1::2], strict=True):
        parts.append((yield from _part(api, pid, _document(document, pid), listed)))
    return parts


def _part(api: Api, pid: str, document: Node, listed: Exchange) -> Asking[_Part]:
    """List one dataset; where the old lists are closed or too long to be read, by the public ones, page by page."""
    try:
        if api.version == "4":
            return _Part(pid, document, (yield from _pages(api, pid, listed, document["numberOfFiles"].size)))
        return _Part(pid, document, _rows(read_answer(listed)))
    except UpstreamError as refusal:
        trouble = str(refusal).rstrip(".")
    if api.version == "3" and (listed.truncated or listed.status in _ELSEWHERE):
        public = Api(api.root, "4")
        told, again = yield (public.dataset(pid), public.files(pid))
        other = yield from _part(public, pid, document or _document(told, pid), again)
        if not other.trouble:
            return other
    return _Part(pid, document, trouble=trouble, status=listed.status)


def _pages(api: Api, pid: str, page: Exchange, total: int | None) -> Asking[tuple[tuple[Node, str], ...]]:
    """Read all pages; a server may send fewer rows than were asked for, so a total that it states counts more."""
    rows = fresh = _rows(read_answer(page))
    while fresh and (len(rows) < total if total else len(fresh) >= PAGE_ROWS):
        fresh = _rows(read_answer((yield from ask(api.files(pid, skip=len(rows))))))
        rows += fresh
    return rows


def _rows(blocks: Node) -> tuple[tuple[Node, str], ...]:
    """Read the files of blocks; the public lists have one block a file."""
    rows: list[tuple[Node, str]] = []
    for block in blocks.items:
        listed = block["dataFileList"]
        rows += [(file, block["chkAlg"].text) for file in listed.items or (listed,) if file["path"]]
    return tuple(row for row in rows if not row[0]["perm"].text.startswith("d"))


def _inventory(record: Node, parts: Sequence[_Part]) -> Inventory:
    folders = name_folders({part.pid: part.document["sourceFolder"].text for part in parts})
    files = merge_files(file for part in parts for file in _files(part, folders[part.pid]))
    complete, reason = _completeness(parts, len(files))
    title = record["title"].text or record["datasetName"].text
    return Inventory(files, complete, reason, title, _access(record, parts), _hint(record))


def _files(part: _Part, subfolder: str) -> Iterator[InternalFile]:
    folder = spelled(part.document["sourceFolder"])
    availability = _availability(part.document["datasetlifecycle"])
    for file, algorithm in part.files:
        path = spelled(file["path"])
        digest = read_digest(algorithm, file["chk"].text)
        yield InternalFile(
            join_internal(folder, path),
            below(subfolder, name_within(folder, path)),
            file["size"].size,
            (digest,) if digest else (),
            availability,
        )


def _completeness(parts: Sequence[_Part], count: int) -> tuple[bool | None, str]:
    """Compare what was listed with what the datasets count; `numberOfFiles` is null or 0 where nobody counted."""
    if not parts:
        return None, "the record names no dataset"
    complete, reason = count_lists(len(parts), [part.trouble for part in parts if part.trouble], count)
    counted = sum(part.document["numberOfFiles"].size or len(part.files) for part in parts)
    if complete and counted != count:
        return False, f"the catalogue counts {counted} files and lists {count}"
    return complete, reason


def _access(record: Node, parts: Sequence[_Part]) -> Access:
    if (status := record["status"].text) in _HIDDEN:
        return Access(AccessState.RESTRICTED, because=f"the catalogue's status is {status}")
    if parts and all(part.status in _LOGIN for part in parts):
        return Access(AccessState.LOGIN, because="the catalogue lists the files only for those who log in")
    return Access()


def _availability(lifecycle: Node) -> Availability:
    """Read where the files lie: on the central disk, or in the archive, from where they can be retrieved."""
    if lifecycle["isOnCentralDisk"].true:
        return Availability.ONLINE
    if lifecycle["retrievable"].true or lifecycle["archiveStatusMessage"].text == "datasetOnArchive":
        return Availability.NEARLINE
    return Availability.UNKNOWN


def _hint(record: Node) -> str:
    """Name the download link of the record, which leads people to a folder, a page or a paper."""
    links = (record["downloadLink"], record["DownloadLink"], record["metadata"]["downloadLink"])
    url = next((link.text for link in links if link.text.startswith(("http://", "https://"))), "")
    return f"for people it links to {redact(url)}" if url else ""


def _find_first(base_url: str) -> Quest:
    """Find the first published record; pages of them are the same in both versions."""
    answers = yield tuple(api.records(1) for api in apis_of(base_url))
    told = next((answer for answer in answers if answer.ok), answers[0])
    records = read_answer(told).items
    return next((doi for record in records if (doi := record["doi"].text)), "")


REPOSITORY = Repository(
    "scicat",
    "SciCat",
    "SciCat backend, OpenAPI of v3 and v4: publisheddata, datasets, origdatablocks",
    "",
    _recognise,
    _walk,
    find_first=_find_first,
)
