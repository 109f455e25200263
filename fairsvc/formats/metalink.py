"""Metalink 4 (RFC 5854): the list of files that Direct DOI Data Access answers with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.xml_reading import read_xml
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

NAMESPACE = "urn:ietf:params:xml:ns:metalink"
VERSION_3 = "http://www.metalinker.org/"

_LOWEST_PRIORITY = 999_999
_ADDRESS = re.compile(r"(?:https?|ftps?|davs?|s3|gs|root)://\S+", re.IGNORECASE)
_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_DRIVE = re.compile(r"[A-Za-z]:")
# Control characters, and the marks that turn the direction of text: a name must be what it looks like.
_DECEPTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_metalink(body: bytes) -> tuple[FileEntry, ...]:
    """Read the files of a Metalink 4 document, each with its first address by priority.

    A file whose name leaves the folder (RFC 5854 section 4.1.2.1), or that has no address, is left out.
    Raises Unreadable for anything but Metalink 4.
    """
    root = read_xml(body)
    if root.tag != f"{{{NAMESPACE}}}metalink":
        raise _refusal(root)
    entries = (_entry(file) for file in root.iterchildren(f"{{{NAMESPACE}}}file"))
    return tuple(entry for entry in entries if entry is not None)


def _refusal(root: etree._Element) -> Unreadable:
    if str(root.tag).startswith(f"{{{VERSION_3}"):
        return Unreadable(
            "the answer is Metalink 3", VERSION_3, "RFC 5854 section 4.1: serve urn:ietf:params:xml:ns:metalink"
        )
    return Unreadable(
        "the XML is no Metalink", str(root.tag)[:100], f"RFC 5854 section 4.1.1: the root is metalink in {NAMESPACE}"
    )


def _entry(file: etree._Element) -> FileEntry | None:
    path, url = _path(file.get("name", "")), next(_urls(file), "")
    if not path or not url:
        return None
    return FileEntry(url=url, path=path, size_bytes=_size(file), digests=tuple(_digests(file)), found_by=("metalink",))


def _path(name: str) -> str:
    """Spell a name as a relative path with slashes; empty when it is absolute, leaves the folder or deceives."""
    text = name.strip().replace("\\", "/")
    unsafe = text.startswith(("/", "~")) or _DRIVE.match(text) or _DECEPTIVE.search(name)
    parts = [part for part in text.split("/") if part not in ("", ".")]
    return "" if unsafe or ".." in parts else "/".join(parts)


def _urls(file: etree._Element) -> Iterator[str]:
    """Order the addresses by priority (1 is best, RFC 5854 section 4.2.16.1), equal ones as written."""
    found = [(_priority(url), (url.text or "").strip()) for url in file.iterchildren(f"{{{NAMESPACE}}}url")]
    return (address for _, address in sorted(found, key=lambda item: item[0]) if _ADDRESS.fullmatch(address))


def _priority(url: etree._Element) -> int:
    text = url.get("priority", "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) and int(text) > 0 else _LOWEST_PRIORITY


def _size(file: etree._Element) -> int | None:
    text = file.findtext(f"{{{NAMESPACE}}}size", "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _digests(file: etree._Element) -> Iterator[Identifier]:
    for element in file.iterchildren(f"{{{NAMESPACE}}}hash"):
        value, algorithm = (element.text or "").strip().lower(), element.get("type", "").strip().lower()
        if algorithm and _HEX.fullmatch(value):
            yield Identifier(value, algorithm)
