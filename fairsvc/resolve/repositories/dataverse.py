"""Dataverse: the files of a dataset, or the one file that a PID names, each as it was deposited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import SplitResult, parse_qs, quote

from fairsvc.errors import ProtocolBroken
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, ask_until_short, items_of
from fairsvc.resolve.adapting.leads import iter_own_sites, origin_of
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed, name_licence

_PAGE = re.compile(
    r"(?P<base>(?:/[\w.-]{1,60}){0,3}?)/(?:(?:dataset|file)\.xhtml(?:;[^/]*)?|citation|datasets|api/.*)\Z"
)
_FILE_PAGE = re.compile(r"/(?:file\.xhtml(?:;[^/]*)?|api/(?:v1/)?(?:files|access)/.*)\Z")
_PID = re.compile(r"(?:doi|hdl|perma):[^\s&#]{1,200}\Z")
_VERSION = re.compile(r"\d{1,5}(?:\.\d{1,5})?\Z")
_LATEST = ":latest-published"
_FILE = "file"
_PAGE_SIZE = 1_000
# What a table is called that came in such a format, where the API does not tell (before Dataverse 5.4).
_ORIGINALS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/x-rlang-transport": ".RData",
    "application/x-spss-por": ".por",
    "application/x-spss-sav": ".sav",
    "application/x-stata": ".dta",
    "application/x-stata-13": ".dta",
    "application/x-stata-14": ".dta",
    "application/x-stata-15": ".dta",
    "text/csv": ".csv",
    "text/tsv": ".tsv",
}
_WITHDRAWN = "the version is deaccessioned"


def _recognise(evidence: Evidence) -> Spot | None:
    """Find the persistentId in an address; it is written there as the installation knows it, in its own case."""
    for site in iter_own_sites(evidence):
        page, query = _PAGE.match(site.path), _query(site)
        pid = query.get("persistentId", "")
        if page and _PID.match(pid):
            version = _FILE if _FILE_PAGE.search(site.path) else query.get("version", "")
            return Spot(f"{origin_of(site)}{page['base']}", pid, version)
    return None


def _query(site: SplitResult) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(site.query, max_num_fields=20).items()}
    except ValueError:
        return {}


def _walk(spot: Spot) -> Walk:
    if spot.version == _FILE:
        return (yield from _walk_file(spot))
    answer = yield from _ask_version(spot)
    if answer.status == 404 and not spot.version:
        answer = yield from _ask_version(spot, "&includeDeaccessioned=true")
        if answer.status == 404:
            # An address may name a file without saying that it does.
            return (yield from _walk_file(spot))
    if (closed := find_closed(answer)) is not None:
        return closed
    if answer.truncated:
        return (yield from _walk_pages(spot))
    version = _data(answer, "metadataBlocks", spot)
    return _holding(version, items_of(version["files"], answer.need.url), answer, spot)


def _ask_version(spot: Spot, wishes: str = "") -> Asking[Exchange]:
    return ask(need_json(_version_url(spot, "", wishes)))


def _version_url(spot: Spot, below: str, wishes: str) -> str:
    version = spot.version if _VERSION.match(spot.version) else _LATEST
    pid = _persistent_id(spot)
    return f"{spot.base_url}/api/datasets/:persistentId/versions/{version}{below}?persistentId={pid}{wishes}"


def _persistent_id(spot: Spot) -> str:
    """Spell the persistentId; a facility's recipe knows no more than the DOI."""
    pid = f"doi:{spot.record}" if spot.record.startswith("10.") else spot.record
    return quote(pid, safe=":/")


def _walk_pages(spot: Spot) -> Walk:
    """Read a list that is too long for one answer in pages (API since Dataverse 5.14)."""
    answer = yield from _ask_version(spot, "&excludeFiles=true")
    version = _data(answer, "metadataBlocks", spot)
    files = yield from ask_until_short(
        lambda page: _version_url(spot, "/files", f"&limit={_PAGE_SIZE}&offset={page * _PAGE_SIZE}"),
        _PAGE_SIZE,
        lambda node: node["data"],
    )
    return _holding(version, files, answer, spot)


def _walk_file(spot: Spot) -> Walk:
    url = f"{spot.base_url}/api/files/:persistentId?persistentId={_persistent_id(spot)}"
    answer = yield from ask(need_json(url))
    if (closed := find_closed(answer)) is not None:
        return closed
    file = _data(answer, "dataFile", spot)
    entry, access = _entry(file, answer, spot)
    return Holding(list_all((entry,)), access, title=file["label"].text)


