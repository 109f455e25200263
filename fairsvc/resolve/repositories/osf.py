"""The OSF: the files of a project, registration or preprint, of all its storage providers, folder by folder."""

from __future__ import annotations

import re
from dataclasses import replace

from fairsvc.errors import FetchFailed
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.metadata import Identifier
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, ask_json, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address, read_digests, read_name
from fairsvc.resolve.adapting.following import Asking, ask_each, is_list, items_of, read_link
from fairsvc.resolve.adapting.leads import iter_sites
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed

_API = "https://api.osf.io/v2"
_HOSTS = ("osf.io", "www.osf.io")
_PAGE = re.compile(r"/(?:preprints/(?:[a-z0-9]+/)?)?([a-z0-9]{5})(?:_v\d{1,3})?(?:/|\Z)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/osf\.io/([a-z0-9]{5})(?:_v\d{1,3})?\Z")
# What may hold files, by the type of JSON:API.
_HOLDERS = ("nodes", "registrations", "preprints")
_OWN_STORAGE = ("osfstorage", "")
# The largest page that the API gives; it gives ten of a list unless it is asked for more.
_PAGE_SIZE = "page%5Bsize%5D=100"
_DIGESTS = ("sha256", "md5")


def _recognise(evidence: Evidence) -> Spot | None:
    if match := _DOI.match(evidence.pid.value):
        return Spot(_API, match[1])
    for site in iter_sites(evidence, linked=False):
        if site.netloc in _HOSTS and (match := _PAGE.match(site.path)):
            return Spot(_API, match[1].lower())
    return None


def _walk(spot: Spot) -> Walk:
    # A GUID redirects to what it stands for.
    answer = yield from ask(need_json(f"{spot.base_url}/guids/{spot.record}/"))
    closed = find_closed(answer)
    if closed is not None:
        return _private(closed)
    found = read_answer(answer)["data"]
    kind, attributes = found["type"].text, found["attributes"]
    title, access = attributes["title"].text, _access(attributes, answer)
    if access.state is AccessState.WITHDRAWN:
        return Holding(Listing(reason=access.because), access, title=title)
    if kind == "files":
        return Holding(list_all([_entry(spot, found, access)]), access)
    if kind not in _HOLDERS:
        raise FetchFailed("the GUID stands for nothing that holds files", f"{spot.record} ({kind or 'no type'})")
    root = _list_of(spot, found) or f"{spot.base_url}/{kind}/{spot.record}/files/?{_PAGE_SIZE}"
    listing = yield from _read_tree(spot, root, access)
    return Holding(listing, access, title=title)


def _private(closed: Holding) -> Holding:
    """Take 401 for what it means there: the project is its contributors' alone."""
    restricted = closed.access.state is AccessState.LOGIN
    return replace(closed, access=replace(closed.access, state=AccessState.RESTRICTED)) if restricted else closed


def _read_tree(spot: Spot, root: str, access: Access) -> Asking[Listing]:
    """Read folders level by level, each address once; of providers and folders some may fail."""
    first = yield from ask_json(root)
    items_of(first["data"], root)
    known, pages = {root}, [first]
    files: list[FileEntry] = []
    lost = 0
    while pages:
        nodes = [node for page in pages for node in page["data"].items]
        files += [_entry(spot, node, access) for node in nodes if node["attributes"]["kind"].text == "file"]
        folders = [_list_of(spot, node) for node in nodes if node["attributes"]["kind"].text == "folder"]
        more = [read_link(page["links"]["next"], spot.base_url) for page in pages if page["links"]["next"]]
        lost += [*folders, *more].count("")
        level = [url for url in dict.fromkeys((*more, *folders)) if url and url not in known]
        known.update(level)
        answers = (yield from ask_each(level)) if level else ()
        pages = [page for page in answers if page is not None and is_list(page["data"])]
        lost += len(answers) - len(pages)
    return list_all(files, lost=f"folders or pages that could not be read: {lost}" if lost else "")


def _list_of(spot: Spot, node: Node) -> str:
    url = read_link(node["relationships"]["files"]["links"]["related"]["href"], spot.base_url)
    return url and f"{url}{'&' if '?' in url else '?'}{_PAGE_SIZE}"


def _entry(spot: Spot, node: Node, access: Access) -> FileEntry:
    attributes = node["attributes"]
    path = (read_name(attributes["materialized_path"]) or read_name(attributes["name"])).lstrip("/")
    provider = attributes["provider"].text
    return FileEntry(
        read_address(node["links"]["download"], spot.base_url),
        read_path(path if provider in _OWN_STORAGE else f"{provider}/{path}"),
        attributes["size"].size,
        _digests(attributes["extra"]["hashes"]),
        access=entry_access(access),
    )


def _digests(hashes: Node) -> tuple[Identifier, ...]:
    return tuple(digest for name in _DIGESTS for digest in read_digests(name, hashes[name].text))


def _access(attributes: Node, answer: Exchange) -> Access:
    if attributes["withdrawn"].true:
        return Access(AccessState.WITHDRAWN, because="the OSF says that the registration was withdrawn")
    if attributes["embargoed"].true:
        return embargo(attributes["embargo_end_date"].text, answer, "the OSF says that it is embargoed")
    if attributes["public"].true:
        return Access(AccessState.OPEN, because="the OSF says that it is public")
    return Access()


REPOSITORY = Repository(
    "osf",
    "Open Science Framework (OSF)",
    "OSF API v2 (developer.osf.io): Guids, Nodes, Registrations, Files",
    "",
    _recognise,
    _walk,
)
