"""A shell in the files of a PID: ls, cd, cat and their like. It prints nothing: what it answers is handed on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from glob import escape, has_magic
from itertools import islice
from typing import Any

from fairsvc.errors import UsageError
from fairsvc.formats.size_spelling import spell_size
from fairsvc.resolve.filesystem import DoiFileSystem
from fairsvc.resolve.remote.address import exact_root
from fairsvc.resolve.shell.lines import Words, read_words

PIECE_BYTES = 2**20
_INDENT = "    "
HEAD_LINES, MOST_HEAD_BYTES = 10, 2**20

Answer = Iterator[str | bytes]
"""Lines of text, and pieces of contents as they are: whoever shows them makes them harmless."""

Download = Callable[[Sequence[str], str], Iterable[str]]
"""Downloads the files of the PID whose paths fit the patterns into a folder, and says line by line what came of it."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the shell; `usage` is what follows it, `valued` and `flags` are the letters of its options."""

    name: str
    usage: str
    help: str
    run: Callable[[Shell, Words], Answer]
    valued: str = ""
    flags: str = ""


class Shell:
    """Runs commands in the folders of one PID; `folder` is where it stands, `over` that it was told to end."""

    def __init__(self, fs: DoiFileSystem, pid: str, download: Download) -> None:
        self._fs, self._root, self._download = fs, exact_root(pid), download
        self.folder, self.over = "", False

    def run(self, words: Sequence[str]) -> Answer:
        """Run one command. Raises UsageError for what it does not understand, OSError as file systems do."""
        command = find_command(words[0])
        return command.run(self, read_words(words, command.valued, command.flags))

    def complete(self, line: str, word: str) -> list[str]:
        """Say how the last word of a line may go on: commands first, then names."""
        if line.lstrip() == word:
            return [f"{name} " for name in COMMANDS if name.startswith(word)]
        folder, slash, start = word.rpartition("/")
        try:
            listed = self._fs.ls(self._path(folder or ("/" if slash else "")))
        except OSError:
            return []
        names = [(posixpath.basename(one["name"]), one["type"] == "directory") for one in listed]
        return [f"{folder}{slash}{name}{'/' if deeper else ' '}" for name, deeper in names if name.startswith(start)]

    def _ls(self, words: Words) -> Answer:
        for info in self._listed(words.arguments):
            name = self._shown(info)
            yield f"{_size(info):>15}  {_kind(info):<10}  {name}" if words.option("l") is not None else name

    def _listed(self, arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
        if not arguments:
            yield from self._fs.ls(self._path(""))
        for path in self._expanded(arguments):
            info = self._fs.info(path)
            several = len(arguments) > 1 or any(map(has_magic, arguments))
            yield from [info] if several or info["type"] == "file" else self._fs.ls(path)

    def _cd(self, words: Words) -> Answer:
        name = words.only("/")
        info = self._fs.info(self._path(name))
        if info["type"] != "directory":
            raise UsageError("this is a file, not a folder", name)
        self.folder = info["name"][len(self._root) + 1 :]
        yield from ()

    def _pwd(self, _: Words) -> Answer:
        yield f"/{self.folder}"

    def _cat(self, words: Words) -> Answer:
        for path in self._expanded(_named(words)):
            with self._fs.open(path) as opened:
                while piece := opened.read(PIECE_BYTES):
                    yield piece

    def _head(self, words: Words) -> Answer:
        given = words.option("n") or str(HEAD_LINES)
        if not given.isascii() or not given.isdecimal() or len(given) > 9:
            raise UsageError("-n wants a number of lines", given)
        for path in self._expanded(_named(words)):
            with self._fs.open(path) as opened:
                yield b"".join(islice(_lines(opened), int(given)))

    def _info(self, words: Words) -> Answer:
        if not words.arguments:
            yield from self._about()
        for path in self._expanded(words.arguments):
            info = self._fs.info(path)
            yield f"path          /{info['name'][len(self._root) + 1 :]}"
            if info["type"] == "directory":
                yield f"folder        {len(self._fs.find(path))} files, {_spelt(self._sum(path))}"
                continue
            yield f"size          {_spelt(info['size'])}" + (f" ({info['size']})" if info["size"] else "")
            for name, value in (("media type", info["mimetype"]), *info["digests"].items()):
                yield f"{name:<12}  {value or 'not told'}"
            told = (told for told in (info["access"], info["availability"]) if told != "unknown")
            yield f"access        {', '.join(told) or 'not told'}"
            yield f"found by      {', '.join(info['found_by'])}"

    def _about(self) -> Answer:
        found = self._fs.resolution(self._root)
        facts = (
            ("title", found.title),
            ("page", found.page),
            ("licence", found.licence),
            ("agency", found.agency),
            ("access", str(found.access.state)),
            ("files", f"{len(found.manifest.entries)}, {_spelt(found.size_bytes)}"),
            ("complete", {True: "yes", False: "no", None: "unknown"}[found.manifest.complete]),
        )
        yield str(found.pid)
        yield from (f"{name:<12}  {value}" for name, value in facts if value)

    def _find(self, words: Words) -> Answer:
        below = self._path("")
        if not words.arguments:
            yield from (path[len(below) + 1 :] for path in self._fs.find(below))
        for pattern in words.arguments:
            yield from (self._relative(path) for path in self._fs.glob(self._path(_deep(pattern))))

    def _tree(self, words: Words) -> Answer:
        branches = [iter(self._fs.ls(self._path(words.only(""))))]
        while branches:
            info = next(branches[-1], None)
            if info is None:
                branches.pop()
                continue
            yield f"{_INDENT * (len(branches) - 1)}{self._shown(info)}"
            if info["type"] == "directory":
                branches.append(iter(self._fs.ls(info["name"])))

    def _get(self, words: Words) -> Answer:
        names = words.arguments or ([f"/{self.folder}"] if self.folder else [])
        yield from self._download([self._pattern(name) for name in names], words.option("o") or ".")

    def _help(self, words: Words) -> Answer:
        for command in [find_command(name) for name in words.arguments] or COMMANDS.values():
            yield f"{command.name} {command.usage}".ljust(28) + f"  {command.help}"

    def _exit(self, _: Words) -> Answer:
        self.over = True
        yield from ()

    def _path(self, name: str) -> str:
        inner = _joined(self.folder, name)
        return f"{self._root}/{inner}" if inner else self._root

    def _relative(self, path: str) -> str:
        return str(posixpath.relpath(f"/{path[len(self._root) :]}", f"/{self.folder}"))

    def _shown(self, info: dict[str, Any]) -> str:
        return str(posixpath.basename(info["name"])) + ("/" if info["type"] == "directory" else "")

    def _expanded(self, names: Sequence[str]) -> Iterator[str]:
        """Give the paths that the names mean: a name that is there stands for itself, whatever signs it has."""
        for name in names:
            path = self._path(name)
            if not has_magic(name) or self._fs.exists(path):
                yield path
                continue
            found = self._fs.glob(path)
            if not found:
                raise UsageError("no name fits the pattern", name, "find lists all files")
            yield from found

    def _pattern(self, name: str) -> str:
        """Spell a name as a pattern on paths: of a folder everything in it, of a file that is there itself."""
        path, pattern = self._path(name), f"/{_joined(self.folder, name)}"
        if not self._fs.exists(path):
            return pattern
        return escape(pattern) + ("/" if self._fs.isdir(path) else "")

    def _sum(self, path: str) -> int | None:
        sizes = [self._fs.info(one)["size"] for one in self._fs.find(path)]
        return None if None in sizes else sum(sizes)


def find_command(word: str) -> Command:
    """Find a command by its name. Raises UsageError, with a name that is near."""
    command = COMMANDS.get({"quit": "exit", "dir": "ls", "glob": "find", "?": "help"}.get(word, word))
    if command is None:
        near = get_close_matches(word, COMMANDS, 1)
        raise UsageError("there is no such command", word, f"Did you mean {near[0]}?" if near else "help lists them")
    return command


def _joined(folder: str, name: str) -> str:
    """Spell the path of a name as it is typed in a folder; nothing leads above the top."""
    return posixpath.normpath(posixpath.join("/", folder, name)).lstrip("/")


def _named(words: Words) -> Sequence[str]:
    if not words.arguments:
        raise UsageError(f"{words.command} wants the name of a file", words.command, "ls lists them")
    return words.arguments


def _deep(pattern: str) -> str:
    return pattern if "/" in pattern else f"**/{pattern}"


def _size(info: dict[str, Any]) -> str:
    if info["type"] == "directory":
        return "-"
    return "?" if info["size"] is None else f"{info['size']:,}"


def _kind(info: dict[str, Any]) -> str:
    return "folder" if info["type"] == "directory" else ",".join(info["digests"]) or "no digest"


def _lines(opened: Any) -> Iterator[bytes]:
    """Iterate over the lines of the first bytes; one that goes on behind them is cut."""
    yield from opened.read(MOST_HEAD_BYTES).splitlines(keepends=True)


_ALL = (
    Command("ls", "[-l] [NAME...]", "list a folder; -l with sizes and digests", Shell._ls, flags="l"),
    Command("cd", "[FOLDER]", "go into a folder; without one, to the top", Shell._cd),
    Command("pwd", "", "say where you are", Shell._pwd),
    Command("cat", "NAME...", "show files", Shell._cat),
    Command("head", "[-n LINES] NAME...", "show how files begin", Shell._head, valued="n"),
    Command("info", "[NAME...]", "what is known of files; without one, of the dataset", Shell._info),
    Command("find", "[PATTERN...]", "list files at any depth, *.h5 for example", Shell._find),
    Command("tree", "[FOLDER]", "list folders and files as a tree", Shell._tree),
    Command("get", "[PATTERN...] [-o FOLDER]", "download files and verify them", Shell._get, valued="o"),
    Command("help", "[COMMAND]", "list the commands", Shell._help),
    Command("exit", "", "leave, as quit and the end of input do", Shell._exit),
)
COMMANDS = {command.name: command for command in _ALL}


def _spelt(size_bytes: int | None) -> str:
    return "unknown size" if size_bytes is None else spell_size(size_bytes)
