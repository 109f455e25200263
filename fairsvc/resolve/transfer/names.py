"""Where the files of a foreign list may lie in our folder: names that no system takes for something else. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from fairsvc.model.manifest import FileEntry

# Where we keep what we know of a folder's files.
OWN_FOLDER = ".fairsvc"

LONGEST_PART_BYTES = 255
LONGEST_PATH_BYTES = 2_048
# Nobody nests deeper; each folder of each path costs memory, and a list may have a million paths.
MOST_FOLDERS = 64

_DRIVE = re.compile(r"[A-Za-z]:")
# Control characters, marks that turn the direction of text, line ends beyond ASCII, byte order marks, half characters.
_DROPPED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Windows takes these for devices, whatever follows the first full stop; the superscript digits count as digits.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A file of a manifest and its path in the folder, empty where `refusal` says why it may have none."""

    entry: FileEntry
    path: str
    refusal: str = ""

    @property
    def title(self) -> str:
        """What to call it: its path here, else its name there without what a terminal obeys."""
        return self.path or _DROPPED.sub("\ufffd", self.entry.path)


def assign_names(entries: Sequence[FileEntry]) -> tuple[Named, ...]:
    """Give every file a path of its own, in order; no two are one to a system that ignores case.

    Of a file and a folder of one name the file gets a number, as the second of two files does.
    """
    spelt = [_spell(entry) for entry in entries]
    folders = {_key(folder) for path, _ in spelt for folder in folders_of(path)}
    taken: dict[str, int] = dict.fromkeys(folders, 1)
    named: list[Named] = []
    for entry, (path, refusal) in zip(entries, spelt, strict=True):
        named.append(Named(entry, _take(path, taken) if path else "", refusal))
    return tuple(named)


def spell_path(name: str) -> str:
    """Spell a foreign name as a relative path that is safe on every system.

    Raises ValueError with the reason for a name that leads out of the folder.
    """
    text = normalize("NFC", _DROPPED.sub("", name)).replace("\\", "/").strip()
    if text.startswith(("/", "~/")) or _DRIVE.match(text):
        raise ValueError("its name is an absolute path")
    parts = [part.strip() for part in text.split("/")]
    if ".." in parts:
        raise ValueError("its name leads out of the folder")
    if len(parts) - parts.count("") > MOST_FOLDERS:
        raise ValueError("it lies in more folders than systems take")
    path = "/".join(filter(None, map(_spell_part, parts)))
    if not path:
        raise ValueError("it has no name")
    if len(path.encode()) > LONGEST_PATH_BYTES:
        raise ValueError("its path is longer than systems take")
    return f"_{path}" if _key(path).partition("/")[0] == OWN_FOLDER else path


def _spell(entry: FileEntry) -> tuple[str, str]:
    try:
        return spell_path(entry.path or _last_part(entry.addresses)), ""
    except ValueError as error:
        return "", str(error)


def _last_part(addresses: Iterable[str]) -> str:
    """Name a file after its address; what the answer's Content-Disposition says is for browsers."""
    for address in addresses:
        try:
            last = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
        except ValueError:
            continue
        if last and "/" not in last and "\\" not in last:
            return last
    return "file"


def _spell_part(part: str) -> str:
    bare = part.rstrip(". ") if part not in ("", ".") else ""
    if _RESERVED.match(bare.partition(".")[0].rstrip()):
        bare = f"_{bare}"
    return _shortened(bare)


def _shortened(part: str, ending: str = "") -> str:
    """Cut what is too long for a system, keeping the suffix; a digest of the whole keeps two such names apart."""
    whole = _with_ending(part, ending)
    if len(whole.encode()) <= LONGEST_PART_BYTES:
        return whole
    suffix = PurePosixPath(part).suffix if len(PurePosixPath(part).suffix.encode()) <= 16 else ""
    mark = f"~{hashlib.sha256(part.encode()).hexdigest()[:8]}{ending}{suffix}"
    return part.encode()[: LONGEST_PART_BYTES - len(mark.encode())].decode("utf-8", "ignore").rstrip(". ") + mark


def _with_ending(part: str, ending: str) -> str:
    # Of scan.tar.gz both suffixes stay at the end; in .nxs.h5 nothing but the last.
    suffix = (
        "".join(PurePosixPath(part).suffixes[-2:]) if re.search(r"\.tar\.\w+\Z", part) else PurePosixPath(part).suffix
    )
    return f"{part.removesuffix(suffix)}{ending}{suffix}" if ending else part


def _take(path: str, taken: dict[str, int]) -> str:
    """Take the path, or the next one like it that is free; `taken` holds the last number of each."""
    folder, slash, last = path.rpartition("/")
    key, candidate = _key(path), path
    while _key(candidate) in taken:
        taken[key] += 1
        candidate = f"{folder}{slash}{_shortened(last, f' ({taken[key]})')}"
    taken[_key(candidate)] = 1
    return candidate


def folders_of(path: str) -> list[str]:
    """List the folders that a path lies in, the outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _key(path: str) -> str:
    """Spell a path so that two which any system takes for one are equal: some do not see signs without width."""
    return normalize("NFC", normalize("NFD", _UNSEEN.sub("", path)).casefold())
