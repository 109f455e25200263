"""fairsvc shell, from the command line: -c, a pipe, a terminal."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.file_site import FileSite

PID = "10.5072/set"
ESCAPES = b"plain \x1b]0;owned\x07 \x9b31m text\n"
Call = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(serve: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose settings lead to a site on loopback."""
    site = FileSite({PID: {"raw/a.csv": b"x,y\n1,2\n", "scan.h5": b"\x89HDF\x00\x01", "bad.txt": ESCAPES}})
    settings = site.start(serve)
    toml = f'resolver = "{settings.resolver}"\nregistry = "{settings.registry}"\nallow = ["{settings.allow[0]}"]\n'
    toml += "requests_per_s = 2000\ndownload_requests_per_s = 2000\n"
    (tmp_path / "fairsvc.toml").write_text(toml)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_of_an_option(here: Path, call: Call) -> None:
    code, out, err = call("shell", PID, "-c", "ls; head -n 1 raw/a.csv; pwd")
    assert (code, out, err) == (0, "bad.txt\nraw/\nscan.h5\nx,y\n/\n", "")


def test_commands_of_a_pipe(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("cd raw\ncat a.csv\nexit\nls\n"))
    assert call("shell", PID) == (0, "x,y\n1,2\n", "")


def test_a_command_that_fails_does_not_end_the_others(here: Path, call: Call) -> None:
    code, out, err = call("shell", PID, "-c", "lls; cat nothing; pwd; cat 'x")
    assert (code, out) == (1, "")
    assert "a quote is not closed" in err
    code, out, err = call("shell", PID, "-c", "lls; cat nothing; pwd")
    assert (code, out) == (1, "/\n")
    assert "Did you mean ls?" in err
    assert "no such file or folder: nothing of doi:10.5072/set" in err


@pytest.mark.parametrize(
    ("pid", "code", "sentence"),
    [("10.5072/none", 1, "the identifier is not registered"), ("nonsense", 2, "no DOI, Handle")],
)
def test_a_pid_without_files_is_a_sentence(here: Path, call: Call, pid: str, code: int, sentence: str) -> None:
    found, _, err = call("shell", pid, "-c", "ls")
    assert found == code
    assert sentence in err


def test_contents_go_into_a_pipe_as_they_are(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fairsvc", "shell", PID, "-c", "cat scan.h5 bad.txt"],
        check=True,
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    assert done.stdout == b"\x89HDF\x00\x01" + ESCAPES


def test_a_terminal_is_obeyed_by_nothing(here: Path) -> None:
    """Contents are harmless there, binary ones refused, Tab completes, and Ctrl-C ends the line, not the shell."""
    said = converse(
        here, [b"cat bad.txt\n", b"cat scan.h5\n", b"cat raw/\t\n", b"half a line\x03", b"pwd\n", b"exit\n"]
    )
    assert b"files         3" in said
    assert b"plain \xef\xbf\xbd]0;owned\xef\xbf\xbd" in said
    assert b"\x1b]0;owned" not in said
    assert b"this is no text" in said
    assert b"x,y\r\n1,2" in said
    assert said.count(b"10.5072/set:/> ") >= 6
    assert b"/\r\n" in said


def converse(folder: Path, lines: list[bytes]) -> bytes:
    """Type lines into the shell at a terminal, each when the prompt stands there, and give what is seen."""
    outer, inner = os.openpty()
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    command = [sys.executable, "-m", "fairsvc", "shell", PID]
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
    ) as process:
        os.close(inner)
        said = bytearray()
        try:
            for number, line in enumerate(lines):
                _read_until(outer, said, b"10.5072/set:/> ", number + 1)
                _type(outer, process, line)
            _read_until(outer, said, b"never", 1)
            assert process.wait(10) == 0
        finally:
            process.kill()
    os.close(outer)
    return bytes(said)


def _type(outer: int, process: subprocess.Popen[bytes], line: bytes) -> None:
    os.write(outer, line.removesuffix(b"\x03"))
    if line.endswith(b"\x03"):
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)


def _read_until(outer: int, said: bytearray, sign: bytes, times: int) -> None:
    while said.count(sign) < times:
        assert select.select([outer], [], [], 20)[0], f"nothing came after {bytes(said[-200:])!r}"
        try:
            came = os.read(outer, 65_536)
        except OSError:  # Linux: the other end is closed
            return
        if not came:
            return
        said += came


def test_get_downloads_and_verifies(here: Path, call: Call) -> None:
    code, out, err = call("shell", PID, "-c", "cd raw; get *.csv -o data")
    assert code == 0, err
    assert out == "fetched     raw/a.csv\n"
    assert (here / "data" / "raw" / "a.csv").read_bytes() == b"x,y\n1,2\n"
