"""SciCat, v3 and v4: the record's datasets, and the files of each, which it knows by the facility's own paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from fairsvc.errors import FetchFailed
from fairsvc.formats.json_node import Node
from fairsvc.formats.redaction import redact
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.repository import Quest, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState, Availability
from fairsvc.resolve.adapting.asking import read_answer
from fairsvc.resolve.adapting.claims import read_digests, read_name
from fairsvc.resolve.adapting.following import Asking
from fairsvc.resolve.adapting.internal_files import (
    InternalFile,
    Inventory,
    below,
    count_lists,
    hold,
    join_internal,
    merge_files,
    name_folders,
    name_within,
)
from fairsvc.resolve.adapting.leads import iter_sites, origin_of
from fairsvc.resolve.adapting.scicat_api import Api, apis_of
from fairsvc.resolve.adapting.scicat_listing import Part, list_datasets, read_record

_PAGE = re.compile(r"/(?P<kind>detail|publishedDatasets|datasets)/(?P<key>[^?#]+?)/?\Z")
_HIDDEN = ("private", "pending_registration")
_LOGIN = (401, 403)


def _recognise(evidence: Evidence) -> Spot | None:
    """Recognise the catalogue's pages: its frontend lies beside its API, a landing page server at least on its host."""
    doi = evidence.pid.value.lower()
    for site in iter_sites(evidence, linked=False):
        match = _PAGE.search(site.path)
        if match is None:
            continue
        key, own = unquote(match["key"]), site.netloc.startswith("scicat")
        if match["kind"] == "publishedDatasets" or own or (match["kind"] == "detail" and key.lower() == doi):
            return Spot(f"{origin_of(site)}/api", key)
    return None


def _walk(spot: Spot) -> Walk:
    api, record = yield from _find_record(spot)
    named = (record["datasetPids"] or record["pidArray"]).items
    pids = [text for pid in named if (text := pid.text)] or [text for text in (record["pid"].text,) if text]
    parts = yield from list_datasets(api, tuple(dict.fromkeys(pids)))
    return hold(_inventory(record, parts), spot.recipe)


def _find_record(spot: Spot) -> Asking[tuple[Api, Node]]:
    """Find the record by the address of its DOI, else by either of its keys, else as a dataset of its own.

    Where a web page answers for the API there is none, and nothing more is asked.
    """
    apis, key = apis_of(spot.base_url), spot.record
    first = yield tuple(api.record(key) for api in apis)
    for api, answer in zip(apis, first, strict=True):
        if found := read_record(answer, key):
            return api, found
    there = [api for api, answer in zip(apis, first, strict=True) if _is_api(answer)]
    if not there:
        read_answer(first[0])
    needs = [(api, need) for api in there for need in api.lookups(key)]
    again = yield tuple(need for _, need in needs)
    for (api, _), answer in zip(needs, again, strict=True):
        if found := read_record(answer, key):
            return api, found
    raise FetchFailed("the catalogue does not show this record to everybody", f"{key} at {redact(spot.base_url)}")


def _is_api(answer: Exchange) -> bool:
    return answer.conclusive and answer.media_type not in HTML_TYPES


def _inventory(record: Node, parts: Sequence[Part]) -> Inventory:
    folders = name_folders({part.pid: part.document["sourceFolder"].text for part in parts})
    files = merge_files(file for part in parts for file in _files(part, folders[part.pid]))
    complete, reason = _completeness(parts, len(files))
    title = record["title"].text or record["datasetName"].text
    return Inventory(files, complete, reason, title, _access(record, parts), _hint(record))


def _files(part: Part, subfolder: str) -> Iterator[InternalFile]:
    folder = read_name(part.document["sourceFolder"])
    availability = _availability(part.document["datasetlifecycle"])
    for row in part.files:
        path = read_name(row.file["path"])
        yield InternalFile(
            join_internal(folder, path),
            below(subfolder, name_within(folder, path)),
            row.file["size"].size,
            read_digests(row.algorithm, row.file["chk"].text),
            availability,
        )


def _completeness(parts: Sequence[Part], count: int) -> tuple[bool | None, str]:
    """Compare what was listed with what the datasets count; `numberOfFiles` is null or 0 where nobody counted."""
    if not parts:
        return None, "the record names no dataset"
    complete, reason = count_lists(len(parts), [part.trouble for part in parts if part.trouble], count)
    counted = sum(part.document["numberOfFiles"].size or len(part.files) for part in parts)
    if complete and counted != count:
        return False, f"the catalogue counts {counted} files and lists {count}"
    return complete, reason


def _access(record: Node, parts: Sequence[Part]) -> Access:
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
