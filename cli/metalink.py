"""fairsvc metalink: publish a folder so that its DOI leads a machine to the files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from cli.progress import progress
from fairsvc.errors import BadSettings, ProblemsFound
from fairsvc.formats.size_spelling import spell_size

if TYPE_CHECKING:
    from fairsvc.resolve.publishing.documents import Publication
    from fairsvc.resolve.publishing.publish import Published

SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("metalink", short_help="Publish a folder of files for Direct DOI Data Access.")(metalink)


def metalink(
    folder: Annotated[Path, typer.Argument(help="The folder with the files", show_default=False)],
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="The web address of the folder", show_default=False)
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where to write [default: the folder]")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the Metalink [default: the folder's]")] = "",
    doi: Annotated[str, typer.Option("--doi", help="The dataset's DOI or other PID")] = "",
    landing_page: Annotated[
        str, typer.Option("--landing-page", metavar="URL", help="Where the PID leads [default: --base-url]")
    ] = "",
    licence: Annotated[str, typer.Option("--licence", help="SPDX identifier, name or address")] = "",
    title: Annotated[str, typer.Option("--title", help="The dataset's title [default: the name]")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Take hidden and temporary files too")] = False,
    again: Annotated[bool, typer.Option("--again", help="Read every file, whatever was read before")] = False,
    check: Annotated[bool, typer.Option("--check", help="Hold the folder against its Metalink; write nothing")] = False,
    as_json: AsJson = False,
) -> None:
    """Write Metalink, linksets and schema.org downloads of a folder, with SHA-256 and MD5 of every file.

    A web server hands them out as they are; the lines that it needs are printed, for Apache and nginx. A second run
    reads only files whose size or time changed.

    \b
    Examples:
      fairsvc metalink run42 --base-url https://data.facility.example/run42 --doi 10.5072/run42 --licence CC-BY-4.0
      fairsvc metalink run42 --check
    """
    if not folder.is_dir():
        raise BadSettings("there is no such folder", str(folder))
    named = name or folder.resolve().name
    if check:
        _check(folder, (output or folder) / f"{named}.meta4", everything=everything, as_json=as_json)
        return
    if not base_url:
        raise BadSettings("the folder's web address is missing", str(folder), "Give --base-url")
    publication = _publication(base_url, named, landing_page, doi, licence, title)
    published = _publish(folder, publication, output or folder, everything=everything, again=again, quiet=as_json)
    _tell(publication, published, as_json=as_json)


def _publication(base_url: str, name: str, page: str, doi: str, licence: str, title: str) -> Publication:
    from fairsvc.model.pid import read_pid
    from fairsvc.resolve.publishing.documents import Publication, find_licence_address

    pid = read_pid(doi).uri if doi else ""
    address = find_licence_address(licence)
    if licence and not address:
        raise BadSettings("this licence is not known", licence, "Give an SPDX identifier as CC-BY-4.0, or its address")
    return Publication(base_url, name, page, pid, address, title)


def _publish(
    folder: Path, publication: Publication, target: Path, *, everything: bool, again: bool, quiet: bool
) -> Published:
    from datetime import UTC, datetime

    from fairsvc.resolve.publishing.publish import publish

    with progress(f"digest {folder}", quiet=quiet) as watch:
        return publish(folder, publication, target, datetime.now(UTC), everything=everything, again=again, report=watch)


def _tell(publication: Publication, published: Published, *, as_json: bool) -> None:
    from fairsvc.resolve.publishing.server_lines import link_field, write_apache, write_nginx

    lines = {"apache": write_apache(publication), "nginx": write_nginx(publication)}
    if as_json:
        write_json({"published": published, "link_field": link_field(publication), "server_lines": lines})
        return
    again = f", {published.reused_count} of them unchanged and not read again" if published.reused_count else ""
    write_text(f"{_files(published.file_count)}, {spell_size(published.size_bytes)}{again}.")
    for path in published.documents:
        write_text(f"Wrote {path}")
    for reason, number in sorted(Counter(reason for _, reason in published.left_out).items()):
        examples = [path for path, why in published.left_out if why == reason][:3]
        # Names may hold line ends.
        named = ", ".join(examples).replace("\n", "\ufffd")
        write_text(f"Left out, {reason}: {number} ({named}{', ...' if number > len(examples) else ''})")
    write_text(f"\nThe PID must lead to {publication.landing}. Add to the server of that page:\n")
    write_text("\n".join(lines.values()))
    write_text(f"Then: fairsvc resolve {publication.pid or publication.landing} --explain")


def _check(folder: Path, path: Path, *, everything: bool, as_json: bool) -> None:
    from fairsvc.resolve.publishing.publish import compare

    count, differences = compare(folder, path, everything=everything)
    if as_json:
        write_json({"metalink": str(path), "file_count": count, "differences": differences})
    elif differences:
        write_table(("file", "difference"), [(one.path, one.what) for one in differences[:SHOWN]])
        if len(differences) > SHOWN:
            write_text(f"and {len(differences) - SHOWN} more: --json lists all")
    else:
        write_text(f"{path}: {_files(count)}, all in the folder with the same digests.")
    if differences:
        raise ProblemsFound(f"folder and Metalink differ in {len(differences)} places", str(path), "Publish anew")


def _files(count: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'}"
