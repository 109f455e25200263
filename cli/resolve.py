"""fairsvc resolve: the files of a PID, for people and for whatever downloads them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import printable, write_json, write_text
from cli.page_file import make_room, write_bytes
from cli.progress import waiting
from fairsvc.errors import BadSettings, ProblemsFound

if TYPE_CHECKING:
    from fairsvc.model.resolution import Resolution
    from fairsvc.resolve.representations import Representation
    from fairsvc.resolve.resolver import Resolver

AsMetalink = Annotated[bool, typer.Option("--metalink", help="Metalink 4 (RFC 5854), for aria2 and others")]
AsLinkset = Annotated[bool, typer.Option("--linkset", help="Linkset as JSON (RFC 9264)")]
AsBag = Annotated[bool, typer.Option("--bagit", help="Bag without payload, as a ZIP (RFC 8493)")]
AsAria2 = Annotated[bool, typer.Option("--aria2", help="Input file of aria2")]
AsUrls = Annotated[bool, typer.Option("--urls", help="An address a line (text/uri-list)")]
AsCsv = Annotated[bool, typer.Option("--csv", help="A row a file")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write [default: standard output]")
]
Standards = Annotated[bool, typer.Option("--standards", help="Ask no repository's API: what any client can find")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("resolve", short_help="List the files of a PID, or say why there are none.")(resolve)


def resolve(
    context: typer.Context,
    pid: Annotated[
        str, typer.Argument(help="A DOI, Handle, ARK, PURL or address; or a DOI prefix", show_default=False)
    ],
    as_json: AsJson = False,
    metalink: AsMetalink = False,
    linkset: AsLinkset = False,
    bagit: AsBag = False,
    aria2: AsAria2 = False,
    urls: AsUrls = False,
    csv: AsCsv = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show every way tried, and every request")] = False,
    standards: Standards = False,
    output: Output = None,
) -> None:
    """List the files of a PID with size, digest and who says so, and tell whether the list is complete.

    At most 3 requests where the PID offers a Metalink or Signposting, else 8; nothing is downloaded, and no tape is
    mounted. Of a DOI prefix alone its registration agency is named. Exits with 1 when there are no files to be had,
    with 3 when none is known because somebody did not answer.

    \b
    Examples:
      fairsvc resolve 10.5281/zenodo.3463499
      fairsvc resolve 10.5281/zenodo.3463499 --explain
      fairsvc resolve 10.5281/zenodo.3463499 --metalink -o files.meta4 && aria2c files.meta4
      fairsvc resolve 10.5281/zenodo.3463499 --urls | xargs -n1 curl -O
      fairsvc resolve 10.1594
    """
    from fairsvc.resolve.agency import find_prefix

    flags = {
        "json": as_json,
        "metalink": metalink,
        "linkset": linkset,
        "bagit": bagit,
        "aria2": aria2,
        "urls": urls,
        "csv": csv,
    }
    form = _choose(flags, output, explain=explain)
    prefix = find_prefix(pid)
    if prefix and form is not None and form.of_files | csv:
        raise BadSettings(
            "a DOI prefix has no files", f"{prefix} --{form.id}", "Name a whole DOI, or leave the form out"
        )
    if output is not None:
        make_room(output)
    call: Context = context.obj
    with call.resolver() as resolver:
        if prefix:
            _tell_agency(resolver, prefix, output, as_json=as_json)
            return
        with waiting(f"resolve {pid}", quiet=form is not None):
            resolution = resolver.resolve(pid, standards_only=standards)
    if form is None:
        from cli.resolve_tables import print_resolution

        print_resolution(resolution, explain=explain, standards=standards)
    else:
        _write(resolution, form, output)
    _judge(resolution, explained=explain)


def _choose(flags: dict[str, bool], output: Path | None, *, explain: bool) -> Representation | None:
    """Choose the one form; None is the table for people. Raises BadSettings before anybody is asked."""
    from fairsvc.resolve.representations import REPRESENTATIONS

    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        raise BadSettings("only one form can be written", ", ".join(f"--{name}" for name in chosen), "Choose one")
    if not chosen and output is not None:
        raise BadSettings("-o needs a form", str(output), f"One of {', '.join(f'--{name}' for name in flags)}")
    if chosen and explain:
        raise BadSettings("--explain is for people", f"--{chosen[0]}", "The JSON holds every way and request anyway")
    form = REPRESENTATIONS[chosen[0]] if chosen else None
    if form is not None and form.binary and output is None and sys.stdout.isatty():
        raise BadSettings("this is no text for a terminal", f"--{form.id}", "Name a file with -o")
    return form


def _tell_agency(resolver: Resolver, prefix: str, output: Path | None, *, as_json: bool) -> None:
    from fairsvc.resolve.agency import fetch_agency

    agency = fetch_agency(prefix, resolver.client, resolver.settings.resolver)
    if output is not None:
        write_bytes(output, (json.dumps({"prefix": prefix, "agency": agency}) + "\n").encode())
    elif as_json:
        write_json({"prefix": prefix, "agency": agency})
    else:
        write_text(f"{prefix} is a DOI prefix; its DOIs are registered with {agency}. A whole DOI leads to files.")


def _write(resolution: Resolution, form: Representation, output: Path | None) -> None:
    from fairsvc.resolve.representations import represent

    if form.of_files and not resolution.manifest.entries:
        return
    content, notes = represent(resolution, form)
    for note in notes:
        typer.echo(f"fairsvc: {note}", err=True)
    if form.id == "urls":
        # On the wire lines end with CRLF; xargs would take the CR for a part of the address.
        content = content.replace(b"\r\n", b"\n")
    if output is not None:
        write_bytes(output, content)
    else:
        # A document says UTF-8 of itself, whatever the locale has.
        typer.echo(printable(content.decode()) if sys.stdout.isatty() else content, nl=False)


def _judge(resolution: Resolution, *, explained: bool) -> None:
    """Raise FetchFailed or ProblemsFound when there are no files to be had."""
    from fairsvc.resolve.nothing_listed import no_files

    if resolution.manifest.entries and resolution.access.state != "withdrawn":
        return
    error = no_files(resolution)
    raise type(error)(error.what, error.which) if explained and isinstance(error, ProblemsFound) else error
