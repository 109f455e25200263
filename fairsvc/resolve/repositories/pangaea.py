"""PANGAEA: the one table or archive of a dataset by its schema.org description; of a collection those of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_node import Node
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing
from fairsvc.model.repository import Holding, Repository, Spot, Walk
from fairsvc.model.resolution import Access, AccessState
from fairsvc.resolve.adapting.asking import ask, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address
from fairsvc.resolve.adapting.following import ask_each
from fairsvc.resolve.adapting.leads import iter_sites
from fairsvc.resolve.adapting.listed import list_all
from fairsvc.resolve.adapting.terms import entry_access, find_closed, name_licence, read_date

_SITE = "https://doi.pangaea.de"
_HOSTS = ("doi.pangaea.de", "www.pangaea.de", "pangaea.de")
_DATASET = re.compile(r"10\.1594/(PANGAEA\.\d{1,9})(?![\d.])", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TABLE = "text/tab-separated-values"
_PAGE = "text/html"
_MOST_PARTS = 1000


def _recognise(evidence: Evidence) -> Spot | None:
    if _is_told(evidence):
        return None
    if match := _DATASET.match(evidence.pid.value):
        return Spot(_SITE, match[1].upper())
    for site in iter_sites(evidence, linked=False):
        if site.netloc in _HOSTS and (match := _DATASET.search(unquote(site.path))):
            return Spot(_SITE, match[1].upper())
    return None


def _is_told(evidence: Evidence) -> bool:
    """Tell whether the page itself links to every file, as that of an archive does: nothing is left to ask."""
    targets = [link.target for link in evidence.links_with("item")]
    return bool(targets) and not any(target.startswith(f"{_SITE}/") or _DATASET.search(target) for target in targets)


def _walk(spot: Spot) -> Walk:
    answer = yield from ask(need_json(_description(spot, spot.record)))
    closed = find_closed(answer)
    if closed is not None:
        return closed
    record = read_answer(answer)
    known, records = {spot.record}, {spot.record: record}
    files: list[FileEntry] = []
    lost = 0
    while records:
        files += [entry for name, one in records.items() for entry in _entries(spot, name, one)]
        parts = dict.fromkeys(part for one in records.values() for part in _parts(one) if part not in known)
        level = list(parts)[: max(0, _MOST_PARTS - len(known))]
        known.update(parts)
        answers = (yield from ask_each([_description(spot, part) for part in level])) if level else ()
        records = {part: one for part, one in zip(level, answers, strict=True) if one and _tells(one)}
        lost += len(parts) - len(records)
    return Holding(_listing(files, lost), _access(record), title=record["name"].text, licence=_licence(record))


def _listing(files: Sequence[FileEntry], lost: int) -> Listing:
    if not files and not lost:
        return Listing(reason="the dataset's description names no file")
    return list_all(files, lost=f"parts of the collection that could not be read: {lost}" if lost else "")


def _tells(record: Node) -> bool:
    """Tell a description of data from any other document."""
    return bool(record["distribution"] or record["hasPart"])


def _description(spot: Spot, name: str) -> str:
    return f"{spot.base_url}/10.1594/{name}?format=metadata_jsonld"


def _parts(record: Node) -> tuple[str, ...]:
    """Name the datasets of a collection."""
    parts = record["hasPart"].items or (record["hasPart"],)
    texts = (part.text or part["@id"].text or part["url"].text or part["identifier"].text for part in parts)
    return tuple(match[1].upper() for text in texts if (match := _DATASET.search(text)))


def _entries(spot: Spot, name: str, record: Node) -> Iterator[FileEntry]:
    listed = record["distribution"].items or (record["distribution"],)
    said = [(read_address(one["contentUrl"], spot.base_url), one["encodingFormat"].text.lower()) for one in listed]
    pages = tuple(url for url, media_type in said if url and media_type == _PAGE)
    collection, access = bool(_parts(record)), entry_access(_access(record))
    for url, media_type in said:
        # Of a collection the site makes an archive of its parts.
        if not url or media_type == _PAGE or (collection and url.startswith(f"{spot.base_url}/")):
            continue
        shown = pages if media_type == _TABLE else ()
        yield FileEntry(url, _path(name, url, media_type), media_type=media_type, access=access, other_forms=shown)


def _path(name: str, url: str, media_type: str) -> str:
    """Name a table after its dataset, as PANGAEA does, and an archive as its address does."""
    if media_type == _TABLE:
        return f"{name}.tab"
    last = unquote(urlsplit(url).path.rpartition("/")[2])
    return read_path(last) if "." in last and not _DATASET.search(url) else name


def _access(record: Node) -> Access:
    """Read who may have the bytes; the terms of a moratorium may tell its end."""
    terms, free = record["conditionsOfAccess"].text, record["isAccessibleForFree"]
    if terms == "unrestricted" or (not terms and free.true):
        return Access(AccessState.OPEN, because="PANGAEA says that it is unrestricted")
    if not terms and free.value is None:
        return Access()
    because = f"PANGAEA says: {terms[:100]}" if terms else "PANGAEA says that it is not free"
    if re.search(r"moratorium|embargo", terms, re.IGNORECASE):
        match = _DATE.search(terms)
        return Access(AccessState.EMBARGOED, read_date(match[0]) if match else None, because)
    return Access(AccessState.LOGIN, because=because)


def _licence(record: Node) -> str:
    return name_licence(record["license"], record["license"]["@id"], record["license"]["url"])


REPOSITORY = Repository(
    "pangaea",
    "PANGAEA",
    "PANGAEA wiki, Data Access and Reuse: formats of a dataset's address; schema.org Dataset",
    "the description within a shared page of one archive",
    _recognise,
    _walk,
)
