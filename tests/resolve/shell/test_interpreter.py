"""The shell in the files of a PID, without a terminal: a line in, lines and contents out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import UsageError
from fairsvc.resolve.filesystem import DoiFileSystem
from fairsvc.resolve.shell.interpreter import COMMANDS, Shell
from fairsvc.resolve.shell.lines import Words, read_words, split_commands
from tests.support.file_site import FileSite

PID = "10.5072/set"
FILES = {
    "read me.txt": b"one\ntwo\nthree\n",
    "raw/a.csv": b"x,y\n1,2\n",
    "raw/b.csv": b"x,y\n3,4",
    "raw/deep/c.dat": b"\x00\x01",
    "odd[1].txt": b"odd",
}


@pytest.fixture
def asked() -> list[tuple[Sequence[str], str]]:
    return []


@pytest.fixture
def shell(serve: Callable[..., Any], asked: list[tuple[Sequence[str], str]]) -> Shell:
    def download(patterns: Sequence[str], folder: str) -> Iterator[str]:
        asked.append((list(patterns), folder))
        yield "fetched"

    return Shell(DoiFileSystem(settings=FileSite({PID: FILES}).start(serve)), PID, download)


def answers(shell: Shell, text: str) -> list[str | bytes]:
    return [answer for words in split_commands(text) for answer in shell.run(words)]


def test_a_tree_of_any_depth(serve: Callable[..., Any]) -> None:
    deep = {PID: {f"{'d/' * 60}x": b"1"}}
    shell = Shell(DoiFileSystem(settings=FileSite(deep).start(serve)), PID, lambda patterns, folder: ())
    lines = answers(shell, "tree")
    assert (len(lines), lines[0], str(lines[-1]).lstrip()) == (61, "d/", "x")


SCRIPTS: dict[str, list[str | bytes]] = {
    "ls": ["odd[1].txt", "raw/", "read me.txt"],
    "ls raw": ["a.csv", "b.csv", "deep/"],
    "dir raw/a.csv": ["a.csv"],
    "ls raw/*.csv": ["a.csv", "b.csv"],
    "cd raw; pwd; ls; cd deep; pwd; cd ../..; pwd; cd raw/deep; cd; pwd; cd ../../..; pwd": [
        *("/raw", "a.csv", "b.csv", "deep/"),
        *("/raw/deep", "/", "/", "/"),
    ],
    "cat 'read me.txt'": [b"one\ntwo\nthree\n"],
    "cat read\\ me.txt": [b"one\ntwo\nthree\n"],
    "cat raw/*.csv": [b"x,y\n1,2\n", b"x,y\n3,4"],
    "cat odd[1].txt": [b"odd"],
    "cd raw; cat ../odd[1].txt /raw/a.csv": [b"odd", b"x,y\n1,2\n"],
    "head -n 2 'read me.txt'": [b"one\ntwo\n"],
    "head -n1 raw/b.csv": [b"x,y\n"],
    "head raw/b.csv": [b"x,y\n3,4"],
    "find": ["odd[1].txt", "raw/a.csv", "raw/b.csv", "raw/deep/c.dat", "read me.txt"],
    "find *.dat": ["raw/deep/c.dat"],
    "cd raw; glob *.csv; find deep/*": ["a.csv", "b.csv", "deep/c.dat"],
    "tree raw": ["a.csv", "b.csv", "deep/", "    c.dat"],
    "get": ["fetched"],
    "help pwd": ["pwd                           say where you are"],
    "help get": ["get [PATTERN...] [-o FOLDER]  download files and verify them"],
    "": [],
    " ; ;; ": [],
}


@pytest.mark.parametrize("text", SCRIPTS)
def test_commands(shell: Shell, text: str) -> None:
    assert answers(shell, text) == SCRIPTS[text]


def test_long_listings_and_what_is_known(shell: Shell) -> None:
    assert answers(shell, "ls -l raw") == [
        "              8  sha-256     a.csv",
        "              7  sha-256     b.csv",
        "              -  folder      deep/",
    ]
    about = answers(shell, "info")
    assert about[0] == f"doi:{PID}"
    assert "files         5, 34 B" in about
    assert "complete      yes" in about
    told = "\n".join(map(str, answers(shell, "info raw/a.csv raw")))
    assert "path          /raw/a.csv\nsize          8 B (8)\nmedia type    not told\nsha-256       " in told
    assert "found by      metalink" in told
    assert told.endswith("folder        3 files, 17 B")
    assert "http" not in told


@pytest.mark.parametrize(
    ("text", "patterns", "folder"),
    [
        ("get", [], "."),
        ("get *.csv -o data", ["/*.csv"], "data"),
        ("cd raw; get -o x", ["/raw/"], "x"),
        ("cd raw; get a.csv deep", ["/raw/a.csv", "/raw/deep/"], "."),
        ("get odd[1].txt -o .", ["/odd[[]1].txt"], "."),
    ],
)
def test_what_get_asks_for(
    shell: Shell, asked: list[tuple[Sequence[str], str]], text: str, patterns: list[str], folder: str
) -> None:
    answers(shell, text)
    assert asked == [(patterns, folder)]


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("lss", UsageError, "no such command: lss. Did you mean ls?"),
        ("xyzzy", UsageError, "help lists them"),
        ("ls -x", UsageError, "no such option: ls -x"),
        ("head -n", UsageError, "-n wants a value"),
        ("head -n ten raw/a.csv", UsageError, "number of lines"),
        ("cat", UsageError, "wants the name of a file"),
        ("cat *.none", UsageError, "no name fits the pattern"),
        ("cat 'raw", UsageError, "quote is not closed"),
        ("cd raw/a.csv", UsageError, "a file, not a folder"),
        ("cd a b", UsageError, "one name too many"),
        ("cd nowhere", FileNotFoundError, "no such file or folder"),
        ("cat raw", IsADirectoryError, "a folder, not a file"),
        ("cat ../../../etc/passwd", FileNotFoundError, "no such file or folder"),
        ("help nothing", UsageError, "no such command"),
    ],
)
def test_mistakes(shell: Shell, text: str, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind) as told:
        answers(shell, text)
    assert sentence in str(told.value)


def test_exit_is_remembered(shell: Shell) -> None:
    answers(shell, "quit")
    assert shell.over


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        ("h", "h", ["head ", "help "]),
        ("cat r", "r", ["raw/", "read me.txt "]),
        ("cat raw/", "raw/", ["raw/a.csv ", "raw/b.csv ", "raw/deep/"]),
        ("cat /raw/d", "/raw/d", ["/raw/deep/"]),
        ("cat nothing/x", "nothing/x", []),
    ],
)
def test_completion(shell: Shell, line: str, word: str, expected: list[str]) -> None:
    assert shell.complete(line, word) == expected


def test_every_command_has_help(shell: Shell) -> None:
    assert len(answers(shell, "help")) == len(COMMANDS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ls", "-l", "a"], Words("ls", ("a",), (("l", ""),))),
        (["head", "-n", "3", "-"], Words("head", ("-",), (("n", "3"),))),
        (["cat", "--", "-n"], Words("cat", ("-n",))),
    ],
)
def test_words(words: list[str], expected: Words) -> None:
    assert read_words(words, "n", "l") == expected


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_any_line_is_words_or_one_sentence(text: str) -> None:
    try:
        commands = split_commands(text)
    except UsageError:
        return
    assert all(commands)
