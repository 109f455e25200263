"""Files and downloads in linked data: schema.org's DataDownload and MediaObject, DCAT's Distribution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fairsvc.formats.draft import Draft
from fairsvc.formats.linked_data import NAMES, Literal, Node, Reading, address, label
from fairsvc.formats.recognise import find_size_bytes
from fairsvc.model.exchange import HTML_TYPES
from fairsvc.model.metadata import Content, Identifier

_MEDIA_TYPE = re.compile(r"(?:https?://www\.iana\.org/assignments/media-types/)?([\w.+-]+/[\w.+-]+)", re.IGNORECASE)
# Algorithm names of the IANA Hash Function Textual Names registry
_ALGORITHMS = {"md5": "md5", "sha1": "sha-1", "sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}
_DOWNLOADS = ("contentUrl", "dcat:downloadURL")
_FILES = ("distribution", "encoding", "associatedMedia", "dcat:distribution")
_FILE_TYPES = frozenset({"DataDownload", "MediaObject", "File", "AudioObject", "ImageObject", "VideoObject"})
_PARTS = ("hasPart", "dct:hasPart")
_DEEPEST = 4
_LICENCES = ("license", "dct:license", "dct:rights")


def read_content(draft: Draft, value: Node | Literal, pointer: str) -> Content | None:
    """Read one file; its kind is `access` when the document gives no address of the bytes. None when it says nothing.

    Its licence and what it conforms to are not here: see `licences_of` and `standards_of`.
    """
    if isinstance(value, Literal):
        return Content(label(value)) if label(value) else None
    reading = Reading(draft, value, pointer)
    media_type = _media_type(reading)
    direct = _address(reading, *_DOWNLOADS) or _bare_download(reading, media_type)
    url = direct or _address(reading, "dcat:accessURL", "url") or value.id
    name = reading.text(*NAMES)
    content = Content(
        url,
        name,
        media_type,
        _size_bytes(reading),
        tuple(dict.fromkeys(_digests(reading))),
        "download" if direct else "access",
    )
    reading.values(*_LICENCES, "dct:conformsTo", "conformsTo")
    reading.keep_rest()
    return content if url or name else None


def iter_files(values: Iterable[Node | Literal]) -> Iterator[Node]:
    """Yield the files that parts of the dataset are or have, and those of their own parts; each once, not for ever."""
    seen: set[int] = set()
    for value in values:
        yield from _files_below(value, seen, 0)


def _files_below(value: Node | Literal, seen: set[int], depth: int) -> Iterator[Node]:
    if isinstance(value, Literal) or id(value) in seen or depth > _DEEPEST:
        return
    seen.add(id(value))
    if not _FILE_TYPES.isdisjoint(value.types) or any(term in value.properties for term in _DOWNLOADS):
        yield value
    for file in value.values(*_FILES):
        if isinstance(file, Node) and id(file) not in seen:
            seen.add(id(file))
            yield file
    for part in value.values(*_PARTS):
        yield from _files_below(part, seen, depth + 1)


def read_aggregated(value: Node | Literal) -> Content | None:
    """Read a resource of an OAI-ORE aggregation; None without a media type, and for a page: it may be anything."""
    if isinstance(value, Literal):
        return None
    said = (media_type_of(form) for form in value.values("dc:format", "dct:format", "encodingFormat"))
    media_type = next((text for text in said if _MEDIA_TYPE.fullmatch(text)), "")
    if not value.id or not media_type or media_type in HTML_TYPES:
        return None
    return Content(value.id, value.text(*NAMES), media_type, find_size_bytes(value.text("dct:extent", "contentSize")))


def licences_of(value: Node | Literal) -> list[Node | Literal]:
    """List the licences that a file has of its own."""
    return list(value.values(*_LICENCES)) if isinstance(value, Node) else []


def standards_of(value: Node | Literal) -> list[str]:
    """List the standards that a file says it conforms to."""
    return [address(said) for said in value.values("dct:conformsTo", "conformsTo")] if isinstance(value, Node) else []


def media_type_of(value: Node | Literal) -> str:
    """Read a media type, also as an address in IANA's registry; other format names come as written."""
    text = value.id if isinstance(value, Node) and value.id else label(value)
    match = _MEDIA_TYPE.fullmatch(text)
    return match[1].lower() if match else text


def _address(reading: Reading, *terms: str) -> str:
    return next((found for value in reading.values(*terms) if (found := address(value))), "")


def _bare_download(reading: Reading, media_type: str) -> str:
    """Take a download's `url` for its bytes where it says of which type they are, and that is no page."""
    typed = "/" in media_type and media_type not in HTML_TYPES
    if not typed or _FILE_TYPES.isdisjoint(reading.node.types):
        return ""
    return _address(reading, "url")


def _media_type(reading: Reading) -> str:
    said = [media_type_of(v) for v in reading.values("encodingFormat", "fileFormat", "dcat:mediaType", "dct:format")]
    return next((name for name in said if "/" in name and ":" not in name), next(iter(said), ""))


def _size_bytes(reading: Reading) -> int | None:
    for value in reading.values("contentSize", "dcat:byteSize", "size"):
        text = label(value)
        if isinstance(value, Node):
            text = f"{value.text('value')} {value.text('unitText', 'unitCode')}"
        if (size := find_size_bytes(text)) is not None:
            return size
    return None


def _digests(reading: Reading) -> Iterator[Identifier]:
    for term, algorithm in _ALGORITHMS.items():
        for value in reading.values(term):
            yield Identifier(label(value), algorithm)
    for value in reading.values("spdx:checksum"):
        if isinstance(value, Node):
            yield from _digest(value.text("spdx:algorithm"), value.text("spdx:checksumValue"))
    for value in reading.values("identifier"):
        if isinstance(value, Node):
            yield from _digest(value.text("propertyID", "name"), value.text("value"))


def _digest(algorithm: str, value: str) -> Iterator[Identifier]:
    bare = re.split(r"[#/_]", algorithm.lower())[-1].replace("-", "")
    if value and bare in _ALGORITHMS:
        yield Identifier(value, _ALGORITHMS[bare])
