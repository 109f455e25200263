"""InvenioRDM and Zenodo: the record's files by its REST API, in either of its shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, quote

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
from fairsvc.resolve.adapting.following import Asking
from fairsvc.resolve.adapting.leads import iter_own_sites, origin_of
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import embargo, entry_access, find_closed, name_licence

# Numbers are Zenodo's and its forks'; InvenioRDM mints two groups of five.
_ID = r"(\d{1,12}|[a-z0-9]{5}-[a-z0-9]{5})(?=[/?#]|\Z)"
_PAGE = re.compile(rf"/records/{_ID}")
_OLD_PAGE = re.compile(rf"/record/{_ID}")
_IN_DOI = re.compile(r"\A10\.[^/]+/(?:.*[./])?(\d{1,12}|[a-z0-9]{5}-[a-z0-9]{5})\Z")
_API = re.compile(r"/api/records/([A-Za-z0-9-]{1,31})(?=[/?#]|\Z)")
_NUMBERED = re.compile(r"(10\.\d+/(zenodo|rodare))\.(\d{1,12})\Z")
_HOMES = {
    "10.5281/zenodo": "https://zenodo.org",
    "10.5072/zenodo": "https://sandbox.zenodo.org",
    "10.14278/rodare": "https://rodare.hzdr.de",
}
# Built on the Invenio framework too, with a record and an API of their own.
_OTHERS = ("opendata.cern.ch", "hepdata.net")
_EMPTY = Listing((), True, "the record has no files")
_STATES = {
    "open": AccessState.OPEN,
    "public": AccessState.OPEN,
    "restricted": AccessState.RESTRICTED,
    "closed": AccessState.RESTRICTED,
    "metadata-only": AccessState.METADATA_ONLY,
}


def _recognise(evidence: Evidence) -> Spot | None:
    for site in iter_own_sites(evidence):
        if not any(other in site.netloc for other in _OTHERS) and (spot := _spot(site)):
            return spot
    match = _NUMBERED.match(evidence.pid.value)
    return Spot(_HOMES[match[1]], match[3]) if match and match[1] in _HOMES else None


def _spot(site: SplitResult) -> Spot | None:
    """Read the record out of an address; the number of a concept leads to its latest version by redirect."""
    match = _PAGE.match(site.path) or _API.search(site.path)
    if match is None and any(name in site.netloc for name in ("zenodo", "rodare")):
        match = _OLD_PAGE.match(site.path)
    return Spot(f"{origin_of(site)}{site.path[: match.start()]}", match[1]) if match else None


def _walk(spot: Spot) -> Walk:
    # A facility's recipe knows no more than the DOI, which ends with the record's number.
    named = _IN_DOI.search(spot.record)
    here = f"{spot.base_url}/api/records/{quote(named[1] if named else spot.record, safe='')}"
    answer = yield from ask(need_json(here))
    if (closed := find_closed(answer)) is not None:
        return closed
    record = read_answer(answer)
    if not record["metadata"]["title"] and not record["links"]:
        raise ProtocolBroken("the answer is no record of InvenioRDM", here)
    access, here = _access(record, answer), _own_address(record, here)
    listing = _listing(record["files"], here, access)
    if not (listing and listing.complete) and access.state in (AccessState.OPEN, AccessState.UNKNOWN):
        other, access = yield from _ask_files(here, access)
        listing = other or listing
    if listing == _EMPTY:
        access = Access(AccessState.METADATA_ONLY, because=_EMPTY.reason)
    listing = listing or Listing(reason="the record's API shows no files")
    return Holding(listing, access, title=_title(record), licence=_licence(record["metadata"]))


def _own_address(record: Node, here: str) -> str:
    """Choose the version's own address below the same API: a concept's answers with its latest version."""
    below, _, _ = here.rpartition("/")
    own = read_address(record["links"]["self"], f"{below}/self").partition("?")[0]
    same = own.startswith(f"{below}/") and own.removeprefix(f"{below}/").replace("-", "").isalnum()
    return own if same else here


def _ask_files(here: str, access: Access) -> Asking[tuple[Listing | None, Access]]:
    """Ask for the list that the record itself does not hold."""
    answer = yield from ask(need_json(f"{here}/files"))
    closed = find_closed(answer)
    listing = _listing(read_answer(answer), here, access) if answer.ok else None
    return listing, closed.access if closed else access


def _listing(files: Node, here: str, access: Access) -> Listing | None:
    """Read a list of files in any of its shapes; None when it lies elsewhere."""
    if files["enabled"].value is False:
        return _EMPTY
    listed = files.items or files["entries"].items or tuple(node for _, node in files["entries"].members)
    if not listed:
        return None
    missing = max(0, (files["count"].size or 0) - len(listed))
    return list_all(_entries(listed, here, access), missing=missing)


def _entries(listed: tuple[Node, ...], here: str, access: Access) -> Iterator[FileEntry]:
    for file in listed:
        key = read_name(file["key"]) or read_name(file["filename"])
        size = (file["filesize"] if file["size"].value is None else file["size"]).size
        yield FileEntry(
            _address(file["links"], here) or (f"{here}/files/{quote(key)}/content" if key else ""),
            read_path(key),
            size,
            read_checksum(file["checksum"].text),
            file["mimetype"].text,
            entry_access(access),
        )


def _address(links: Node, here: str) -> str:
    """Choose the address of the bytes: in the shape of InvenioRDM `self` is that of the file's description."""
    for name in ("content", "download"):
        if url := read_address(links[name], here):
            return url
    url = read_address(links["self"], here)
    return url if "/api/files/" in url or url.endswith("/content") else ""


def _access(record: Node, answer: Exchange) -> Access:
    """Read who may have the files, as Zenodo writes it or as InvenioRDM does."""
    because = "the record says so"
    metadata, access = record["metadata"], record["access"]
    right = metadata["access_right"].text
    if right == "embargoed":
        return embargo(metadata["embargo_date"].text, answer, because)
    if access["embargo"]["active"].true:
        return embargo(access["embargo"]["until"].text, answer, because)
    said = right or access["status"].text or access["files"].text
    state = _STATES.get(said, AccessState.UNKNOWN)
    return Access(state, because=because) if state is not AccessState.UNKNOWN else Access()


def _title(record: Node) -> str:
    return record["metadata"]["title"].text or record["title"].text


def _licence(metadata: Node) -> str:
    """Name the one licence; of several nobody says which holds for what."""
    if old := name_licence(metadata["license"]["id"], metadata["license"]):
        return old
    rights = metadata["rights"].items
    if len(rights) != 1:
        return ""
    one = rights[0]
    return name_licence(one["id"], one["props"]["url"], one["link"], one["title"]["en"])


REPOSITORY = Repository(
    "invenio",
    "InvenioRDM and Zenodo",
    "InvenioRDM REST API reference, Records and Files; developers.zenodo.org",
    "shared exchanges of Zenodo, legacy and RDM shapes",
    _recognise,
    _walk,
)
