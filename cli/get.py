"""fairsvc get: download the files of a PID, verified."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.context import Context
from cli.get_progress import download_progress
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from cli.progress import waiting
from fairsvc.errors import UsageError
from fairsvc.formats.redaction import redact
from fairsvc.formats.size_spelling import spell_size

if TYPE_CHECKING:
    from fairsvc.model.resolution import Resolution
    from fairsvc.resolve.transfer.report import Report

PARTIAL, NOTHING_CAME = 1, 3
# Of a long table people read the beginning; --json has all.
MOST_ROWS = 50

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s?([kmgtp]?)(i?)b?", re.IGNORECASE)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("get", short_help="Download the files of a PID, verified.")(get)


def get(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="A DOI, Handle, ARK, PURL or address", show_default=False)],
    patterns: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATTERN]...", help="Globs on the paths of the files; ** goes through folders"),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to download to")] = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; download nothing")] = False,
    max_size: Annotated[
        str, typer.Option("--max-size", metavar="SIZE", help="Leave out files that are larger: 500M, 2G, 1.5TiB")
    ] = "",
    standards: Annotated[bool, typer.Option("--standards", help="Ask no repository's API")] = False,
    as_json: AsJson = False,
) -> None:
    """Download the files of a PID into a folder, many at the same time, each verified by size and digest.

    What lies there and is right is not fetched again, what came in part is resumed, a file that one address does not
    give is asked of the next. Without patterns all files are wanted; quote patterns, or the shell expands them. No tape
    is mounted: such files are named. A [[token]] of the settings goes to its own host alone. Exits with 1 when some of
    the files did not come, with 3 when none did and others are to blame.

    \b
    Examples:
      fairsvc get 10.5281/zenodo.3463499 -o data
      fairsvc get 10.5281/zenodo.3463499 '*.h5' 'raw/**' -o data --max-size 2G
      fairsvc get 10.5281/zenodo.3463499 -o data --dry-run
      FAIRSVC_CONTACT=me@example.org fairsvc get 10.5281/zenodo.3463499 -o data --json
    """
    wishes = {"patterns": patterns or (), "max_size_bytes": _read_size(max_size), "dry_run": dry_run}
    resolution, report = _download(context.obj, pid, output, wishes, standards=standards, quiet=as_json)
    write_json(_document(resolution, report)) if as_json else _print(resolution, report)
    _judge(report)


def _download(
    call: Context, pid: str, folder: Path, wishes: dict[str, Any], *, standards: bool, quiet: bool
) -> tuple[Resolution, Report]:
    from fairsvc.resolve.transfer.downloading import download

    with call.resolver() as resolver:
        with waiting(f"resolve {pid}", quiet=quiet):
            resolution = resolver.resolve(pid, standards_only=standards)
        retries = resolver.settings.download_retries
        with download_progress(quiet=quiet or wishes["dry_run"]) as watch:
            report = download(resolution, folder, resolver.client, retries=retries, on_progress=watch, **wishes)
    return resolution, report


def _read_size(text: str) -> int | None:
    if not text:
        return None
    found = _SIZE.fullmatch(text.strip())
    if found is None or not float(found[1]):
        raise UsageError("--max-size takes a size", text, "Write for example 500M, 2G or 1.5TiB")
    base = 1024 if found[3] else 1000
    return int(float(found[1]) * base ** " kmgtp".index(found[2].lower() or " "))


def _document(resolution: Resolution, report: Report) -> dict[str, Any]:
    return {
        "pid": redact(str(resolution.pid)),
        "title": resolution.title,
        "folder": report.folder,
        "complete": report.complete,
        "received_bytes": report.received_bytes,
        "elapsed_s": round(report.elapsed_s, 3),
        "files": report.files,
    }


def _print(resolution: Resolution, report: Report) -> None:
    from fairsvc.resolve.transfer.report import State

    write_text(f"{redact(str(resolution.pid))} {resolution.title}".rstrip())
    rows = report.of(State.PLANNED, State.FAILED, State.NOT_TRIED, State.LEFT_OUT)
    if rows:
        said = [(one.path, _size(one.size_bytes), one.state, one.because) for one in rows[:MOST_ROWS]]
        write_table(("file", "size", "", "why"), said)
    if len(rows) > MOST_ROWS:
        write_text(f"and {len(rows) - MOST_ROWS} more; --json has all of them")
    write_text(_summary(report))


def _summary(report: Report) -> str:
    from fairsvc.resolve.transfer.report import State

    parts = []
    for state in (state for state in State if report.of(state)):
        files, word = report.of(state), "to download" if state is State.PLANNED else state.value
        sizes = [one.size_bytes for one in files if one.size_bytes is not None]
        amount = f" ({spell_size(sum(sizes))})" if sizes and len(sizes) == len(files) else ""
        parts.append(f"{len(files)} {'file' if len(files) == 1 else 'files'} {word}{amount}")
    return f"{', '.join(parts)}, in {report.folder}"


def _judge(report: Report) -> None:
    from fairsvc.resolve.transfer.report import State

    if report.complete or not report.of(State.FAILED, State.NOT_TRIED):
        return
    if report.of(State.FAILED) and not report.of(State.FETCHED, State.KEPT, State.PLANNED):
        raise typer.Exit(NOTHING_CAME)
    raise typer.Exit(PARTIAL)


def _size(size_bytes: int | None) -> str:
    return "" if size_bytes is None else spell_size(size_bytes)
