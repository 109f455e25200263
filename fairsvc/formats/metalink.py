"""Metalink 4 (RFC 5854), the list of files that Direct DOI Data Access answers with, and its forerunner Metalink 3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats.digests import read_digest
from fairsvc.formats.file_path import read_path
from fairsvc.formats.xml_reading import HARDENED, has_doctype, local_name, namespace_of
from fairsvc.model.evidence import Finding
from fairsvc.model.manifest import FileEntry
from fairsvc.model.metadata import Identifier

NAMESPACE = "urn:ietf:params:xml:ns:metalink"
VERSION_3 = "http://www.metalinker.org/"
MEDIA_TYPES = ("application/metalink4+xml", "application/metalink+xml")
MAX_BYTES = 64 * 2**20
LEFT_OUT = "metalink.file-left-out"

_LOWEST_PRIORITY = 999_999
_ADDRESS = re.compile(r"(?:https?|ftps?|davs?|s3|gs|root)://\S+", re.IGNORECASE)
_FETCHABLE = re.compile(r"https?://", re.IGNORECASE)
_PRIORITY = re.compile(r"0*[1-9][0-9]{0,5}")
_PREFERENCE = re.compile(r"[0-9]{1,3}")
_SIZE = re.compile(r"[0-9]{1,18}")
_WRAPPERS = ("resources", "verification")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Metalink:
    """The files, and where the list itself lives: at `origin` it can be asked for again, if `dynamic` it may change.

    `version` is 4, or 3 for the forerunner's namespace; `left_out` counts the files that were not taken.
    """

    files: tuple[FileEntry, ...]
    origin: str = ""
    dynamic: bool = False
    version: int = 4
    left_out: int = 0
    findings: tuple[Finding, ...] = ()


def read_metalink(body: bytes, where: str = "exchange/metalink") -> Metalink:
    """Read a Metalink; each file has its first address by priority, the others as alternates.

    A file whose name leaves the folder (RFC 5854 section 4.1.2.1), or that has no address, is left out with a
    Finding. Digests of pieces and metaurls are passed over. Raises Unreadable.
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("the Metalink is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    try:
        version, declared = _version(start)
        return _read(start, version, declared, where)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable("the XML is not well formed", str(fault)[:200]) from None


def _events(body: bytes, events: tuple[str, ...], tags: list[str] | None) -> Iterator[tuple[str, etree._Element]]:
    """Parse piece by piece."""
    return iter(etree.iterparse(BytesIO(body), events=events, tag=tags, **HARDENED))


def _version(body: bytes) -> tuple[int, str]:
    """Tell the version by the root's namespace, and what its attribute claims; Metalink 4 has no such attribute."""
    root = next((element for _, element in _events(body, ("start",), None)), None)
    if root is None:
        raise Unreadable("the XML is not well formed", "it is empty")
    if has_doctype(root):
        raise Unreadable("the XML has a document type declaration, which is not read for safety")
    version = {NAMESPACE: 4, VERSION_3: 3}.get(namespace_of(root))
    if version is None or local_name(root) != "metalink":
        rule = f"RFC 5854 section 4.1.1: the root is metalink in {NAMESPACE}"
        raise Unreadable("the XML is no Metalink", str(root.tag)[:100], rule)
    return version, root.get("version", "")


def _read(body: bytes, version: int, declared: str, where: str) -> Metalink:
    tags = [f"{{{space}}}{name}" for space in (NAMESPACE, VERSION_3) for name in ("file", "origin")]
    files: list[FileEntry] = []
    left_out: list[str] = []
    origin, dynamic = "", False
    for _, element in _events(body, ("end",), tags):
        if local_name(element) == "origin":
            origin, dynamic = (element.text or "").strip(), element.get("dynamic", "") in ("true", "1")
            continue
        entry = _entry(element)
        if entry is None:
            left_out.append(element.get("name", ""))
        else:
            files.append(entry)
        _forget(element)
    findings = tuple(_findings(version, declared, left_out, where))
    return Metalink(tuple(files), origin, dynamic, version, len(left_out), findings)


def _forget(element: etree._Element) -> None:
    """Free a file that was read and all before it: a list of 100,000 stays small."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _findings(version: int, declared: str, left_out: list[str], where: str) -> Iterator[Finding]:
    if version != 4:
        yield Finding("metalink.version", where, f"Metalink 3 ({VERSION_3}); RFC 5854 section 4.1 wants {NAMESPACE}")
    elif declared:
        yield Finding("metalink.version", where, f"the root says version {declared[:20]!r}, which Metalink 4 has not")
    if left_out:
        named = ", ".join(repr(name[:60]) for name in left_out[:_MOST_NAMED])
        detail = f"{len(left_out)} without a safe name or an address: {named}"
        yield Finding(LEFT_OUT, where, detail + (" ..." if len(left_out) > _MOST_NAMED else ""))


def _entry(file: etree._Element) -> FileEntry | None:
    said: dict[str, list[etree._Element]] = {}
    space = str(file.tag).removesuffix("file")
    for child in file:
        # RFC 5854 section 6: elements of other namespaces may stand anywhere.
        if not str(child.tag).startswith(space):
            continue
        # Metalink 3 wraps addresses and digests once more.
        name = local_name(child)
        for one in child if name in _WRAPPERS else (child,):
            said.setdefault(local_name(one), []).append(one)
    path, urls = read_path(file.get("name", "")), _addresses(said.get("url", ()))
    if not path or not urls:
        return None
    return FileEntry(
        urls[0],
        path,
        _size(said["size"][0].text or "") if "size" in said else None,
        _digests(said["hash"]) if "hash" in said else (),
        alternates=tuple(urls[1:]),
        languages=_texts(said["language"]) if "language" in said else (),
        systems=_texts(said["os"]) if "os" in said else (),
    )


def _addresses(elements: Sequence[etree._Element]) -> list[str]:
    """Order the addresses: what HTTP fetches first, then by priority, equal ones as written; each once."""
    usable = []
    for element in elements:
        address = (element.text or "").strip()
        if _ADDRESS.fullmatch(address):
            usable.append((not _FETCHABLE.match(address), _priority(element), address))
    if len(usable) > 1:
        usable.sort(key=lambda one: one[:2])
    return list(dict.fromkeys([address for _, _, address in usable]))


def _priority(url: etree._Element) -> int:
    """Read the priority, 1 is best (RFC 5854 section 4.2.16.1), or Metalink 3's preference, 100 is best."""
    if _PRIORITY.fullmatch(text := url.get("priority", "")):
        return int(text)
    if _PREFERENCE.fullmatch(text := url.get("preference", "")):
        return 101 - min(int(text), 100)
    return _LOWEST_PRIORITY


def _size(text: str) -> int | None:
    text = text.strip()
    return int(text) if _SIZE.fullmatch(text) else None


def _digests(elements: Sequence[etree._Element]) -> tuple[Identifier, ...]:
    read = [read_digest(element.get("type", ""), element.text or "") for element in elements]
    return tuple(dict.fromkeys([digest for digest in read if digest is not None]))


def _texts(elements: Sequence[etree._Element]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for element in elements if (text := (element.text or "").strip())))
