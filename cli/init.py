"""fairsvc init: a settings file, a store and an evidence folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairsvc.errors import BadSettings, StoreUnusable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", short_help="Make a workspace: settings, store and evidence folder.")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to put fairsvc.toml, the store and the evidence")] = Path(),
    contact: Annotated[str, typer.Option(help="E-mail address that servers can write to about our requests")] = "",
) -> None:
    """Make a workspace: fairsvc.toml, an empty store and an evidence folder.

    \b
    Examples:
      fairsvc init --contact data-steward@facility.example
      fairsvc init catalogue
    """
    from cli.settings_file import write_settings
    from fairsvc.jobs.workspace import make_workspace, open_workspace
    from fairsvc.settings import FILE_NAME, load_settings

    try:
        path = make_workspace(folder, write_settings(contact))
    except FileExistsError:
        _complete(folder / FILE_NAME)
        return
    except OSError as error:
        raise BadSettings("the folder cannot be written", f"{folder} ({error.strerror})") from None
    with open_workspace(load_settings(path, {}, {}), create=True):
        pass
    typer.echo(f"Wrote {path}, the store and the evidence folder.")
    if not contact:
        typer.echo('Before other hosts are asked, put your e-mail address into it: contact = "..."')
    typer.echo("Next: fairsvc harvest oai URL, or fairsvc sources add --facility ID (fairsvc facilities lists them)")


def _complete(path: Path) -> None:
    """Make the store and the evidence folder that the settings name, where one of them is missing."""
    from fairsvc.jobs.workspace import open_workspace
    from fairsvc.settings import load_settings

    settings = load_settings(path, {}, {})
    try:
        with open_workspace(settings):
            pass
    except StoreUnusable:
        with open_workspace(settings, create=True):
            typer.echo(f"Kept {path}, and made what was missing of the store and the evidence folder.")
        return
    raise BadSettings("there are settings already", str(path), "Edit or remove the file")
