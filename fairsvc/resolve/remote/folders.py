"""The files of a manifest as folders, by their paths. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from fairsvc.formats.file_path import read_path
from fairsvc.model.manifest import FileEntry
from fairsvc.resolve.transfer.names import MOST_FOLDERS, folders_of

_UNNAMED = "file"


@dataclass(slots=True)
class _Folder:
    folders: dict[str, _Folder] = field(default_factory=dict)
    files: dict[str, FileEntry] = field(default_factory=dict)


Child = tuple[str, FileEntry | None]
"""A name, and the file behind it; None for a folder."""


class Folders:
    """The files by path: each has a path of its own, also where the list names none or names two alike."""

    def __init__(self, entries: Iterable[FileEntry]) -> None:
        self._top = _Folder()
        self._files: dict[str, FileEntry] = {}
        named = [(_path_of(entry), entry) for entry in entries]
        above = {parent for path, _ in named for parent in folders_of(path)}
        numbers: dict[str, int] = {}
        for path, entry in named:
            self._add(_free(path, self._files, above, numbers), entry)

    def _add(self, path: str, entry: FileEntry) -> None:
        *parents, name = path.split("/")
        folder = self._top
        for parent in parents:
            folder = folder.folders.setdefault(parent, _Folder())
        folder.files[name] = self._files[path] = entry

    def find_path(self, text: str) -> str | None:
        """Find the path of a file or folder that the text spells, also percent-encoded; None when there is none.

        The folder above all is the empty path, and is there when any file is.
        """
        plain = "/".join(part for part in text.split("/") if part not in ("", "."))
        return next((path for path in (plain, unquote(plain)) if path in self._files or self._folder(path)), None)

    def file(self, path: str) -> FileEntry | None:
        """Find the file of that path."""
        return self._files.get(path)

    def children(self, path: str) -> tuple[Child, ...]:
        """List a folder by name: folders and files."""
        folder = self._folder(path) or _Folder()
        found: dict[str, FileEntry | None] = {**dict.fromkeys(folder.folders), **folder.files}
        return tuple(sorted(found.items(), key=lambda child: child[0]))

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files."""
        return tuple(self._files)

    def _folder(self, path: str) -> _Folder | None:
        folder: _Folder | None = self._top
        for part in path.split("/") if path else ():
            folder = folder.folders.get(part) if folder else None
        return folder if folder and (folder.files or folder.folders) else None


def _path_of(entry: FileEntry) -> str:
    path = read_path(entry.path)
    return path if path and path.count("/") <= MOST_FOLDERS else _name_of(entry)


def _name_of(entry: FileEntry) -> str:
    """Name a file for which its list has no usable name: by its address."""
    try:
        last = urlsplit(entry.url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        last = ""
    return read_path(unquote(last)).replace("/", "_") or _UNNAMED


def _free(path: str, taken: dict[str, FileEntry], folders: set[str], numbers: dict[str, int]) -> str:
    """Spell the path so that no other file and no folder has it; `numbers` holds the last number of each."""
    if path not in taken and path not in folders:
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".") if "." in name.lstrip(".") else (name, "", "")
    number = numbers.get(path, 1) + 1
    while (other := f"{folder}{slash}{stem}-{number}{dot}{extension}") in taken or other in folders:
        number += 1
    numbers[path] = number
    return other
