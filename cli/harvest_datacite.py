"""fairsvc harvest datacite and datacite-file: DOIs from the registry, or from its public data file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.context import Context
from cli.harvest import Full, _harvest
from cli.options import AsJson
from fairsvc.errors import BadSettings

ClientId = Annotated[str, typer.Option(help="Repository account, as in inist.esrf; several with commas")]
DoiPrefix = Annotated[str, typer.Option(help="DOI prefix, as in 10.15151; several with commas")]


def register(group: typer.Typer) -> None:
    """Add the commands to the group."""
    group.command("datacite", short_help="Harvest DOIs from DataCite's REST API.")(datacite)
    group.command("datacite-file", short_help="Harvest DOIs from DataCite's public data file.")(datacite_file)


def datacite(
    context: typer.Context,
    client_id: ClientId = "",
    doi_prefix: DoiPrefix = "",
    query: Annotated[str, typer.Option(help="Query in the syntax of DataCite's search")] = "",
    url: Annotated[str, typer.Option(help="DataCite REST API [default: the setting registry]")] = "",
    name: Annotated[str, typer.Option(help="Name of the source [default: what is selected]")] = "",
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Harvest DOIs from DataCite; client, prefix and query narrow one another.

    The first run asks for all, later ones for what was updated since. The run ends verified, plausible or incomplete,
    with its account; incomplete exits with 3.

    \b
    Examples:
      fairsvc harvest datacite --client-id inist.esrf --name esrf
      fairsvc harvest datacite --doi-prefix 10.5072 --query "types.resourceTypeGeneral:Dataset"
    """
    from fairsvc.model.harvest import SourceConfig
    from harvest.datacite_selection import read_rest_selection

    call: Context = context.obj
    config = SourceConfig(
        name or _name(client_id, doi_prefix),
        "datacite",
        url or call.settings().registry,
        client_id=client_id,
        doi_prefix=doi_prefix,
        query=query,
    )
    read_rest_selection(config)
    if not config.name:
        raise BadSettings("a source that is only a query needs a name", query, "Give it one with --name")
    _harvest(call, config, full=full, as_json=as_json)


def datacite_file(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="TAR of the public data file, a folder of its parts, or one .jsonl.gz")],
    client_id: ClientId = "",
    doi_prefix: DoiPrefix = "",
    name: Annotated[str, typer.Option(help="Name of the source [default: what is selected]")] = "",
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Harvest DOIs from DataCite's public data file; nothing of it is unpacked.

    Afterwards `harvest datacite` with the same name and selection asks only for what was updated since the file.

    \b
    Examples:
      fairsvc harvest datacite-file DataCite_2025.tar --client-id inist.esrf --name esrf
      fairsvc harvest datacite-file dois/updated_2026-10 --doi-prefix 10.5072
    """
    from fairsvc.model.harvest import SourceConfig

    config = SourceConfig(
        name or _name(client_id, doi_prefix) or "datacite",
        "datacite-file",
        path.resolve().as_uri(),
        client_id=client_id,
        doi_prefix=doi_prefix,
    )
    _harvest(context.obj, config, full=full, as_json=as_json)


def _name(*selected: str) -> str:
    """Name a source after its selection."""
    return "-".join(part.lower().replace(",", "-").replace(" ", "") for part in selected if part)
