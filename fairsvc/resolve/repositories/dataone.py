"""DataONE: the data objects of a package by the index of the coordinating node, packages within it included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, unquote

from fairsvc.errors import FetchFailed, UpstreamError
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.resolve.adapting.asking import need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, Page, Paged, ask_counted
from fairsvc.resolve.adapting.leads import iter_sites
from fairsvc.resolve.adapting.listed import list_all

# The member nodes replicate their metadata to the coordinating node: it knows the packages of all of them.
_COORDINATING_NODE = "https://cn.dataone.org/cn/v2"
# The Arctic Data Center and the KNB; their identifiers are DOIs in upper case, and the index heeds case.
_PREFIXES = ("10.18739/", "10.5063/")
_OBJECT = re.compile(r"(?:\A|/)(?:view|(?:mn|cn)/v\d/(?:object|meta|resolve))/((?:doi:10\.|urn:uuid:)[^?&#]{1,300})")
_LOOK_UP = "identifier,formatType,formatId,resourceMap"
_FIELDS = (
    "identifier,formatType,title,size,formatId,fileName,documents,checksum,checksumAlgorithm,keywords,dataUrl,"
    "dateUploaded"
)
_ROWS = 1000
_MOST_PACKAGES = 500
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+")
_MAP_ENDING = re.compile(r"(?:\.rdf)?\.xml\Z")


def _recognise(evidence: Evidence) -> Spot | None:
    for site in iter_sites(evidence, linked=False):
        for place in (site.fragment, site.path):
            if match := _OBJECT.search(unquote(place)):
                return Spot(_COORDINATING_NODE, match[1])
    pid = evidence.pid.value
    return Spot(_COORDINATING_NODE, f"doi:{pid.upper()}") if pid.startswith(_PREFIXES) else None


def _walk(spot: Spot) -> Walk:
    objects = yield from _find_objects(spot)
    alone = [one["identifier"].text for one in objects if one["formatType"].text == "DATA"]
    if alone:
        found = yield from _query(spot, _among("identifier", alone), _FIELDS)
        return Holding(list_all(_entries(spot, found.nodes, ""), missing=found.missing))
    packages = yield from _name_packages(spot, objects)
    return (yield from _read_packages(spot, packages))


def _find_objects(spot: Spot) -> Asking[tuple[Node, ...]]:
    """Look the identifier up as it is spelt, then in every spelling; an index that fails knows nothing."""
    bare = spot.record.removeprefix("doi:")
    names = dict.fromkeys((bare, bare.upper(), bare.lower()))
    spellings = [f"{scheme}{name}" for name in names for scheme in ("doi:", "")]
    found = yield from _attempt(spot, f"identifier:{_quoted(spot.record)}")
    if found:
        return found
    series = f"({_among('seriesId', spellings)}%20AND%20-obsoletedBy:*)"
    return (yield from _attempt(spot, f"{_among('identifier', spellings)}%20OR%20{series}"))


def _name_packages(spot: Spot, objects: Sequence[Node]) -> Asking[tuple[str, ...]]:
    """Name the packages of the object: the one named after it, else those that no newer one replaced.

    Metadata without a package describe no data.
    """
    named = [one["identifier"].text for one in objects if one["formatType"].text == "RESOURCE"]
    named += [name.text for one in objects for name in one["resourceMap"].items if name.text]
    usual = f"resource_map_{spot.record}"
    if usual in named or not objects:
        return (usual,)
    if len(named) < 2:
        return tuple(named)
    found = yield from _attempt(spot, f"{_among('identifier', named)}%20AND%20-obsoletedBy:*")
    return tuple(name for one in found if (name := one["identifier"].text)) or tuple(named)


def _read_packages(spot: Spot, packages: Sequence[str]) -> Walk:
    """Read packages level by level, each once: they may hold each other."""
    folders = dict.fromkeys(packages, "")
    level, lost, missing, title = list(folders), 0, 0, ""
    entries: list[FileEntry] = []
    while level:
        answers = yield tuple(need_json(_address(spot, _members_of(name), _FIELDS)) for name in level)
        within: dict[str, str] = {}
        for name, answer in zip(level, answers, strict=True):
            found = yield from _members(spot, name, answer, nested=bool(folders[name]))
            lost += not found.nodes
            missing += found.missing
            entries += _entries(spot, found.nodes, folders[name])
            title = title or next((one["title"].text for one in found.nodes if _is(one, spot.record)), "")
            within |= _packages_among(found.nodes, folders)
        level = list(within)[: max(0, _MOST_PACKAGES - len(folders))]
        lost += len(within) - len(level)
        folders |= within
    reason = f"packages within it that could not be read: {lost}" if lost else ""
    return Holding(list_all(entries, missing=missing, lost=reason), title=title)


def _members(spot: Spot, name: str, first: Exchange, *, nested: bool) -> Asking[Paged]:
    """Read the members of a package; none when one within another cannot be read."""
    try:
        found = yield from _query(spot, _members_of(name), _FIELDS, first)
    except UpstreamError:
        if nested:
            return Paged()
        raise
    if not found.nodes and not nested:
        raise FetchFailed("DataONE knows no package of this name", name)
    return found


def _members_of(package: str) -> str:
    return f"resourceMap:{_quoted(package)}"


def _is(one: Node, identifier: str) -> bool:
    return one["identifier"].text == identifier


def _packages_among(found: Sequence[Node], known: Mapping[str, str]) -> dict[str, str]:
    """Give the packages that are new, each with the folder that its files go to."""
    names = [(one["identifier"].text, one["fileName"].text) for one in found if one["formatType"].text == "RESOURCE"]
    return {
        name: _MAP_ENDING.sub("", file or re.sub(r"[/:]", "_", name)).removeprefix("resource_map_") or "package"
        for name, file in names
        if name and name not in known
    }


def _entries(spot: Spot, found: Iterable[Node], folder: str) -> Iterator[FileEntry]:
    for one in found:
        if one["formatType"].text != "DATA":
            continue
        name, kind = read_name(one["fileName"]) or one["identifier"].text.replace("/", "_"), one["formatId"].text
        yield FileEntry(
            read_address(one["dataUrl"], spot.base_url),
            read_path(f"{folder}/{name}" if folder else name),
            one["size"].size,
            read_digests(one["checksumAlgorithm"].text, one["checksum"].text),
            kind if _MEDIA_TYPE.fullmatch(kind) else "",
        )


def _attempt(spot: Spot, query: str) -> Asking[tuple[Node, ...]]:
    """Look something up; what fails is as good as nothing, for there are other names to try."""
    try:
        found = yield from _query(spot, query, _LOOK_UP)
    except UpstreamError:
        return ()
    return found.nodes


def _query(spot: Spot, query: str, fields: str, first: Exchange | None = None) -> Asking[Paged]:
    """Read every page of a result; `first` is the answer with the first one. Raises FetchFailed, Unreadable."""
    page = read_answer(first) if first is not None else None
    return (yield from ask_counted(lambda _, start: _address(spot, query, fields, start), _read_page, page))


def _read_page(page: Node) -> Page:
    return page["response"]["docs"].items, page["response"]["numFound"].size


def _address(spot: Spot, query: str, fields: str, start: int = 0) -> str:
    return f"{spot.base_url}/query/solr/?q={query}&fl={fields}&rows={_ROWS}&start={start}&wt=json"


def _among(field: str, values: Iterable[str]) -> str:
    return f"{field}:({'%20OR%20'.join(map(_quoted, values))})"


def _quoted(value: str) -> str:
    """Spell a value as a phrase of Lucene's query language, as it stands in an address."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return quote(f'"{escaped}"', safe="")


REPOSITORY = Repository(
    "dataone",
    "DataONE",
    "DataONE API 2.0, CNRead.query with the Solr index; packages are OAI-ORE resource maps",
    "shared exchanges of six packages at the Arctic Data Center",
    _recognise,
    _walk,
)