def _data(answer: Exchange, part: str, spot: Spot) -> Node:
    data = read_answer(answer)["data"]
    if not any(True for _ in data[part].members):
        raise ProtocolBroken("the answer is none of Dataverse's API", spot.base_url)
    return data


def _holding(version: Node, files: Sequence[Node], answer: Exchange, spot: Spot) -> Holding:
    found = [_entry(file, answer, spot) for file in files]
    withdrawn = version["versionState"].text == "DEACCESSIONED"
    access = Access(AccessState.WITHDRAWN, because=_WITHDRAWN) if withdrawn else _shared([one for _, one in found])
    entries = (replace(entry, access=entry_access(access)) if withdrawn else entry for entry, _ in found)
    return Holding(list_all(entries), access, title=_title(version), licence=_licence(version))


def _entry(file: Node, answer: Exchange, spot: Spot) -> tuple[FileEntry, Access]:
    """Read one file; of a table the digest is that of the original, so that is what is fetched."""
    about = file["dataFile"]
    number = about["id"].text
    url = f"{spot.base_url}/api/access/datafile/{quote(number, safe='')}" if number else ""
    ingested = _is_ingested(about)
    label = read_name(file["label"]) or read_name(about["filename"])
    name = _original_name(label, about) if ingested else label
    folder = read_name(file["directoryLabel"])
    access = _access(file, answer)
    entry = FileEntry(
        f"{url}?format=original" if ingested and url else url,
        read_path(f"{folder}/{name}" if folder else name),
        (about["originalFileSize"] if ingested else about["filesize"]).size,
        _digests(about),
        (about["originalFileFormat"] if ingested else about["contentType"]).text,
        access.state.value,
        other_forms=(url,) if ingested else (),
    )
    return entry, access


def _is_ingested(about: Node) -> bool:
    return about["tabularData"].true or bool(about["originalFileFormat"].text)


def _original_name(name: str, about: Node) -> str:
    """Give the name that a table came with: as the API tells, else by its format."""
    extension = _ORIGINALS.get(about["originalFileFormat"].text, "")
    renamed = f"{name.removesuffix('.tab')}{extension}" if extension and name.endswith(".tab") else name
    return read_name(about["originalFileName"]) or renamed


def _digests(about: Node) -> tuple[Identifier, ...]:
    checksum = about["checksum"]
    stated = read_digests(checksum["type"].text, checksum["value"].text)
    return stated or read_digests("md5", about["md5"].text)


def _access(file: Node, answer: Exchange) -> Access:
    """Read who may have a file: an embargo says until when, a restriction for how long it likes."""
    ended = file["dataFile"]["retention"]["dateUnavailable"].text
    if ended and embargo(ended, answer, "").state is AccessState.OPEN:
        return Access(AccessState.RESTRICTED, because=f"the file is kept from {ended} on")
    if file["restricted"].true or file["dataFile"]["restricted"].true:
        return Access(AccessState.RESTRICTED, because="the file is restricted")
    until = file["dataFile"]["embargo"]["dateAvailable"].text
    return (
        embargo(until, answer, "the file says so") if until else Access(AccessState.OPEN, because="no file is closed")
    )


def _shared(said: Sequence[Access]) -> Access:
    """Tell what holds for all files: of embargoes the one that ends last."""
    states = {access.state for access in said}
    if states == {AccessState.EMBARGOED}:
        ends = [access.until for access in said if access.until is not None]
        return Access(AccessState.EMBARGOED, max(ends, default=None), "every file is under embargo")
    if states == {AccessState.RESTRICTED}:
        return Access(AccessState.RESTRICTED, because="every file is restricted")
    return Access(AccessState.OPEN, because="no file is closed") if states == {AccessState.OPEN} else Access()


def _title(version: Node) -> str:
    return next(_titles(version), "")


def _titles(version: Node) -> Iterator[str]:
    for field in version["metadataBlocks"]["citation"]["fields"].items:
        if field["typeName"].text == "title":
            yield field["value"].text


def _licence(version: Node) -> str:
    """Name the licence: an object with name and address, before Dataverse 5.10 a word, NONE for terms of one's own."""
    licence = version["license"]
    said = name_licence(licence["uri"], licence["name"], licence)
    return "" if said == "NONE" else said


REPOSITORY = Repository(
    "dataverse",
    "Dataverse",
    "Dataverse API guide, Native API (versions, files) and Data Access API (format=original)",
    "shared exchanges of a dataset at Harvard, none of its files a table",
    _recognise,
    _walk,
)
