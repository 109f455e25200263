"""fairsvc shell: go about in the files of a PID as in folders."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context, Ended
from cli.output import printable, write_text
from fairsvc.errors import FairsvcError, FetchFailed, UsageError

if TYPE_CHECKING:
    from fairsvc.resolve.resolver import Resolver
    from fairsvc.resolve.shell.interpreter import Shell

FAILED = 1
_NOT_TEXT = b"\x00"
# Whoever reads us is gone, or the disk that we print to is full: no command after it would do better.
_OF_THE_OUTPUT = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("shell", short_help="Go about in the files of a PID: ls, cd, cat, head, get.")(shell)


def shell(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="A DOI, Handle, ARK, PURL or address", show_default=False)],
    commands: Annotated[
        str, typer.Option("--command", "-c", metavar="COMMANDS", help="Run these, with semicolons between, and end")
    ] = "",
    standards: Annotated[bool, typer.Option("--standards", help="Ask no repository's own API")] = False,
) -> None:
    """Go about in the files of a PID as in folders: list, look into, download.

    Commands come from -c, from a pipe, or from the keyboard, with Tab to complete. Nothing is fetched but the list, and
    of a file what is looked at. Exits with 1 when a command of -c or of a pipe failed.

    \b
    Examples:
      fairsvc shell 10.5072/example
      fairsvc shell 10.5072/example -c "ls -l; head -n 3 raw/table.csv"
      fairsvc shell 10.5072/example -c "cat raw/table.csv" > table.csv
      echo "find *.h5" | fairsvc shell 10.5072/example
    """
    call: Context = context.obj
    with call.resolver() as resolver:
        opened = _open(resolver, pid, standards_only=standards)
        if not commands and sys.stdin.isatty():
            _converse(opened, pid)
        elif sum(_run(opened, text) for text in _until_over(opened, [commands] if commands else sys.stdin)):
            raise Ended(FAILED)


def _open(resolver: Resolver, pid: str, *, standards_only: bool) -> Shell:
    """Resolve the PID. Raises BadPid, and Ended when it has no files for us, or nobody could tell."""
    from fairsvc.model.pid import read_pid
    from fairsvc.resolve.filesystem import DoiFileSystem
    from fairsvc.resolve.remote.address import exact_root
    from fairsvc.resolve.shell.interpreter import Shell

    read_pid(pid)
    fs = DoiFileSystem(resolver=resolver, standards_only=standards_only)
    try:
        resolution = fs.resolution(exact_root(pid))
    except OSError as error:
        typer.echo(f"fairsvc: {printable(str(error))}", err=True)
        nothing_there = isinstance(error, (FileNotFoundError, PermissionError))
        raise Ended(FAILED if nothing_there else FetchFailed.exit_code) from None

    def download(patterns: Sequence[str], folder: str) -> Iterator[str]:
        from fairsvc.resolve.transfer.downloading import download as fetch

        for one in fetch(resolution, Path(folder), resolver.client, patterns=patterns).files:
            yield f"{one.state:<10}  {one.path}" + (f"  ({one.because})" if one.because else "")

    return Shell(fs, pid, download)


def _until_over(opened: Shell, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text
        if opened.over:
            return


def _run(opened: Shell, text: str) -> int:
    """Run the commands of a text and show what they answer; give how many failed."""
    from fairsvc.resolve.shell.lines import split_commands

    failed = 0
    try:
        commands = split_commands(text)
    except UsageError as error:
        return _complain(error)
    for words in commands:
        try:
            for answer in opened.run(words):
                write_text(answer) if isinstance(answer, str) else _write_content(answer)
        except (FairsvcError, OSError) as error:
            if isinstance(error, OSError) and error.errno in _OF_THE_OUTPUT:
                raise
            failed += _complain(error)
        if opened.over:
            break
    return failed


def _complain(error: Exception) -> int:
    typer.echo(printable(str(error)), err=True)
    return 1


def _write_content(piece: bytes) -> None:
    """Hand contents on as they are, but to a terminal only text, and nothing that it obeys. Raises UsageError."""
    if not sys.stdout.isatty():
        typer.echo(piece, nl=False)
        return
    if _NOT_TEXT in piece:
        raise UsageError("this is no text, and is not shown on a terminal", "", "Use get, or send it to a file")
    typer.echo(printable(piece.decode("utf-8", "replace")), nl=False)


def _converse(opened: Shell, pid: str) -> None:
    """Read commands from the keyboard until the end of input; Ctrl-C ends the command, not the shell."""
    _run(opened, "info")
    with _completion(opened):
        while not opened.over:
            try:
                _run(opened, input(f"{printable(pid)}:/{printable(opened.folder)}> "))
            except EOFError:
                typer.echo()
                break
            except KeyboardInterrupt:
                typer.echo()


@contextmanager
def _completion(opened: Shell) -> Iterator[None]:
    """Complete by Tab where there is a readline."""
    try:
        import readline
    except ImportError:
        yield
        return

    def complete(word: str, number: int) -> str | None:
        if number == 0:
            found[:] = opened.complete(readline.get_line_buffer(), word)
        return found[number] if number < len(found) else None

    found: list[str] = []
    before = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims(" \t\n;")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before[0])
        readline.set_completer_delims(before[1])
