"""BagIt (RFC 8493): what fetch.txt and the payload manifests of a bag list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from fairsvc.errors import Unreadable
from fairsvc.formats.digests import name_algorithm, read_digest
from fairsvc.formats.file_path import read_path
from fairsvc.formats.signature import looks_like_html
from fairsvc.model.evidence import Finding
from fairsvc.model.manifest import FileEntry

MAX_BYTES = 64 * 2**20
MALFORMED = "bagit.malformed"

_FETCH = re.compile(r"(?P<url>\S+)[ \t]+(?P<length>[0-9]{1,18}|-)[ \t]+(?P<path>\S.*)")
_MANIFEST = re.compile(r"(?P<value>\S+)[ \t]+\*?(?P<path>\S.*)")
_ADDRESS = re.compile(r"(?:https?|ftps?|davs?|s3|gs|root)://\S+", re.IGNORECASE)
_MANIFEST_NAME = re.compile(r"(?:.*/)?manifest-([a-z0-9][a-z0-9-]*)\.txt\Z", re.IGNORECASE)
# Section 2.1.3: only these three are percent-encoded in a path.
_ENCODED = re.compile(r"%(0D|0A|25)", re.IGNORECASE)
_MOST_NAMED = 3

_LineReader = Callable[[str], FileEntry | None]


@dataclass(frozen=True, slots=True)
class BagList:
    """The files of one list, and what was wrong with it; lines that cannot be read are left out and counted."""

    files: tuple[FileEntry, ...]
    left_out: int = 0
    findings: tuple[Finding, ...] = ()


def read_fetch(body: bytes, where: str = "exchange/listing:bagit") -> BagList:
    """Read fetch.txt (RFC 8493 section 2.2.3): address, length or -, and path below data/. Raises Unreadable."""
    return _read(body, where, "fetch.txt", _fetched)


def read_payload(body: bytes, url: str, where: str = "exchange/listing:bagit-manifest") -> BagList:
    """Read the payload manifest whose address is `url` (section 2.1.3); its name tells the algorithm.

    A file's address is its path from the folder of the manifest, which is the bag's. Raises Unreadable.
    """
    algorithm, folder = find_algorithm(url), re.split(r"[?#]", url, maxsplit=1)[0].rpartition("/")[0]
    return _read(body, where, "a payload manifest", lambda line: _held(line, folder, algorithm))


def find_algorithm(url: str) -> str:
    """Read the algorithm out of a payload manifest's address; empty when it is none, as a tag manifest's."""
    match = _MANIFEST_NAME.match(re.split(r"[?#]", url, maxsplit=1)[0])
    return name_algorithm(match[1]) if match else ""


def _read(body: bytes, where: str, what: str, read_line: _LineReader) -> BagList:
    if len(body) > MAX_BYTES or looks_like_html(body[:1024]):
        raise Unreadable(f"this is not {what}", "it is too large" if len(body) > MAX_BYTES else "it is a web page")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"{what} is not in UTF-8", str(fault)[:200]) from None
    # str.splitlines would part a line at a form feed or U+2028, which a path may hold.
    lines = [line for line in re.split(r"\r\n|\n|\r", text) if line.strip()]
    files: list[FileEntry] = []
    wrong: list[str] = []
    for line in lines:
        entry = read_line(line)
        if entry is None:
            wrong.append(line)
        else:
            files.append(entry)
    if wrong and not files:
        raise Unreadable(f"this is not {what}", repr(wrong[0][:80]), "RFC 8493 sections 2.1.3 and 2.2.3")
    return BagList(tuple(files), len(wrong), tuple(_findings(wrong, where)))


def _findings(wrong: list[str], where: str) -> Iterator[Finding]:
    if wrong:
        named = ", ".join(repr(line[:80]) for line in wrong[:_MOST_NAMED])
        yield Finding(MALFORMED, where, f"{len(wrong)} lines are left out: {named}")


def _fetched(line: str) -> FileEntry | None:
    match = _FETCH.fullmatch(line)
    path = _path(match["path"]) if match else ""
    if match is None or not path or not _ADDRESS.fullmatch(match["url"]):
        return None
    return FileEntry(match["url"], path, None if match["length"] == "-" else int(match["length"]))


def _held(line: str, folder: str, algorithm: str) -> FileEntry | None:
    match = _MANIFEST.fullmatch(line)
    path = _path(match["path"]) if match else ""
    digest = read_digest(algorithm, match["value"]) if match else None
    if digest is None or not path:
        return None
    return FileEntry(f"{folder}/{quote(path)}", path, digests=(digest,))


def _path(text: str) -> str:
    """Decode a path; empty when it is not below data/ (section 2.1.2) or leaves the bag."""
    if "%" in text:
        text = _ENCODED.sub(lambda match: chr(int(match[1], 16)), text)
    path = read_path(text)
    return path if path.startswith("data/") and len(path) > 5 else ""
