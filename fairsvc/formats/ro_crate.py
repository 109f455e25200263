"""RO-Crate 1.0 to 1.2: the files that a crate's metadata document lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin

from fairsvc.errors import Unreadable
from fairsvc.formats.digests import read_digest
from fairsvc.formats.file_path import read_path
from fairsvc.formats.json_reading import read_json
from fairsvc.formats.recognise import find_size_bytes
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

PROFILE = "https://w3id.org/ro/crate"

_NAME = re.compile(r"(?:\A|[/-])ro-crate-metadata\.json(?:ld)?\Z")
_SPECIFICATION = re.compile(r"https?://w3id\.org/ro/crate(?:/\d[\w.-]*)?/?")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FETCHABLE = re.compile(r"(?:https?|ftps?|davs?|s3|gs|root)://\S+", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_DIGESTS = ("md5", "sha1", "sha256", "sha384", "sha512")
_FILES = frozenset({"File", "MediaObject", "DataDownload"})

Entity = dict[str, Any]


def is_crate_name(url: str) -> bool:
    """Tell whether an address ends as the metadata document's does (RO-Crate 1.2, RO-Crate Structure)."""
    return bool(_NAME.search(re.split(r"[?#]", url, maxsplit=1)[0]))


def read_crate(body: bytes, url: str) -> tuple[FileEntry, ...]:
    """List the files below the root's hasPart; relative ones lie beside the document, whose address is `url`.

    Where none has an address, the archives of the whole crate (the root's distribution). Raises Unreadable.
    """
    crate = _Crate(read_json(body), url)
    root = crate.root()
    if root is None:
        raise Unreadable(
            "the JSON is no RO-Crate", url[:200], "RO-Crate 1.2, Root Data Entity: a descriptor is about it"
        )
    files = tuple(entry for entity in crate.iter_files(root) if (entry := crate.entry(entity)) is not None)
    return files or tuple(crate.archives(root))


class _Crate:
    def __init__(self, document: Any, url: str) -> None:
        graph = document.get("@graph") if isinstance(document, dict) else None
        if not isinstance(graph, list):
            raise Unreadable("the JSON is no RO-Crate", url[:200], "RO-Crate 1.2: flattened JSON-LD with a @graph")
        self._url = url
        self._entities: dict[str, Entity] = {
            entity["@id"]: entity for entity in graph if isinstance(entity, dict) and isinstance(entity.get("@id"), str)
        }

    def root(self) -> Entity | None:
        """Find the root by the descriptor's `about` (RO-Crate 1.2, Finding the Root Data Entity)."""
        found = [e for e in self._entities.values() if _is_descriptor(e)]
        found.sort(key=lambda entity: entity["@id"] not in ("ro-crate-metadata.json", "ro-crate-metadata.jsonld"))
        return next((root for entity in found for root in self._named(entity.get("about"))), None)

    def iter_files(self, root: Entity) -> Iterator[Entity]:
        """Walk hasPart in order, each entity once; what has parts of its own is a folder."""
        seen = {id(root)}
        waiting = [iter(self._named(root.get("hasPart")))]
        while waiting:
            entity = next(waiting[-1], None)
            if entity is None:
                waiting.pop()
            elif id(entity) not in seen:
                seen.add(id(entity))
                if not _FILES.isdisjoint(_types(entity)):
                    yield entity
                waiting.append(iter(self._named(entity.get("hasPart"))))

    def entry(self, entity: Entity) -> FileEntry | None:
        """Make the file's entry; None when nothing says where its bytes are."""
        identity, direct = _text(entity.get("@id")), self._address(entity.get("contentUrl"))
        url = direct or self._address(identity)
        if not url:
            return None
        relative = "" if _ABSOLUTE.match(identity) or identity.startswith("#") else unquote(identity)
        path = read_path(relative) or read_path(_text(entity.get("localPath")))
        size = find_size_bytes(_text(entity.get("contentSize")))
        return FileEntry(url, path, size, tuple(_digests(entity)), _media_type(entity.get("encodingFormat")))

    def archives(self, root: Entity) -> Iterator[FileEntry]:
        """List the downloads of the whole crate (RO-Crate 1.2, Root Data Entity, distribution)."""
        for entity in self._named(root.get("distribution")):
            if entry := self.entry(entity):
                yield entry

    def _named(self, value: Any) -> list[Entity]:
        """Look up what a property refers to; an entity nested in place is taken as it is."""
        found = []
        for item in value if isinstance(value, list) else [value]:
            identity = item.get("@id") if isinstance(item, dict) else item
            if isinstance(identity, str) and identity in self._entities:
                found.append(self._entities[identity])
            elif isinstance(item, dict) and len(item) > 1:
                found.append(item)
        return found

    def _address(self, value: Any) -> str:
        """Resolve an address against the document's; empty for what names a thing inside it, or no bytes."""
        text = next((_text(v.get("@id") if isinstance(v, dict) else v) for v in _listed(value)), "")
        if not text or text.startswith(("#", "_:")):
            return ""
        if not _ABSOLUTE.match(text):
            try:
                text = urljoin(self._url, text.replace(" ", "%20"))
            except ValueError:
                return ""
        return text if _FETCHABLE.fullmatch(text) else ""


def _is_descriptor(entity: Entity) -> bool:
    said = [_text(v.get("@id") if isinstance(v, dict) else v) for v in _listed(entity.get("conformsTo"))]
    return is_crate_name(entity["@id"]) or ("about" in entity and any(map(_SPECIFICATION.fullmatch, said)))


def _types(entity: Entity) -> list[str]:
    return [kind.rpartition("/")[2].rpartition(":")[2] for kind in map(_text, _listed(entity.get("@type")))]


def _digests(entity: Entity) -> Iterator[Identifier]:
    for term in _DIGESTS:
        if term in entity and (digest := read_digest(term, _text(entity[term]))):
            yield digest


def _media_type(value: Any) -> str:
    """Choose the media type; encodingFormat may name the format in PRONOM beside it."""
    return next((text.lower() for item in _listed(value) if _MEDIA_TYPE.fullmatch(text := _text(item).strip())), "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
